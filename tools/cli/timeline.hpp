// Timeline: how many states were expanded by when, of one search or of each node of a cluster.
// Shape:    sample() while it runs, in order of time, then end(); a search of any length takes at
//           most kSamplesMax samples, a step apart that grows
// Units:    seconds since the start; states expanded so far
// Threads:  one
// Cost:     O(nodes) a sample
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace kura::cli {

class Timeline {
  public:
    static constexpr std::size_t kSamplesMax = 128;
    static constexpr double kStepSeconds = 0.1;

    using Counts = std::map<std::uint64_t, std::uint64_t>;  // source -> states

    // Shorter steps than those in which the counts change would show rates that jump.
    explicit Timeline(double step_seconds = kStepSeconds) : step_(step_seconds) {}

    // Ignored if it comes too soon after the one before.
    void sample(double seconds, const Counts& expanded);
    // The last one, which is never ignored, and takes the place of one just before.
    void end(double seconds, const Counts& expanded);

    [[nodiscard]] const std::vector<double>& seconds() const { return seconds_; }
    // As many as seconds(); a source counts nothing before it is first heard of.
    [[nodiscard]] std::vector<std::uint64_t> expanded(std::uint64_t source) const;

  private:
    [[nodiscard]] bool is_step(double seconds) const;
    void add(double seconds, const Counts& expanded);
    void thin();

    double step_;
    std::vector<double> seconds_;
    std::vector<Counts> counts_;
};

}  // namespace kura::cli
