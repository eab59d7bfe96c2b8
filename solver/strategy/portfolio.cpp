#include "solver/strategy/portfolio.hpp"

#include "solver/base/assert.hpp"
#include "solver/strategy/best_first.hpp"
#include "solver/strategy/fess.hpp"
#include "solver/strategy/move_optimal.hpp"

#include <array>
#include <memory>

namespace kura::strategy {
namespace {

using moves::Side;
using search::LaneOrder;

struct KindTraits {
    Kind kind;
    std::string_view name;
    Side side;
    LaneOrder order;
    Weights weights;
};

constexpr LaneOrder kOptimal = LaneOrder::optimal;
constexpr LaneOrder kSatisficing = LaneOrder::satisficing;

constexpr std::array<KindTraits, 10> kKinds{{
    {Kind::astar, "astar", Side::forward, kOptimal, {1, 1, false}},
    {Kind::backward_astar, "backward-astar", Side::backward, kOptimal, {1, 1, false}},
    {Kind::weighted, "weighted", Side::forward, kSatisficing, {1, 3, false}},
    {Kind::greedy, "greedy", Side::forward, kSatisficing, {0, 1, false}},
    {Kind::backward_weighted, "backward-weighted", Side::backward, kSatisficing, {1, 3, false}},
    {Kind::backward_greedy, "backward-greedy", Side::backward, kSatisficing, {0, 1, false}},
    {Kind::bfs, "bfs", Side::forward, kOptimal, {1, 0, false}},
    {Kind::bfs_exhaustive, "bfs", Side::forward, kOptimal, {1, 0, true}},
    {Kind::move_astar, "astar", Side::forward, kOptimal, {1, 1, false}},
    {Kind::fess, "fess", Side::forward, kSatisficing, {}},
}};

const KindTraits& traits_of(Kind kind) {
    for (const KindTraits& traits : kKinds) {
        if (traits.kind == kind) {
            return traits;
        }
    }
    KURA_ASSERT(false, static_cast<int>(kind));
    return kKinds[0];
}

// With more than one thread feature-space search gets one to itself; order matters too much to it
// to share one with others, or to be spread.
std::vector<LanePlan> plan_portfolio(int threads, bool guided) {
    if (!guided) {
        return {{Kind::backward_greedy, 3}, {Kind::astar, 1}};
    }
    if (threads == 1) {
        return {{Kind::fess, 4}, {Kind::backward_greedy, 3}, {Kind::astar, 1}};
    }
    return {{Kind::fess, 1, 0}, {Kind::backward_greedy, 3, 1}, {Kind::astar, 1, 1}};
}

}  // namespace

std::string_view name_of(Kind kind) {
    return traits_of(kind).name;
}

bool runs_backward(Kind kind) {
    return traits_of(kind).side == Side::backward;
}

std::vector<LanePlan> plan_lanes(std::string_view strategy, const PlanOptions& options) {
    if (strategy == "bfs") {
        return {{options.prune ? Kind::bfs : Kind::bfs_exhaustive}};
    }
    if (options.moves_optimal) {
        return strategy == "auto" || strategy == "astar" ? std::vector<LanePlan>{{Kind::move_astar}}
                                                         : std::vector<LanePlan>{};
    }
    if (strategy == "auto") {
        strategy = options.push_optimal ? "astar" : "portfolio";
    }
    if (strategy == "portfolio") {
        return plan_portfolio(options.threads, options.guided);
    }
    if (strategy == "bidirectional") {
        return {{Kind::astar}, {Kind::backward_astar}};
    }
    for (const KindTraits& traits : kKinds) {
        if (strategy == traits.name) {
            return {{traits.kind}};
        }
    }
    return {};
}

std::vector<search::LaneSpec> make_lanes(const std::vector<LanePlan>& plan,
                                         const Knowledge& knowledge, const state::KeyCodec& codec) {
    std::vector<search::LaneSpec> lanes;
    for (const LanePlan& lane : plan) {
        const KindTraits& traits = traits_of(lane.kind);
        const bool by_moves = lane.kind == Kind::move_astar;
        const bool by_features = lane.kind == Kind::fess;
        lanes.push_back({
            .name = std::string(traits.name),
            .side = traits.side,
            .order = traits.order,
            .proves = traits.order == kOptimal,
            .exact_player = by_moves,
            .meets = !by_moves,
            .share = lane.share,
            .macros = by_features,
            .payload_bytes = by_features ? static_cast<int>(sizeof(FessPayload)) : 0,
            .home_shard = lane.kind == Kind::fess ? 0 : -1,
            .first_shard = lane.first_shard,
            .make = [&knowledge, &codec, &traits, by_moves, by_features](
                        const search::ShardTools& tools) -> std::unique_ptr<search::Strategy> {
                if (by_features) {
                    return std::make_unique<Fess>(knowledge, codec, tools);
                }
                if (by_moves) {
                    return std::make_unique<MoveOptimal>(knowledge, codec, tools);
                }
                return std::make_unique<BestFirst>(knowledge, codec, traits.side, traits.order,
                                                   traits.weights, tools);
            },
        });
    }
    return lanes;
}

}  // namespace kura::strategy
