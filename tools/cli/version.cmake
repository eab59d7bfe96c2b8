# Writes OUTPUT from INPUT with the git commit of SOURCE_DIR, only when something changed. Run at
# every build, by cmake -P, because a commit does not make CMake configure again.
set(KURA_COMMIT "no git commit")
find_program(git git)
if(git AND EXISTS "${SOURCE_DIR}/.git")
  execute_process(COMMAND "${git}" -C "${SOURCE_DIR}" rev-parse --short=12 HEAD
    OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(KURA_COMMIT "git ${commit}")
    execute_process(COMMAND "${git}" -C "${SOURCE_DIR}" status --porcelain --untracked-files=no
      OUTPUT_VARIABLE changes ERROR_QUIET)
    if(changes)
      string(APPEND KURA_COMMIT ", modified")
    endif()
  endif()
endif()
configure_file("${INPUT}" "${OUTPUT}" @ONLY)
