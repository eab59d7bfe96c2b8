// Packing plans by hand and at random, against their definitions done by brute force.

#include "solver/plan/packing_plan.hpp"

#include "solver/base/rng.hpp"
#include "tests/solver/features/lone_box.hpp"
#include "tests/support/levels.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>

namespace kura::plan {
namespace {

using board::Board;
using board::kNoSquare;
using board::Square;
using board::SquareSet;
using Transfers = std::vector<PackingPlan::Transfer>;

constexpr Square kSink = kNoSquare;

// One room, three boxes; square numbers go row by row, six a row.
Board hall() {
    return *Board::make(support::level_from({"########", "#@     #", "# $$$  #", "#      #",
                                             "#  ... #", "#      #", "########"}),
                        {.simplify = false, .live_only = false});
}

SquareSet set_of(const Board& board, std::initializer_list<int> squares) {
    SquareSet set = board.no_squares();
    for (const int square : squares) {
        set.insert(static_cast<Square>(square));
    }
    return set;
}

TEST(PackingPlanTest, AnEmptyPlanIsAlwaysPacked) {
    const Board board = hall();
    const PackingPlan plan(board, {}, {});
    EXPECT_EQ(plan.size(), 0);
    EXPECT_EQ(plan.packed(board.box_set()), 0);
    EXPECT_EQ(plan.next_place(0), kNoSquare);
    EXPECT_TRUE(plan.zone(0).empty());
    EXPECT_TRUE(plan.places(0).empty());
    EXPECT_TRUE(plan.squares().empty());
}

TEST(PackingPlanTest, AParkedBoxCountsUntilThePlanMovesItOn) {
    // Goal: packed() with parking. Method: a box is parked on 14, another comes to 21, then the
    // parked one goes on to 20.
    const Board board = hall();
    const PackingPlan plan(board, {}, {{kSink, 14}, {kSink, 21}, {14, 20}});
    EXPECT_EQ(plan.entries(),
              (std::vector<PlanEntry>{{kSink, 14, 2}, {kSink, 21, -1}, {14, 20, -1}}));
    EXPECT_EQ(plan.initial_count(), 0);
    EXPECT_TRUE(plan.squares() == set_of(board, {14, 20, 21}));
    const auto packed = [&](std::initializer_list<int> squares) {
        return plan.packed(set_of(board, squares));
    };
    EXPECT_EQ(packed({0, 1, 2}), 0);
    EXPECT_EQ(packed({14, 0, 1}), 1);
    EXPECT_EQ(packed({14, 21, 0}), 2);
    EXPECT_EQ(packed({20, 21, 0}), 3) << "14 may be empty once its box has gone on";
    EXPECT_EQ(packed({20, 21, 14}), 3);
    EXPECT_EQ(packed({21, 0, 1}), 0) << "not parked, though the later place is filled";
    EXPECT_EQ(packed({14, 20, 0}), 1) << "21 is missing";
    EXPECT_EQ(packed({20, 0, 1}), 0);
    EXPECT_EQ(plan.next_place(0), 14);
    EXPECT_EQ(plan.next_place(1), 21);
    EXPECT_EQ(plan.next_place(2), 20);
    EXPECT_EQ(plan.next_place(3), kNoSquare);
}

TEST(PackingPlanTest, PlacesFollowTheBoxesOfThePlan) {
    const Board board = hall();
    const PackingPlan plan(board, {27}, {{kSink, 14}, {kSink, 21}, {14, 20}});
    EXPECT_EQ(plan.initial_count(), 1);
    EXPECT_TRUE(plan.places(0) == set_of(board, {27}));
    EXPECT_TRUE(plan.places(1) == set_of(board, {27}));
    EXPECT_TRUE(plan.places(2) == set_of(board, {27, 14}));
    EXPECT_TRUE(plan.places(3) == set_of(board, {27, 14, 21}));
    EXPECT_TRUE(plan.places(4) == set_of(board, {27, 20, 21}));
}

TEST(PackingPlanTest, ChainsOfOneBoxAreOneTransfer) {
    // Goal: a -> b -> c at once is a -> c, and there and back is nothing; a move in between keeps
    // them apart.
    const Board board = hall();
    const auto entries = [&](const Transfers& transfers) {
        return PackingPlan(board, {}, transfers).entries();
    };
    EXPECT_EQ(entries({{kSink, 14}, {14, 15}, {15, 20}}),
              (std::vector<PlanEntry>{{kSink, 20, -1}}));
    EXPECT_EQ(entries({{kSink, 14}, {kSink, 21}, {14, 15}, {15, 14}, {21, 22}}),
              (std::vector<PlanEntry>{{kSink, 14, -1}, {kSink, 22, -1}}));
    EXPECT_EQ(entries({{kSink, 14}, {kSink, 21}, {14, 20}}).size(), 3U);
    EXPECT_EQ(entries({{kSink, 14}, {kSink, 15}}),
              (std::vector<PlanEntry>{{kSink, 14, -1}, {kSink, 15, -1}}));
}

TEST(PackingPlanTest, ASquareUsedTwiceLinksToTheNextMove) {
    const Board board = hall();
    const PackingPlan plan(board, {}, {{kSink, 14}, {kSink, 1}, {14, 20}, {kSink, 14}, {1, 21}});
    EXPECT_EQ(plan.entries(),
              (std::vector<PlanEntry>{
                  {kSink, 14, 2}, {kSink, 1, 4}, {14, 20, -1}, {kSink, 14, -1}, {1, 21, -1}}));
    EXPECT_TRUE(plan.places(5) == set_of(board, {14, 20, 21}));
}

TEST(PackingPlanTest, InitialBoxesThatStayMustStand) {
    // Goal: losing a box that is in place for good loses everything behind it; one that the plan
    // moves later is a missing step only.
    const Board board = hall();
    const PackingPlan plan(board, {14, 21}, {{kSink, 22}, {14, 20}});
    // 21 stays and comes first, 14 moves on.
    EXPECT_EQ(plan.entries(), (std::vector<PlanEntry>{
                                  {kSink, 21, -1}, {kSink, 14, 3}, {kSink, 22, -1}, {14, 20, -1}}));
    EXPECT_EQ(plan.initial_count(), 2);
    const auto packed = [&](std::initializer_list<int> squares) {
        return plan.packed(set_of(board, squares));
    };
    EXPECT_EQ(packed({14, 21, 0}), 2);
    EXPECT_EQ(packed({14, 21, 22}), 3);
    EXPECT_EQ(packed({20, 21, 22}), 4);
    EXPECT_EQ(packed({0, 21, 22}), 2) << "14 has gone, but not to its place";
    EXPECT_EQ(packed({0, 1, 21}), 1);
    EXPECT_EQ(packed({14, 20, 22}), 0) << "21 is lost";
}

TEST(PackingPlanTest, WithoutASinkOnlyLastingPlacesCount) {
    // Goal: a plan from which no box ever left the board tells where boxes end up, and no more.
    const Board board = hall();
    const PackingPlan plan(board, {8, 9, 10}, {{8, 20}, {9, 15}, {20, 21}, {15, 22}});
    EXPECT_EQ(plan.entries(),
              (std::vector<PlanEntry>{{kNoSquare, 10, -1}, {20, 21, -1}, {15, 22, -1}}));
    EXPECT_EQ(plan.initial_count(), 1);
}

// A plan of random transfers on a random board, played on a set of boxes. Transfers may end and
// begin where earlier ones did.
struct RandomPlan {
    explicit RandomPlan(std::uint64_t seed)
        : rng(seed),
          board(*Board::make(support::random_level({.rows = 6,
                                                    .columns = 6 + static_cast<int>(seed % 3),
                                                    .boxes = 4,
                                                    .wall_percent = 10,
                                                    .seed = seed}),
                             {.simplify = false, .live_only = seed % 2 == 0})),
          standing(board.no_squares()) {
        for (std::uint64_t i = rng.below(3); i > 0; --i) {
            const Square square = any_square();
            if (!standing.contains(square)) {
                initial.push_back(square);
                standing.insert(square);
            }
        }
        for (std::uint64_t i = rng.below(8); i > 0; --i) {
            const Square to = any_square();
            if (standing.contains(to)) {
                continue;
            }
            Square from = any_square();
            if (rng.below(2) == 0 && standing.contains(from)) {
                standing.erase(from);
            } else if (standing.count() + 1 < board.box_count()) {
                from = kSink;
            } else {
                continue;
            }
            standing.insert(to);
            transfers.push_back({from, to});
        }
    }
    Square any_square() {
        return static_cast<Square>(rng.below(static_cast<std::uint64_t>(board.square_count())));
    }
    // Squares of the plan more often than others.
    SquareSet any_boxes(const PackingPlan& plan) {
        SquareSet boxes = board.no_squares();
        for (const PlanEntry& entry : plan.entries()) {
            if (rng.below(3) != 0) {
                boxes.insert(entry.to);
            }
        }
        boxes.insert(any_square());
        return boxes;
    }

    base::Rng rng;
    Board board;
    std::vector<Square> initial;
    Transfers transfers;
    SquareSet standing;  // the boxes at the end
};

int naive_packed(const PackingPlan& plan, const SquareSet& boxes) {
    const std::vector<PlanEntry>& entries = plan.entries();
    const auto has = [&](int i) { return boxes.contains(entries[static_cast<std::size_t>(i)].to); };
    const auto stays = [&](int i) {
        return entries[static_cast<std::size_t>(i)].until == kForEver;
    };
    // Is entry i there, or was its box moved on within the first `prefix` entries?
    const auto fits = [&](int i, int prefix) {
        return has(i) || (!stays(i) && entries[static_cast<std::size_t>(i)].until < prefix);
    };
    int lasting = 0;
    int in_place = 0;
    for (int i = 0; i < plan.initial_count(); ++i) {
        lasting += stays(i) ? 1 : 0;
        in_place += stays(i) && has(i) ? 1 : 0;
    }
    if (in_place < lasting) {
        return in_place;
    }
    int longest = plan.initial_count();
    for (int prefix = longest; prefix <= plan.size(); ++prefix) {
        bool consistent = true;
        for (int i = plan.initial_count(); i < prefix; ++i) {
            consistent = consistent && fits(i, prefix);
        }
        longest = consistent ? prefix : longest;
    }
    int packed = longest;
    for (int i = 0; i < plan.initial_count(); ++i) {
        packed -= fits(i, longest) ? 0 : 1;
    }
    return std::max(packed, 0);
}

TEST(PackingPlanTest, PackedIsTheLongestConsistentPrefix) {
    std::vector<int> seen(12);
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        RandomPlan random(seed);
        const PackingPlan plan(random.board, random.initial, random.transfers);
        for (int i = 0; i < 40; ++i) {
            const SquareSet boxes = random.any_boxes(plan);
            const int packed = plan.packed(boxes);
            ASSERT_EQ(packed, naive_packed(plan, boxes)) << seed;
            ASSERT_LE(packed, plan.size());
            ++seen[static_cast<std::size_t>(packed)];
        }
    }
    EXPECT_GT(seen[0], 100);
    EXPECT_GT(seen[2], 100);
    EXPECT_GT(seen[4], 20);
}

TEST(PackingPlanTest, PlayingThePlanPacksStepByStep) {
    // Goal: with the boxes on places(n) n entries are packed, and all of it at the end; squares()
    // are all that matter; no chain is left.
    int steps = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        RandomPlan random(seed);
        const PackingPlan plan(random.board, random.initial, random.transfers);
        ASSERT_TRUE(plan.places(plan.size()) == random.standing) << seed;
        for (int n = plan.initial_count(); n <= plan.size(); ++n) {
            ASSERT_GE(plan.packed(plan.places(n)), n) << seed;
            SquareSet more = random.board.all_squares();
            more -= plan.squares();
            more |= plan.places(n);
            ASSERT_EQ(plan.packed(more), plan.packed(plan.places(n)));
            ++steps;
        }
        for (int i = plan.initial_count(); i + 1 < plan.size(); ++i) {
            const auto at = static_cast<std::size_t>(i);
            ASSERT_NE(plan.entries()[at].to, plan.entries()[at + 1].from) << seed;
        }
    }
    EXPECT_GT(steps, 500);
}

// The zone of a step before it is shifted: live squares from which no later place can be reached.
SquareSet unshifted_zone(const Board& board, const PackingPlan& plan, int step) {
    SquareSet walls = board.no_squares();
    for (int i = 0; i <= step; ++i) {
        const PlanEntry& entry = plan.entries()[static_cast<std::size_t>(i)];
        if (entry.until == kForEver) {
            walls.insert(entry.to);
        }
    }
    SquareSet zone = board.no_squares();
    for (const Square square : board.live_squares()) {
        const auto pushes = testing::lone_box_pushes(board, square, walls);
        bool useful = walls.contains(square);
        for (int i = step + 1; i < plan.size(); ++i) {
            useful =
                useful || pushes[plan.entries()[static_cast<std::size_t>(i)].to] != board::kFar;
        }
        if (!useful) {
            zone.insert(square);
        }
    }
    return zone;
}

TEST(PackingPlanTest, ZonesHoldWhatTheNextChangeSealsIn) {
    // Goal: the zone of a step is the one that begins at the next change, the last one stays to the
    // end, and with the whole plan packed there is none. Method: brute force, lone boxes.
    int squares = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        RandomPlan random(seed);
        const PackingPlan plan(random.board, random.initial, random.transfers);
        ASSERT_TRUE(plan.zone(plan.size()).empty());
        std::vector<SquareSet> raw;
        for (int step = 0; step + 1 < plan.size(); ++step) {
            raw.push_back(unshifted_zone(random.board, plan, step));
        }
        for (std::size_t step = 0; step < raw.size(); ++step) {
            const auto next =
                std::find_if(raw.begin() + static_cast<std::ptrdiff_t>(step), raw.end(),
                             [&](const SquareSet& zone) { return !(zone == raw[step]); });
            const SquareSet& expected = next == raw.end() ? raw[step] : *next;
            ASSERT_TRUE(plan.zone(static_cast<int>(step)) == expected) << seed << ": " << step;
            squares += expected.count();
        }
        if (!raw.empty()) {
            ASSERT_TRUE(plan.zone(plan.size() - 1) == plan.zone(plan.size() - 2)) << seed;
        }
    }
    EXPECT_GT(squares, 300);
}

TEST(PackingPlanTest, DistancesStartInTheZone) {
    // Goal: none in the zone, elsewhere no less than the pushes on the board without walls.
    int outside = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        RandomPlan random(seed);
        const PackingPlan plan(random.board, random.initial, random.transfers);
        for (int n = 0; n <= plan.size(); ++n) {
            std::vector<std::uint16_t> least(static_cast<std::size_t>(random.board.square_count()),
                                             board::kFar);
            plan.zone(n).for_each([&](Square from) {
                const auto pushes =
                    testing::lone_box_pushes(random.board, from, random.board.no_squares());
                for (std::size_t to = 0; to < least.size(); ++to) {
                    least[to] = std::min(least[to], pushes[to]);
                }
            });
            for (Square to = 0; to < random.board.square_count(); ++to) {
                const std::uint16_t found = plan.distance_from_zone(n)[to];
                ASSERT_EQ(found == 0, plan.zone(n).contains(to)) << seed;
                ASSERT_GE(found, least[to]) << seed;
                outside += found > 0 && found != board::kFar ? 1 : 0;
            }
        }
    }
    EXPECT_GT(outside, 200);
}

}  // namespace
}  // namespace kura::plan
