#include "solver/generate/generator.hpp"

#include "solver/board/board.hpp"
#include "solver/generate/layout.hpp"
#include "solver/generate/symmetry.hpp"
#include "tests/support/levels.hpp"
#include "tests/support/naive.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace kura::generate {
namespace {

using Rows = std::vector<std::string>;

Rows turned(const Rows& rows) {
    std::size_t columns = 0;
    for (const std::string& row : rows) {
        columns = std::max(columns, row.size());
    }
    Rows result(columns, std::string(rows.size(), ' '));
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (std::size_t column = 0; column < rows[row].size(); ++column) {
            result[column][rows.size() - 1 - row] = rows[row][column];
        }
    }
    return result;
}

Rows mirrored(Rows rows) {
    std::reverse(rows.begin(), rows.end());
    return rows;
}

std::vector<puzzles::Level> some(const GeneratorOptions& options, int count) {
    auto generator = Generator::make(options);
    EXPECT_TRUE(generator);
    return generator->next_accepted(count, [](const puzzles::Level&) { return true; });
}

TEST(GeneratorTest, EveryPuzzleIsValidAndSolvable) {
    // Goal: the promise of reverse play, on small boards. Method: naive search of each; and it is
    // never solved already.
    for (const int boxes : {1, 2, 3}) {
        const auto levels =
            some({.rows = 7, .columns = 7, .boxes = boxes, .seed = 5, .states_max = 3000}, 15);
        EXPECT_EQ(levels.size(), 15U);
        for (const puzzles::Level& level : levels) {
            const auto board = board::Board::make(level);
            ASSERT_TRUE(board) << board.error().message;
            const auto search = support::naive_search(level, true);
            ASSERT_TRUE(search.complete);
            ASSERT_TRUE(search.pushes) << level.title;
            EXPECT_GE(*search.pushes, 1);
            EXPECT_EQ(support::NaivePosition(level).boxes().size(),
                      static_cast<std::size_t>(boxes));
        }
    }
}

TEST(GeneratorTest, SmallBoardsGiveTheFarthestState) {
    // Goal: where no layer is cut, no state that can be solved needs more pushes. Method: one box;
    // every other place of box and player on the same board.
    int tried = 0;
    for (const puzzles::Level& level :
         some({.rows = 7, .columns = 7, .boxes = 1, .seed = 3, .layer_max = 100000}, 5)) {
        const int pushes = support::naive_search(level, true).pushes.value_or(-1);
        ++tried;
        const support::NaivePosition start(level);
        support::NaivePosition bare = start;
        bare.set_box(start.boxes()[0].first, start.boxes()[0].second, false);
        const auto floor = bare.reachable();
        for (const auto& box : floor) {
            for (const auto& player : floor) {
                if (box == player) {
                    continue;
                }
                puzzles::Level other;
                for (int row = 0; row < bare.rows(); ++row) {
                    std::string text;
                    for (int column = 0; column < bare.columns(); ++column) {
                        const bool goal = bare.goal(row, column);
                        const std::pair<int, int> here{row, column};
                        text += bare.wall(row, column) ? '#'
                                : here == box          ? (goal ? '*' : '$')
                                : here == player       ? (goal ? '+' : '@')
                                                       : (goal ? '.' : ' ');
                    }
                    other.rows.push_back(text);
                }
                const auto search = support::naive_search(other, true);
                EXPECT_LE(search.pushes.value_or(0), pushes) << level.title;
            }
        }
    }
    EXPECT_EQ(tried, 5);
}

TEST(GeneratorTest, SameSeedSamePuzzles) {
    // Goal: a run can be repeated, and another seed gives others.
    const GeneratorOptions options{
        .rows = 8, .columns = 9, .boxes = 3, .seed = 11, .states_max = 2000};
    GeneratorOptions other = options;
    other.seed = 12;
    const auto a = some(options, 8);
    const auto b = some(options, 8);
    const auto c = some(other, 8);
    ASSERT_EQ(a.size(), 8U);
    ASSERT_EQ(b.size(), 8U);
    ASSERT_EQ(c.size(), 8U);
    bool differs = false;
    for (std::size_t i = 0; i < 8; ++i) {
        EXPECT_EQ(a[i].rows, b[i].rows);
        EXPECT_EQ(a[i].title, b[i].title);
        differs = differs || a[i].rows != c[i].rows;
    }
    EXPECT_TRUE(differs);
}

TEST(GeneratorTest, NoTwoAreEqualUpToSymmetry) {
    // Goal: no duplicates. Method: tiny boards, where they would be common, compared with all
    // eight forms built another way.
    const auto levels = some(
        {.rows = 6, .columns = 6, .boxes = 1, .seed = 2, .states_max = 500, .attempts_max = 200},
        40);
    ASSERT_GE(levels.size(), 20U);
    std::set<Rows> seen;
    for (const puzzles::Level& level : levels) {
        Rows form = turned(turned(turned(turned(level.rows))));
        EXPECT_FALSE(seen.contains(form)) << level.title;
        for (int i = 0; i < 4; ++i) {
            seen.insert(form);
            seen.insert(mirrored(form));
            form = turned(form);
        }
    }
}

TEST(GeneratorTest, AcceptDecides) {
    // Goal: only accepted puzzles come out, and refusing all of them ends.
    auto generator = Generator::make(
        {.rows = 7, .columns = 7, .boxes = 2, .states_max = 500, .attempts_max = 20});
    ASSERT_TRUE(generator);
    const auto at_least_eight = [](const puzzles::Level& level) {
        return support::naive_search(level, true).pushes.value_or(0) >= 8;
    };
    for (const auto& level : generator->next_accepted(3, at_least_eight)) {
        EXPECT_TRUE(at_least_eight(level));
    }
    EXPECT_TRUE(generator->next_accepted(1, [](const auto&) { return false; }).empty());
}

TEST(GeneratorTest, OptionsAreChecked) {
    // Goal: nothing out of range gets further than one clear line.
    for (const GeneratorOptions& options :
         {GeneratorOptions{.rows = 3}, GeneratorOptions{.columns = 65},
          GeneratorOptions{.rows = -1}, GeneratorOptions{.boxes = 0},
          GeneratorOptions{.boxes = 301}, GeneratorOptions{.rows = 4, .columns = 4, .boxes = 2},
          GeneratorOptions{.states_max = 0}, GeneratorOptions{.states_max = 2'000'000'000},
          GeneratorOptions{.layer_max = 0}, GeneratorOptions{.attempts_max = 0}}) {
        EXPECT_FALSE(Generator::make(options));
    }
    EXPECT_TRUE(Generator::make({.rows = 64, .columns = 64, .boxes = 300}));
}

TEST(GeneratorTest, LargeBoardsWork) {
    // Goal: the largest size keeps to its limits. Method: a short reverse search.
    auto generator =
        Generator::make({.rows = 64, .columns = 64, .boxes = 5, .states_max = 100, .layer_max = 4});
    ASSERT_TRUE(generator);
    const auto level = generator->next();
    ASSERT_TRUE(level);
    EXPECT_TRUE(board::Board::make(*level));
}

TEST(SymmetryTest, AllEightFormsAndPlacesOfThePlayerAreOne) {
    // Goal: one canonical form. Method: random levels, turned and mirrored, the player elsewhere
    // in its region; and a different level has a different one.
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const auto level = support::random_level(
            {.rows = 7, .columns = 9, .boxes = 3, .wall_percent = 25, .seed = seed});
        const std::string form = canonical_form(level.rows);
        Rows rows = level.rows;
        for (int i = 0; i < 4; ++i) {
            EXPECT_EQ(canonical_form(rows), form) << seed;
            EXPECT_EQ(canonical_form(mirrored(rows)), form) << seed;
            rows = turned(rows);
        }
        EXPECT_NE(
            canonical_form(
                support::random_level(
                    {.rows = 7, .columns = 9, .boxes = 3, .wall_percent = 25, .seed = seed + 100})
                    .rows),
            form);
    }
    EXPECT_EQ(canonical_form({"######", "#@ $.#", "######"}),
              canonical_form({"########", "###.$ @#", "########", "########"}));
    EXPECT_EQ(canonical_form({"######", "#@ $.#", "######"}),
              canonical_form({"######", "# @$.#", "######"}));
    EXPECT_NE(canonical_form({"#######", "#@ $ .#", "#######"}),
              canonical_form({"#######", "#  $@.#", "#######"}));
}

TEST(LayoutTest, FloorIsClosedConnectedAndHoldsTheGoals) {
    // Goal: what reverse play may rely on. Method: many draws of many sizes.
    base::Rng rng(61);
    int drawn = 0;
    for (int i = 0; i < 600; ++i) {
        const LayoutSize size{4 + i % 12, 4 + i % 9, 1 + i % 4};
        const Layout layout = random_layout(size, rng);
        if (layout.empty()) {
            continue;
        }
        ++drawn;
        puzzles::Level level;
        level.rows = layout;
        support::NaivePosition bare(level);
        const auto boxes = bare.boxes();
        EXPECT_EQ(boxes.size(), static_cast<std::size_t>(size.boxes));
        std::size_t floor = 0;
        for (int row = 0; row < bare.rows(); ++row) {
            for (int column = 0; column < bare.columns(); ++column) {
                floor += bare.wall(row, column) ? 0 : 1;
                const bool border = row == 0 || column == 0 || row == bare.rows() - 1 ||
                                    column == bare.columns() - 1;
                EXPECT_TRUE(!border || bare.wall(row, column));
            }
        }
        for (const auto& [row, column] : boxes) {
            bare.set_box(row, column, false);
        }
        bare.set_player(boxes[0].first, boxes[0].second);
        EXPECT_EQ(bare.reachable().size(), floor);
    }
    EXPECT_GE(drawn, 150);
}

}  // namespace
}  // namespace kura::generate
