#include "tools/cli/console.hpp"

#include "tools/cli/signals.hpp"
#include "tools/text/text.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace kura::cli {

namespace {

bool wants_color(ColorMode mode, bool terminal) {
    if (mode != ColorMode::automatic) {
        return mode == ColorMode::always;
    }
    // Read once, at the start, before there are other threads.
    const char* no_color = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe): see above
    const char* term = std::getenv("TERM");          // NOLINT(concurrency-mt-unsafe): see above
    const bool dumb = term != nullptr && std::string_view(term) == "dumb";
    return terminal && !dumb && (no_color == nullptr || *no_color == '\0');
}

std::size_t terminal_width() {
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20) {
        return 80;
    }
    return size.ws_col;
}

bool write_to(std::FILE* stream, std::string_view text) {
    const std::size_t written = std::fwrite(text.data(), 1, text.size(), stream);
    return std::fflush(stream) == 0 && written == text.size();
}

}  // namespace

Console::Console(ColorMode mode)
    : output_terminal_(isatty(STDOUT_FILENO) != 0),
      error_terminal_(isatty(STDERR_FILENO) != 0),
      color_(wants_color(mode, output_terminal_)) {}

Console::~Console() {
    clear_status();
}

void Console::clear_locked() {
    if (status_shown_) {
        write_to(stderr, "\r\x1b[K");
        status_shown_ = false;
        set_last_words(nullptr);
    }
}

void Console::print(std::string_view text) {
    const std::lock_guard lock(mutex_);
    clear_locked();
    wrote_all_ = write_to(stdout, text) && wrote_all_;
}

void Console::note(std::string_view text) {
    const std::lock_guard lock(mutex_);
    clear_locked();
    complain(text);
}

void Console::status(std::string_view text) {
    const std::lock_guard lock(mutex_);
    if (!error_terminal_) {
        return;
    }
    const std::string line = text::width_of(text) < terminal_width()
                                 ? std::string(text)
                                 : text::fit(text, terminal_width() - 1);
    write_to(stderr, "\r" + line + "\x1b[K");
    status_shown_ = true;
    set_last_words("\r\x1b[K");
}

void Console::clear_status() {
    const std::lock_guard lock(mutex_);
    clear_locked();
}

std::string Console::paint(std::string_view text, Tone tone) const {
    if (!color_) {
        return std::string(text);
    }
    const char* code = tone == Tone::good   ? "32"
                       : tone == Tone::fair ? "33"
                       : tone == Tone::bad  ? "31"
                                            : "2";
    return std::string("\x1b[") + code + "m" + std::string(text) + "\x1b[0m";
}

void complain(std::string_view text) {
    write_to(stderr, "kura: " + std::string(text) + "\n");
}

}  // namespace kura::cli
