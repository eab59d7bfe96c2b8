#include "solver/strategy/fess.hpp"

#include "solver/base/assert.hpp"
#include "solver/search/ownership.hpp"
#include "solver/state/placement_hash.hpp"
#include "solver/strategy/fess_advisors.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <limits>
#include <tuple>

namespace kura::strategy {

using board::kNoSquare;
using board::Square;
using features::NodeIndex;
using search::CandidateHeader;
using search::LaneOrder;
using search::StepResult;

namespace {

constexpr NodeIndex kNoNode = std::numeric_limits<NodeIndex>::max();
constexpr LaneOrder kOrder = LaneOrder::satisficing;
constexpr std::uint32_t kStuckExpansions = 64;  // under a position: is it dead by a part of it?
constexpr std::size_t kGrowBytes = std::size_t{1} << 20;

}  // namespace

Fess::Fess(const Knowledge& knowledge, const state::KeyCodec& codec,
           const search::ShardTools& tools)
    : board_(knowledge.board),
      codec_(codec),
      tools_(tools),
      guide_(knowledge.board),
      sink_(knowledge.board, guide_.rooms, guide_.reach),
      finder_(knowledge, guide_),
      best_(kNoNode),
      state_{board_.no_squares(), kNoSquare},
      record_(static_cast<std::size_t>(codec.key_bytes()) + sizeof(FessPayload)) {}

bool Fess::fits(const board::Board& board) {
    constexpr int kSquareGoalsMax = 125'000;  // measured: 2 us each
    return board.square_count() * board.box_count() <= kSquareGoalsMax;
}

Fess::~Fess() {
    tools_.budget.release(bytes_);
}

bool Fess::grow(std::size_t bytes) {
    if (spare_bytes_ < bytes) {
        const std::size_t more = std::max(bytes, kGrowBytes);
        if (!tools_.budget.try_acquire(more)) {
            return false;
        }
        bytes_ += more;
        spare_bytes_ += more;
    }
    spare_bytes_ -= bytes;
    return true;
}

void Fess::emit_roots(search::Emitter& out) {
    const Square player = state::normalised_player(board_, board_.box_set(), board_.player());
    codec_.encode(board_.box_set(), player, tools_.lane, record_.data());
    const FessPayload payload;
    std::memcpy(record_.data() + codec_.key_bytes(), &payload, sizeof payload);
    out.emit({.placement_hash = state::placement_hash(board_.box_set()),
              .word = search::make_word(kOrder, 0, search::Arrival{}),
              .priority = 0,
              .lane = static_cast<std::uint8_t>(tools_.lane),
              .is_target = false},
             record_.data());
}

bool Fess::accept(const CandidateHeader& header, const std::uint8_t* key) {
    if (header.is_target) {
        return true;  // reported by the shard
    }
    if (!grow(record_.size())) {
        return false;
    }
    pending_.emplace_back(key, key + record_.size());
    return true;
}

StepResult Fess::step(search::Emitter& out) {
    if (pending_.empty() && cells_.empty()) {
        return StepResult::idle;
    }
    if (!has_plan_) {
        const std::uint64_t before = sink_.work();
        const auto start = std::chrono::steady_clock::now();
        const bool more = sink_.step();
        planning_seconds_ +=
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        counters_.work += sink_.work() - before;
        if (!more) {
            guide_.plan = sink_.plan();
            has_plan_ = true;
        }
        return StepResult::skipped;
    }
    return pending_.empty() ? try_next_move(out) : take_pending();
}

StepResult Fess::take_pending() {
    const std::vector<std::uint8_t> record = std::move(pending_.front());
    pending_.pop_front();
    spare_bytes_ += record.size();
    codec_.decode(record.data(), state_);
    FessPayload payload;
    std::memcpy(&payload, record.data() + codec_.key_bytes(), sizeof payload);
    const std::uint64_t hash = search::table_hash(state::placement_hash(state_.boxes));
    const auto probe = tools_.table.prepare(hash, record.data());
    const std::uint64_t word = tools_.table.find(probe);
    KURA_ASSERT(word != 0);
    counters_.work += 2;
    if (search::is_closed(kOrder, word)) {
        return StepResult::skipped;
    }
    tools_.table.merge(probe, search::closed(kOrder, word));
    const search::Arrival arrival = search::word_arrival(kOrder, word);
    const Square moved = arrival.is_root() ? kNoSquare : arrival.to;
    counters_.work += 20;
    if (!finder_.open(state_, moved)) {
        ++counters_.pruned;
        if (payload.shard == tools_.shard) {
            child_died(payload.parent);
        }
        return StepResult::skipped;
    }
    return expand(search::word_cost(kOrder, word), payload);
}

StepResult Fess::expand(int pushes, const FessPayload& payload) {
    ++counters_.expanded;
    finder_.find_moves();
    std::vector<FessMove>& moves = finder_.moves();
    advise(guide_, finder_.score(), moves, [&](const FessMove& move) { return is_new(move); });
    const auto rank = [](const FessMove& move) { return std::tuple(move.weight, move.score); };
    std::stable_sort(moves.begin(), moves.end(),
                     [&](const FessMove& a, const FessMove& b) { return rank(a) < rank(b); });
    if (!moves.empty() && moves.size() <= 2) {
        moves.front().weight = 0;
    }
    counters_.work += 20 + moves.size();
    counters_.generated += moves.size();
    const auto words = static_cast<std::size_t>(board_.words());
    if (!grow(sizeof(Node) + moves.size() * sizeof(FessMove) + words * sizeof(std::uint64_t))) {
        return StepResult::full;
    }
    const auto index = static_cast<NodeIndex>(nodes_.size());
    Node node{};
    node.score = finder_.score();
    node.best_past = std::min(node.score, payload.best_past);
    node.weight = payload.weight;
    node.parent = payload.shard == tools_.shard ? payload.parent : kNoNode;
    node.alive = static_cast<std::uint32_t>(moves.size());
    node.pushes = pushes;
    node.player = state_.player;
    node.moves = {moves.begin(), moves.end()};
    nodes_.push_back(std::move(node));
    boxes_.insert(boxes_.end(), state_.boxes.data(), state_.boxes.data() + words);
    if (moves.empty()) {
        child_died(nodes_[index].parent);
    } else if (best_ == kNoNode || nodes_[index].score < nodes_[best_].score) {
        best_ = index;
    }
    queue(index);
    count_expansion(nodes_[index].parent);
    return StepResult::expanded;
}

// One more position was expanded under `node`. Positions under which many were get a closer look.
void Fess::count_expansion(NodeIndex node) {
    for (; node != kNoNode; node = nodes_[node].parent) {
        if (++nodes_[node].below != kStuckExpansions || nodes_[node].dead) {
            continue;
        }
        load(node);
        counters_.work += 500;
        if (finder_.is_stuck(state_)) {
            nodes_[node].dead = true;
            nodes_[node].alive = 1;  // for the last time
            child_died(node);
        }
    }
}

bool Fess::is_under_dead(NodeIndex node) const {
    while (node != kNoNode && !nodes_[node].dead) {
        node = nodes_[node].parent;
    }
    return node != kNoNode;
}

// A move of `parent` leads to a dead position; with its last one the position is dead itself.
void Fess::child_died(NodeIndex parent) {
    while (parent != kNoNode && nodes_[parent].alive > 0 && --nodes_[parent].alive == 0) {
        nodes_[parent].dead = true;
        parent = nodes_[parent].parent;
    }
    if (best_ != kNoNode && is_under_dead(best_)) {
        choose_best();
    }
}

void Fess::choose_best() {
    best_ = kNoNode;
    for (NodeIndex node = 0; node < nodes_.size(); ++node) {
        if ((best_ == kNoNode || nodes_[node].score < nodes_[best_].score) &&
            !is_under_dead(node)) {
            best_ = node;
        }
    }
}

void Fess::queue(NodeIndex index) {
    Node& node = nodes_[index];
    if (node.next < node.moves.size()) {
        const FessMove& move = node.moves[node.next];
        cells_.push(FessScore::cell_of(node.best_past),
                    {node.weight + move.weight, move.score, index});
        return;
    }
    spare_bytes_ += node.moves.size() * sizeof(FessMove);
    node.moves = std::vector<FessMove>();  // braces would keep the memory
}

void Fess::load(NodeIndex node) {
    const auto words = static_cast<std::size_t>(board_.words());
    std::copy_n(boxes_.data() + node * words, words, state_.boxes.data());
    state_.player = nodes_[node].player;
}

StepResult Fess::try_next_move(search::Emitter& out) {
    std::optional<features::CellEntry> entry;
    if (best_next_ && best_ != kNoNode) {
        entry = cells_.pop_from(FessScore::cell_of(nodes_[best_].best_past));
    }
    best_next_ = !best_next_;
    if (!entry) {
        entry = cells_.pop_next();
    }
    if (!entry) {
        return StepResult::idle;
    }
    Node& node = nodes_[entry->node];
    if (is_under_dead(entry->node)) {
        node.next = static_cast<std::uint32_t>(node.moves.size());
        queue(entry->node);
        return StepResult::skipped;
    }
    const FessMove move = node.moves[node.next++];
    queue(entry->node);
    counters_.work += 1;
    emit_move(entry->node, move, out);
    return StepResult::skipped;
}

void Fess::emit_move(NodeIndex index, const FessMove& move, search::Emitter& out) {
    const Node& node = nodes_[index];
    if (node.pushes + move.move.pushes > base::kPushesMax) {
        return;
    }
    load(index);
    state_.boxes.erase(move.move.from);
    state_.boxes.insert(move.move.to);
    codec_.encode(state_.boxes, move.player, tools_.lane, record_.data());
    const FessPayload payload{.best_past = node.best_past,
                              .weight = node.weight + move.weight,
                              .parent = index,
                              .shard = tools_.shard};
    std::memcpy(record_.data() + codec_.key_bytes(), &payload, sizeof payload);
    out.emit({.placement_hash = state::placement_hash(state_.boxes),
              .word = search::make_word(kOrder, node.pushes + move.move.pushes,
                                        {move.move.from, move.move.to, move.move.first_side}),
              .priority = 0,
              .lane = static_cast<std::uint8_t>(tools_.lane),
              .is_target = state_.boxes == board_.goal_set()},
             record_.data());
}

// Is the position after the move, from the one just expanded, not yet known to this shard?
bool Fess::is_new(const FessMove& move) {
    board::SquareSet boxes = state_.boxes;
    boxes.erase(move.move.from);
    boxes.insert(move.move.to);
    codec_.encode(boxes, move.player, tools_.lane, record_.data());
    const std::uint64_t hash = search::table_hash(state::placement_hash(boxes));
    return tools_.table.find(hash, record_.data()) == 0;
}

int Fess::lower_bound() const {
    return pending_.empty() && cells_.empty() ? search::kNoIncumbent : 0;
}

}  // namespace kura::strategy
