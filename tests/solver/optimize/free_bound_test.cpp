// Goal: the bound is the least assignment, whatever the number of boxes. Method: random rows
// against the permutations.
#include "solver/optimize/free_bound.hpp"

#include "solver/base/rng.hpp"
#include "solver/board/push_graph.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace kura::optimize {
namespace {

constexpr std::size_t kColumns = 8;
using Row = std::vector<std::uint16_t>;

int least(const std::vector<Row>& rows) {
    std::vector<std::size_t> columns(rows.size());
    std::iota(columns.begin(), columns.end(), 0U);
    int best = bound::kInfeasible;
    do {
        int sum = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const std::uint16_t entry = rows[i][columns[i]];
            sum = entry == board::kFar ? bound::kInfeasible
                                       : std::min(sum + entry, bound::kInfeasible);
            if (sum >= bound::kInfeasible) {
                break;
            }
        }
        best = std::min(best, sum);
    } while (std::next_permutation(columns.begin(), columns.end()));
    return best;
}

TEST(FreeBoundTest, IsTheLeastAssignment) {
    base::Rng rng(3);
    for (int round = 0; round < 2000; ++round) {
        const auto boxes = static_cast<std::size_t>(1 + rng.below(5));
        const auto draw = [&] {
            Row row(kColumns, board::kFar);
            for (std::size_t j = 0; j < boxes; ++j) {
                row[j] =
                    rng.below(3) == 0 ? board::kFar : static_cast<std::uint16_t>(rng.below(40));
            }
            return row;
        };
        std::vector<Row> rows;
        std::vector<const std::uint16_t*> pointers;
        for (std::size_t i = 0; i < boxes; ++i) {
            rows.push_back(draw());
        }
        for (const Row& row : rows) {
            pointers.push_back(row.data());
        }
        FreeBound bound(static_cast<int>(boxes));
        ASSERT_EQ(bound.prepare(pointers), least(rows));
        const auto changed = static_cast<std::size_t>(rng.below(boxes));
        const Row other = draw();
        std::vector<Row> after = rows;
        after[changed] = other;
        ASSERT_EQ(bound.with_row(static_cast<int>(changed), other.data()), least(after));
    }
}

}  // namespace
}  // namespace kura::optimize
