#include "tools/cli/timeline.hpp"

#include <utility>

namespace kura::cli {

void Timeline::sample(double seconds, const Counts& expanded) {
    // Who asks each tenth of a second is late or early by a bit.
    if (seconds >= (seconds_.empty() ? 0 : seconds_.back()) + step_ * 0.75) {
        add(seconds, expanded);
    }
}

void Timeline::end(double seconds, const Counts& expanded) {
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
