// Feature-space search as a strategy: driven by hand step by step, and through the engine.

#include "solver/strategy/fess.hpp"

#include "puzzles/format/reader.hpp"
#include "puzzles/verify/verify.hpp"
#include "solver/search/ownership.hpp"
#include "solver/state/placement_hash.hpp"
#include "tests/solver/engine/engine_testing.hpp"
#include "tests/solver/strategy/fess_boards.hpp"
#include "tests/support/naive.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <set>
#include <string>
#include <vector>

namespace kura::strategy {
namespace {

using search::CandidateHeader;
using search::LaneOrder;
using search::StepResult;
using state::State;

constexpr LaneOrder kOrder = LaneOrder::satisficing;

// A shard of one lane without threads: a table, the strategy, and what it emitted last.
class Lane final : public search::Emitter {
  public:
    struct Emitted {
        CandidateHeader header;
        std::vector<std::uint8_t> record;  // key and payload

        friend bool operator==(const Emitted& a, const Emitted& b) {
            return a.record == b.record && a.header.word == b.header.word &&
                   a.header.is_target == b.header.is_target;
        }
    };

    explicit Lane(const puzzles::Level& level, std::size_t memory_bytes = std::size_t{64} << 20)
        : budget_(memory_bytes),
          board_(*board::Board::make(level)),
          codec_(board_),
          knowledge_(board_, Rules{}, true, budget_),
          table_({.key_bytes = codec_.key_bytes()}, budget_),
          strategy_(knowledge_, codec_,
                    {.table = table_,
                     .budget = budget_,
                     .incumbent_cost = incumbent_,
                     .lane = 0,
                     .shard = 0,
                     .shards = 1}) {}

    void emit(const CandidateHeader& header, const std::uint8_t* record) override {
        emitted.push_back({header, {record, record + codec_.key_bytes() + sizeof(FessPayload)}});
    }
    // What a shard does with a candidate. Ensures: false if memory ran out.
    bool take(const Emitted& candidate) {
        const auto merged = table_.merge(search::table_hash(candidate.header.placement_hash),
                                         candidate.record.data(), candidate.header.word);
        if (merged.outcome == search::VisitedTable::Outcome::full) {
            return false;
        }
        return merged.outcome == search::VisitedTable::Outcome::kept ||
               search::is_closed(kOrder, merged.word_before) ||
               strategy_.accept(candidate.header, candidate.record.data());
    }
    std::vector<Emitted> roots() {
        emitted.clear();
        strategy_.emit_roots(*this);
        return emitted;
    }
    StepResult step() {
        emitted.clear();
        return strategy_.step(*this);
    }
    [[nodiscard]] State state_of(const Emitted& candidate) const {
        State state{board_.no_squares(), board::kNoSquare};
        codec_.decode(candidate.record.data(), state);
        return state;
    }
    [[nodiscard]] FessPayload payload_of(const Emitted& candidate) const {
        FessPayload payload;
        std::memcpy(&payload, candidate.record.data() + codec_.key_bytes(), sizeof payload);
        return payload;
    }
    [[nodiscard]] const Fess& strategy() const { return strategy_; }
    [[nodiscard]] const board::Board& board() const { return board_; }

    std::vector<Emitted> emitted;

  private:
    base::MemoryBudget budget_;
    board::Board board_;
    state::KeyCodec codec_;
    Knowledge knowledge_;
    search::VisitedTable table_;
    std::atomic<int> incumbent_{search::kNoIncumbent};
    Fess strategy_;
};

// All that a lane emits until it is idle, has found a target, or has taken so many steps.
std::vector<Lane::Emitted> run(Lane& lane, int steps_max = 20'000) {
    std::vector<Lane::Emitted> all = lane.roots();
    EXPECT_TRUE(lane.take(all.front()));
    for (int i = 0; i < steps_max; ++i) {
        const StepResult result = lane.step();
        EXPECT_NE(result, StepResult::full);
        if (result == StepResult::idle) {
            break;
        }
        for (const Lane::Emitted& candidate : std::vector(lane.emitted)) {
            all.push_back(candidate);
            EXPECT_TRUE(lane.take(candidate));
            if (candidate.header.is_target) {
                return all;
            }
        }
    }
    return all;
}

puzzles::Level two_rooms() {
    return support::level_from({"############", "#    #     #", "# $$       #", "#  @ #  .. #",
                                "# $$ #  .. #", "#    #     #", "############"});
}

std::vector<puzzles::Level> starter_levels() {
    std::vector<puzzles::Level> levels;
    for (const puzzles::Entry& entry : puzzles::read_path("puzzles/sets/starter.sok").entries) {
        levels.push_back(entry.level);
    }
    return levels;
}

TEST(FessTest, EveryCandidateIsAMacroMoveFromAnExpandedState) {
    // Goal: records, costs and targets are what they say. Method: a whole run; each candidate is
    // the child by one box of a state expanded before, at that state's cost and its own pushes.
    Lane lane(two_rooms());
    const std::vector<Lane::Emitted> all = run(lane);
    ASSERT_GT(all.size(), 4U);
    EXPECT_TRUE(all.back().header.is_target);
    EXPECT_EQ(lane.payload_of(all.front()).shard, -1);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const State state = lane.state_of(all[i]);
        EXPECT_EQ(state.player, state::normalised_player(lane.board(), state.boxes, state.player));
        EXPECT_EQ(all[i].header.placement_hash, state::placement_hash(state.boxes));
        EXPECT_EQ(all[i].header.is_target, state.boxes == lane.board().goal_set());
        EXPECT_TRUE(state.boxes.is_subset_of(lane.board().live_set()));
        if (i == 0) {
            continue;
        }
        const search::Arrival arrival = search::word_arrival(kOrder, all[i].header.word);
        State before = state;
        before.boxes.erase(arrival.to);
        before.boxes.insert(arrival.from);
        before.player = state::normalised_player(
            lane.board(), before.boxes, lane.board().neighbour(arrival.from, arrival.side));
        moves::MacroGenerator macros(lane.board());
        const auto steps =
            macros.expand(before, arrival.from, arrival.to, state.player, moves::Side::forward);
        ASSERT_FALSE(steps.empty());
        const auto parent = std::find_if(all.begin(), all.end(), [&](const Lane::Emitted& other) {
            return lane.state_of(other) == before;
        });
        ASSERT_LT(parent - all.begin(), static_cast<std::ptrdiff_t>(i));
        const int cost = search::word_cost(kOrder, all[i].header.word);
        EXPECT_GE(cost, static_cast<int>(steps.size()));
        EXPECT_LE(lane.payload_of(all[i]).best_past, i == 1 ? kWorstScore : ~std::uint64_t{0});
    }
}

TEST(FessTest, WeightsGrowByOneAtMost) {
    // Goal: a candidate weighs as much as its node, or one more. Method: the chain of payloads.
    Lane lane(two_rooms());
    std::set<std::uint32_t> seen;
    for (const Lane::Emitted& candidate : run(lane)) {
        const std::uint32_t weight = lane.payload_of(candidate).weight;
        EXPECT_TRUE(weight == 0 || seen.contains(weight) || seen.contains(weight - 1));
        seen.insert(weight);
    }
    EXPECT_TRUE(seen.contains(0));
}

TEST(FessTest, TheSamePuzzleGivesTheSameRun) {
    for (const puzzles::Level& level : {two_rooms(), starter_levels()[3], starter_levels()[12]}) {
        Lane first(level);
        Lane second(level);
        EXPECT_EQ(run(first, 3000), run(second, 3000));
        EXPECT_EQ(first.strategy().counters().work, second.strategy().counters().work);
        EXPECT_EQ(first.strategy().counters().expanded, second.strategy().counters().expanded);
    }
}

TEST(FessTest, AKnownPositionIsNotExpandedAgain) {
    Lane lane(two_rooms());
    const Lane::Emitted root = lane.roots().front();
    ASSERT_TRUE(lane.take(root));
    while (lane.step() != StepResult::expanded) {
    }
    ASSERT_TRUE(lane.strategy().counters().expanded == 1);
    Lane::Emitted cheaper = root;  // closed states stay closed
    EXPECT_TRUE(lane.take(cheaper));
    static_cast<void>(lane.step());
    EXPECT_EQ(lane.strategy().counters().expanded, 1U);
}

TEST(FessTest, ADeadStartIsTheEnd) {
    // Goal: a start that the deadlock tests refuse leaves nothing to do. Method: boxes on live
    // squares that hold each other.
    Lane lane(
        support::level_from({"#########", "#. $$   #", "#       #", "#@ $  ..#", "#########"}));
    const std::vector<Lane::Emitted> all = run(lane);
    EXPECT_EQ(all.size(), 1U);
    EXPECT_EQ(lane.strategy().counters().expanded, 0U);
    EXPECT_EQ(lane.strategy().counters().pruned, 1U);
    EXPECT_EQ(lane.step(), StepResult::idle);
    EXPECT_EQ(lane.strategy().lower_bound(), search::kNoIncumbent);
}

TEST(FessTest, AnIdleLaneHasNothingToDo) {
    Lane lane(two_rooms());
    EXPECT_EQ(lane.step(), StepResult::idle);
    EXPECT_EQ(lane.strategy().counters().work, 0U);
}

SolveResult solve_by_fess(const puzzles::Level& level, int threads = 1,
                          std::size_t memory_bytes = kura::testing::kPlentyBytes) {
    SolveOptions options;
    options.strategy = "fess";
    options.threads = threads;
    options.expanded_max = 200'000;
    return kura::testing::solve_with(level, options, memory_bytes);
}

void expect_solved(const puzzles::Level& level, const SolveResult& result) {
    EXPECT_EQ(result.verdict, Verdict::solved) << level.title;
    EXPECT_EQ(result.optimal, result.pushes == 0 ? Optimality::pushes : Optimality::none);
    EXPECT_TRUE(puzzles::verify(level, result.solution).solved) << level.title;
}

TEST(FessEngineTest, AllStarterPuzzlesAreSolved) {
    // Goal: the shipped set, by this lane alone, on one shard and on three.
    for (const puzzles::Level& level : starter_levels()) {
        const SolveResult one = solve_by_fess(level);
        expect_solved(level, one);
        const SolveResult again = solve_by_fess(level);
        EXPECT_EQ(again.solution, one.solution);
        EXPECT_EQ(again.expanded, one.expanded);
        EXPECT_EQ(again.generated, one.generated);
        const SolveResult three = solve_by_fess(level, 3);
        expect_solved(level, three);
        EXPECT_EQ(three.solution, one.solution) << "all states are on the home shard";
    }
}

TEST(FessEngineTest, UnsolvablePuzzlesAreGivenUpNotProved) {
    // Goal: this lane proves nothing, and ends. Method: the shipped unsolvable set; where the board
    // itself shows it the engine says so.
    int given_up = 0;
    for (const puzzles::Entry& entry : puzzles::read_path("puzzles/sets/unsolvable.sok").entries) {
        for (const int threads : {1, 3}) {
            const SolveResult result = solve_by_fess(entry.level, threads);
            EXPECT_FALSE(result.has_solution) << entry.level.title;
            if (result.strategy != "board") {
                EXPECT_EQ(result.verdict, Verdict::gave_up) << entry.level.title;
                EXPECT_EQ(result.reason, Reason::incomplete) << entry.level.title;
                ++given_up;
            }
        }
    }
    EXPECT_GT(given_up, 4);
}

TEST(FessEngineTest, RandomPuzzlesAreSolvedExactlyIfTheyCanBe) {
    // Goal: nothing but dead positions is dropped, so running dry means unsolvable. Method: the
    // naive search on small boards.
    int solvable = 0;
    int unsolvable = 0;
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        const puzzles::Level level = support::random_level({.rows = 6 + static_cast<int>(seed % 2),
                                                            .columns = 7,
                                                            .boxes = 1 + static_cast<int>(seed % 4),
                                                            .wall_percent = 8,
                                                            .seed = seed * 31});
        const auto naive = support::naive_search(level, true);
        ASSERT_TRUE(naive.complete);
        const SolveResult result = solve_by_fess(level, 1 + static_cast<int>(seed % 3));
        EXPECT_EQ(result.has_solution, naive.pushes.has_value()) << seed;
        if (naive.pushes) {
            expect_solved(level, result);
            EXPECT_GE(result.pushes, *naive.pushes);
        } else {
            EXPECT_NE(result.verdict, Verdict::solved);
        }
        (naive.pushes ? solvable : unsolvable) += 1;
    }
    EXPECT_GE(solvable, 20);
    EXPECT_GE(unsolvable, 20);
}

TEST(FessEngineTest, OneBoxIsEnough) {
    for (const puzzles::Level& level :
         {support::level_from({"#####", "#@$.#", "#####"}),
          support::level_from({"#######", "#  .  #", "#  #  #", "# $@  #", "#     #", "#######"}),
          support::level_from(
              {"########", "#.     #", "# ###$##", "#   #@ #", "#      #", "########"})}) {
        const auto naive = support::naive_search(level, true);
        const SolveResult result = solve_by_fess(level);
        ASSERT_EQ(result.has_solution, naive.pushes.has_value());
        if (naive.pushes) {
            expect_solved(level, result);
        }
    }
}

TEST(FessEngineTest, ASolvedStartNeedsNoMove) {
    const puzzles::Level level =
        support::level_from({"#######", "#     #", "# * * #", "#  @  #", "#######"});
    const SolveResult result = solve_by_fess(level);
    EXPECT_EQ(result.verdict, Verdict::solved);
    EXPECT_EQ(result.solution, "");
    EXPECT_EQ(result.expanded, 0U);
}

TEST(FessEngineTest, TooLittleMemoryIsAReasonNotACrash) {
    // Goal: whatever the budget, either a solution or the reason memory. Method: budgets from
    // nothing to plenty on puzzles that take a while.
    int out_of_memory = 0;
    int solved = 0;
    std::vector<puzzles::Level> levels = starter_levels();
    levels.push_back(two_rooms());
    for (const puzzles::Level& level : levels) {
        for (std::size_t bytes = 1; bytes <= (std::size_t{64} << 20); bytes *= 16) {
            base::MemoryBudget budget(bytes);
            SolveOptions options;
            options.strategy = "fess";
            options.memory = &budget;
            options.threads = 1 + static_cast<int>(bytes % 3);
            const SolveResult result = solve(level, options);
            EXPECT_LE(budget.peak(), bytes);
            EXPECT_EQ(budget.used(), 0U) << "everything was given back";
            EXPECT_NE(result.has_solution, result.reason == Reason::memory) << level.title;
            out_of_memory += result.reason == Reason::memory ? 1 : 0;
            solved += result.has_solution ? 1 : 0;
        }
    }
    EXPECT_GE(out_of_memory, 50);
    EXPECT_GE(solved, 20);
}

}  // namespace
}  // namespace kura::strategy
