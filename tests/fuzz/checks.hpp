// What must hold for any bytes at all: shared by the libFuzzer targets and the smoke test.
// Shape:    one function an attack surface; each aborts with a line on stderr if something is wrong
// Threads:  pure functions
// Errors:   abort, which both a fuzzer and ctest report
#pragma once

#include <string_view>

namespace kura::fuzz {

// Text and XML readers: limits, valid UTF-8, at most one error an entry; writing what is usable
// and reading it back gives the same levels in every format.
void check_reader(std::string_view bytes);

// Run lengths: the limit holds; a second expansion, for positions, agrees with the first.
void check_run_lengths(std::string_view bytes);

// The first line is moves, the rest is a board: replay, and replay of the canonical moves, agree.
void check_moves(std::string_view bytes);

}  // namespace kura::fuzz
