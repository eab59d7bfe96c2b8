#include "solver/plan/sink_advice.hpp"

#include "solver/plan/sink_score.hpp"

#include <algorithm>
#include <tuple>

namespace kura::plan {

using board::Board;
using board::Square;

namespace {

// A goal that boxes can only be pulled out of in one direction.
bool is_hole(const Board& board, Square square) {
    const auto& around = board.neighbours(square);
    return std::count(around.begin(), around.end(), board::kNoSquare) >= 3;
}

template <typename Allowed, typename Rank>
void recommend(std::vector<SinkPull>& pulls, Allowed&& allowed, Rank&& rank) {
    SinkPull* best = nullptr;
    for (SinkPull& pull : pulls) {
        if (allowed(pull) && (best == nullptr || rank(pull) < rank(*best))) {
            best = &pull;
        }
    }
    if (best != nullptr) {
        best->weight = 0;
    }
}

}  // namespace

void advise(const Board& board, const SinkFeatures& features, features::Reach& reach,
            std::uint64_t score_now, std::vector<SinkPull>& pulls) {
    if (pulls.empty()) {
        return;
    }
    const SinkScore now = SinkScore::of(score_now);
    const auto by_order = [](const SinkPull& pull) { return pull.score; };
    if (pulls.front().removes) {
        // Boxes off the goals first, then those that no hole holds, then far pulls.
        recommend(
            pulls, [](const SinkPull&) { return true; },
            [&](const SinkPull& pull) {
                return std::tuple(board.is_goal(pull.from), is_hole(board, pull.from),
                                  SinkScore::of(pull.score).regions,
                                  board::kFar - reach.walks_from(pull.from)[pull.to], pull.score);
            });
    } else {
        recommend(
            pulls,
            [&](const SinkPull& pull) {
                const SinkScore after = SinkScore::of(pull.score);
                return board.is_goal(pull.from) &&
                       features.spread(pull.to) > features.spread(pull.from) &&
                       after.regions <= now.regions && after.rooms <= now.rooms;
            },
            [&](const SinkPull& pull) {
                const SinkScore after = SinkScore::of(pull.score);
                // Wraps round for gains, so that the largest comes first.
                return std::tuple(is_hole(board, pull.from), after.regions, after.rooms,
                                  features.spread(pull.from) - features.spread(pull.to),
                                  pull.score);
            });
    }
    recommend(
        pulls,
        [&](const SinkPull& pull) { return SinkScore::of(pull.score).regions < now.regions; },
        by_order);
    recommend(
        pulls, [&](const SinkPull& pull) { return SinkScore::of(pull.score).rooms < now.rooms; },
        by_order);
    if (pulls.size() <= 2) {
        pulls.front().weight = 0;
    }
}

}  // namespace kura::plan
