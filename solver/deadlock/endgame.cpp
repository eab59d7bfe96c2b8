#include "solver/deadlock/endgame.hpp"

#include "solver/base/assert.hpp"

#include <algorithm>
#include <functional>
#include <memory>

namespace kura::deadlock {

using board::kNoSquare;
using board::Square;
using board::SquareSet;
using moves::Side;

namespace {

constexpr int kReturnsTried = 6;  // far places of a box for which the way back is looked for

}  // namespace

Endgames::Endgames(const board::Board& board, const PairTable* backward_pairs,
                   EndgameOptions options)
    : board_(board),
      pairs_(backward_pairs != nullptr && !backward_pairs->is_empty() ? backward_pairs : nullptr),
      options_(options),
      words_(static_cast<std::size_t>(board.words())),
      tables_(options.tables_max),
      macros_(board),
      positions_(words_ + 1) {
    for (auto& squares : near_) {
        squares.resize(static_cast<std::size_t>(board.square_count()));
    }
}

bool Endgames::is_dead(const state::State& state, const WallFacts& facts) {
    ++stats_.queries;
    Table& table = tables_.get(facts.walls, [] { return std::make_unique<Table>(); });
    if (!table.made && ++table.queries >= options_.queries_first) {
        make(facts.walls, table);
    }
    const std::size_t size = 2 * words_;
    for (std::size_t at = 0; at < table.ends.size(); at += size) {
        const std::uint64_t* end = table.ends.data() + at;
        const std::uint64_t* region = end + words_;
        bool fits = (region[state.player >> 6] >> (state.player & 63) & 1) != 0;
        for (std::size_t i = 0; i < words_ && fits; ++i) {
            fits = (end[i] & ~state.boxes.data()[i]) == 0;
        }
        if (fits) {
            return false;
        }
    }
    stats_.dead += table.ends.empty() ? 0 : 1;
    return !table.ends.empty();
}

void Endgames::make(const SquareSet& walls, Table& table) {
    table.made = true;
    ++stats_.tables;
    for (std::size_t i = 0; i < options_.distances.size(); ++i) {
        const Outcome outcome = search(walls, static_cast<int>(i), table);
        stats_.positions += positions_.size();
        if (outcome != Outcome::too_large) {
            stats_.telling += outcome == Outcome::complete ? 1 : 0;
            return;
        }
    }
}

void Endgames::add(const SquareSet& boxes, Square player) {
    std::array<std::uint64_t, board::kSquareWordsMax + 1> record;
    std::copy_n(boxes.data(), words_, record.data());
    record[words_] = player;
    if (positions_.add({record.data(), words_ + 1})) {
        queue_.push_back(static_cast<std::uint64_t>(boxes.count()) << 32 | (positions_.size() - 1));
        std::push_heap(queue_.begin(), queue_.end(), std::greater<>());
    }
}

// Ensures: complete: the table holds all ends; else it holds none.
Endgames::Outcome Endgames::search(const SquareSet& walls, int distance, Table& table) {
    positions_.clear();
    queue_.clear();
    SquareSet boxes = board_.goal_set();
    boxes -= walls;
    if (boxes.empty()) {
        return Outcome::empty;
    }
    SquareSet region = board_.no_squares();
    SquareSet rest = board_.all_squares();
    rest -= board_.goal_set();
    while (!rest.empty()) {
        state::flood(board_, board_.goal_set(), rest.first(), region);
        add(boxes, region.first());
        rest -= region;
    }
    while (!queue_.empty()) {
        std::pop_heap(queue_.begin(), queue_.end(), std::greater<>());
        const auto record = positions_.record(static_cast<std::uint32_t>(queue_.back()));
        queue_.pop_back();
        std::copy_n(record.data(), words_, boxes.data());
        SquareSet blocked = boxes;
        blocked |= walls;
        state::flood(board_, blocked, static_cast<Square>(record[words_]), region);
        const Square gone = far_box(walls, boxes, region, distance);
        if (gone != kNoSquare) {
            boxes.erase(gone);
            blocked.erase(gone);
            if (boxes.empty()) {
                table.ends.clear();
                return Outcome::empty;
            }
            add(boxes, state::normalised_player(board_, blocked, region.first()));
            continue;
        }
        table.ends.insert(table.ends.end(), boxes.data(), boxes.data() + words_);
        table.ends.insert(table.ends.end(), region.data(), region.data() + words_);
        expand(walls, boxes, region);
        if (positions_.size() > options_.positions_max) {
            table.ends.clear();
            return Outcome::too_large;
        }
    }
    return Outcome::complete;
}

void Endgames::expand(const SquareSet& walls, const SquareSet& boxes, const SquareSet& region) {
    SquareSet blocked = boxes;
    blocked |= walls;
    steps_.clear();
    moves::generate_steps(board_, blocked, region, Side::backward, steps_);
    for (const moves::Step& step : steps_) {
        if (walls.contains(step.from) || !board_.is_live(step.to)) {
            continue;
        }
        SquareSet after = boxes;
        after.erase(step.from);
        after.insert(step.to);
        const Square player = moves::player_after(board_, step, Side::backward);
        if (pairs_ == nullptr || !pairs_->makes_deadlock(after, step.to, player)) {
            blocked.erase(step.from);
            blocked.insert(step.to);
            add(after, state::normalised_player(board_, blocked, player));
            blocked.erase(step.to);
            blocked.insert(step.from);
        }
    }
}

// A box that can go far by itself with the player coming back to its place, or kNoSquare.
Square Endgames::far_box(const SquareSet& walls, const SquareSet& boxes, const SquareSet& region,
                         int distance) {
    SquareSet blocked = boxes;
    blocked |= walls;
    macro_moves_.clear();
    macros_.generate(blocked, region, Side::backward, board_.live_set(), macro_moves_);
    SquareSet reach = board_.no_squares();
    Square last = kNoSquare;
    int tried = 0;
    // The farthest places of a box come last, and are the likeliest to be out of the way.
    for (auto move = macro_moves_.rbegin(); move != macro_moves_.rend(); ++move) {
        tried = move->from == last ? tried : 0;
        last = move->from;
        if (walls.contains(move->from) || tried == kReturnsTried ||
            near(move->from, distance).contains(move->to)) {
            continue;
        }
        ++tried;
        state::State after{blocked, kNoSquare};
        moves::apply(board_, *move, after);
        state::flood(board_, after.boxes, after.player, reach);
        if (reach.contains(move->from)) {
            return move->from;
        }
    }
    return kNoSquare;
}

// The squares fewer steps away than the distance of this number, boxes ignored.
const SquareSet& Endgames::near(Square square, int distance) {
    SquareSet& near = near_[static_cast<std::size_t>(distance)][square];
    if (near.words() == 0) {
        near = board_.no_squares();
        near.insert(square);
        for (int step = 1; step < options_.distances[static_cast<std::size_t>(distance)]; ++step) {
            const SquareSet inner = near;
            inner.for_each([&](Square at) {
                for (const Square next : board_.neighbours(at)) {
                    if (next != kNoSquare) {
                        near.insert(next);
                    }
                }
            });
        }
    }
    return near;
}

}  // namespace kura::deadlock
