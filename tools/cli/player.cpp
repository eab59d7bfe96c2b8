#include "tools/cli/player.hpp"

#include "tools/cli/drawing.hpp"
#include "tools/cli/signals.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace kura::cli {

namespace {

constexpr const char* kEnter = "\x1b[?1049h\x1b[?25l\x1b[2J";  // second screen, no cursor, clear
constexpr const char* kLeave = "\x1b[?25h\x1b[?1049l";

void put(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

// Keys without Enter and without echo, while it lives; Ctrl-C still is a signal.
class KeyMode {
  public:
    KeyMode() : active_(isatty(STDIN_FILENO) != 0 && tcgetattr(STDIN_FILENO, &before_) == 0) {
        if (active_) {
            termios keys = before_;
            keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
            tcsetattr(STDIN_FILENO, TCSANOW, &keys);
        }
    }
    ~KeyMode() {
        if (active_) {
            tcsetattr(STDIN_FILENO, TCSANOW, &before_);
        }
    }
    KeyMode(const KeyMode&) = delete;
    KeyMode& operator=(const KeyMode&) = delete;

    // The key pressed within the time, 0 if none; a signal ends the wait too.
    [[nodiscard]] char wait(int milliseconds) const {
        pollfd input{active_ ? STDIN_FILENO : -1, POLLIN, 0};
        char key = 0;
        if (poll(&input, 1, milliseconds) == 1 && read(STDIN_FILENO, &key, 1) != 1) {
            key = 'q';
        }
        return key;
    }

  private:
    termios before_{};
    const bool active_;
};

std::string frame(const puzzles::Level& level, const Replay& replay, std::size_t length,
                  bool paused) {
    std::string text = "\x1b[H" + level.title + "\x1b[K\r\n\x1b[K\r\n";
    for (const std::string& line : draw(replay.rows(), DrawStyle::terminal)) {
        text += line + "\x1b[K\r\n";
    }
    text +=
        fmt::format("\x1b[K\r\nmove {}/{}, pushes {}   {}\x1b[K\x1b[J", replay.moves(), length,
                    replay.pushes(), paused ? "space: go on, q: quit" : "space: pause, q: quit");
    return text;
}

}  // namespace

void play(const puzzles::Level& level, const std::string& lurd, double steps_per_second) {
    const KeyMode keys;
    set_last_words(kLeave);
    put(kEnter);
    Replay replay(level);
    const int step_milliseconds = static_cast<int>(1000 / steps_per_second);
    std::size_t next = 0;
    bool paused = false;
    while (stop_signal() == 0) {
        const bool ended = next == lurd.size();
        put(frame(level, replay, lurd.size(), paused || ended));
        const char key = keys.wait(paused || ended ? 100 : step_milliseconds);
        if (key == 'q') {
            break;
        }
        if (key == ' ') {
            paused = !paused;
        } else if (key == 0 && !paused && !ended) {
            replay.step(lurd[next++]);
        }
        // Without a keyboard there is nobody to say when it has been seen enough.
        if (ended && isatty(STDIN_FILENO) == 0) {
            break;
        }
    }
    put(kLeave);
    set_last_words(nullptr);
}

}  // namespace kura::cli
