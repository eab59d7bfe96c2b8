# kura_library(DEPENDS lib... SYSTEM third-party...): one static library for the calling folder.
# The target's name is the folder's path: solver/board becomes kura_solver_board. Every .cpp of the
# folder belongs to it; DEPENDS are the arrows, checked by tools/lint as well.
function(kura_library)
  cmake_parse_arguments(ARG "" "" "DEPENDS;SYSTEM" ${ARGN})
  file(RELATIVE_PATH folder "${PROJECT_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}")
  string(REPLACE "/" "_" name "kura_${folder}")
  file(GLOB sources CONFIGURE_DEPENDS "*.cpp")
  file(GLOB headers CONFIGURE_DEPENDS "*.hpp")
  if(sources)
    add_library(${name} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_sources(${name} ${scope}
    FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}" FILES ${headers})
  target_link_libraries(${name} ${scope} kura_flags ${ARG_SYSTEM})
  foreach(dependency IN LISTS ARG_DEPENDS)
    string(REPLACE "/" "_" target "kura_${dependency}")
    target_link_libraries(${name} ${scope} ${target})
  endforeach()
  set_property(GLOBAL APPEND PROPERTY KURA_LIBRARIES ${name})
endfunction()

# kura_test_folder(folder DEPENDS lib...): one GoogleTest program from the *_test.cpp files of
# tests/<folder>; the suite's folder mirrors the tree.
function(kura_test_folder folder)
  cmake_parse_arguments(ARG "" "LABEL" "DEPENDS;SYSTEM" ${ARGN})
  string(REPLACE "/" "_" name "test_${folder}")
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp")
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE kura_flags GTest::gmock GTest::gtest_main ${ARG_SYSTEM})
  foreach(dependency IN LISTS ARG_DEPENDS)
    string(REPLACE "/" "_" target "kura_${dependency}")
    target_link_libraries(${name} PRIVATE ${target})
  endforeach()
  if(NOT ARG_LABEL)
    set(ARG_LABEL unit)
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST
    PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT 600
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
endfunction()
