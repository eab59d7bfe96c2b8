// Goal: the test's p, the shift and its interval are right.
// Method: values known from the literature, and counting all patterns of signs by brute force.
#include "tools/compare/signed_rank.hpp"

#include "solver/base/rng.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace kura::compare {
namespace {

// The sum of the ranks of positive differences, mean ranks for ties.
double positive_ranks(const std::vector<double>& differences) {
    double sum = 0;
    for (const double mine : differences) {
        double below = 0;
        double equal = 0;
        for (const double other : differences) {
            below += std::abs(other) < std::abs(mine) ? 1 : 0;
            equal += std::abs(other) == std::abs(mine) ? 1 : 0;
        }
        sum += mine > 0 ? below + (equal + 1) / 2 : 0;
    }
    return sum;
}

double brute_force_p(const std::vector<double>& differences) {
    const std::size_t n = differences.size();
    const double expected = static_cast<double>(n * (n + 1)) / 4;
    const double distance = std::abs(positive_ranks(differences) - expected);
    int as_far = 0;
    for (std::uint32_t signs = 0; signs < (1U << n); ++signs) {
        std::vector<double> other;
        for (std::size_t i = 0; i < n; ++i) {
            const double size = std::abs(differences[i]);
            other.push_back((signs >> i & 1U) != 0 ? size : -size);
        }
        as_far += std::abs(positive_ranks(other) - expected) >= distance - 1e-9 ? 1 : 0;
    }
    return as_far / static_cast<double>(1U << n);
}

TEST(SignedRankTest, DepressionScoresGiveThePublishedValue) {
    // Goal: Hollander and Wolfe's example (1973, p. 29): two-sided p = 0.03906.
    const std::vector<double> before = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
    const std::vector<double> after = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
    std::vector<double> differences;
    for (std::size_t i = 0; i < before.size(); ++i) {
        differences.push_back(before[i] - after[i]);
    }
    const SignedRank result = signed_rank(differences);
    EXPECT_NEAR(result.p, 0.0390625, 1e-12);
    EXPECT_NEAR(result.shift, 0.46, 1e-9);
    ASSERT_TRUE(result.interval);
    EXPECT_NEAR(result.interval->low, 0.010, 1e-9);
    EXPECT_NEAR(result.interval->high, 0.786, 1e-9);
}

TEST(SignedRankTest, TenOfOneSignAreTwoOfAllPatterns) {
    // Goal: ten pairs can be evidence at 0.01, whatever their sizes. Method: 2 / 2^10.
    const SignedRank result = signed_rank(std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    EXPECT_DOUBLE_EQ(result.p, 2.0 / 1024);
    EXPECT_DOUBLE_EQ(result.shift, 5.5);
}

TEST(SignedRankTest, AgreesWithCountingAllPatternsTiesIncluded) {
    // Goal: exact with and without ties. Method: random small samples from few values.
    base::Rng rng(7);
    for (int round = 0; round < 60; ++round) {
        std::vector<double> differences;
        for (std::uint64_t i = 0; i < 2 + rng.below(9); ++i) {
            const double size = 1 + static_cast<double>(rng.below(6));
            differences.push_back(rng.below(2) == 0 ? size : -size);
        }
        EXPECT_NEAR(signed_rank(differences).p, brute_force_p(differences), 1e-12) << round;
    }
}

TEST(SignedRankTest, TheNormalApproximationMeetsTheExactValueWhereItTakesOver) {
    // Goal: no jump in p. Method: one sample of the last exact size, and with one pair more.
    base::Rng rng(11);
    std::vector<double> differences;
    for (std::size_t i = 0; i < kExactMax; ++i) {
        differences.push_back(static_cast<double>(rng.below(2000)) - 850.5);
    }
    const double exact = signed_rank(differences).p;
    differences.push_back(0.25);  // the smallest rank: it hardly changes anything
    EXPECT_NEAR(signed_rank(differences).p, exact, 0.15 * exact + 0.001);
    EXPECT_GT(exact, 1e-6);
}

TEST(SignedRankTest, NothingAndZerosAreNoEvidence) {
    // Goal: degenerate samples. Method: their p is 1.
    EXPECT_EQ(signed_rank({}).p, 1);
    const SignedRank result = signed_rank(std::vector<double>{0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    EXPECT_EQ(result.p, 1);
    EXPECT_EQ(result.shift, 0);
}

}  // namespace
}  // namespace kura::compare
