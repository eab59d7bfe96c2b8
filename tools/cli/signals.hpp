// Signals: the first SIGINT or SIGTERM asks the program to stop, the second ends it at once.
// Threads:  the handler only touches lock-free atomics; stop_flag() may be read from any thread
// Errors:   none
#pragma once

#include <atomic>

namespace kura::cli {

// Takes SIGINT and SIGTERM over; SIGPIPE gets its default, a quiet end, whatever the parent set.
void catch_signals();

[[nodiscard]] const std::atomic<bool>& stop_flag();

// The signal that asked to stop, 0 if none did.
[[nodiscard]] int stop_signal();

// What the terminal must get if the second signal ends the program, e.g. "show the cursor".
// Requires: text is static.
void set_last_words(const char* text);

}  // namespace kura::cli
