#include "solver/board/push_graph.hpp"

#include "solver/base/rng.hpp"
#include "tests/support/levels.hpp"
#include "tests/support/naive.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <string>

namespace kura::board {
namespace {

// A board of characters with one box, to compare with.
class LoneBox {
  public:
    LoneBox(const Board& board, const SquareSet& walls, const puzzles::Level& level)
        : board_(board), bare_(level) {
        for (const auto& [row, column] : bare_.boxes()) {
            bare_.set_box(row, column, false);
        }
        // Extra walls are boxes out of play: they stand, and are never pushed below.
        walls.for_each([&](Square square) {
            bare_.set_box(board.where(square).row, board.where(square).column, true);
        });
    }

    // Fewest pushes to every square, from the box on `box` and the player on `player`.
    std::map<Square, int> distances(Square box, Square player) const {
        support::NaivePosition start = bare_;
        start.set_box(board_.where(box).row, board_.where(box).column, true);
        start.set_player(board_.where(player).row, board_.where(player).column);
        std::map<Square, int> found;
        std::map<std::string, int> seen{{start.canonical(), 0}};
        std::deque<std::pair<support::NaivePosition, Place>> queue{{start, place(box)}};
        while (!queue.empty()) {
            const auto [position, at] = queue.front();
            queue.pop_front();
            const int distance = seen.at(position.canonical());
            found.try_emplace(square_at(at), distance);
            for (const support::NaivePush& push : position.pushes()) {
                if (Place{push.box_row, push.box_column} != at) {
                    continue;
                }
                const support::NaivePosition next = position.after_push(push);
                if (seen.try_emplace(next.canonical(), distance + 1).second) {
                    queue.emplace_back(next, moved(at, push.direction));
                }
            }
        }
        return found;
    }

    // Can the player walk from a to b with the box on `box`?
    bool joined(Square box, Square a, Square b) const {
        support::NaivePosition position = bare_;
        position.set_box(board_.where(box).row, board_.where(box).column, true);
        position.set_player(board_.where(a).row, board_.where(a).column);
        const auto reach = position.reachable();
        return std::binary_search(reach.begin(), reach.end(), place(b));
    }

  private:
    using Place = std::pair<int, int>;
    Place place(Square square) const {
        return {board_.where(square).row, board_.where(square).column};
    }
    static Place moved(Place at, char direction) {
        return {at.first + (direction == 'D'   ? 1
                            : direction == 'U' ? -1
                                               : 0),
                at.second + (direction == 'R'   ? 1
                             : direction == 'L' ? -1
                                                : 0)};
    }
    Square square_at(Place at) const {
        for (Square square = 0; square < board_.square_count(); ++square) {
            if (place(square) == at) {
                return square;
            }
        }
        return kNoSquare;
    }

    const Board& board_;
    support::NaivePosition bare_;
};

SquareSet random_walls(const Board& board, int percent, base::Rng& rng) {
    SquareSet walls = board.no_squares();
    for (Square square = 0; square < board.square_count(); ++square) {
        if (rng.below(100) < static_cast<std::uint64_t>(percent)) {
            walls.insert(square);
        }
    }
    return walls;
}

// Several targets or starts at once: the best of what each gives alone.
void check_several(const Board& board, const PushGraph& graph,
                   const std::vector<std::vector<std::uint16_t>>& to) {
    const auto vertices = static_cast<std::size_t>(graph.vertex_count());
    std::vector<bool> wanted_to(vertices);
    std::vector<std::uint16_t> wanted_from(vertices, kFar);
    std::vector<std::uint16_t> got(vertices);
    SquareSet targets = board.no_squares();
    std::vector<Vertex> starts{kNoVertex};
    for (Square target = 0; target < to.size(); target += 5) {
        targets.insert(target);
        for (std::size_t v = 0; v < vertices; ++v) {
            wanted_to[v] = wanted_to[v] || to[target][v] != kFar;
        }
    }
    for (Vertex start = 0; start < vertices; start += 7) {
        starts.push_back(start);
        graph.distances_from({&start, 1}, got);
        for (std::size_t v = 0; v < vertices; ++v) {
            wanted_from[v] = std::min(wanted_from[v], got[v]);
        }
    }
    EXPECT_EQ(graph.reaches(targets), wanted_to);
    graph.distances_from(starts, got);
    EXPECT_EQ(got, wanted_from);
}

void check_all_distances(const Board& board, const SquareSet& walls, const puzzles::Level& level) {
    const PushGraph graph(board, walls);
    const LoneBox naive(board, walls, level);
    const auto vertices = static_cast<std::size_t>(graph.vertex_count());
    std::vector<std::vector<std::uint16_t>> to(static_cast<std::size_t>(board.square_count()),
                                               std::vector<std::uint16_t>(vertices));
    for (Square target = 0; target < board.square_count(); ++target) {
        graph.distances_to(target, to[target]);
    }
    check_several(board, graph, to);
    std::vector<std::uint16_t> from(vertices);
    for (Square box = 0; box < board.square_count(); ++box) {
        for (Square player = 0; player < board.square_count(); ++player) {
            if (walls.contains(box) || walls.contains(player) || box == player) {
                continue;
            }
            const auto expected = naive.distances(box, player);
            const Vertex vertex = graph.vertex(box, player);
            graph.distances_from({&vertex, 1}, from);
            for (Square target = 0; target < board.square_count(); ++target) {
                std::uint16_t best = kFar;
                for (int i = 0; i < graph.vertex_count_of(target); ++i) {
                    best = std::min(best,
                                    from[graph.first_vertex(target) + static_cast<std::size_t>(i)]);
                }
                const auto found = expected.find(target);
                const int distance = found == expected.end() ? kFar : found->second;
                if (vertex == kNoVertex) {
                    ASSERT_EQ(expected.size(), 1U) << "only where it stands";
                    continue;
                }
                ASSERT_EQ(int{best}, distance) << box << ' ' << player << ' ' << target;
                ASSERT_EQ(int{to[target][vertex]}, distance)
                    << box << ' ' << player << ' ' << target;
            }
        }
    }
}

TEST(PushGraphTest, DistancesAgreeWithALoneBoxOnTheNaiveBoard) {
    // Goal: every box square, every player square, every target, to and from. Method: breadth-first
    // search over characters on random boards.
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        const puzzles::Level level =
            support::random_level({.rows = 7,
                                   .columns = 7,
                                   .boxes = 1,
                                   .wall_percent = 15 + static_cast<int>(seed),
                                   .seed = seed});
        const auto board = Board::make(level, {false, false});
        ASSERT_TRUE(board);
        check_all_distances(*board, board->no_squares(), level);
    }
}

TEST(PushGraphTest, ExtraWallsCountAsWalls) {
    // Goal: the same with frozen boxes as walls, which may cut the board into parts.
    base::Rng rng(17);
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        const puzzles::Level level = support::random_level(
            {.rows = 7, .columns = 7, .boxes = 1, .wall_percent = 10, .seed = seed});
        const auto board = Board::make(level, {false, false});
        ASSERT_TRUE(board);
        check_all_distances(*board, random_walls(*board, static_cast<int>(seed), rng), level);
    }
}

TEST(PushGraphTest, ReachesAgreesWithDistances) {
    // Goal: the set of vertices from which any target can be reached. Method: distances to each.
    base::Rng rng(18);
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        const auto board = Board::make(
            support::random_level(
                {.rows = 8, .columns = 9, .boxes = 1, .wall_percent = 20, .seed = seed}),
            {false, false});
        ASSERT_TRUE(board);
        const PushGraph graph(*board, random_walls(*board, 10, rng));
        const SquareSet targets = random_walls(*board, 6, rng);
        const auto vertices = static_cast<std::size_t>(graph.vertex_count());
        std::vector<bool> expected(vertices);
        std::vector<std::uint16_t> distance(vertices);
        targets.for_each([&](Square target) {
            graph.distances_to(target, distance);
            for (std::size_t v = 0; v < vertices; ++v) {
                expected[v] = expected[v] || distance[v] != kFar;
            }
        });
        EXPECT_EQ(graph.reaches(targets), expected) << seed;
    }
}

TEST(PushGraphTest, VerticesAreTheGroupsOfSides) {
    // Goal: two player squares have the same vertex exactly if the player can walk between them.
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const puzzles::Level level = support::random_level(
            {.rows = 7, .columns = 8, .boxes = 1, .wall_percent = 25, .seed = seed});
        const auto board = Board::make(level, {false, false});
        ASSERT_TRUE(board);
        const PushGraph graph(*board, board->no_squares());
        const LoneBox naive(*board, board->no_squares(), level);
        for (Square box = 0; box < board->square_count(); ++box) {
            for (Square a = 0; a < board->square_count(); ++a) {
                for (Square b = 0; b < board->square_count(); ++b) {
                    if (a == box || b == box) {
                        continue;
                    }
                    ASSERT_EQ(graph.vertex(box, a) == graph.vertex(box, b), naive.joined(box, a, b))
                        << seed << ": " << box << ' ' << a << ' ' << b;
                }
            }
        }
    }
}

TEST(PushGraphTest, LargestBoardBuilds) {
    // Goal: 62 by 62 open squares, and a comb of corridors with thousands of cut squares, build.
    for (const int wall_percent : {0, 35}) {
        const auto board = Board::make(
            support::random_level(
                {.rows = 64, .columns = 64, .boxes = 20, .wall_percent = wall_percent, .seed = 4}),
            {false, false});
        ASSERT_TRUE(board);
        const PushGraph graph(*board, board->no_squares());
        EXPECT_GE(graph.vertex_count(), board->square_count());
    }
}

TEST(BoardTest, LiveSquaresAgreeWithTheNaiveDefinition) {
    // Goal: a square is live exactly if some lone box of the start can be pushed there and from
    // there to some goal, the player where the pushes leave it.
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const puzzles::Level level = support::random_level(
            {.rows = 7, .columns = 8, .boxes = 3, .wall_percent = 22, .seed = seed});
        const auto board = Board::make(level, {false, true});
        ASSERT_TRUE(board);
        support::NaivePosition bare(level);
        const auto boxes = bare.boxes();
        for (const auto& [row, column] : boxes) {
            bare.set_box(row, column, false);
        }
        std::map<std::pair<int, int>, bool> live;
        for (const auto& [row, column] : boxes) {
            support::NaivePosition start = bare;
            start.set_box(row, column, true);
            // All states of this box; then those from which a goal is in reach, by fixed point.
            std::map<std::string, support::NaivePosition> states{{start.canonical(), start}};
            std::map<std::string, std::vector<std::string>> after;
            std::vector<support::NaivePosition> open{start};
            while (!open.empty()) {
                const support::NaivePosition position = open.back();
                open.pop_back();
                for (const auto& push : position.pushes()) {
                    const auto next = position.after_push(push);
                    after[position.canonical()].push_back(next.canonical());
                    if (states.emplace(next.canonical(), next).second) {
                        open.push_back(next);
                    }
                }
            }
            std::map<std::string, bool> good;
            for (bool changed = true; changed;) {
                changed = false;
                for (const auto& [text, position] : states) {
                    const auto at = position.boxes().front();
                    bool now = position.goal(at.first, at.second);
                    for (const std::string& next : after[text]) {
                        now = now || good[next];
                    }
                    changed = changed || (now && !good[text]);
                    good[text] = now;
                    live[at] = live[at] || now;
                }
            }
        }
        for (Square square = 0; square < board->square_count(); ++square) {
            const auto where = board->where(square);
            const auto found = live.find({where.row, where.column});
            EXPECT_EQ(board->is_live(square), found != live.end() && found->second)
                << seed << ": " << where.row << ' ' << where.column;
        }
    }
}

TEST(BoardTest, NumbersNeighboursAndRingsAgreeWithTheRows) {
    // Goal: geometry. Method: random boards, every square against the characters.
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const puzzles::Level level = support::random_level(
            {.rows = 12, .columns = 9, .boxes = 4, .wall_percent = 25, .seed = seed});
        const auto board = Board::make(level, {false, false});
        ASSERT_TRUE(board);
        const support::NaivePosition naive(level);
        std::map<std::pair<int, int>, Square> at;
        std::pair<int, int> last{-1, -1};
        for (Square square = 0; square < board->square_count(); ++square) {
            const std::pair<int, int> where{board->where(square).row, board->where(square).column};
            EXPECT_LT(last, where) << "numbered row by row";
            last = where;
            at[where] = square;
            EXPECT_EQ(board->is_goal(square), naive.goal(where.first, where.second));
            EXPECT_EQ(board->box_set().contains(square), naive.box(where.first, where.second));
        }
        const std::vector<std::pair<int, int>> around{{-1, 0}, {-1, 1}, {0, 1},  {1, 1},
                                                      {1, 0},  {1, -1}, {0, -1}, {-1, -1}};
        for (const auto& [where, square] : at) {
            SquareSet mask = board->no_squares();
            for (std::size_t i = 0; i < 8; ++i) {
                const auto next =
                    at.find({where.first + around[i].first, where.second + around[i].second});
                const Square expected = next == at.end() ? kNoSquare : next->second;
                EXPECT_EQ(board->ring(square)[i], expected);
                if (i % 2 == 0) {
                    EXPECT_EQ(board->neighbour(square, static_cast<Direction>(i / 2)), expected);
                    if (expected != kNoSquare) {
                        mask.insert(expected);
                    }
                }
            }
            EXPECT_TRUE(
                std::equal(mask.data(), mask.data() + mask.words(), board->neighbour_mask(square)));
        }
        EXPECT_EQ(
            std::pair(board->where(board->player()).row, board->where(board->player()).column),
            naive.player());
    }
}

}  // namespace
}  // namespace kura::board
