#include "solver/bound/matching.hpp"

#include "solver/base/rng.hpp"
#include "solver/board/push_graph.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

namespace kura::bound {
namespace {

using board::kFar;
using Rows = std::vector<std::vector<std::uint16_t>>;

std::vector<std::uint16_t> random_row(base::Rng& rng, int size, int padded, int most, int far) {
    std::vector<std::uint16_t> row(static_cast<std::size_t>(padded), kFar);
    for (int j = 0; j < size; ++j) {
        if (static_cast<int>(rng.below(100)) >= far) {
            row[static_cast<std::size_t>(j)] =
                static_cast<std::uint16_t>(rng.below(static_cast<std::uint64_t>(most) + 1));
        }
    }
    return row;
}

Rows random_rows(base::Rng& rng, int size, int padded, int most, int far) {
    Rows rows;
    for (int i = 0; i < size; ++i) {
        rows.push_back(random_row(rng, size, padded, most, far));
    }
    return rows;
}

int solve(Matching& matching, const Rows& rows) {
    std::vector<const std::uint16_t*> pointers;
    for (const auto& row : rows) {
        pointers.push_back(row.data());
    }
    return matching.solve(pointers);
}

// Every permutation.
int by_permutations(const Rows& rows) {
    std::vector<std::size_t> column(rows.size());
    std::iota(column.begin(), column.end(), std::size_t{0});
    int best = kInfeasible;
    do {
        int sum = 0;
        for (std::size_t i = 0; i < rows.size() && sum < kInfeasible; ++i) {
            sum = rows[i][column[i]] == kFar ? kInfeasible : sum + rows[i][column[i]];
        }
        best = std::min(best, sum);
    } while (std::next_permutation(column.begin(), column.end()));
    return best;
}

// Successive shortest paths by Bellman-Ford without potentials: slow, and nothing in common with
// the code under test.
int by_bellman_ford(const Rows& rows) {
    constexpr int kNone = -1;
    constexpr int kHuge = std::numeric_limits<int>::max() / 4;
    const std::size_t n = rows.size();
    std::vector<int> owner(n, kNone);
    int total = 0;
    for (std::size_t start = 0; start < n; ++start) {
        std::vector<int> distance(n, kHuge);
        std::vector<int> from(n, kNone);
        for (std::size_t j = 0; j < n; ++j) {
            if (rows[start][j] != kFar) {
                distance[j] = rows[start][j];
            }
        }
        for (bool changed = true; changed;) {
            changed = false;
            for (std::size_t k = 0; k < n; ++k) {
                if (owner[k] == kNone || distance[k] == kHuge) {
                    continue;
                }
                const auto& row = rows[static_cast<std::size_t>(owner[k])];
                for (std::size_t j = 0; j < n; ++j) {
                    if (row[j] != kFar && distance[k] - row[k] + row[j] < distance[j]) {
                        distance[j] = distance[k] - row[k] + row[j];
                        from[j] = static_cast<int>(k);
                        changed = true;
                    }
                }
            }
        }
        std::size_t end = n;
        for (std::size_t j = 0; j < n; ++j) {
            if (owner[j] == kNone && distance[j] != kHuge &&
                (end == n || distance[j] < distance[end])) {
                end = j;
            }
        }
        if (end == n) {
            return kInfeasible;
        }
        total += distance[end];
        while (from[end] != kNone) {
            const auto previous = static_cast<std::size_t>(from[end]);
            owner[end] = owner[previous];
            end = previous;
        }
        owner[end] = static_cast<int>(start);
    }
    return total;
}

void expect_consistent(const Matching& matching, const Rows& rows, int value) {
    if (value == kInfeasible) {
        return;
    }
    std::vector<bool> used(rows.size());
    int sum = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const int column = matching.column_of(static_cast<int>(i));
        ASSERT_GE(column, 0);
        ASSERT_LT(column, matching.size());
        EXPECT_FALSE(used[static_cast<std::size_t>(column)]);
        used[static_cast<std::size_t>(column)] = true;
        sum += rows[i][static_cast<std::size_t>(column)];
    }
    EXPECT_EQ(sum, value);
}

// Changes each row in turn and compares with the reference; the parent must stay what it was.
template <typename Reference>
void expect_children_right(Matching& matching, Rows rows, base::Rng& rng, int most, int far,
                           Reference reference) {
    const int parent = matching.value();
    for (std::size_t r = 0; r < rows.size(); ++r) {
        auto row =
            random_row(rng, static_cast<int>(rows.size()), matching.padded_size(), most, far);
        std::swap(rows[r], row);
        const int expected = reference(rows);
        if (parent != kInfeasible) {
            EXPECT_LE(matching.bound_with_row(static_cast<int>(r), rows[r].data()), expected);
        }
        EXPECT_EQ(matching.value_with_row(static_cast<int>(r), rows[r].data()), expected);
        EXPECT_EQ(matching.value(), parent);
        std::swap(rows[r], row);
        expect_consistent(matching, rows, parent);
        EXPECT_EQ(matching.value_with_row(static_cast<int>(r), rows[r].data()), parent);
    }
}

// Goal: exact values on every kind of small matrix. Method: all permutations, sizes 1 to 6, from
// no forbidden entries to mostly forbidden ones, and each row changed once.
TEST(MatchingTest, AgreesWithAllPermutations) {
    base::Rng rng(1);
    int infeasible = 0;
    for (int size = 1; size <= 6; ++size) {
        for (const int far : {0, 20, 50, 75}) {
            for (const int most : {1, 6, 200}) {
                for (int round = 0; round < 6; ++round) {
                    Matching matching(size);
                    const Rows rows = random_rows(rng, size, matching.padded_size(), most, far);
                    const int expected = by_permutations(rows);
                    infeasible += expected == kInfeasible ? 1 : 0;
                    ASSERT_EQ(solve(matching, rows), expected);
                    expect_consistent(matching, rows, expected);
                    expect_children_right(matching, rows, rng, most, far, by_permutations);
                }
            }
        }
    }
    EXPECT_GT(infeasible, 20);
    EXPECT_LT(infeasible, 300);
}

// Goal: warm starts never change a value. Method: long walks that change one row at a time and now
// and then all of them; every solve and a child of each against the Bellman-Ford reference.
TEST(MatchingTest, WarmStartsStayExactOnLongWalks) {
    base::Rng rng(2);
    for (const int size : {3, 8, 9, 17, 20}) {
        for (const int far : {10, 60}) {
            Matching matching(size);
            Rows rows = random_rows(rng, size, matching.padded_size(), 30, far);
            for (int step = 0; step < 150; ++step) {
                if (step % 40 == 39) {
                    rows = random_rows(rng, size, matching.padded_size(), 30, far);
                }
                const auto r = static_cast<std::size_t>(rng.below(rows.size()));
                rows[r] = random_row(rng, size, matching.padded_size(), 30, far);
                if (step % 3 == 0) {
                    std::swap(rows[r], rows[rng.below(rows.size())]);
                }
                const int value = solve(matching, rows);
                ASSERT_EQ(value, by_bellman_ford(rows)) << size << ' ' << step;
                expect_consistent(matching, rows, value);
                Rows child = rows;
                const auto c = static_cast<std::size_t>(rng.below(rows.size()));
                child[c] = random_row(rng, size, matching.padded_size(), 30, far);
                ASSERT_EQ(matching.value_with_row(static_cast<int>(c), child[c].data()),
                          by_bellman_ford(child));
            }
        }
    }
}

// Goal: the largest costs are exact. Method: random matrices of costs up to the largest u16 that is
// not kFar, against the Bellman-Ford reference.
TEST(MatchingTest, LargestCostsAreExact) {
    base::Rng rng(3);
    Matching matching(12);
    for (int step = 0; step < 500; ++step) {
        const Rows rows = random_rows(rng, 12, matching.padded_size(), kFar - 1, 40);
        ASSERT_EQ(solve(matching, rows), by_bellman_ford(rows)) << step;
    }
}

// Goal: potentials that drift down from solve to solve never overflow. Method: two rows that want
// the same column, another one each time, which lowers its potential by the cost of the other:
// 40,000 solves would reach -2.6e9.
TEST(MatchingTest, DriftingPotentialsNeverOverflow) {
    Matching matching(2);
    constexpr std::uint16_t kMost = kFar - 1;
    std::vector<std::uint16_t> first(static_cast<std::size_t>(matching.padded_size()), kFar);
    std::vector<std::uint16_t> second = first;
    first[0] = second[1] = 0;
    first[1] = second[0] = kMost;
    for (int step = 0; step < 40'000; ++step) {
        const auto& both = step % 2 == 0 ? first : second;
        ASSERT_EQ(solve(matching, {both, both}), kMost) << step;
    }
}

// Goal: the largest size works, and a forbidden row or column is infeasible. Method: a diagonal of
// cheap entries whose value is known, then one changed row.
TEST(MatchingTest, LargestSizeAndForbiddenRows) {
    constexpr int kSize = 300;
    Matching matching(kSize);
    Rows rows(kSize,
              std::vector<std::uint16_t>(static_cast<std::size_t>(matching.padded_size()), kFar));
    for (std::size_t i = 0; i < kSize; ++i) {
        for (std::size_t j = i; j < kSize; ++j) {
            rows[i][j] = static_cast<std::uint16_t>(j == i ? 7 : 1);  // only the diagonal fits all
        }
    }
    EXPECT_EQ(solve(matching, rows), 7 * kSize);
    auto first = rows[0];
    first[0] = kFar;
    EXPECT_EQ(matching.value_with_row(0, first.data()), kInfeasible);
    first = rows[0];
    first[0] = 9;
    EXPECT_EQ(matching.value_with_row(0, first.data()), 7 * kSize + 2);
    std::fill(first.begin(), first.end(), kFar);
    EXPECT_EQ(matching.value_with_row(0, first.data()), kInfeasible);
    EXPECT_EQ(matching.bound_with_row(0, first.data()), kInfeasible);
    rows[0] = first;
    EXPECT_EQ(solve(matching, rows), kInfeasible);
}

}  // namespace
}  // namespace kura::bound
