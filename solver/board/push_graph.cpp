#include "solver/board/push_graph.hpp"

#include "solver/base/assert.hpp"

#include <algorithm>
#include <cstddef>

namespace kura::board {
namespace {

bool is_open(const SquareSet& walls, Square square) {
    return square != kNoSquare && !walls.contains(square);
}

// Are the free neighbours of a square joined within the ring of eight around it? If so, blocking
// the square cuts nothing; if not, only a flood can tell.
bool joined_locally(const Board& board, const SquareSet& walls, Square square) {
    const auto& ring = board.ring(square);
    int gaps = 0;  // places where a free neighbour has no free way on to the next one clockwise
    int free_sides = 0;
    for (unsigned side = 0; side < 8; side += 2) {
        if (!is_open(walls, ring[side])) {
            continue;
        }
        ++free_sides;
        const bool corner_open = is_open(walls, ring[side + 1]);
        const bool next_open = is_open(walls, ring[(side + 2) & 7]);
        gaps += corner_open && next_open ? 0 : 1;
    }
    return free_sides <= 1 || gaps <= 1;
}

}  // namespace

PushGraph::PushGraph(const Board& board, const SquareSet& walls) {
    find_components(board, walls);
    find_groups(board, walls);
    find_pushes(board, walls);
}

void PushGraph::find_components(const Board& board, const SquareSet& walls) {
    const auto squares = static_cast<std::size_t>(board.square_count());
    constexpr std::uint16_t kNone = 0xFFFF;
    component_.assign(squares, kNone);
    std::uint16_t components = 0;
    std::vector<Square> stack;
    for (Square from = 0; from < squares; ++from) {
        if (component_[from] != kNone || walls.contains(from)) {
            continue;
        }
        component_[from] = components;
        stack.assign(1, from);
        while (!stack.empty()) {
            const Square square = stack.back();
            stack.pop_back();
            for (const Square next : board.neighbours(square)) {
                if (is_open(walls, next) && component_[next] == kNone) {
                    component_[next] = components;
                    stack.push_back(next);
                }
            }
        }
        ++components;
    }
}

// Labels the squares that can be reached from each free side of a square while it is blocked.
// Requires: group is kNoGroup everywhere. Ensures: the number of groups; where it is 1 the labels
// are not complete, because a flood that has met every side stops: most squares that look like cuts
// lie on a short loop. Cost: O(squares), for a true cut only
std::uint8_t PushGraph::flood_sides(const Board& board, const SquareSet& walls, Square square,
                                    std::span<std::uint8_t> group, std::vector<Square>& reached) {
    std::uint8_t groups = 0;
    int sides_left = 0;
    for (const Square side : board.neighbours(square)) {
        sides_left += is_open(walls, side) ? 1 : 0;
    }
    reached.clear();
    const auto reach = [&](Square at) {
        group[at] = groups;
        reached.push_back(at);
        const auto& sides = board.neighbours(square);
        sides_left -= std::find(sides.begin(), sides.end(), at) != sides.end() ? 1 : 0;
    };
    for (const Square side : board.neighbours(square)) {
        if (!is_open(walls, side) || group[side] != kNoGroup) {
            continue;
        }
        std::size_t head = reached.size();
        reach(side);
        for (; head < reached.size() && (groups > 0 || sides_left > 0); ++head) {
            for (const Square next : board.neighbours(reached[head])) {
                if (is_open(walls, next) && next != square && group[next] == kNoGroup) {
                    reach(next);
                }
            }
        }
        ++groups;
    }
    return groups;
}

void PushGraph::find_groups(const Board& board, const SquareSet& walls) {
    const auto squares = static_cast<std::size_t>(board.square_count());
    labels_at_.assign(squares, kOneGroup);
    first_vertex_.assign(squares + 1, 0);
    std::vector<std::uint8_t> group(squares, kNoGroup);
    std::vector<Square> reached;
    for (Square square = 0; square < squares; ++square) {
        first_vertex_[square + 1U] = first_vertex_[square];
        if (walls.contains(square)) {
            labels_at_[square] = kWall;
            continue;
        }
        std::uint8_t groups = 1;
        if (!joined_locally(board, walls, square)) {
            groups = flood_sides(board, walls, square, group, reached);
            if (groups > 1) {
                labels_at_[square] = static_cast<std::int32_t>(labels_.size());
                labels_.insert(labels_.end(), group.begin(), group.end());
            }
            for (const Square at : reached) {
                group[at] = kNoGroup;
            }
        }
        first_vertex_[square + 1U] += groups;
        square_of_.insert(square_of_.end(), groups, square);
    }
    KURA_ASSERT(square_of_.size() < kNoVertex, static_cast<long long>(square_of_.size()));
}

void PushGraph::find_pushes(const Board& board, const SquareSet& walls) {
    const std::size_t vertices = square_of_.size();
    pushed_.assign(vertices * 4, kNoVertex);
    pushed_from_at_.assign(vertices + 1, 0);
    for (Vertex from = 0; from < vertices; ++from) {
        const Square box = square_of_[from];
        for (const Direction direction : kDirections) {
            const Square pusher = board.neighbour(box, opposite(direction));
            const Square target = board.neighbour(box, direction);
            if (!is_open(walls, pusher) || !is_open(walls, target) || vertex(box, pusher) != from) {
                continue;
            }
            const Vertex to = vertex(target, box);
            pushed_[from * std::size_t{4} + direction] = to;
            ++pushed_from_at_[to + std::size_t{1}];
        }
    }
    for (std::size_t i = 0; i < vertices; ++i) {
        pushed_from_at_[i + 1] += pushed_from_at_[i];
    }
    pushed_from_.resize(pushed_from_at_[vertices]);
    std::vector<std::uint32_t> next(pushed_from_at_.begin(), pushed_from_at_.end() - 1);
    for (std::size_t from = 0; from < vertices * 4; ++from) {
        if (pushed_[from] != kNoVertex) {
            pushed_from_[next[pushed_[from]]++] = static_cast<Vertex>(from / 4);
        }
    }
}

void PushGraph::distances_to(Square target, std::span<std::uint16_t> out) const {
    KURA_ASSERT(out.size() == square_of_.size());
    std::fill(out.begin(), out.end(), kFar);
    std::vector<Vertex> queue;
    queue.reserve(out.size());
    for (int i = 0; i < vertex_count_of(target); ++i) {
        queue.push_back(static_cast<Vertex>(first_vertex(target) + i));
        out[queue.back()] = 0;
    }
    for (std::size_t head = 0; head < queue.size(); ++head) {
        const Vertex to = queue[head];
        for (std::uint32_t i = pushed_from_at_[to]; i < pushed_from_at_[to + 1U]; ++i) {
            if (out[pushed_from_[i]] == kFar) {
                out[pushed_from_[i]] = static_cast<std::uint16_t>(out[to] + 1);
                queue.push_back(pushed_from_[i]);
            }
        }
    }
}

std::vector<bool> PushGraph::reaches(const SquareSet& targets) const {
    std::vector<bool> reaches(square_of_.size());
    std::vector<Vertex> queue;
    targets.for_each([&](Square target) {
        for (int i = 0; i < vertex_count_of(target); ++i) {
            queue.push_back(static_cast<Vertex>(first_vertex(target) + i));
            reaches[queue.back()] = true;
        }
    });
    for (std::size_t head = 0; head < queue.size(); ++head) {
        const Vertex to = queue[head];
        for (std::uint32_t i = pushed_from_at_[to]; i < pushed_from_at_[to + 1U]; ++i) {
            if (!reaches[pushed_from_[i]]) {
                reaches[pushed_from_[i]] = true;
                queue.push_back(pushed_from_[i]);
            }
        }
    }
    return reaches;
}

void PushGraph::distances_from(std::span<const Vertex> starts, std::span<std::uint16_t> out) const {
    KURA_ASSERT(out.size() == square_of_.size());
    std::fill(out.begin(), out.end(), kFar);
    std::vector<Vertex> queue;
    queue.reserve(out.size() + starts.size());
    for (const Vertex start : starts) {
        if (start != kNoVertex) {
            queue.push_back(start);
            out[start] = 0;
        }
    }
    for (std::size_t head = 0; head < queue.size(); ++head) {
        for (const Direction direction : kDirections) {
            const Vertex to = pushed(queue[head], direction);
            if (to != kNoVertex && out[to] == kFar) {
                out[to] = static_cast<std::uint16_t>(out[queue[head]] + 1);
                queue.push_back(to);
            }
        }
    }
}

}  // namespace kura::board
