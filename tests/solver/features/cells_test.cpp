// The open list of feature-space search: whose turn it is, and what comes first within a cell.

#include "solver/features/cells.hpp"

#include "solver/base/rng.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

namespace kura::features {
namespace {

std::optional<NodeIndex> node_of(const std::optional<CellEntry>& entry) {
    return entry ? std::optional(entry->node) : std::nullopt;
}

// Pops the cells in turn until nothing is left: their nodes.
std::vector<NodeIndex> all_nodes(Cells& cells) {
    std::vector<NodeIndex> nodes;
    while (const auto entry = cells.pop_next()) {
        nodes.push_back(entry->node);
    }
    return nodes;
}

TEST(CellsTest, WithinACellWeightThenScoreThenAgeDecide) {
    Cells cells;
    const std::vector<CellEntry> entries{{1, 5, 3}, {0, 9, 9}, {1, 4, 8}, {1, 4, 2}, {2, 0, 0}};
    for (const CellEntry& entry : entries) {
        cells.push(7, entry);
    }
    EXPECT_EQ(cells.size(), 5U);
    EXPECT_EQ(cells.cell_count(), 1U);
    EXPECT_EQ(all_nodes(cells), (std::vector<NodeIndex>{9, 2, 8, 3, 0}));
    EXPECT_TRUE(cells.empty());
}

TEST(CellsTest, CellsAreServedInTurnAndEmptyOnesPassedOver) {
    // Goal: one entry a cell and round; the ring is the order in which the cells were made, the
    // last one first, as each was new. Method: three cells of 3, 1 and 2 entries.
    Cells cells;
    for (const NodeIndex node : {10U, 11U, 12U}) {
        cells.push(1, {0, 0, node});
    }
    cells.push(2, {0, 0, 20});
    cells.push(3, {0, 0, 30});
    cells.push(3, {0, 0, 31});
    EXPECT_EQ(all_nodes(cells), (std::vector<NodeIndex>{30, 20, 10, 31, 11, 12}));
}

TEST(CellsTest, ANewCellIsTheNextOne) {
    // Goal: what opens a cell is served at once, and then the round goes on where it was.
    Cells cells;
    for (std::uint64_t key = 1; key <= 3; ++key) {
        for (NodeIndex i = 0; i < 3; ++i) {
            cells.push(key, {0, 0, static_cast<NodeIndex>(key * 10) + i});
        }
    }
    EXPECT_EQ(node_of(cells.pop_next()), 30U);
    cells.push(4, {9, 9, 40});  // the dearest of all, but new
    EXPECT_EQ(node_of(cells.pop_next()), 40U);
    EXPECT_EQ(node_of(cells.pop_next()), 20U);
    cells.push(4, {0, 0, 41});  // not new any more, though it was empty
    EXPECT_EQ(node_of(cells.pop_next()), 10U);
    EXPECT_EQ(node_of(cells.pop_next()), 31U);
    EXPECT_EQ(node_of(cells.pop_next()), 41U);
}

TEST(CellsTest, PoppingFromACellTakesNoTurn) {
    Cells cells;
    cells.push(1, {0, 0, 10});
    cells.push(1, {0, 0, 11});
    cells.push(2, {0, 0, 20});
    EXPECT_EQ(node_of(cells.pop_from(1)), 10U);
    EXPECT_EQ(node_of(cells.pop_from(3)), std::nullopt);
    EXPECT_EQ(cells.cell_count(), 2U);  // asking makes no cell
    EXPECT_EQ(node_of(cells.pop_next()), 20U);
    EXPECT_EQ(node_of(cells.pop_from(2)), std::nullopt);
    EXPECT_EQ(node_of(cells.pop_next()), 11U);
    EXPECT_EQ(node_of(cells.pop_next()), std::nullopt);
}

// The same, slow and plain: entries unsorted, the ring a list of keys.
class NaiveCells {
  public:
    void push(std::uint64_t key, const CellEntry& entry) {
        if (!entries_.contains(key)) {
            ring_.insert(ring_.begin() + static_cast<std::ptrdiff_t>(turn_), key);
        }
        entries_[key].push_back(entry);
    }
    std::optional<CellEntry> pop_from(std::uint64_t key) {
        if (!entries_.contains(key) || entries_[key].empty()) {
            return std::nullopt;
        }
        std::vector<CellEntry>& entries = entries_[key];
        auto best = entries.begin();
        for (auto at = entries.begin(); at != entries.end(); ++at) {
            const bool sooner = at->weight != best->weight ? at->weight < best->weight
                                : at->score != best->score ? at->score < best->score
                                                           : at->node < best->node;
            best = sooner ? at : best;
        }
        const CellEntry entry = *best;
        entries.erase(best);
        return entry;
    }
    std::optional<CellEntry> pop_next() {
        for (std::size_t tries = 0; tries < ring_.size(); ++tries) {
            turn_ = turn_ == ring_.size() ? 0 : turn_;
            if (const auto entry = pop_from(ring_[turn_++])) {
                return entry;
            }
        }
        return std::nullopt;
    }
    [[nodiscard]] std::size_t size() const {
        std::size_t size = 0;
        for (const auto& [key, entries] : entries_) {
            size += entries.size();
        }
        return size;
    }
    [[nodiscard]] std::size_t cell_count() const { return ring_.size(); }

  private:
    std::vector<std::uint64_t> ring_;
    std::size_t turn_ = 0;
    std::map<std::uint64_t, std::vector<CellEntry>> entries_;
};

void expect_equal(const std::optional<CellEntry>& found, const std::optional<CellEntry>& expected) {
    ASSERT_EQ(found.has_value(), expected.has_value());
    if (found && expected) {
        EXPECT_EQ(found->weight, expected->weight);
        EXPECT_EQ(found->score, expected->score);
        EXPECT_EQ(found->node, expected->node);
    }
}

TEST(CellsTest, RandomPlayEqualsTheNaiveModel) {
    // Goal: any mix of pushes and pops, with more and fewer cells. Method: the naive model beside.
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        base::Rng rng(seed);
        const std::uint64_t keys = 1 + rng.below(30);
        const std::uint64_t pushes = 1 + rng.below(9);  // of ten operations
        Cells cells;
        NaiveCells naive;
        for (NodeIndex node = 0; node < 1000; ++node) {
            const std::uint64_t key = rng.below(keys) << 40;
            if (rng.below(10) < pushes) {
                const CellEntry entry{static_cast<std::uint32_t>(rng.below(3)), rng.below(4), node};
                cells.push(key, entry);
                naive.push(key, entry);
            } else if (rng.below(3) == 0) {
                expect_equal(cells.pop_from(key), naive.pop_from(key));
            } else {
                expect_equal(cells.pop_next(), naive.pop_next());
            }
            ASSERT_EQ(cells.size(), naive.size());
            ASSERT_EQ(cells.empty(), naive.size() == 0);
            ASSERT_EQ(cells.cell_count(), naive.cell_count());
        }
    }
}

}  // namespace
}  // namespace kura::features
