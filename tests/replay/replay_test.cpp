// Solutions of small puzzles through every detector; tests/replay/run does the same for whole sets.

#include "puzzles/format/reader.hpp"
#include "solver/engine.hpp"
#include "tests/replay/check/line_of_play.hpp"
#include "tests/replay/check/replay_check.hpp"
#include "tests/support/levels.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace kura::replay {
namespace {

std::string explain(const Report& report) {
    std::string text = report.problem;
    for (const Finding& finding : report.findings) {
        text += finding.detector + " after " + std::to_string(finding.at) + " pushes\n" +
                finding.picture;
    }
    return text;
}

SolveResult solve_by(const std::string& strategy, const puzzles::Level& level, bool prune = true) {
    base::MemoryBudget budget(std::size_t{256} << 20);
    SolveOptions options;
    options.strategy = strategy;
    options.prune = prune;
    options.memory = &budget;
    return solve(level, options);
}

// A solution that a search without any pruning found: nothing that is tested here shaped it.
std::string unpruned_solution(const puzzles::Level& level) {
    return solve_by("greedy", level, false).solution;
}

TEST(ReplayTest, NothingFiresOnTheSolutionsOfKnownLevels) {
    // Goal: no detector fires, no bound overestimates on the way of any solution.
    // Method: solutions of several strategies, most of them no optimal ones.
    Report total;
    for (const support::KnownLevel& known : support::known_levels()) {
        if (!known.pushes) {
            continue;
        }
        for (const char* strategy : {"bfs", "weighted", "backward-greedy"}) {
            const SolveResult result = solve_by(strategy, known.level);
            ASSERT_TRUE(result.has_solution) << known.name;
            const Report report = check_solution(known.level, result.solution);
            EXPECT_TRUE(report.ok()) << known.name << " " << strategy << "\n" << explain(report);
            total += report;
        }
        const Report report = check_solution(known.level, unpruned_solution(known.level));
        EXPECT_TRUE(report.ok()) << known.name << "\n" << explain(report);
        total += report;
    }
    EXPECT_GT(total.forward_states, 300U);
    EXPECT_GT(total.frozen, 5U);
}

TEST(ReplayTest, NothingFiresOnTheSolutionsOfRandomLevels) {
    // Goal: as above, on crowded boards that no one made with care, with and without dead ends.
    int solved = 0;
    Report total;
    for (std::uint64_t seed = 1; seed <= 600; ++seed) {
        const puzzles::Level level = support::random_level({.rows = 6,
                                                            .columns = 7,
                                                            .boxes = 2 + static_cast<int>(seed % 3),
                                                            .wall_percent = 10,
                                                            .seed = seed});
        const SolveResult result = solve_by("greedy", level, false);
        if (!result.has_solution) {
            continue;
        }
        ++solved;
        for (const bool simplify : {true, false}) {
            const Report report = check_solution(level, result.solution, {.simplify = simplify});
            EXPECT_TRUE(report.ok()) << "seed " << seed << "\n" << explain(report);
            total += report;
        }
    }
    EXPECT_GE(solved, 50);
    EXPECT_GT(total.restricted, 20U);
}

TEST(ReplayTest, NothingFiresOnTheSolutionsOfOurSets) {
    // Goal: the shipped sets' stored solutions are right and nothing fires on them.
    const std::filesystem::path sets = "puzzles/sets";
    int checked = 0;
    for (const auto& file : std::filesystem::directory_iterator(sets)) {
        for (const puzzles::Entry& entry : puzzles::read_path(file.path().string()).entries) {
            if (!entry.usable()) {
                continue;
            }
            for (const auto& stored : entry.level.solutions) {
                const Report report = check_solution(entry.level, stored.lurd);
                ++checked;
                EXPECT_TRUE(report.ok()) << file.path() << " " << entry.level.title << "\n"
                                         << explain(report);
            }
        }
    }
    EXPECT_GE(checked, 24);
}

// What fires, each name once, if the pushes are played on the level as if they solved it.
std::set<std::string> fired(const puzzles::Level& level, const std::vector<std::string>& pushes) {
    const auto board = board::Board::make(level);
    EXPECT_TRUE(board.has_value());
    LineOfPlay line;
    state::State state{board->box_set(), board->player()};
    line.states.push_back(state);
    for (const std::string& push : pushes) {  // "row column letter"
        std::istringstream text(push);
        int row = 0;
        int column = 0;
        char letter = 0;
        text >> row >> column >> letter;
        moves::Step step;
        for (board::Square square = 0; square < board->square_count(); ++square) {
            if (board->where(square).row == row && board->where(square).column == column) {
                step.from = square;
            }
        }
        const auto direction = static_cast<board::Direction>(std::string_view("URDL").find(letter));
        step.side = board::opposite(direction);
        step.to = board->neighbour(step.from, direction);
        moves::apply(*board, step, moves::Side::forward, state);
        state.player = state::normalised_player(*board, state.boxes, state.player);
        line.pushes.push_back(step);
        line.states.push_back(state);
    }
    std::set<std::string> names;
    for (const Finding& finding : check_line(*board, line).findings) {
        names.insert(finding.detector);
    }
    return names;
}

TEST(ReplayTest, TheCheckItselfCanFail) {
    // Goal: the check sees what fires and what overestimates. Method: fatal pushes handed to it as
    // if they were part of a solution.
    const puzzles::Level freeze = support::level_from(
        {"########", "#      #", "# $$   #", "#@    .#", "#     .#", "########"});
    const std::set<std::string> frozen = fired(freeze, {"2 3 U", "2 2 U"});
    EXPECT_TRUE(frozen.contains("freeze"));
    EXPECT_TRUE(frozen.contains("settled boxes"));
    EXPECT_TRUE(frozen.contains("live squares"));
    EXPECT_TRUE(frozen.contains("bound"));
    EXPECT_TRUE(frozen.contains("expander"));
    EXPECT_TRUE(frozen.contains("hopeless push alone"));
    const puzzles::Level pair = support::level_from(
        {"########", "#..    #", "# $$   #", "#@     #", "#      #", "########"});
    const std::set<std::string> two = fired(pair, {"2 3 U", "1 3 R"});
    EXPECT_FALSE(two.empty());
    EXPECT_NE(check_solution(freeze, "rrr").problem, "");
    EXPECT_NE(check_solution(freeze, "").problem, "");
}

TEST(ReplayTest, ThePictureIsThePosition) {
    // Goal: a finding can be read. Method: the start, drawn.
    const puzzles::Level level = support::level_from({"#######", "#@ $. #", "#  *+ #"});
    const puzzles::Level good =
        support::level_from({"#######", "#@ $. #", "#  $. #", "#     #", "#######"});
    const auto board = board::Board::make(good);
    ASSERT_TRUE(board.has_value());
    EXPECT_NE(picture_of(*board, {board->box_set(), board->player()}).find("#@ $. #"),
              std::string::npos);
    EXPECT_FALSE(board::Board::make(level).has_value());
}

}  // namespace
}  // namespace kura::replay
