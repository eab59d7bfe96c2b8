#include "tools/compare/signed_rank.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace kura::compare {

namespace {

constexpr double kTail = 0.025;
constexpr double kNormalQuantile = 1.959963984540054;  // of 1 - kTail
constexpr std::size_t kAllMeansMax = 2000;             // above, the shift is the median
constexpr std::size_t kIntervalMin = 6;  // with 5, no interval but the whole reaches 95 percent

struct Ranked {
    std::vector<int> doubled;  // ranks times two: those of ties are halves
    int positive = 0;          // doubled sum
    double tie_term = 0;       // the sum of t^3 - t over groups of t equal sizes
};

Ranked rank(std::vector<double> differences) {
    std::sort(differences.begin(), differences.end(),
              [](double a, double b) { return std::abs(a) < std::abs(b); });
    Ranked ranked;
    for (std::size_t begin = 0; begin < differences.size();) {
        std::size_t end = begin;
        while (end < differences.size() &&
               std::abs(differences[end]) == std::abs(differences[begin])) {
            ++end;
        }
        const int doubled = static_cast<int>(begin + end + 1);  // mean of begin+1..end, twice
        const auto size = static_cast<double>(end - begin);
        ranked.tie_term += size * size * size - size;
        for (; begin < end; ++begin) {
            ranked.doubled.push_back(doubled);
            ranked.positive += differences[begin] > 0 ? doubled : 0;
        }
    }
    return ranked;
}

// How likely each doubled sum of positive ranks is when all patterns of signs are.
std::vector<double> distribution_of(const std::vector<int>& doubled) {
    const int total = std::accumulate(doubled.begin(), doubled.end(), 0);
    std::vector<double> chances(static_cast<std::size_t>(total) + 1, 0.0);
    chances[0] = 1;
    int reached = 0;
    for (const int rank : doubled) {
        for (int sum = reached + rank; sum >= 0; --sum) {
            const auto place = static_cast<std::size_t>(sum);
            const double without = sum <= reached ? chances[place] : 0;
            const double with = sum >= rank ? chances[static_cast<std::size_t>(sum - rank)] : 0;
            chances[place] = (without + with) / 2;
        }
        reached += rank;
    }
    return chances;
}

double exact_p(const Ranked& ranked) {
    const std::vector<double> chances = distribution_of(ranked.doubled);
    const auto total = static_cast<int>(chances.size()) - 1;
    const int least = std::min(ranked.positive, total - ranked.positive);
    const double tail = std::accumulate(chances.begin(), chances.begin() + least + 1, 0.0);
    return std::min(1.0, 2 * tail);
}

double normal_p(const Ranked& ranked) {
    const auto n = static_cast<double>(ranked.doubled.size());
    const double expected = n * (n + 1) / 4;
    const double variance = n * (n + 1) * (2 * n + 1) / 24 - ranked.tie_term / 48;
    // The sum moves in steps of one: half a step is given away.
    const double distance = std::max(0.0, std::abs(ranked.positive / 2.0 - expected) - 0.5);
    return std::erfc(distance / std::sqrt(2 * variance));
}

// So many of the sorted means lie outside the interval at each end.
std::size_t outside(std::size_t n) {
    if (n > kExactMax) {
        const auto count = static_cast<double>(n);
        const double half = kNormalQuantile * std::sqrt(count * (count + 1) * (2 * count + 1) / 24);
        return static_cast<std::size_t>(std::max(0.0, count * (count + 1) / 4 - half));
    }
    std::vector<int> doubled(n);
    for (std::size_t i = 0; i < n; ++i) {
        doubled[i] = static_cast<int>(2 * (i + 1));
    }
    const std::vector<double> chances = distribution_of(doubled);
    double tail = 0;
    std::size_t sum = 0;
    while (2 * sum < chances.size() && tail + chances[2 * sum] <= kTail) {
        tail += chances[2 * sum];
        ++sum;
    }
    return sum;
}

void estimate_shift(const std::vector<double>& differences, SignedRank& result) {
    const std::size_t n = differences.size();
    std::vector<double> means;
    if (n > kAllMeansMax) {
        means = differences;
    } else {
        means.reserve(n * (n + 1) / 2);
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = i; j < n; ++j) {
                means.push_back((differences[i] + differences[j]) / 2);
            }
        }
    }
    std::sort(means.begin(), means.end());
    result.shift = median(means).value_or(0);
    if (n < kIntervalMin) {
        return;
    }
    // Beyond kAllMeansMax: the order statistics of the median itself.
    const auto count = static_cast<double>(n);
    const std::size_t cut =
        n > kAllMeansMax
            ? static_cast<std::size_t>(count / 2 - kNormalQuantile * std::sqrt(count) / 2)
            : outside(n);
    const std::size_t low = cut == 0 ? 0 : cut - 1;
    result.interval = Interval{means[low], means[means.size() - 1 - low]};
}

}  // namespace

SignedRank signed_rank(std::span<const double> differences) {
    SignedRank result;
    std::vector<double> used;
    std::copy_if(differences.begin(), differences.end(), std::back_inserter(used),
                 [](double difference) { return difference != 0; });
    const std::vector<double> all(differences.begin(), differences.end());
    if (!all.empty()) {
        estimate_shift(all, result);
    }
    if (used.empty()) {
        return result;
    }
    const Ranked ranked = rank(std::move(used));
    result.p = ranked.doubled.size() <= kExactMax ? exact_p(ranked) : normal_p(ranked);
    return result;
}

}  // namespace kura::compare
