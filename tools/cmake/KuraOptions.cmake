# Language level, warnings, architecture and sanitizers shared by every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

option(KURA_BUILD_TESTS "Build the tests" ON)
option(KURA_WERROR "Treat warnings as errors (CI)" OFF)
set(KURA_ARCH "x86-64-v2" CACHE STRING "Value for -march on x86-64; may be empty")
set(KURA_SLOWDOWN "" CACHE STRING
  "Rounds of useless work at each expansion; to test that kura compare notices")
set(KURA_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize= (address,undefined or thread)")

find_program(KURA_CCACHE ccache)
if(KURA_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Paths count from the root, so that another checkout of the same sources hits the same cache.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
    "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}" CCACHE_NOHASHDIR=1 "${KURA_CCACHE}")
endif()

add_library(kura_flags INTERFACE)
target_compile_options(kura_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  -Wnon-virtual-dtor -Wmissing-declarations)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(kura_flags INTERFACE -Wno-restrict)  # GCC 12 false alarms: 105329, 105651
endif()
if(KURA_WERROR)
  target_compile_options(kura_flags INTERFACE -Werror)
endif()
if(KURA_ARCH AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(kura_flags INTERFACE "-march=${KURA_ARCH}")
endif()
if(KURA_SANITIZE)
  target_compile_options(kura_flags INTERFACE "-fsanitize=${KURA_SANITIZE}"
    -fno-omit-frame-pointer -g)
  target_link_options(kura_flags INTERFACE "-fsanitize=${KURA_SANITIZE}")
  if(KURA_SANITIZE MATCHES "undefined")
    # What it keeps of each check is millions of pointers; to relocate them at every start took
    # longer than most tests.
    target_link_options(kura_flags INTERFACE -no-pie)
  endif()
else()
  target_compile_definitions(kura_flags INTERFACE $<$<CONFIG:Release>:_GLIBCXX_ASSERTIONS>)
endif()
target_include_directories(kura_flags INTERFACE "${PROJECT_SOURCE_DIR}")
