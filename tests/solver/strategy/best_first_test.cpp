// Best-first lanes driven by hand: what they emit, in which order they expand, what they re-open.

#include "solver/strategy/best_first.hpp"

#include "solver/search/ownership.hpp"
#include "solver/state/placement_hash.hpp"
#include "tests/support/levels.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace kura::strategy {
namespace {

using moves::Side;
using search::CandidateHeader;
using search::LaneOrder;
using search::StepResult;

constexpr Weights kAstar{1, 1, false};

// A shard of one lane without threads: a table, a strategy, and what it emitted last.
class Lane final : public search::Emitter {
  public:
    struct Emitted {
        CandidateHeader header;
        std::vector<std::uint8_t> key;
    };

    Lane(const puzzles::Level& level, Side side, LaneOrder order, Weights weights, Rules rules = {})
        : board_(*board::Board::make(level)),
          codec_(board_),
          knowledge_(board_, rules, side == Side::backward, budget_),
          table_({.key_bytes = codec_.key_bytes()}, budget_),
          order_(order),
          strategy_(knowledge_, codec_, side, order, weights,
                    {.table = table_,
                     .budget = budget_,
                     .incumbent_cost = incumbent,
                     .lane = 0,
                     .shard = 0,
                     .shards = 1}) {}

    void emit(const CandidateHeader& header, const std::uint8_t* key) override {
        emitted.push_back({header, {key, key + codec_.key_bytes()}});
    }
    // What a shard does with a candidate. Ensures: whether the strategy was told.
    bool take(const Emitted& candidate) {
        const auto merged = table_.merge(search::table_hash(candidate.header.placement_hash),
                                         candidate.key.data(), candidate.header.word);
        if (merged.outcome == search::VisitedTable::Outcome::kept ||
            (order_ == LaneOrder::satisficing &&
             search::is_closed(LaneOrder::satisficing, merged.word_before))) {
            return false;
        }
        EXPECT_TRUE(strategy_.accept(candidate.header, candidate.key.data()));
        return true;
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
    // Bound of the state of a candidate, from scratch.
    int fresh_bound(const Emitted& candidate, Side side) {
        state::State state;
        codec_.decode(candidate.key.data(), state);
        return bound::PushBound(board_, side).prepare(state);
    }
    [[nodiscard]] int cost(const Emitted& candidate) const {
        return search::word_cost(order_, candidate.header.word);
    }
    [[nodiscard]] const search::Strategy& strategy() const { return strategy_; }
    [[nodiscard]] const state::KeyCodec& codec() const { return codec_; }
    [[nodiscard]] const board::Board& board() const { return board_; }

    std::vector<Emitted> emitted;
    std::atomic<int> incumbent{search::kNoIncumbent};

  private:
    base::MemoryBudget budget_{std::size_t{64} << 20};
    board::Board board_;
    state::KeyCodec codec_;
    Knowledge knowledge_;
    search::VisitedTable table_;
    LaneOrder order_;
    BestFirst strategy_;
};

puzzles::Level room() {
    return support::level_from(
        {"########", "#   #  #", "# $ $  #", "##$  . #", " #@ ..##", " ######"});
}

Rules matching_only() {
    Rules rules = Rules::none();
    rules.matching = true;
    return rules;
}

// Runs to the end; calls seen(candidate) for each child taken.
template <typename Seen>
int run(Lane& lane, Seen&& seen) {
    for (const Lane::Emitted& root : lane.roots()) {
        seen(root);
        lane.take(root);
    }
    int expanded = 0;
    for (StepResult result = lane.step(); result != StepResult::idle; result = lane.step()) {
        expanded += result == StepResult::expanded ? 1 : 0;
        for (const Lane::Emitted& child : std::vector(lane.emitted)) {
            seen(child);
            lane.take(child);
        }
    }
    return expanded;
}

TEST(BestFirstTest, PriorityIsTheWeightedSum) {
    // Goal: each candidate's priority is cost weight * cost + bound weight * its own bound.
    // Method: every candidate of a whole run, its bound computed from scratch.
    for (const Side side : {Side::forward, Side::backward}) {
        for (const Weights weights : {kAstar, {1, 3, false}, {0, 1, false}, {1, 0, false}}) {
            const LaneOrder order =
                weights.cost == weights.bound ? LaneOrder::optimal : LaneOrder::satisficing;
            Lane lane(room(), side, order, weights, matching_only());
            int seen = 0;
            run(lane, [&](const Lane::Emitted& candidate) {
                ++seen;
                EXPECT_EQ(candidate.header.priority,
                          weights.cost * lane.cost(candidate) +
                              weights.bound * lane.fresh_bound(candidate, side));
                EXPECT_EQ(candidate.header.lane, 0);
                state::State state;
                lane.codec().decode(candidate.key.data(), state);
                EXPECT_EQ(candidate.header.placement_hash, state::placement_hash(state.boxes));
            });
            EXPECT_GT(seen, 100);
        }
    }
}

TEST(BestFirstTest, LeastPriorityComesFirst) {
    // Goal: A* never expands a dearer state while a cheaper one is open, and its lower bound says
    // so. Method: the lane's own bound before each step never falls (the matching is consistent).
    Lane lane(room(), Side::forward, LaneOrder::optimal, kAstar, matching_only());
    for (const Lane::Emitted& root : lane.roots()) {
        lane.take(root);
    }
    int last = 0;
    for (;;) {
        const int bound = lane.strategy().lower_bound();
        const StepResult result = lane.step();
        if (result == StepResult::idle) {
            EXPECT_EQ(bound, search::kNoIncumbent);
            break;
        }
        EXPECT_GE(bound, last);
        last = bound;
        for (const Lane::Emitted& child : std::vector(lane.emitted)) {
            EXPECT_GE(static_cast<int>(child.header.priority), bound);
            lane.take(child);
        }
    }
    EXPECT_GE(last, 12);  // the optimum of this level
}

TEST(BestFirstTest, ASmallerCostReopensOnlyInOptimalLanes) {
    // Goal: an optimal lane expands a state again when a shorter way to it comes, a satisficing one
    // never. Method: the root's child handed in again, at a dear and then at the true cost.
    for (const LaneOrder order : {LaneOrder::optimal, LaneOrder::satisficing}) {
        Lane lane(room(), Side::forward, order, kAstar);
        lane.take(lane.roots().front());
        ASSERT_EQ(lane.step(), StepResult::expanded);
        ASSERT_FALSE(lane.emitted.empty());
        const Lane::Emitted child = lane.emitted.front();
        Lane::Emitted dear = child;
        const search::Arrival arrival = search::word_arrival(order, child.header.word);
        dear.header.word = search::make_word(order, 9, arrival);
        dear.header.priority += 8;
        EXPECT_TRUE(lane.take(dear));
        EXPECT_EQ(lane.step(), StepResult::expanded);
        EXPECT_FALSE(lane.take(dear));
        EXPECT_EQ(lane.take(child), order == LaneOrder::optimal);
        EXPECT_EQ(lane.step(),
                  order == LaneOrder::optimal ? StepResult::expanded : StepResult::idle);
        EXPECT_EQ(lane.step(), StepResult::idle);
    }
}

TEST(BestFirstTest, TheSameKeyTwiceIsExpandedOnce) {
    Lane lane(room(), Side::forward, LaneOrder::optimal, kAstar);
    const Lane::Emitted root = lane.roots().front();
    EXPECT_TRUE(lane.take(root));
    EXPECT_FALSE(lane.take(root));
    EXPECT_EQ(lane.step(), StepResult::expanded);
    EXPECT_EQ(lane.step(), StepResult::idle);
    EXPECT_EQ(lane.strategy().counters().expanded, 1U);
}

TEST(BestFirstTest, NothingDearerThanTheSolutionInHandIsExpanded) {
    // Goal: with an incumbent an optimal lane only looks for better ones, and ends.
    // Method: an incumbent equal to the root's bound; a satisficing lane doesn't mind.
    for (const LaneOrder order : {LaneOrder::optimal, LaneOrder::satisficing}) {
        Lane lane(room(), Side::forward, order, kAstar);
        const Lane::Emitted root = lane.roots().front();
        EXPECT_TRUE(lane.take(root));
        lane.incumbent = static_cast<int>(root.header.priority);
        EXPECT_EQ(lane.step(),
                  order == LaneOrder::optimal ? StepResult::skipped : StepResult::expanded);
        if (order == LaneOrder::optimal) {
            EXPECT_EQ(lane.step(), StepResult::idle);
        }
    }
}

TEST(BestFirstTest, AllTargetsAreMarkedAndNotExpanded) {
    // Goal: every candidate that solves the puzzle says so, and no other; only the exhaustive lane
    // goes on behind it.
    int expanded[2] = {0, 0};
    for (const bool exhaustive : {false, true}) {
        Lane lane(room(), Side::forward, LaneOrder::optimal, {1, 0, exhaustive}, Rules::none());
        int targets = 0;
        expanded[exhaustive ? 1 : 0] = run(lane, [&](const Lane::Emitted& candidate) {
            state::State state;
            lane.codec().decode(candidate.key.data(), state);
            EXPECT_EQ(candidate.header.is_target, state.boxes == lane.board().goal_set());
            targets += candidate.header.is_target ? 1 : 0;
        });
        EXPECT_GT(targets, 0);
    }
    EXPECT_GT(expanded[1], expanded[0]);
}

TEST(BestFirstTest, ABackwardLaneStartsInEveryAreaOfTheSolvedBoard) {
    // Goal: the player may be left in any area. Method: goals that cut the board in two.
    const puzzles::Level level =
        support::level_from({"#########", "#   .   #", "# $ . $ #", "#@$ .   #", "#########"});
    Lane lane(level, Side::backward, LaneOrder::optimal, kAstar, Rules::none());
    board::SquareSet left = lane.board().all_squares();
    left -= lane.board().goal_set();
    std::size_t areas = 0;
    board::SquareSet region = lane.board().no_squares();
    for (; !left.empty(); left -= region, ++areas) {
        state::flood(lane.board(), lane.board().goal_set(), left.first(), region);
    }
    EXPECT_EQ(areas, 2U);
    EXPECT_EQ(lane.roots().size(), areas);
}

}  // namespace
}  // namespace kura::strategy
