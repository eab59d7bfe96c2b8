// Console: results on stdout, and on a terminal one live status line on stderr beneath them.
// Invariants: a status line is never left in the way of a result, and none is written in a pipe
// Threads:  any; each call is whole
// Errors:   standard output that can't be written to: wrote_all() is false
#pragma once

#include <mutex>
#include <string>
#include <string_view>

namespace kura::cli {

enum class ColorMode { automatic, always, never };

enum class Tone { good, fair, bad, dim };

class Console {
  public:
    explicit Console(ColorMode mode = ColorMode::automatic);
    ~Console();
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;

    void print(std::string_view text);   // to stdout, flushed
    void note(std::string_view text);    // to stderr, "kura: " before it, a line
    void status(std::string_view text);  // replaces the status line; nothing without a terminal
    void clear_status();

    [[nodiscard]] bool shows_status() const { return error_terminal_; }
    [[nodiscard]] bool is_terminal() const { return output_terminal_; }
    [[nodiscard]] bool has_color() const { return color_; }
    [[nodiscard]] bool wrote_all() const { return wrote_all_; }

    // The text in colour, if stdout wants it.
    [[nodiscard]] std::string paint(std::string_view text, Tone tone) const;

  private:
    void clear_locked();

    // constant after construction
    bool output_terminal_;
    bool error_terminal_;
    bool color_;

    std::mutex mutex_;
    // guarded by mutex_
    bool status_shown_ = false;
    bool wrote_all_ = true;
};

// A complaint where there is no Console: one line on stderr.
void complain(std::string_view text);

}  // namespace kura::cli
