// What the advisors recommend: each one's rule, by hand and on random play, and what none may do.

#include "solver/strategy/fess_advisors.hpp"

#include "tests/solver/strategy/fess_boards.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <tuple>
#include <vector>

namespace kura::strategy {
namespace {

using board::Square;
using state::State;
using testing::FessBench;

using Filter = std::function<bool(const FessScore& now, const FessMove& move)>;

bool all_new(const FessMove&) {
    return true;
}

// The best-scoring move that passes, null if none does.
const FessMove* best_of(const FessScore& now, const std::vector<FessMove>& moves,
                        const Filter& passes) {
    const FessMove* best = nullptr;
    for (const FessMove& move : moves) {
        const bool better = best == nullptr || move.score < best->score;
        best = FessScore::of(move.score).packed >= now.packed && passes(now, move) && better ? &move
                                                                                             : best;
    }
    return best;
}

// The rules that choose by score alone.
const std::vector<Filter>& rules_by_score() {
    static const std::vector<Filter> rules{
        [](const FessScore& now, const FessMove& move) {
            return FessScore::of(move.score).packed > now.packed;
        },
        [](const FessScore& now, const FessMove& move) {
            return FessScore::of(move.score).regions < now.regions;
        },
        [](const FessScore& now, const FessMove& move) {
            return FessScore::of(move.score).rooms < now.rooms;
        },
        [](const FessScore& now, const FessMove& move) {
            return FessScore::of(move.score).hotspots < now.hotspots;
        },
    };
    return rules;
}

TEST(FessAdvisorsTest, TheBestMoveOfEachKindIsRecommended) {
    // Goal: packing, regions, rooms and hotspots each find their move. Method: random play; the
    // best of each kind has weight 0 afterwards (ties by the order of generation).
    std::vector<int> found(rules_by_score().size());
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        FessBench bench(testing::random_fess_level(seed), Rules::none());
        testing::on_random_play(bench, seed, 25, [&](const State&) {
            std::vector<FessMove>& moves = bench.finder.moves();
            const FessScore now = FessScore::of(bench.finder.score());
            advise(bench.guide, bench.finder.score(), moves, all_new);
            for (std::size_t rule = 0; rule < found.size(); ++rule) {
                if (const FessMove* best = best_of(now, moves, rules_by_score()[rule])) {
                    ASSERT_EQ(best->weight, 0) << "rule " << rule;
                    ++found[rule];
                }
            }
        });
    }
    for (const int count : found) {
        EXPECT_GT(count, 20);
    }
}

TEST(FessAdvisorsTest, NobodyRecommendsUnpackingOrWhatIsRefused) {
    // Goal: the two things no advisor may do, and that they stay few. Method: random play, a random
    // third of the moves refused, now and then all of them.
    int advised = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        FessBench bench(testing::random_fess_level(seed), Rules::none());
        base::Rng rng(seed);
        testing::on_random_play(bench, seed, 25, [&](const State&) {
            std::vector<FessMove>& moves = bench.finder.moves();
            const FessScore now = FessScore::of(bench.finder.score());
            const bool refuse_all = rng.below(8) == 0;
            std::set<const FessMove*> refused;
            for (const FessMove& move : moves) {
                if (refuse_all || rng.below(3) == 0) {
                    refused.insert(&move);
                }
            }
            const std::vector<FessMove> before = moves;
            advise(bench.guide, bench.finder.score(), moves,
                   [&](const FessMove& move) { return !refused.contains(&move); });
            int few = 0;
            for (std::size_t i = 0; i < moves.size(); ++i) {
                ASSERT_EQ(moves[i].move, before[i].move) << "the order is kept";
                ASSERT_EQ(moves[i].score, before[i].score);
                if (moves[i].weight == 0) {
                    ++few;
                    EXPECT_GE(FessScore::of(moves[i].score).packed, now.packed);
                    EXPECT_FALSE(refused.contains(&moves[i]));
                } else {
                    EXPECT_EQ(moves[i].weight, 1);
                }
            }
            EXPECT_LE(few, 8);
            advised += few;
        });
    }
    EXPECT_GT(advised, 300);
}

TEST(FessAdvisorsTest, WhenTheBestIsRefusedTheNextOneIsTaken) {
    // Goal: a known position doesn't silence an advisor. Method: refuse the best packing move of
    // positions that have several.
    int several = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        FessBench bench(testing::random_fess_level(seed), Rules::none());
        testing::on_random_play(bench, seed, 15, [&](const State&) {
            std::vector<FessMove>& moves = bench.finder.moves();
            const FessScore now = FessScore::of(bench.finder.score());
            const Filter packs = rules_by_score().front();
            const FessMove* best = best_of(now, moves, packs);
            const FessMove* second =
                best_of(now, moves, [&](const FessScore& score, const FessMove& move) {
                    return &move != best && packs(score, move);
                });
            if (second == nullptr) {
                return;
            }
            advise(bench.guide, bench.finder.score(), moves,
                   [&](const FessMove& move) { return &move != best; });
            EXPECT_EQ(best->weight, 1);
            EXPECT_EQ(second->weight, 0);
            ++several;
        });
    }
    EXPECT_GT(several, 20);
}

// A board by hand whose plan is given; the score and the moves of its start.
struct HandMade {
    HandMade(std::initializer_list<std::string_view> rows,
             const std::vector<std::pair<int, int>>& places)
        : bench(support::level_from(rows), Rules::none()) {
        std::vector<plan::PackingPlan::Transfer> transfers;
        for (const auto& [row, column] : places) {
            transfers.push_back({board::kNoSquare, at(row, column)});
        }
        bench.guide.plan = plan::PackingPlan(bench.board, {}, transfers);
        EXPECT_TRUE(bench.finder.open(bench.start(), board::kNoSquare));
        bench.finder.find_moves();
    }
    [[nodiscard]] Square at(int row, int column) const {
        for (Square square = 0; square < bench.board.square_count(); ++square) {
            const board::Position2d where = bench.board.where(square);
            if (where.row == row && where.column == column) {
                return square;
            }
        }
        return board::kNoSquare;
    }
    [[nodiscard]] FessScore now() const { return FessScore::of(bench.finder.score()); }
    std::vector<FessMove> advised() {
        advise(bench.guide, bench.finder.score(), bench.finder.moves(), all_new);
        std::vector<FessMove> found = bench.finder.moves();
        std::erase_if(found, [](const FessMove& move) { return move.weight != 0; });
        return found;
    }

    FessBench bench;
};

TEST(FessAdvisorsTest, PackingFillsThePlansNextPlace) {
    // Goal: of two goals in reach the one whose turn it is. Method: both orders of a plan.
    for (const bool left_first : {true, false}) {
        const std::vector<std::pair<int, int>> order =
            left_first ? std::vector<std::pair<int, int>>{{2, 6}, {2, 7}}
                       : std::vector<std::pair<int, int>>{{2, 7}, {2, 6}};
        HandMade hand(
            {"##########", "#        #", "# $   .. #", "# $      #", "#  @     #", "##########"},
            order);
        bool fills = false;
        for (const FessMove& move : hand.advised()) {
            const Square to = move.move.to;
            fills = fills || to == hand.at(order[0].first, order[0].second);
            EXPECT_NE(to, hand.at(order[1].first, order[1].second));
        }
        EXPECT_TRUE(fills);
    }
}

TEST(FessAdvisorsTest, TheOpenerMovesTheNearestBoxAway) {
    // Goal: where nothing can be packed the box nearest to the place goes as far off as it can
    // without cutting the board. Method: a box in front of a goal that only lets itself be pushed
    // aside.
    HandMade hand({"#########", "#       #", "# $     #", "#   @   #", "###$#####", "###.#####",
                   "###.#####", "#########"},
                  {});
    // The goals' corridor is entered from above, so the lower goal is the first.
    hand.bench.guide.plan = plan::PackingPlan(
        hand.bench.board, {},
        {{board::kNoSquare, hand.at(2, 6)}});  // nobody's goal: a place far from the corridor
    ASSERT_TRUE(hand.bench.finder.open(hand.bench.start(), board::kNoSquare));
    hand.bench.finder.find_moves();
    const std::vector<std::uint16_t>& far = hand.bench.guide.reach.walks_from(hand.at(2, 6));
    const FessScore now = hand.now();
    std::vector<FessMove>& moves = hand.bench.finder.moves();
    // By the rule, from scratch: not if something packs.
    std::erase_if(
        moves, [&](const FessMove& move) { return FessScore::of(move.score).packed > now.packed; });
    ASSERT_FALSE(moves.empty());
    const FessMove* expected = nullptr;
    const auto rank = [&](const FessMove& move) {
        return std::tuple(far[move.move.from], -int{far[move.move.to]}, move.score);
    };
    for (const FessMove& move : moves) {
        const FessScore after = FessScore::of(move.score);
        if (after.packed >= now.packed && after.regions <= now.regions &&
            after.rooms <= now.rooms && far[move.move.to] >= far[move.move.from] &&
            (expected == nullptr || rank(move) < rank(*expected))) {
            expected = &move;
        }
    }
    ASSERT_NE(expected, nullptr);
    advise(hand.bench.guide, hand.bench.finder.score(), moves, all_new);
    EXPECT_EQ(expected->weight, 0);
    EXPECT_GE(far[expected->move.to], far[expected->move.from]);
}

TEST(FessAdvisorsTest, OutOfPlanBoxesAreTakenOut) {
    // Goal: a box in the zone is moved out of it, and its way back stays open. Method: a niche that
    // the first place of the plan would close for good.
    int advised = 0;
    for (std::uint64_t seed = 1; seed <= 80; ++seed) {
        FessBench bench(testing::random_fess_level(seed), Rules::none());
        testing::on_random_play(bench, seed, 20, [&](const State&) {
            const FessScore now = FessScore::of(bench.finder.score());
            if (now.out_of_plan == 0) {
                return;
            }
            const std::vector<std::uint16_t>& far = bench.guide.plan.distance_from_zone(now.packed);
            std::vector<FessMove>& moves = bench.finder.moves();
            const auto allowed = [&](const FessMove& move) {
                const FessScore after = FessScore::of(move.score);
                const std::uint16_t from = far[move.move.from];
                const std::uint16_t to = far[move.move.to];
                return after.packed >= now.packed && after.regions <= now.regions &&
                       after.rooms <= now.rooms && after.out_of_plan <= now.out_of_plan &&
                       to != board::kFar && to > from &&
                       bench.guide.reach.pushes_from(move.move.to).contains(move.move.from);
            };
            std::uint16_t nearest = board::kFar;
            for (const FessMove& move : moves) {
                nearest = allowed(move) ? std::min(nearest, far[move.move.from]) : nearest;
            }
            if (nearest == board::kFar) {
                return;
            }
            advise(bench.guide, bench.finder.score(), moves, all_new);
            EXPECT_TRUE(std::any_of(moves.begin(), moves.end(), [&](const FessMove& move) {
                return move.weight == 0 && allowed(move) && far[move.move.from] == nearest;
            }));
            ++advised;
        });
    }
    EXPECT_GT(advised, 20);
}

TEST(FessAdvisorsTest, ADoorThatOpensIsTold) {
    // Goal: the explorer. Method: a box in a door that can be pushed on into the other room, where
    // another box can then be pushed that could not be reached before.
    HandMade hand({"###########", "#    #    #", "#  @ #  $ #", "#    $    #", "#    #  . #",
                   "#    # .  #", "###########"},
                  {{4, 8}, {5, 7}});
    EXPECT_EQ(hand.now().regions, 2);
    bool opens = false;
    for (const FessMove& move : hand.advised()) {
        opens = opens || move.opens;
        EXPECT_EQ(move.move.from, hand.at(3, 5));
    }
    EXPECT_TRUE(opens);
}

}  // namespace
}  // namespace kura::strategy
