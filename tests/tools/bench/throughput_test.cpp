// Goal: throughput counts items, once a repetition, and only the time of the passes.
// Method: passes that count themselves; no timing is judged but by factors no machine confuses.
#include "tools/bench/throughput.hpp"

#include "tools/bench/measure.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <utility>
#include <vector>

namespace kura::bench {
namespace {

constexpr ThroughputOptions kShort{.repetitions = 5, .seconds = 0.001};

// Some work that takes the processor `rounds` steps.
std::uint64_t spin(std::uint64_t rounds) {
    volatile std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < rounds; ++i) {
        sum = sum + i;
    }
    return sum;
}

TEST(ThroughputTest, OneRateARepetition) {
    std::uint64_t passes = 0;
    const std::vector<double> rates =
        run_throughput("passes", {.items = 1, .pass = [&] { return ++passes; }}, kShort);
    EXPECT_EQ(rates.size(), 5U);
    EXPECT_GE(passes, 5U);
    for (const double rate : rates) {
        EXPECT_GT(rate, 0);
    }
}

TEST(ThroughputTest, ItemsMultiplyTheRate) {
    const auto rate_of = [](std::uint64_t items) {
        return median(
            run_throughput("items", {.items = items, .pass = [] { return spin(10'000); }}, kShort));
    };
    const double ratio = rate_of(1000) / rate_of(1);
    EXPECT_GT(ratio, 100);
    EXPECT_LT(ratio, 10'000);
}

TEST(ThroughputTest, WhatComesBeforeAPassIsNotTimed) {
    const auto rate_of = [](std::function<void()> before) {
        return median(run_throughput(
            "before",
            {.items = 1, .pass = [] { return spin(20'000); }, .before = std::move(before)},
            kShort));
    };
    std::uint64_t before = 0;
    const double with = rate_of([&] { before += 1 + spin(1'000'000) % 2; });
    EXPECT_GE(before, 5U);
    EXPECT_GT(with * 10, rate_of({}));  // 50 times the work would show
}

TEST(ThroughputTest, QuickIsEnoughForAnInterval) {
    BenchOptions quick_only;
    quick_only.quick = true;
    const ThroughputOptions quick = throughput_options(quick_only);
    const Row row = throughput_row({.group = "g", .name = "quick", .what = "what"},
                                   {.items = 1, .pass = [] { return spin(10); }}, quick);
    EXPECT_EQ(row.group, "g");
    EXPECT_TRUE(row.measured);
    EXPECT_TRUE(row.interval);
    EXPECT_LT(quick.seconds, throughput_options(BenchOptions{}).seconds);
}

}  // namespace
}  // namespace kura::bench
