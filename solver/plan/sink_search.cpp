#include "solver/plan/sink_search.hpp"

#include "solver/base/hash.hpp"
#include "solver/features/regions.hpp"
#include "solver/plan/sink_advice.hpp"
#include "solver/plan/sink_score.hpp"
#include "solver/state/placement_hash.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace kura::plan {

using board::Board;
using board::kNoSquare;
using board::Square;
using board::SquareSet;
using features::count_regions;
using features::NodeIndex;
using moves::MacroMove;
using moves::Side;

namespace {

constexpr NodeIndex kNoNode = std::numeric_limits<NodeIndex>::max();

std::uint64_t hash_of(const SinkPosition& position) {
    return base::mix64(state::placement_hash(position.boxes)) ^
           base::mix64(state::placement_hash(position.bases) + 1) ^
           base::mix64(position.player + 77ULL);
}

}  // namespace

SinkSearch::SinkSearch(const Board& board, const board::Rooms& rooms, features::Reach& reach,
                       SinkOptions options)
    : board_(board),
      reach_(reach),
      options_(options),
      features_(board, rooms, reach),
      sink_(board, rooms, reach),
      generator_(board) {
    add_roots();
}

// The player may have been left in any area of the solved board.
void SinkSearch::add_roots() {
    SquareSet left = board_.all_squares();
    left -= board_.goal_set();
    SquareSet region = board_.no_squares();
    while (!left.empty()) {
        state::flood(board_, board_.goal_set(), left.first(), region);
        const SinkPosition position{board_.goal_set(), board_.box_set(), region.first()};
        Node root{};
        root.weight = 0;
        root.parent = kNoNode;
        root.player = position.player;
        root.score = features_.score_of(position.boxes, count_regions(board_, position.boxes));
        root.best_past = root.score;
        if (seen_.insert(hash_of(position)).second) {
            expand(position, root);
        }
        left -= region;
    }
    is_done_ = is_done_ || nodes_.empty();
}

std::uint64_t SinkSearch::score_after(const SinkPosition& position, const MacroMove& move,
                                      bool removes, SquareSet& scratch) const {
    scratch = position.boxes;
    scratch.erase(move.from);
    if (removes) {
        return features_.score_of(scratch, count_regions(board_, scratch));
    }
    scratch.insert(move.to);
    return features_.score_of(scratch, regions_ + move.regions_change);
}

void SinkSearch::find_pulls(const SinkPosition& position, std::vector<SinkPull>& pulls) {
    SquareSet region = board_.no_squares();
    state::flood(board_, position.boxes, position.player, region);
    macros_.clear();
    generator_.generate(position.boxes, region, Side::backward, board_.live_set(), macros_,
                        moves::guided_moves_max(board_.square_count()));
    regions_ = count_regions(board_, position.boxes);
    const SquareSet sink = sink_.squares(position);
    SquareSet scratch = board_.no_squares();
    work_ += 50 + macros_.size() * 2;
    for (const MacroMove& move : macros_) {
        if (sink.contains(move.to) && sink_.in_other_room(move.from, move.to)) {
            pulls.push_back({score_after(position, move, true, scratch), move.from, move.to,
                             move.last_side, 1, true});
        }
    }
    keep_removals(position, pulls);
    if (!pulls.empty()) {
        return;
    }
    for (const MacroMove& move : macros_) {
        pulls.push_back({score_after(position, move, false, scratch), move.from, move.to,
                         move.last_side, 1, false});
    }
}

// Taking a box off the board is always good: of each box its best removal is kept, if the others
// can still come from the bases that are left.
void SinkSearch::keep_removals(const SinkPosition& position, std::vector<SinkPull>& pulls) {
    const auto rank = [&](const SinkPull& pull) {
        return std::tuple(pull.from, pull.score,
                          board::kFar - reach_.walks_from(pull.from)[pull.to], pull.to);
    };
    std::sort(pulls.begin(), pulls.end(),
              [&](const SinkPull& a, const SinkPull& b) { return rank(a) < rank(b); });
    std::vector<SinkPull> kept;
    for (const SinkPull& pull : pulls) {
        if (!kept.empty() && kept.back().from == pull.from) {
            continue;
        }
        if (sink_.has_matching(position.boxes, position.bases, pull.from, pull.to)) {
            kept.push_back(pull);
        }
    }
    pulls = std::move(kept);
}

void SinkSearch::expand(const SinkPosition& position, const Node& made) {
    const auto index = static_cast<NodeIndex>(nodes_.size());
    nodes_.push_back(made);
    sets_.insert(sets_.end(), position.boxes.data(),
                 position.boxes.data() + position.boxes.words());
    sets_.insert(sets_.end(), position.bases.data(),
                 position.bases.data() + position.bases.words());
    ++positions_;
    if (index == 0 || made.score < nodes_[best_].score) {
        best_ = index;
    }
    if (is_finished(position)) {
        best_ = index;
        is_done_ = true;
        return;
    }
    std::vector<SinkPull> pulls;
    find_pulls(position, pulls);
    advise(board_, features_, reach_, made.score, pulls);
    std::stable_sort(pulls.begin(), pulls.end(), [](const SinkPull& a, const SinkPull& b) {
        return std::tuple(a.weight, a.score) < std::tuple(b.weight, b.score);
    });
    nodes_[index].pulls = std::move(pulls);
    queue(index);
}

void SinkSearch::queue(NodeIndex node) {
    const Node& from = nodes_[node];
    if (from.next < from.pulls.size()) {
        const SinkPull& pull = from.pulls[from.next];
        cells_.push(SinkScore::cell_of(from.best_past),
                    {from.weight + pull.weight, pull.score, node});
    }
}

void SinkSearch::load(NodeIndex node, SinkPosition& position) const {
    const auto words = static_cast<std::size_t>(board_.words());
    const std::uint64_t* at = sets_.data() + node * words * 2;
    std::copy_n(at, words, position.boxes.data());
    std::copy_n(at + words, words, position.bases.data());
    position.player = nodes_[node].player;
}

bool SinkSearch::step() {
    if (is_done_ || positions_ >= options_.positions_max) {
        return false;
    }
    std::optional<features::CellEntry> entry;
    if (best_next_) {
        entry = cells_.pop_from(SinkScore::cell_of(nodes_[best_].best_past));
    }
    best_next_ = !best_next_;
    if (!entry) {
        entry = cells_.pop_next();
    }
    if (!entry) {
        is_done_ = true;
        return false;
    }
    ++work_;
    return try_pull(entry->node);
}

bool SinkSearch::try_pull(NodeIndex parent) {
    Node& from = nodes_[parent];
    const SinkPull pull = from.pulls[from.next++];
    if (from.next == from.pulls.size()) {
        from.pulls = std::vector<SinkPull>();
        from.next = 0;
    }
    SinkPosition position{board_.no_squares(), board_.no_squares(), kNoSquare};
    load(parent, position);
    Node made{};
    made.weight = from.weight + pull.weight;
    made.best_past = std::min(pull.score, from.best_past);
    queue(parent);
    position.boxes.erase(pull.from);
    if (pull.removes) {
        position.bases.erase(pull.to);
    } else {
        position.boxes.insert(pull.to);
    }
    position.player =
        state::normalised_player(board_, position.boxes, board_.neighbour(pull.to, pull.last_side));
    if (!seen_.insert(hash_of(position)).second ||
        !sink_.has_matching(position.boxes, position.bases, kNoSquare, kNoSquare)) {
        return true;
    }
    made.score = pull.score;
    made.parent = parent;
    made.player = position.player;
    made.arrival = pull;
    expand(position, made);
    return !is_done_;
}

int SinkSearch::boxes_left() const {
    return nodes_.empty() ? board_.box_count() : SinkScore::of(nodes_[best_].score).boxes;
}

PackingPlan SinkSearch::plan() const {
    std::vector<Square> initial;
    std::vector<PackingPlan::Transfer> transfers;
    if (!nodes_.empty()) {
        SinkPosition position{board_.no_squares(), board_.no_squares(), kNoSquare};
        load(best_, position);
        position.boxes.for_each([&](Square box) { initial.push_back(box); });
        for (NodeIndex at = best_; nodes_[at].parent != kNoNode; at = nodes_[at].parent) {
            const SinkPull& pull = nodes_[at].arrival;
            transfers.push_back({pull.removes ? kNoSquare : pull.to, pull.from});
        }
    }
    return {board_, initial, transfers};
}

}  // namespace kura::plan
