#include "solver/engine.hpp"

#include "puzzles/verify/verify.hpp"
#include "solver/base/assert.hpp"
#include "solver/board/board.hpp"
#include "solver/explain.hpp"
#include "solver/moves/walk.hpp"
#include "solver/search/sharded_search.hpp"
#include "solver/strategy/fess.hpp"
#include "solver/strategy/portfolio.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace kura {
namespace {

using search::EndReason;

constexpr std::size_t kMeetingBytesMax = std::size_t{64} << 20;

// The best replayed solution so far.
struct Found {
    std::optional<puzzles::Verification> best;
    std::string strategy;
};

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// A board whose boxes and goals could never meet needs no search.
std::optional<std::string> why_hopeless(const board::Board& board) {
    if (!board.options().live_only) {
        return std::nullopt;
    }
    if (!board.box_set().is_subset_of(board.live_set())) {
        return "a box stands where it can never reach a goal";
    }
    if (!board.goal_set().is_subset_of(board.live_set())) {
        return "no box can ever reach one of the goals";
    }
    return std::nullopt;
}

Optimality optimality_of(Objective objective) {
    return objective == Objective::moves ? Optimality::moves : Optimality::pushes;
}

strategy::Rules rules_for(const SolveOptions& options) {
    strategy::Rules rules = options.prune ? strategy::Rules{} : strategy::Rules::none();
    if (options.objective == Objective::moves) {
        rules.pi_corral = false;
    }
    return rules;
}

class Solver {
  public:
    Solver(const puzzles::Level& level, const SolveOptions& options, SolveResult& result)
        : level_(level), options_(options), result_(result), started_(Clock::now()) {}

    void run() {
        const bool oracle = !options_.prune;
        base::Result<board::Board> made =
            board::Board::make(level_, {.simplify = !oracle, .live_only = !oracle});
        if (!made) {
            result_.verdict = Verdict::invalid;
            result_.reason = Reason::bad_level;
            result_.detail = made.error().message;
        } else if (made->solved_at_start() && !(oracle && options_.strategy == "bfs")) {
            take(puzzles::verify(level_, ""), "start");
            finish(EndReason::exhausted, "start");
        } else if (const auto hopeless = why_hopeless(*made)) {
            result_.verdict = Verdict::unsolvable;
            result_.detail = *hopeless;
            result_.strategy = "board";
        } else {
            search(*made);
        }
        if (auto refuted = refuted_by_file(level_, result_)) {
            raise_alarm(result_, *std::move(refuted));
        }
        if (options_.explain) {
            result_.explanation = std::move(explanation_);
        }
        result_.seconds = seconds_since(started_);
    }

  private:
    void search(const board::Board& board) {
        const auto plan = strategy::plan_lanes(
            options_.strategy, {.moves_optimal = options_.objective == Objective::moves,
                                .push_optimal = options_.objective == Objective::pushes,
                                .prune = options_.prune,
                                .threads = options_.threads,
                                .guided = strategy::Fess::fits(board)});
        if (plan.empty()) {
            result_.verdict = Verdict::gave_up;
            result_.reason = Reason::incomplete;
            result_.detail = "the strategy " + options_.strategy + " can't do this";
            return;
        }
        const bool backward = std::any_of(plan.begin(), plan.end(), [](const auto& lane) {
            return strategy::runs_backward(lane.kind);
        });
        const strategy::Knowledge knowledge(board, rules_for(options_), backward, *options_.memory,
                                            options_.seed);
        const state::KeyCodec codec(board, static_cast<int>(plan.size()));
        const std::vector<search::LaneSpec> lanes = strategy::make_lanes(plan, knowledge, codec);
        search::Control control(options_.threads, static_cast<int>(lanes.size()));
        std::unique_ptr<search::MeetingTable> meeting;
        if (backward && plan.size() > 1) {
            meeting = std::make_unique<search::MeetingTable>(
                std::min(kMeetingBytesMax, options_.memory->limit() / 8), *options_.memory);
        }
        const search::JobContext job{.board = board,
                                     .codec = codec,
                                     .lanes = lanes,
                                     .budget = *options_.memory,
                                     .control = control,
                                     .meeting = meeting.get(),
                                     .expanded_max = options_.expanded_max};
        search::ShardedSearch sharded(job, search_options(board));
        explanation_.preparing_seconds = seconds_since(started_);
        const search::SearchEnd end = sharded.run();
        if (options_.explain) {
            explain(board, lanes, sharded.lane_reports());
        }
        result_.expanded = end.report.expanded;
        result_.generated = end.report.generated;
        result_.stored = end.report.stored;
        result_.lower_bound = end.report.lower_bound;
        if (options_.strategy == "bfs") {
            sharded.for_each_record([&](const std::uint8_t* key, std::uint64_t) {
                result_.stored_key_xor ^= codec.state_hash(key);
            });
        }
        finish(end.reason,
               end.lane >= 0 ? lanes[static_cast<std::size_t>(end.lane)].name : options_.strategy);
        if (end.contradiction && found_.best) {
            raise_alarm(result_, describe(*end.contradiction, level_, board, lanes,
                                          options_.objective, *found_.best));
        }
    }

    void explain(const board::Board& board, const std::vector<search::LaneSpec>& lanes,
                 const std::vector<search::LaneReport>& reports) {
        explanation_.lanes = explain_lanes(level_, board, lanes, reports);
        for (const search::LaneReport& report : reports) {
            explanation_.planning_seconds += report.notes.planning_seconds;
        }
        explanation_.searching_seconds =
            seconds_since(started_) - explanation_.preparing_seconds - explanation_.judging_seconds;
    }

    search::SearchOptions search_options(const board::Board& board) {
        search::SearchOptions search;
        search.shards = options_.threads;
        search.deadline = options_.deadline;
        search.stop = options_.stop;
        search.stop_at_first = options_.objective == Objective::any && options_.strategy != "bfs";
        search.judge = [this, &board](const std::vector<moves::Step>& steps,
                                      const search::LaneSpec& lane) -> std::optional<int> {
            const Clock::time_point start = Clock::now();
            const std::optional<int> cost = judge(board, steps, lane);
            explanation_.judging_seconds += seconds_since(start);
            return cost;
        };
        if (options_.progress) {
            search.progress = [this](const search::SearchReport& report) {
                options_.progress({.seconds = seconds_since(started_),
                                   .expanded = report.expanded,
                                   .generated = report.generated,
                                   .stored = report.stored,
                                   .memory_bytes = options_.memory->used(),
                                   .lower_bound = report.lower_bound,
                                   .best_cost = found_.best ? cost_of(*found_.best) : -1,
                                   .phase = "searching"});
            };
        }
        return search;
    }

    std::optional<int> judge(const board::Board& board, const std::vector<moves::Step>& steps,
                             const search::LaneSpec& lane) {
        const auto lurd = moves::lurd_of(board, {board.box_set(), board.player()}, steps);
        if (!lurd) {
            return std::nullopt;
        }
        puzzles::Verification verified = puzzles::verify(level_, *lurd);
        if (!verified.solved) {
            return std::nullopt;
        }
        const int cost = cost_of(verified);
        take(std::move(verified), lane.name);
        return cost;
    }

    [[nodiscard]] int cost_of(const puzzles::Verification& verified) const {
        return options_.objective == Objective::moves ? verified.moves : verified.pushes;
    }

    void take(puzzles::Verification verified, const std::string& strategy) {
        if (!found_.best || cost_of(verified) < cost_of(*found_.best)) {
            found_.best = std::move(verified);
            found_.strategy = strategy;
        }
    }

    void finish(EndReason reason, const std::string& strategy) {
        result_.strategy = strategy;
        result_.reason = reason_of(reason);
        if (found_.best) {
            result_.verdict = Verdict::solved;
            result_.has_solution = true;
            result_.solution = found_.best->canonical;
            result_.pushes = found_.best->pushes;
            result_.moves = found_.best->moves;
            result_.strategy = found_.strategy;
            if (reason == EndReason::exhausted) {
                result_.optimal = optimality_of(options_.objective);
                result_.lower_bound = cost_of(*found_.best);
            }
            return;
        }
        switch (reason) {
            case EndReason::exhausted:
                result_.verdict = Verdict::unsolvable;
                result_.detail = "every position that could lead to a solution was searched";
                break;
            case EndReason::user:
                result_.verdict = Verdict::stopped;
                break;
            default:
                result_.verdict = Verdict::gave_up;
                break;
        }
    }

    static Reason reason_of(EndReason reason) {
        switch (reason) {
            case EndReason::time:
                return Reason::time;
            case EndReason::memory:
                return Reason::memory;
            case EndReason::nodes:
                return Reason::nodes;
            case EndReason::user:
                return Reason::user;
            case EndReason::incomplete:
                return Reason::incomplete;
            default:
                return Reason::none;
        }
    }

    const puzzles::Level& level_;
    const SolveOptions& options_;
    SolveResult& result_;
    const Clock::time_point started_;
    Found found_;
    Explanation explanation_;
};

}  // namespace

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::solved:
            return "solved";
        case Verdict::unsolvable:
            return "unsolvable";
        case Verdict::gave_up:
            return "gave_up";
        case Verdict::stopped:
            return "stopped";
        case Verdict::invalid:
            return "invalid";
    }
    return "";
}

std::string_view name_of(Reason reason) {
    switch (reason) {
        case Reason::none:
            return "";
        case Reason::time:
            return "time";
        case Reason::memory:
            return "memory";
        case Reason::nodes:
            return "nodes";
        case Reason::incomplete:
            return "incomplete";
        case Reason::user:
            return "user";
        case Reason::bad_level:
            return "bad_level";
        case Reason::contradiction:
            return "contradiction";
        case Reason::unavailable:
            return "unavailable";
    }
    return "";
}

std::string_view name_of(Optimality optimality) {
    switch (optimality) {
        case Optimality::none:
            return "none";
        case Optimality::pushes:
            return "pushes";
        case Optimality::moves:
            return "moves";
    }
    return "";
}

const std::vector<StrategyInfo>& strategy_names() {
    static const std::vector<StrategyInfo> names{
        {"auto", "portfolio, or astar where an optimum is asked for"},
        {"portfolio",
         "feature-space, astar, greedy and weighted lanes, forward and backward, at once"},
        {"fess", "feature-space search over macro moves, guided by a packing plan"},
        {"astar", "A* on pushes; optimal, and proves unsolvability"},
        {"backward-astar", "A* on pulls from the goals; optimal"},
        {"bidirectional", "astar and backward-astar, meeting each other; optimal"},
        {"weighted", "forward best-first search that trades length for speed"},
        {"greedy", "forward best-first search by the bound alone"},
        {"backward-weighted", "backward best-first search that trades length for speed"},
        {"backward-greedy", "backward best-first search by the bound alone"},
        {"bfs", "breadth-first and exhaustive; with pruning off, the plain oracle"},
    };
    return names;
}

SolveResult solve(const puzzles::Level& level, const SolveOptions& options) {
    KURA_ASSERT(options.memory != nullptr);
    KURA_ASSERT(options.threads >= 1 && options.threads <= base::kThreadsMax, options.threads);
    SolveResult result;
    const std::size_t used_before = options.memory->used();
    Solver(level, options, result).run();
    result.peak_bytes = options.memory->peak() - std::min(used_before, options.memory->peak());
    return result;
}

}  // namespace kura
