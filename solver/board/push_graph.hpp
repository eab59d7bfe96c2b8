// Push graph: where one lone box can be pushed, the player's side considered.
// Shape:    a vertex is (box square, group of sides the player can walk between while the box
//           stands there); an edge is a push. Most squares have one vertex, cut squares up to four
// Units:    distances in pushes, kFar when there is no way
// Invariants: while a box is not pushed the player can't change its group by walking, whatever the
//           other boxes do; so a box's vertex changes only when that box moves
// Soundness: the lone box is a relaxation (other boxes removed), so distances never overestimate
// Threads:  immutable after construction, any. Cost: O(squares) per cut square to build
// Source:   ARCHITECTURE.md, "Distances"
#pragma once

#include "solver/board/board.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace kura::board {

using Vertex = std::uint16_t;
inline constexpr Vertex kNoVertex = 0xFFFF;
inline constexpr std::uint16_t kFar = 0xFFFF;

class PushGraph {
  public:
    // walls: squares to treat as walls besides the board's own (frozen boxes); may be empty.
    PushGraph(const Board& board, const SquareSet& walls);

    [[nodiscard]] int vertex_count() const { return static_cast<int>(square_of_.size()); }
    [[nodiscard]] Square square_of(Vertex vertex) const { return square_of_[vertex]; }

    // The vertex of a box on `box` with the player standing on `player`.
    // Ensures: kNoVertex if the player can't stand beside the box, or if `box` is a wall.
    [[nodiscard]] Vertex vertex(Square box, Square player) const {
        const std::uint32_t base = first_vertex_[box];
        const std::int32_t labels = labels_at_[box];
        if (labels >= 0) {
            const std::uint8_t group = labels_[static_cast<std::size_t>(labels) + player];
            return group == kNoGroup ? kNoVertex : static_cast<Vertex>(base + group);
        }
        return labels == kOneGroup && component_[box] == component_[player]
                   ? static_cast<Vertex>(base)
                   : kNoVertex;
    }
    // All vertices of a square are first..first+count-1.
    [[nodiscard]] Vertex first_vertex(Square square) const {
        return static_cast<Vertex>(first_vertex_[square]);
    }
    [[nodiscard]] int vertex_count_of(Square square) const {
        return static_cast<int>(first_vertex_[square + 1U] - first_vertex_[square]);
    }

    // The vertex after pushing the box one square, or kNoVertex if it can't be pushed that way.
    [[nodiscard]] Vertex pushed(Vertex vertex, Direction direction) const {
        return pushed_[static_cast<std::size_t>(vertex) * 4 + direction];
    }

    // out[v] = fewest pushes from vertex v to any vertex of `target`. Requires: out has
    // vertex_count() places. Cost: O(vertices).
    void distances_to(Square target, std::span<std::uint16_t> out) const;
    // Ensures: a place per vertex: can a box be pushed from there to any of the targets? Targets
    // that are walls are not reached. Cost: O(vertices).
    [[nodiscard]] std::vector<bool> reaches(const SquareSet& targets) const;
    // out[v] = fewest pushes from any of the starts to v; kNoVertex among them starts nothing.
    void distances_from(std::span<const Vertex> starts, std::span<std::uint16_t> out) const;

  private:
    static constexpr std::uint8_t kNoGroup = 0xFF;
    static constexpr std::int32_t kOneGroup = -1;
    static constexpr std::int32_t kWall = -2;

    void find_components(const Board& board, const SquareSet& walls);
    void find_groups(const Board& board, const SquareSet& walls);
    static std::uint8_t flood_sides(const Board& board, const SquareSet& walls, Square square,
                                    std::span<std::uint8_t> group, std::vector<Square>& reached);
    void find_pushes(const Board& board, const SquareSet& walls);

    std::vector<std::uint32_t> first_vertex_;  // per square, one more at the end
    std::vector<std::int32_t> labels_at_;      // per square: offset into labels_, or a mark
    std::vector<std::uint8_t> labels_;         // per cut square: group of every square
    std::vector<std::uint16_t> component_;     // per square, boxes ignored
    std::vector<Square> square_of_;
    std::vector<Vertex> pushed_;
    std::vector<Vertex> pushed_from_;  // predecessors, grouped by vertex
    std::vector<std::uint32_t>
        pushed_from_at_;  // where a vertex's group starts; one more at the end
};

}  // namespace kura::board
