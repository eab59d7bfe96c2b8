#include "tools/cli/timeline.hpp"

#include <utility>

namespace kura::cli {

// Who asks each tenth of a second is late or early by a bit.
bool Timeline::is_step(double seconds) const {
    return seconds >= (seconds_.empty() ? 0 : seconds_.back()) + step_ * 0.75;
}

void Timeline::sample(double seconds, const Counts& expanded) {
    if (is_step(seconds)) {
        add(seconds, expanded);
    }
}

void Timeline::end(double seconds, const Counts& expanded) {
    if (seconds_.size() > 1 && !is_step(seconds)) {
        seconds_.pop_back();
        counts_.pop_back();
    }
    add(seconds, expanded);
}

void Timeline::add(double seconds, const Counts& expanded) {
    if (seconds_.size() == kSamplesMax) {
        thin();
    }
    seconds_.push_back(seconds);
    counts_.push_back(expanded);
}

void Timeline::thin() {
    std::size_t kept = 0;
    for (std::size_t i = 1; i < seconds_.size(); i += 2) {
        seconds_[kept] = seconds_[i];
        counts_[kept++] = std::move(counts_[i]);
    }
    seconds_.resize(kept);
    counts_.resize(kept);
    step_ *= 2;
}

std::vector<std::uint64_t> Timeline::expanded(std::uint64_t source) const {
    std::vector<std::uint64_t> line;
    line.reserve(counts_.size());
    for (const Counts& counts : counts_) {
        const auto found = counts.find(source);
        line.push_back(found != counts.end() ? found->second : line.empty() ? 0 : line.back());
    }
    return line;
}

}  // namespace kura::cli
