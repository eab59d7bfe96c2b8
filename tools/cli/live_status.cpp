#include "tools/cli/live_status.hpp"

#include "tools/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kura::cli {

void LiveStatus::begin(const Puzzle& puzzle) {
    const std::lock_guard lock(mutex_);
    running_[&puzzle] = Progress{};
}

void LiveStatus::update(const Puzzle& puzzle, const Progress& progress) {
    if (!console_.shows_status()) {
        return;
    }
    const std::lock_guard lock(mutex_);
    running_[&puzzle] = progress;
    console_.status(line());
}

void LiveStatus::end(const Puzzle& puzzle) {
    const std::lock_guard lock(mutex_);
    running_.erase(&puzzle);
    ++done_;
}

std::string LiveStatus::line() const {
    double rate = 0;
    std::uint64_t stored = 0;
    std::size_t bytes = 0;
    double seconds = 0;
    for (const auto& [puzzle, progress] : running_) {
        if (progress.seconds > 0) {
            rate += static_cast<double>(progress.expanded) / progress.seconds;
        }
        stored += progress.stored;
        bytes += progress.memory_bytes;
        seconds = std::max(seconds, progress.seconds);
    }
    const auto& [first, progress] = *running_.begin();
    std::string text = fmt::format("[{}/{}] ", done_ + 1, puzzles_);
    if (running_.size() == 1) {
        text += describe(*first) + ": ";
    } else {
        text += fmt::format("{} puzzles at once: ", running_.size());
    }
    text += fmt::format("{:.1f} s, {} states, {} states/s, {}", seconds,
                        text::short_count(static_cast<double>(stored)), text::short_count(rate),
                        text::short_bytes(bytes));
    if (running_.size() == 1) {
        if (progress.phase == "shortening") {
            text += fmt::format(", shortening, {} now", progress.best_cost);
        } else if (progress.best_cost >= 0) {
            text += fmt::format(", bound {}-{}", progress.lower_bound, progress.best_cost);
        } else if (progress.lower_bound > 0) {
            text += fmt::format(", bound {}", progress.lower_bound);
        }
        if (progress.phase == "preparing") {
            text += ", preparing";
        }
    }
    return text;
}

}  // namespace kura::cli
