#include "tools/cli/signals.hpp"

#include "tools/cli/exit_codes.hpp"

#include <signal.h>
#include <unistd.h>

#include <cstring>

namespace kura::cli {

namespace {

// Process-wide by nature: a handler can't be given anything.
std::atomic<bool> asked_to_stop{false};
std::atomic<int> signal_number{0};
std::atomic<const char*> last_words{nullptr};
static_assert(std::atomic<bool>::is_always_lock_free);
static_assert(std::atomic<const char*>::is_always_lock_free);

extern "C" void on_signal(int number) {
    if (signal_number.exchange(number, std::memory_order_relaxed) != 0) {
        if (const char* words = last_words.load(std::memory_order_relaxed)) {
            // Nothing can be done about a failure here.
            [[maybe_unused]] const ssize_t written =
                write(STDERR_FILENO, words, std::strlen(words));
        }
        _exit(kExitSignal + number);
    }
    asked_to_stop.store(true, std::memory_order_release);
}

}  // namespace

void catch_signals() {
    struct sigaction action = {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    signal(SIGPIPE, SIG_DFL);
}

const std::atomic<bool>& stop_flag() {
    return asked_to_stop;
}

int stop_signal() {
    return signal_number.load(std::memory_order_relaxed);
}

void set_last_words(const char* text) {
    last_words.store(text, std::memory_order_relaxed);
}

}  // namespace kura::cli
