// Paths read back from the records of a search: pushes, pulls and exact-player lanes.

#include "solver/search/path_trace.hpp"

#include "solver/base/rng.hpp"
#include "solver/moves/macro.hpp"
#include "solver/moves/walk.hpp"
#include "solver/state/placement_hash.hpp"
#include "tests/support/levels.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace kura::search {
namespace {

using board::Board;
using moves::Side;
using moves::Step;
using state::State;

// The records of one lane, as a visited table would hold them, and every state of them.
class Records {
  public:
    Records(const Board& board, LaneSpec spec, int lane = 1)
        : board_(board), codec_(board, 3), spec_(std::move(spec)), lane_(lane) {}

    // Ensures: whether the state is new.
    bool add(const State& state, int cost, Arrival arrival) {
        const bool fresh =
            words_.emplace(key_of(state), make_word(spec_.order, cost, arrival)).second;
        if (fresh) {
            states.push_back(state);
        }
        return fresh;
    }
    void overwrite(const State& state, Arrival arrival) {
        words_[key_of(state)] = make_word(spec_.order, 1, arrival);
    }
    void forget(const State& state) { words_.erase(key_of(state)); }

    [[nodiscard]] std::optional<Trace> trace(const State& state) const {
        return trace_to_root(board_, codec_, spec_, lane_, state,
                             [&](std::uint64_t hash, const std::uint8_t* key) {
                                 State at;
                                 EXPECT_EQ(codec_.decode(key, at), lane_);
                                 EXPECT_EQ(hash, state::placement_hash(at.boxes));
                                 const auto found = words_.find(text_of(key));
                                 return found == words_.end() ? 0 : found->second;
                             });
    }

    std::vector<State> states;

  private:
    [[nodiscard]] std::string text_of(const std::uint8_t* key) const {
        return {key, key + codec_.key_bytes()};
    }
    [[nodiscard]] std::string key_of(const State& state) const {
        std::vector<std::uint8_t> key(static_cast<std::size_t>(codec_.key_bytes()));
        codec_.encode(state.boxes, state.player, lane_, key.data());
        return text_of(key.data());
    }

    const Board& board_;
    state::KeyCodec codec_;
    LaneSpec spec_;
    int lane_;
    std::map<std::string, std::uint64_t> words_;
};

LaneSpec lane_of(Side side, bool exact_player = false, LaneOrder order = LaneOrder::optimal) {
    return {.name = "lane", .side = side, .order = order, .exact_player = exact_player, .make = {}};
}

Board board_of(std::uint64_t seed) {
    return *Board::make(
        support::random_level(
            {.rows = 7, .columns = 8, .boxes = 3, .wall_percent = 12, .seed = seed}),
        {.simplify = false, .live_only = false});
}

std::vector<Step> steps_from(const Board& board, const State& state, Side side) {
    board::SquareSet region = board.no_squares();
    state::flood(board, state.boxes, state.player, region);
    std::vector<Step> steps;
    moves::generate_steps(board, state.boxes, region, side, steps);
    return steps;
}

State after(const Board& board, State state, const Step& step, Side side, bool exact_player) {
    moves::apply(board, step, side, state);
    if (!exact_player) {
        state.player = state::normalised_player(board, state.boxes, state.player);
    }
    return state;
}

// The first `limit` states of a breadth-first search, recorded as the lane would.
void search(const Board& board, Side side, bool exact_player, const State& root, Records& records,
            std::size_t limit = 400) {
    records.add(root, 0, Arrival{});
    for (std::size_t at = 0; at < records.states.size() && at < limit; ++at) {
        const State state = records.states[at];
        for (const Step& step : steps_from(board, state, side)) {
            const Arrival arrival = exact_player ? Arrival{state.player, step.to, step.side}
                                                 : Arrival{step.from, step.to, step.side};
            records.add(after(board, state, step, side, exact_player), 1, arrival);
        }
    }
}

// Replays steps; every one must be legal where it comes.
State replayed(const Board& board, State state, const std::vector<Step>& steps, Side side,
               bool exact_player) {
    for (const Step& step : steps) {
        const std::vector<Step> legal = steps_from(board, state, side);
        EXPECT_NE(std::find(legal.begin(), legal.end(), step), legal.end());
        state = after(board, state, step, side, exact_player);
    }
    return state;
}

State start_of(const Board& board) {
    return {board.box_set(), state::normalised_player(board, board.box_set(), board.player())};
}

TEST(PathTraceTest, PushesLeadFromTheStartToTheState) {
    // Goal: every recorded state's trace is legal and ends in it, in both kinds of lane.
    for (const LaneOrder order : {LaneOrder::optimal, LaneOrder::satisficing}) {
        for (std::uint64_t seed = 1; seed <= 8; ++seed) {
            const Board board = board_of(seed);
            Records records(board, lane_of(Side::forward, false, order));
            search(board, Side::forward, false, start_of(board), records);
            for (const State& state : records.states) {
                const auto trace = records.trace(state);
                ASSERT_TRUE(trace.has_value());
                EXPECT_EQ(replayed(board, start_of(board), trace->steps, Side::forward, false),
                          state);
            }
            EXPECT_TRUE(records.trace(start_of(board))->steps.empty());
        }
    }
}

TEST(PathTraceTest, PullsReversedLeadFromTheStateToTheGoals) {
    // Goal: a backward lane's trace, turned round, is a sequence of pushes that solves the state.
    std::size_t checked = 0;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        const Board board = board_of(seed);
        board::SquareSet free = board.all_squares();
        free -= board.goal_set();
        const State root{board.goal_set(),
                         state::normalised_player(board, board.goal_set(), free.first())};
        Records records(board, lane_of(Side::backward));
        search(board, Side::backward, false, root, records);
        for (const State& state : records.states) {
            const auto trace = records.trace(state);
            ASSERT_TRUE(trace.has_value());
            EXPECT_EQ(replayed(board, root, trace->steps, Side::backward, false), state);
            const std::vector<Step> pushes = reversed_to_pushes(*trace);
            EXPECT_EQ(replayed(board, state, pushes, Side::forward, false).boxes, board.goal_set());
            ++checked;
        }
    }
    EXPECT_GT(checked, 500U);
}

TEST(PathTraceTest, ExactPlayerLanesKeepTheirSquares) {
    // Goal: where moves count the trace goes through the exact squares, and its text walks them.
    std::size_t checked = 0;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        const Board board = board_of(seed);
        const State root{board.box_set(), board.player()};
        Records records(board, lane_of(Side::forward, true));
        search(board, Side::forward, true, root, records);
        for (const State& state : records.states) {
            const auto trace = records.trace(state);
            ASSERT_TRUE(trace.has_value());
            EXPECT_EQ(replayed(board, root, trace->steps, Side::forward, true), state);
            EXPECT_TRUE(moves::lurd_of(board, root, trace->steps).has_value());
            ++checked;
        }
    }
    EXPECT_GT(checked, 500U);
}

// The first `limit` states that macro moves lead to, recorded as a lane of macro moves would.
// Ensures: how many of them are reached by a box that comes back to its own square.
int search_macros(const Board& board, Side side, const State& root, Records& records,
                  std::size_t limit) {
    int round_trips = 0;
    moves::MacroGenerator generator(board);
    records.add(root, 0, Arrival{});
    for (std::size_t at = 0; at < records.states.size() && at < limit; ++at) {
        const State state = records.states[at];
        board::SquareSet region = board.no_squares();
        state::flood(board, state.boxes, state.player, region);
        std::vector<moves::MacroMove> moves;
        generator.generate(state.boxes, region, side, board.all_squares(), moves);
        for (const moves::MacroMove& move : moves) {
            State next = state;
            moves::apply(board, move, next);
            next.player = state::normalised_player(board, next.boxes, next.player);
            const bool fresh = records.add(next, 1, {move.from, move.to, move.first_side});
            round_trips += fresh && move.from == move.to ? 1 : 0;
        }
    }
    return round_trips;
}

LaneSpec macro_lane_of(Side side) {
    LaneSpec spec = lane_of(side, false, LaneOrder::satisficing);
    spec.macros = true;
    spec.payload_bytes = 24;
    return spec;
}

TEST(PathTraceTest, MacroMovesComeBackAsSingleSteps) {
    // Goal: traces of macro moves are legal step by step and end in the state, for pushes and
    // pulls; also of a box that goes round and ends on its own square, the player elsewhere.
    int round_trips = 0;
    for (const Side side : {Side::forward, Side::backward}) {
        std::vector<Board> boards;
        for (std::uint64_t seed = 1; seed <= 8; ++seed) {
            boards.push_back(board_of(seed));
        }
        boards.push_back(*Board::make(
            support::level_from({"#######", "#@$   #", "###   #", "#.##  #", "#     #", "#######"}),
            {.simplify = false, .live_only = false}));
        for (const Board& board : boards) {
            const State root = start_of(board);
            Records records(board, macro_lane_of(side));
            round_trips += search_macros(board, side, root, records, 40);
            for (const State& state : records.states) {
                const auto trace = records.trace(state);
                ASSERT_TRUE(trace.has_value());
                ASSERT_EQ(replayed(board, root, trace->steps, side, false), state);
            }
        }
    }
    EXPECT_GT(round_trips, 0);
}

TEST(PathTraceTest, AMacroMoveThatCannotBeGivesNothing) {
    // Goal: a hint is no solution if a link is no move. Method: a box said to have been pushed on
    // along its row, which is possible, and one said to be a row lower, where none gets.
    const Board board =
        *Board::make(support::level_from({"########", "#@ $  .#", "###    #", "########"}),
                     {.simplify = false, .live_only = false});
    const State root = start_of(board);
    const board::Square box = board.boxes().front();
    const auto traced = [&](board::Square to) {
        Records records(board, macro_lane_of(Side::forward));
        records.add(root, 0, Arrival{});
        State state = root;
        state.boxes.erase(box);
        state.boxes.insert(to);
        state.player = state::normalised_player(board, state.boxes, board.player());
        records.add(state, 1, {box, to, board::kLeft});
        return records.trace(state).has_value();
    };
    const auto right = static_cast<board::Square>(box + 2);
    EXPECT_TRUE(traced(right));
    EXPECT_FALSE(traced(board.neighbour(right, board::kDown)));
}

TEST(PathTraceTest, AMissingLinkGivesNothing) {
    const Board board = board_of(2);
    Records records(board, lane_of(Side::forward));
    search(board, Side::forward, false, start_of(board), records);
    const State last = records.states.back();
    ASSERT_GE(records.trace(last)->steps.size(), 2U);
    records.forget(records.states.front());
    EXPECT_FALSE(records.trace(last).has_value());
    EXPECT_FALSE(records.trace(start_of(board)).has_value());
}

TEST(PathTraceTest, BrokenArrivalsGiveNothing) {
    // Goal: records that make no sense end a trace, they don't crash it. Method: arrivals off the
    // board, of a box that isn't there, onto a box, and beside a wall.
    const Board board = board_of(2);
    const auto squares = static_cast<board::Square>(board.square_count());
    const auto box = board.boxes()[0];
    const auto other = board.boxes()[1];
    board::SquareSet none = board.all_squares();
    none -= board.box_set();
    for (const bool exact_player : {false, true}) {
        for (const Arrival& arrival :
             {Arrival{squares, box, 0}, Arrival{box, squares, 0}, Arrival{other, box, 0},
              Arrival{box, none.first(), 0}, Arrival{none.first(), none.first(), 3}}) {
            Records records(board, lane_of(Side::forward, exact_player));
            const State state = start_of(board);
            records.add(state, 0, Arrival{});
            records.overwrite(state, arrival);
            if (exact_player && arrival == Arrival{other, box, 0}) {
                continue;  // there `from` is the player's square
            }
            EXPECT_FALSE(records.trace(state).has_value());
        }
    }
}

TEST(PathTraceTest, ACycleOfRecordsEnds) {
    // Goal: records that point at each other don't trap the coordinator. Method: a box pushed to
    // and fro in a room, both states said to come from each other.
    const Board board =
        *Board::make(support::level_from({"#######", "#     #", "#  $  #", "#@   .#", "#######"}),
                     {.simplify = false, .live_only = false});
    Records records(board, lane_of(Side::forward));
    const State first = start_of(board);
    for (const Step& step : steps_from(board, first, Side::forward)) {
        const State second = after(board, first, step, Side::forward, false);
        for (const Step& back : steps_from(board, second, Side::forward)) {
            if (back.from == step.to && back.to == step.from) {
                records.add(first, 1, {back.from, back.to, back.side});
                records.add(second, 1, {step.from, step.to, step.side});
                EXPECT_FALSE(records.trace(second).has_value());
                return;
            }
        }
    }
    FAIL() << "the box can't be pushed to and fro";
}

}  // namespace
}  // namespace kura::search
