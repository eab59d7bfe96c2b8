#include "tools/compare/statistics.hpp"

#include "solver/base/rng.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace kura::compare {

namespace {

constexpr std::size_t kDraws = 2000;
constexpr double kTail = 0.025;

double median_in_place(std::vector<double>& values) {
    const std::size_t middle = values.size() / 2;
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(middle);
    std::nth_element(values.begin(), place, values.end());
    const double upper = *place;
    return values.size() % 2 == 1 ? upper : (*std::max_element(values.begin(), place) + upper) / 2;
}

}  // namespace

std::optional<double> median(std::span<const double> values) {
    if (values.empty()) {
        return std::nullopt;
    }
    std::vector<double> copy(values.begin(), values.end());
    return median_in_place(copy);
}

std::optional<double> mean(std::span<const double> values) {
    if (values.empty()) {
        return std::nullopt;
    }
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::optional<double> geometric_mean(std::span<const double> values) {
    std::vector<double> logs;
    for (const double value : values) {
        logs.push_back(std::log(value));
    }
    const auto middle = mean(logs);
    return middle ? std::optional(std::exp(*middle)) : std::nullopt;
}

std::optional<Interval> bootstrap_median(std::span<const double> values, std::uint64_t seed) {
    if (values.size() < kIntervalValuesMin) {
        return std::nullopt;
    }
    base::Rng rng(seed);
    std::vector<double> medians;
    std::vector<double> draw(values.size());
    for (std::size_t i = 0; i < kDraws; ++i) {
        for (double& value : draw) {
            value = values[rng.below(values.size())];
        }
        medians.push_back(median_in_place(draw));
    }
    std::sort(medians.begin(), medians.end());
    const auto at = [&](double share) {
        return medians[static_cast<std::size_t>(
            std::lround(share * static_cast<double>(kDraws - 1)))];
    };
    return Interval{at(kTail), at(1 - kTail)};
}

}  // namespace kura::compare
