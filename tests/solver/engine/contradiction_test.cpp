// Goal: a proof that a replayed solution refutes is never said, and raises an alarm.
// Method: searches with a lane that is broken on purpose, on two shards: it ends the search as
// exhausted just when another lane's solution waits to be judged. Then stored solutions against
// made-up results.
#include "puzzles/verify/verify.hpp"
#include "solver/explain.hpp"
#include "solver/moves/walk.hpp"
#include "solver/search/sharded_search.hpp"
#include "solver/state/placement_hash.hpp"
#include "solver/strategy/portfolio.hpp"
#include "tests/support/levels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace kura {
namespace {

using search::EndReason;
using search::StepResult;

// Knows its root and nothing more. It keeps its shard from parking until a hint waits to be judged;
// then it says that the lane `claimant` is exhausted.
class Liar final : public search::Strategy {
  public:
    Liar(const board::Board& board, const state::KeyCodec& codec, search::Control& control,
         int lane, int claimant)
        : board_(board), codec_(codec), control_(control), lane_(lane), claimant_(claimant) {}

    void emit_roots(search::Emitter& out) override {
        std::vector<std::uint8_t> key(static_cast<std::size_t>(codec_.key_bytes()));
        codec_.encode(board_.box_set(),
                      state::normalised_player(board_, board_.box_set(), board_.player()), lane_,
                      key.data());
        out.emit({.placement_hash = state::placement_hash(board_.box_set()),
                  .word = search::make_word(search::LaneOrder::optimal, 0, search::Arrival{}),
                  .lane = static_cast<std::uint8_t>(lane_)},
                 key.data());
        while (!control_.must_park() && !control_.ended()) {
            std::this_thread::yield();
        }
        control_.end(EndReason::exhausted, claimant_);
    }
    bool accept(const search::CandidateHeader&, const std::uint8_t*) override { return true; }
    StepResult step(search::Emitter&) override { return StepResult::skipped; }
    [[nodiscard]] int lower_bound() const override { return 0; }

  private:
    const board::Board& board_;
    const state::KeyCodec& codec_;
    search::Control& control_;
    const int lane_;
    const int claimant_;
};

// Two lanes, one a shard: an honest one of a strategy that is named, and the liar.
struct Trial {
    Trial(const puzzles::Level& level_in, strategy::Kind honest, int claimant) : level(level_in) {
        lanes = strategy::make_lanes({{honest}}, knowledge, codec);
        lanes[0].home_shard = 0;
        lanes.emplace_back();
        lanes[1].name = "liar";
        lanes[1].proves = true;
        lanes[1].meets = false;
        lanes[1].home_shard = 1;
        lanes[1].make = [this, claimant](const search::ShardTools& tools) {
            return std::make_unique<Liar>(board, codec, control, tools.lane, claimant);
        };
    }

    search::SearchEnd run() {
        search::SearchOptions options;
        options.shards = 2;
        options.deadline = Clock::now() + std::chrono::seconds(60);
        options.judge = [this](const std::vector<moves::Step>& steps,
                               const search::LaneSpec&) -> std::optional<int> {
            const auto lurd = moves::lurd_of(board, {board.box_set(), board.player()}, steps);
            found = puzzles::verify(level, lurd.value_or(""));
            return found.solved ? std::optional(found.pushes) : std::nullopt;
        };
        const search::JobContext job{.board = board,
                                     .codec = codec,
                                     .lanes = lanes,
                                     .budget = budget,
                                     .control = control,
                                     .meeting = nullptr};
        return search::ShardedSearch(job, options).run();
    }

    const puzzles::Level level;
    const board::Board board = *board::Board::make(level);
    base::MemoryBudget budget{std::size_t{256} << 20};
    const strategy::Knowledge knowledge{board, strategy::Rules{}, true, budget};
    const state::KeyCodec codec{board, 2};
    search::Control control{2, 2};
    std::vector<search::LaneSpec> lanes;
    puzzles::Verification found;
};

puzzles::Level two_pushes() {
    return support::level_from({"########", "#      #", "# @$ . #", "#      #", "########"});
}

TEST(ContradictionTest, AWaitingSolutionOfAnotherLaneRefutesTheProof) {
    for (const strategy::Kind honest :
         {strategy::Kind::greedy, strategy::Kind::backward_greedy, strategy::Kind::fess}) {
        Trial trial(two_pushes(), honest, 1);
        const search::SearchEnd end = trial.run();
        ASSERT_TRUE(end.contradiction) << strategy::name_of(honest);
        EXPECT_EQ(end.reason, EndReason::incomplete);
        EXPECT_EQ(end.contradiction->prover, 1);
        EXPECT_EQ(end.contradiction->finder, 0);
        EXPECT_EQ(end.contradiction->claimed, search::kNoIncumbent);
        EXPECT_EQ(end.contradiction->cost, 2);
        ASSERT_TRUE(end.contradiction->lost);
        EXPECT_EQ(end.contradiction->lost->pushes, 1);  // its root is all it ever stored

        const Contradiction alarm = describe(*end.contradiction, trial.level, trial.board,
                                             trial.lanes, Objective::any, trial.found);
        EXPECT_EQ(alarm.prover, "liar");
        EXPECT_EQ(alarm.claim, "that there is no solution");
        EXPECT_EQ(alarm.finder, strategy::name_of(honest));
        EXPECT_TRUE(puzzles::verify(trial.level, alarm.solution).solved);
        EXPECT_EQ(alarm.lost_rows.at(2).find('$'), 4U);
    }
}

TEST(ContradictionTest, AWaitingTargetOfItsOwnIsWhatAnExhaustedLaneFound) {
    Trial trial(two_pushes(), strategy::Kind::astar, 0);
    const search::SearchEnd end = trial.run();
    EXPECT_FALSE(end.contradiction);
    EXPECT_EQ(end.reason, EndReason::exhausted);
    EXPECT_EQ(end.lane, 0);
    EXPECT_EQ(trial.found.pushes, 2);
}

TEST(ContradictionTest, StoredSolutionsRefuteProofs) {
    puzzles::Level level = two_pushes();
    SolveResult unsolvable;
    unsolvable.verdict = Verdict::unsolvable;
    SolveResult optimal;
    optimal.verdict = Verdict::solved;
    optimal.optimal = Optimality::pushes;
    optimal.pushes = 3;
    EXPECT_FALSE(refuted_by_file(level, unsolvable));
    level.solutions = {{"wrong", "rrr"}, {"none", ""}};
    EXPECT_FALSE(refuted_by_file(level, unsolvable));
    level.solutions.push_back({"right", "rr"});
    EXPECT_TRUE(refuted_by_file(level, unsolvable));
    EXPECT_EQ(refuted_by_file(level, optimal)->claim, "that no solution has less than 3 pushes");
    optimal.pushes = 2;
    EXPECT_FALSE(refuted_by_file(level, optimal));
    optimal.pushes = 3;
    optimal.optimal = Optimality::none;
    EXPECT_FALSE(refuted_by_file(level, optimal));
}

TEST(ContradictionTest, TheAlarmTakesTheResultBack) {
    puzzles::Level level = two_pushes();
    level.solutions = {{"right", "rr"}};
    SolveResult result;
    result.verdict = Verdict::unsolvable;
    result.strategy = "astar";
    raise_alarm(result, *refuted_by_file(level, result));
    EXPECT_EQ(result.verdict, Verdict::gave_up);
    EXPECT_EQ(result.reason, Reason::contradiction);
    EXPECT_FALSE(result.has_solution);
    EXPECT_THAT(result.detail, testing::HasSubstr("astar proved that there is no solution"));
    EXPECT_EQ(result.contradiction->solution, "RR");
}

}  // namespace
}  // namespace kura
