#include "solver/plan/sink_search.hpp"

#include "solver/base/hash.hpp"
#include "solver/plan/sink_score.hpp"
#include "solver/state/placement_hash.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <tuple>

namespace kura::plan {

using board::Board;
using board::kNoSquare;
using board::PushGraph;
using board::Square;
using board::SquareSet;
using board::Vertex;
using features::NodeIndex;
using moves::MacroMove;
using moves::Side;

namespace {

constexpr NodeIndex kNoNode = std::numeric_limits<NodeIndex>::max();
constexpr std::uint16_t kOtherRoomSteps = 6;  // so far apart, two squares count as two rooms

// The squares of the vertices that pushes lead to from any vertex of `from`.
SquareSet pushed_squares(const Board& board, const PushGraph& graph, Square from) {
    SquareSet squares = board.no_squares();
    std::vector<bool> seen(static_cast<std::size_t>(graph.vertex_count()));
    std::vector<Vertex> queue;
    for (int i = 0; i < graph.vertex_count_of(from); ++i) {
        queue.push_back(static_cast<Vertex>(graph.first_vertex(from) + i));
        seen[queue.back()] = true;
    }
    for (std::size_t head = 0; head < queue.size(); ++head) {
        squares.insert(graph.square_of(queue[head]));
        for (const board::Direction direction : board::kDirections) {
            const Vertex next = graph.pushed(queue[head], direction);
            if (next != board::kNoVertex && !seen[next]) {
                seen[next] = true;
                queue.push_back(next);
            }
        }
    }
    return squares;
}

int count_regions(const Board& board, const SquareSet& boxes) {
    SquareSet left = board.all_squares();
    left -= boxes;
    SquareSet region = board.no_squares();
    int count = 0;
    for (; !left.empty(); ++count) {
        state::flood(board, boxes, left.first(), region);
        left -= region;
    }
    return count;
}

// A goal that boxes can only be pulled out of in one direction.
bool is_hole(const Board& board, Square square) {
    const auto& around = board.neighbours(square);
    return std::count(around.begin(), around.end(), kNoSquare) >= 3;
}

}  // namespace

SinkSearch::SinkSearch(const Board& board, const board::Rooms& rooms, features::Reach& reach,
                       SinkOptions options)
    : board_(board),
      rooms_(rooms),
      reach_(reach),
      options_(options),
      generator_(board),
      spread_(static_cast<std::size_t>(board.square_count()), 0) {
    const PushGraph& graph = reach.graph();
    std::vector<std::uint16_t> distances(static_cast<std::size_t>(graph.vertex_count()));
    std::vector<std::uint16_t> least(static_cast<std::size_t>(board.square_count()));
    for (const Square goal : board.goals()) {
        graph.distances_to(goal, distances);
        std::fill(least.begin(), least.end(), board::kFar);
        for (std::size_t vertex = 0; vertex < distances.size(); ++vertex) {
            std::uint16_t& best = least[graph.square_of(static_cast<Vertex>(vertex))];
            best = std::min(best, distances[vertex]);
        }
        for (std::size_t square = 0; square < least.size(); ++square) {
            spread_[square] += least[square] == board::kFar ? 0 : least[square];
        }
    }
    reached_from_.resize(static_cast<std::size_t>(board.square_count()));
    for (const Square box : board.boxes()) {
        reached_from_[box] = reach.pushes_from(box);
    }
    add_roots();
}

void SinkSearch::add_roots() {
    SquareSet left = board_.all_squares();
    left -= board_.goal_set();
    SquareSet region = board_.no_squares();
    while (!left.empty()) {
        state::flood(board_, board_.goal_set(), left.first(), region);
        const Position position{board_.goal_set(), board_.box_set(), region.first()};
        Node root{};
        root.weight = 0;
        root.parent = kNoNode;
        root.player = position.player;
        root.score = score_of(position.boxes, count_regions(board_, position.boxes));
        root.best_past = root.score;
        if (seen_.insert(hash_of(position)).second) {
            expand(position, root);
        }
        left -= region;
    }
    is_done_ = nodes_.empty();
}

std::uint64_t SinkSearch::hash_of(const Position& position) const {
    return base::mix64(state::placement_hash(position.boxes)) ^
           base::mix64(state::placement_hash(position.bases) + 1) ^
           base::mix64(position.player + 77ULL);
}

// The largest set of free start squares that a box can be pushed between, all of them within the
// player's reach; empty if the player does not reach them all.
SquareSet SinkSearch::sink_of(const Position& position) const {
    SquareSet free = position.bases;
    free -= position.boxes;
    const PushGraph graph(board_, position.boxes);
    std::vector<Square> bases;
    std::vector<SquareSet> reached;
    free.for_each([&](Square base) {
        bases.push_back(base);
        reached.push_back(pushed_squares(board_, graph, base));
    });
    SquareSet best = board_.no_squares();
    int most = 0;
    for (std::size_t i = 0; i < bases.size(); ++i) {
        SquareSet mutual = board_.no_squares();
        for (std::size_t j = 0; j < bases.size(); ++j) {
            if (reached[i].contains(bases[j]) && reached[j].contains(bases[i])) {
                mutual.insert(bases[j]);
            }
        }
        if (const int count = mutual.count(); count > most) {
            most = count;
            best = mutual;
        }
    }
    SquareSet region = board_.no_squares();
    state::flood(board_, position.boxes, position.player, region);
    return best.is_subset_of(region) ? best : board_.no_squares();
}

// Can every box have come from a start square of its own (one box and one base left out)?
bool SinkSearch::has_matching(const SquareSet& boxes, const SquareSet& bases, Square box_taken,
                              Square base_taken) {
    std::vector<Square> base_list;
    bases.for_each([&](Square base) {
        if (base != base_taken) {
            base_list.push_back(base);
        }
    });
    std::vector<std::size_t> base_of(static_cast<std::size_t>(board_.square_count()), SIZE_MAX);
    SquareSet tried = board_.no_squares();
    // Augmenting paths from bases to boxes (Kuhn).
    const auto assign = [&](const auto& self, std::size_t base) -> bool {
        SquareSet candidates = reached_from_[base_list[base]];
        candidates &= boxes;
        candidates -= tried;
        for (Square box = candidates.first(); box != kNoSquare; box = candidates.first()) {
            candidates.erase(box);
            if (box == box_taken || tried.contains(box)) {
                continue;
            }
            tried.insert(box);
            if (base_of[box] == SIZE_MAX || self(self, base_of[box])) {
                base_of[box] = base;
                return true;
            }
        }
        return false;
    };
    for (std::size_t base = 0; base < base_list.size(); ++base) {
        tried.clear();
        if (!assign(assign, base)) {
            return false;
        }
    }
    return true;
}

bool SinkSearch::in_other_room(Square from, Square to) {
    if (reach_.walks_from(from)[to] >= kOtherRoomSteps) {
        return true;
    }
    const board::Room a = rooms_.room_of(from);
    const board::Room b = rooms_.room_of(to);
    if (a != b) {
        return true;
    }
    if (a != board::kNoRoom) {
        return false;
    }
    return board_.where(from).row != board_.where(to).row &&
           board_.where(from).column != board_.where(to).column;
}

std::uint64_t SinkSearch::score_of(const SquareSet& boxes, int regions) const {
    SinkScore score{.boxes = boxes.count(),
                    .regions = regions,
                    .on_goals = 0,
                    .rooms = rooms_.connectivity(boxes),
                    .spread = 0};
    boxes.for_each([&](Square box) {
        score.on_goals += board_.is_goal(box) ? 1 : 0;
        score.spread += spread_[box];
    });
    return score.packed();
}

std::uint64_t SinkSearch::score_after(const Position& position, const MacroMove& move, bool removes,
                                      SquareSet& scratch) const {
    scratch = position.boxes;
    scratch.erase(move.from);
    if (removes) {
        return score_of(scratch, count_regions(board_, scratch));
    }
    scratch.insert(move.to);
    return score_of(scratch, regions_ + move.regions_change);
}

void SinkSearch::find_pulls(const Position& position, std::vector<Pull>& pulls) {
    SquareSet region = board_.no_squares();
    state::flood(board_, position.boxes, position.player, region);
    macros_.clear();
    generator_.generate(position.boxes, region, Side::backward, board_.live_set(), macros_);
    regions_ = count_regions(board_, position.boxes);
    const SquareSet sink = sink_of(position);
    SquareSet scratch = board_.no_squares();
    work_ += 50 + macros_.size() * 2;
    for (const MacroMove& move : macros_) {
        if (sink.contains(move.to) && in_other_room(move.from, move.to)) {
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
void SinkSearch::keep_removals(const Position& position, std::vector<Pull>& pulls) {
    const auto rank = [&](const Pull& pull) {
        return std::tuple(pull.from, pull.score,
                          board::kFar - reach_.walks_from(pull.from)[pull.to], pull.to);
    };
    std::sort(pulls.begin(), pulls.end(),
              [&](const Pull& a, const Pull& b) { return rank(a) < rank(b); });
    std::vector<Pull> kept;
    for (const Pull& pull : pulls) {
        if (!kept.empty() && kept.back().from == pull.from) {
            continue;
        }
        if (has_matching(position.boxes, position.bases, pull.from, pull.to)) {
            kept.push_back(pull);
        }
    }
    pulls = std::move(kept);
}

// Gives weight 0 to the pulls worth trying first.
void SinkSearch::advise(std::uint64_t score, std::vector<Pull>& pulls) {
    if (pulls.empty()) {
        return;
    }
    const SinkScore now = SinkScore::of(score);
    const auto pick = [&](auto&& allowed, auto&& rank) {
        Pull* best = nullptr;
        for (Pull& pull : pulls) {
            if (allowed(pull) && (best == nullptr || rank(pull) < rank(*best))) {
                best = &pull;
            }
        }
        if (best != nullptr) {
            best->weight = 0;
        }
    };
    const auto by_order = [](const Pull& pull) { return pull.score; };
    if (pulls.front().removes) {
        pick([](const Pull&) { return true; },
             [&](const Pull& pull) {
                 return std::tuple(board_.is_goal(pull.from), is_hole(board_, pull.from),
                                   SinkScore::of(pull.score).regions,
                                   board::kFar - reach_.walks_from(pull.from)[pull.to], pull.score);
             });
    } else {
        pick(
            [&](const Pull& pull) {
                const SinkScore after = SinkScore::of(pull.score);
                return board_.is_goal(pull.from) && spread_[pull.to] > spread_[pull.from] &&
                       after.regions <= now.regions && after.rooms <= now.rooms;
            },
            [&](const Pull& pull) {
                const SinkScore after = SinkScore::of(pull.score);
                return std::tuple(is_hole(board_, pull.from), after.regions, after.rooms,
                                  spread_[pull.from] - spread_[pull.to], pull.score);
            });
    }
    pick([&](const Pull& pull) { return SinkScore::of(pull.score).regions < now.regions; },
         by_order);
    pick([&](const Pull& pull) { return SinkScore::of(pull.score).rooms < now.rooms; }, by_order);
    if (pulls.size() <= 2) {
        pulls.front().weight = 0;
    }
}

void SinkSearch::expand(const Position& position, const Node& made) {
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
    std::vector<Pull> pulls;
    find_pulls(position, pulls);
    advise(made.score, pulls);
    std::stable_sort(pulls.begin(), pulls.end(), [](const Pull& a, const Pull& b) {
        return std::tuple(a.weight, a.score) < std::tuple(b.weight, b.score);
    });
    nodes_[index].pulls = std::move(pulls);
    queue(index);
}

void SinkSearch::queue(NodeIndex node) {
    const Node& from = nodes_[node];
    if (from.next < from.pulls.size()) {
        const Pull& pull = from.pulls[from.next];
        cells_.push(SinkScore::cell_of(from.best_past),
                    {from.weight + pull.weight, pull.score, node});
    }
}

void SinkSearch::load(NodeIndex node, Position& position) const {
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
    const Pull pull = from.pulls[from.next++];
    if (from.next == from.pulls.size()) {
        from.pulls = {};
        from.next = 0;
    }
    Position position{board_.no_squares(), board_.no_squares(), kNoSquare};
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
    position.player = state::normalised_player(board_, position.boxes,
                                               board_.neighbour(pull.to, pull.last_side));
    if (!seen_.insert(hash_of(position)).second ||
        !has_matching(position.boxes, position.bases, kNoSquare, kNoSquare)) {
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
        Position position{board_.no_squares(), board_.no_squares(), kNoSquare};
        load(best_, position);
        position.boxes.for_each([&](Square box) { initial.push_back(box); });
        for (NodeIndex at = best_; nodes_[at].parent != kNoNode; at = nodes_[at].parent) {
            const Pull& pull = nodes_[at].arrival;
            transfers.push_back({pull.removes ? kNoSquare : pull.to, pull.from});
        }
    }
    return {board_, initial, transfers};
}

}  // namespace kura::plan
