// The moves of feature-space search: their scores and marks from scratch, and that none is lost
// which a solution needs.

#include "solver/strategy/fess_moves.hpp"

#include "puzzles/format/reader.hpp"
#include "solver/engine.hpp"
#include "solver/features/regions.hpp"
#include "solver/generate/generator.hpp"
#include "tests/replay/check/line_of_play.hpp"
#include "tests/solver/deadlock/boards.hpp"
#include "tests/solver/strategy/fess_boards.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace kura::strategy {
namespace {

using board::Board;
using board::kNoSquare;
using board::Square;
using board::SquareSet;
using state::State;
using testing::FessBench;

int count_in(const SquareSet& boxes, const SquareSet& zone) {
    SquareSet common = boxes;
    common &= zone;
    return common.count();
}

FessScore score_from_scratch(const FessBench& bench, const SquareSet& boxes) {
    FessScore score;
    score.packed = bench.guide.plan.packed(boxes);
    score.regions = features::count_regions(bench.board, boxes);
    score.rooms = bench.guide.rooms.connectivity(boxes);
    score.out_of_plan = count_in(boxes, bench.guide.plan.zone(score.packed));
    score.hotspots = bench.guide.hotspots.count(boxes);
    boxes.for_each([&](Square box) { score.spread += bench.guide.reach.pulls_from_goal(box); });
    return score;
}

TEST(FessMovesTest, ScoresAndPlayersAreThoseFromScratch) {
    // Goal: what is worked out from the parent equals what a fresh look at the child gives.
    int checked = 0;
    int out_of_plan = 0;
    int packing = 0;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        FessBench bench(testing::random_fess_level(seed), Rules::none());
        testing::on_random_play(bench, seed, 25, [&](const State& state) {
            const FessScore now = score_from_scratch(bench, state.boxes);
            ASSERT_EQ(bench.finder.score(), now.packed_bits());
            ASSERT_TRUE(bench.finder.state() == state) << "the state is left as it was";
            for (const FessMove& move : bench.finder.moves()) {
                const State next = bench.after(state, move);
                const FessScore expected = score_from_scratch(bench, next.boxes);
                ASSERT_EQ(FessScore::of(move.score), FessScore::of(expected.packed_bits()));
                ASSERT_EQ(move.player, next.player);
                ASSERT_EQ(move.weight, 1);
                packing += expected.packed > now.packed ? 1 : 0;
                out_of_plan += expected.out_of_plan > 0 ? 1 : 0;
                ++checked;
            }
        });
    }
    EXPECT_GT(checked, 5000);
    EXPECT_GT(packing, 50);
    EXPECT_GT(out_of_plan, 50);
}

TEST(FessMovesTest, WithoutRulesAllMacroMovesAreThere) {
    int checked = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        FessBench bench(testing::random_fess_level(seed), Rules::none());
        moves::MacroGenerator generator(bench.board);
        testing::on_random_play(bench, seed, 20, [&](const State& state) {
            std::vector<moves::MacroMove> expected;
            generator.generate(state.boxes, bench.region(state), moves::Side::forward,
                               bench.board.live_set(), expected);
            std::vector<moves::MacroMove> found;
            for (const FessMove& move : bench.finder.moves()) {
                found.push_back(move.move);
            }
            ASSERT_EQ(found, expected);
            ++checked;
        });
        EXPECT_EQ(bench.finder.dropped(), 0U);
    }
    EXPECT_GT(checked, 100);
}

// Can a box that stayed be pushed from a square that was free, but out of reach?
bool naive_opens(const FessBench& bench, const State& before, const State& after, Square from,
                 Square to) {
    const SquareSet reach_before = bench.region(before);
    const SquareSet reach_after = bench.region(after);
    bool opens = false;
    after.boxes.for_each([&](Square box) {
        for (const board::Direction direction : board::kDirections) {
            const Square player = bench.board.neighbour(box, board::opposite(direction));
            const Square target = bench.board.neighbour(box, direction);
            opens = opens || (box != to && player != kNoSquare && target != kNoSquare &&
                              player != from && !before.boxes.contains(player) &&
                              !reach_before.contains(player) && reach_after.contains(player) &&
                              bench.board.is_live(target) && !after.boxes.contains(target));
        }
    });
    return opens;
}

TEST(FessMovesTest, AMoveOpensWhatOnlyItMakesPushable) {
    int opening = 0;
    int others = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        FessBench bench(testing::random_fess_level(seed), Rules::none());
        testing::on_random_play(bench, seed, 20, [&](const State& state) {
            for (const FessMove& move : bench.finder.moves()) {
                const State next = bench.after(state, move);
                ASSERT_EQ(move.opens,
                          naive_opens(bench, state, next, move.move.from, move.move.to));
                (move.opens ? opening : others) += 1;
            }
        });
    }
    EXPECT_GT(opening, 50);
    EXPECT_GT(others, 1000);
}

// Every part of a solution that pushes one box only is a macro move; so are all its beginnings.
// Ensures: how many were looked for.
int expect_solution_moves(const puzzles::Level& level, const std::string& lurd) {
    FessBench bench(level, testing::all_rules_but_pi_corrals());
    const replay::LineOfPlay line = replay::play(bench.board, level, lurd);
    EXPECT_EQ(line.why, "");
    int checked = 0;
    for (std::size_t first = 0; first < line.pushes.size(); ++first) {
        const State& before = line.states[first];
        const Square moved = first == 0 ? kNoSquare : line.pushes[first - 1].to;
        const bool alive = bench.finder.open(before, moved);
        EXPECT_TRUE(alive) << level.title << " after " << first << " pushes";
        if (!alive) {
            return checked;
        }
        bench.finder.find_moves();
        const std::vector<FessMove>& moves = bench.finder.moves();
        for (std::size_t last = first;
             last < line.pushes.size() &&
             (last == first || line.pushes[last].from == line.pushes[last - 1].to);
             ++last) {
            const State& after = line.states[last + 1];
            const bool found =
                after == before || std::any_of(moves.begin(), moves.end(), [&](const auto& move) {
                    return move.move.from == line.pushes[first].from &&
                           move.move.to == line.pushes[last].to && move.player == after.player &&
                           move.move.pushes <= last + 1 - first;
                });
            EXPECT_TRUE(found) << level.title << " pushes " << first << " to " << last;
            ++checked;
        }
    }
    return checked;
}

TEST(FessMovesTest, NoMoveOfAStoredSolutionIsDropped) {
    // Goal: with all deadlock tests at work the moves of known solutions remain.
    int checked = 0;
    for (const puzzles::Entry& entry : puzzles::read_path("puzzles/sets/starter.sok").entries) {
        for (const auto& stored : entry.level.solutions) {
            checked += expect_solution_moves(entry.level, stored.lurd);
        }
    }
    EXPECT_GT(checked, 500);
}

TEST(FessMovesTest, NoMoveOfAnUnprunedSolutionIsDropped) {
    // Goal: the same on generated puzzles, solved by a search without any deadlock test.
    int checked = 0;
    for (const int boxes : {2, 3, 4}) {
        auto generator = generate::Generator::make(
            {.rows = 8, .columns = 8, .boxes = boxes, .seed = 7, .states_max = 2000});
        ASSERT_TRUE(generator.has_value());
        for (int i = 0; i < 6; ++i) {
            const auto level = generator->next();
            ASSERT_TRUE(level.has_value());
            base::MemoryBudget budget(std::size_t{256} << 20);
            SolveOptions options;
            options.strategy = "greedy";
            options.prune = false;
            options.memory = &budget;
            const SolveResult result = solve(*level, options);
            ASSERT_TRUE(result.has_solution);
            checked += expect_solution_moves(*level, result.solution);
        }
    }
    EXPECT_GT(checked, 200);
}

struct Tally {
    int alive = 0;
    int dead = 0;
};

// All states that can be reached: a solvable one is never called dead, whichever box is said to
// have moved last, and one of its moves leads on to a solvable one.
void expect_no_way_lost(const Board& board, const Rules& rules, Tally& tally) {
    const deadlock::oracle::Exhaustive all(board, deadlock::oracle::Scope::reachable);
    FessBench bench(board, rules);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const State& state = all.state(i);
        if (state.boxes == board.goal_set() || !state.boxes.is_subset_of(board.live_set())) {
            continue;
        }
        std::vector<Square> moved{kNoSquare};
        state.boxes.for_each([&](Square box) { moved.push_back(box); });
        for (const Square square : moved) {
            const bool alive = bench.finder.open(state, square);
            ASSERT_TRUE(alive || !all.solvable(i));
            tally.dead += alive ? 0 : 1;
        }
        if (!all.solvable(i)) {
            continue;
        }
        ++tally.alive;
        ASSERT_TRUE(bench.finder.open(state, kNoSquare));
        bench.finder.find_moves();
        const std::vector<FessMove>& moves = bench.finder.moves();
        ASSERT_TRUE(std::any_of(moves.begin(), moves.end(), [&](const FessMove& move) {
            const std::size_t next = all.find(bench.after(state, move));
            return next != all.size() && all.solvable(next);
        }));
    }
}

TEST(FessMovesTest, NoPruningLosesTheLastWayToASolution) {
    // Goal: soundness of all rules together, PI-corrals too, with macro moves and with what the
    // caches learn on the way. Method: exhaustive search of small boards.
    Tally tally;
    base::Rng rng(11);
    for (int i = 0; i < 120; ++i) {
        deadlock::oracle::RandomBoard wish = deadlock::oracle::small_board(i);
        wish.solvable = i % 4 != 0;
        wish.options = {};
        expect_no_way_lost(deadlock::oracle::random_board(rng, wish), Rules{}, tally);
    }
    for (const auto& rows : deadlock::oracle::kBoards) {
        expect_no_way_lost(deadlock::oracle::board_of(rows), Rules{}, tally);
    }
    EXPECT_GT(tally.alive, 3000);
    EXPECT_GT(tally.dead, 1000);
}

}  // namespace
}  // namespace kura::strategy
