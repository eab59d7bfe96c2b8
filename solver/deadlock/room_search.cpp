#include "solver/deadlock/room_search.hpp"

#include <algorithm>

namespace kura::deadlock {

using board::Square;
using board::SquareSet;

namespace {

constexpr int kAreaMax = 24;
constexpr int kBoxesMin = 2;

// The most boxes that are searched in an area of so many squares.
constexpr int boxes_max_in(int squares) {
    if (squares > kAreaMax) {
        return 0;
    }
    return squares > 20 ? 3 : squares > 17 ? 4 : 5;
}

// Keys of rooms never look like keys of corrals, which have a number of regions in this place.
constexpr unsigned kRoomMark = 0x8000;

}  // namespace

RoomSearch::RoomSearch(const board::Board& board, const board::Rooms& rooms, const PairTable* pairs,
                       CorralCache& cache, RoomOptions options)
    : board_(board), cache_(cache), options_(options), search_(board, pairs) {
    for (board::Room room = 0; room < rooms.end(); ++room) {
        Place place{rooms.squares(room), 0, room};
        place.area |= rooms.doors(room);
        place.boxes_max = boxes_max_in(place.area.count());
        if (place.boxes_max >= kBoxesMin) {
            places_.push_back(place);
        }
    }
}

bool RoomSearch::is_dead(const state::State& state, const WallFacts& facts, Square moved) {
    return std::any_of(places_.begin(), places_.end(), [&](const Place& place) {
        return (moved == board::kNoSquare || place.area.contains(moved)) &&
               judge(place, state, facts);
    });
}

bool RoomSearch::make_key(const Place& place, const state::State& small, const WallFacts& facts,
                          CorralKey& key) {
    const int boxes = small.boxes.count();
    std::size_t used = 2;
    if (used + static_cast<std::size_t>(boxes + facts.walls.count()) > CorralKey::kSquares) {
        return false;
    }
    key.squares.fill(board::kNoSquare);
    key.squares[0] = small.player;
    key.squares[1] =
        static_cast<Square>(kRoomMark | static_cast<unsigned>(boxes) << 8 | place.room);
    const auto append = [&](Square square) { key.squares[used++] = square; };
    small.boxes.for_each(append);
    facts.walls.for_each(append);
    return true;
}

bool RoomSearch::judge(const Place& place, const state::State& state, const WallFacts& facts) {
    state::State small = state;
    small.boxes &= place.area;
    small.boxes -= facts.walls;
    const int boxes = small.boxes.count();
    if (boxes < kBoxesMin || boxes > place.boxes_max ||
        small.boxes.is_subset_of(board_.goal_set())) {
        return false;
    }
    SquareSet blocked = small.boxes;
    blocked |= facts.walls;
    small.player = state::normalised_player(board_, blocked, state.player);
    CorralKey key;
    if (!make_key(place, small, facts, key)) {
        return false;
    }
    ++stats_.queries;
    const CorralCache::Answer answer = cache_.query(key);
    const std::uint32_t limit =
        answer.search_limit(options_.positions_first, options_.positions_max);
    if (limit == 0) {
        stats_.dead += answer.verdict == CorralVerdict::dead ? 1 : 0;
        return answer.verdict == CorralVerdict::dead;
    }
    const CorralVerdict verdict = search_.run(small, facts, {.area = &place.area}, limit);
    cache_.store(key, verdict);
    ++stats_.searches;
    stats_.positions += search_.position_count();
    if (verdict != CorralVerdict::dead) {
        return false;
    }
    for (std::size_t i = 1; i < search_.position_count(); ++i) {
        if (make_key(place, search_.position(i), facts, key)) {
            cache_.store(key, CorralVerdict::dead);
        }
    }
    ++stats_.dead;
    return true;
}

}  // namespace kura::deadlock
