#include "cluster/search/board_space.hpp"

#include "puzzles/verify/verify.hpp"
#include "solver/moves/walk.hpp"
#include "solver/state/placement_hash.hpp"

#include <algorithm>
#include <utility>

namespace kura::cluster::search {

namespace {

constexpr std::size_t kKnowledgeBytes = std::size_t{256} << 20;

}  // namespace

BoardSpace::BoardSpace(const puzzles::Level& level, const board::Board& board,
                       const strategy::Rules& rules)
    : level_(level),
      board_(board),
      budget_(kKnowledgeBytes),
      knowledge_(board, rules, false, budget_),
      codec_(board),
      expander_(knowledge_, moves::Side::forward),
      state_{board.no_squares(), board::kNoSquare},
      key_(static_cast<std::size_t>(codec_.key_bytes())) {}

std::uint64_t BoardSpace::placement_hash(const std::uint8_t* key) {
    codec_.decode(key, state_);
    return state::placement_hash(state_.boxes);
}

bool BoardSpace::is_goal(const std::uint8_t* key) {
    codec_.decode(key, state_);
    return state_.boxes == board_.goal_set();
}

int BoardSpace::bound(const std::uint8_t* key) {
    codec_.decode(key, state_);
    return std::min(expander_.root_bound(state_), kDead);
}

void BoardSpace::roots(const Visit& visit) {
    const state::State start{board_.box_set(),
                             state::normalised_player(board_, board_.box_set(), board_.player())};
    codec_.encode(start.boxes, start.player, 0, key_.data());
    visit({.placement_hash = state::placement_hash(start.boxes),
           .key = key_.data(),
           .cost = 0,
           .arrival = {},
           .bound = std::min(expander_.root_bound(start), kDead)});
}

void BoardSpace::children(const std::uint8_t* key, const Visit& visit) {
    codec_.decode(key, state_);
    if (expander_.open(state_, state::placement_hash(state_.boxes), board::kNoSquare) >=
        bound::kInfeasible) {
        return;
    }
    expander_.children([&](const strategy::Child& child, const board::SquareSet& boxes) {
        codec_.encode(boxes, child.player, 0, key_.data());
        visit({.placement_hash = child.placement_hash,
               .key = key_.data(),
               .cost = 1,
               .arrival = {child.step.from, child.step.to, child.step.side},
               .bound = std::min(child.bound, kDead)});
    });
}

// Whether a box may have been pushed there like that, as far as the walls say.
bool BoardSpace::is_step(Arrival arrival) const {
    return arrival.from < board_.square_count() && arrival.to < board_.square_count() &&
           arrival.side < board::kDirections.size() &&
           board_.neighbour(arrival.to, arrival.side) == arrival.from &&
           board_.neighbour(arrival.from, arrival.side) != board::kNoSquare;
}

std::string BoardSpace::predecessor(const std::uint8_t* key, Arrival arrival) {
    codec_.decode(key, state_);
    if (!is_step(arrival) || !state_.boxes.contains(arrival.to) ||
        state_.boxes.contains(arrival.from)) {
        return {};
    }
    state_.boxes.erase(arrival.to);
    state_.boxes.insert(arrival.from);
    state_.player = state::normalised_player(board_, state_.boxes,
                                             board_.neighbour(arrival.from, arrival.side));
    codec_.encode(state_.boxes, state_.player, 0, key_.data());
    return {reinterpret_cast<const char*>(key_.data()), key_.size()};
}

std::optional<view::Certificate> BoardSpace::replay(std::span<const Arrival> path) {
    std::vector<moves::Step> steps;
    for (const Arrival& arrival : path) {
        steps.push_back({arrival.from, arrival.to, arrival.side});
    }
    const auto lurd = moves::lurd_of(board_, {board_.box_set(), board_.player()}, steps);
    if (!lurd) {
        return std::nullopt;
    }
    puzzles::Verification judged = puzzles::verify(level_, *lurd);
    if (!judged.solved) {
        return std::nullopt;
    }
    return view::Certificate{judged.pushes, std::move(judged.canonical)};
}

}  // namespace kura::cluster::search
