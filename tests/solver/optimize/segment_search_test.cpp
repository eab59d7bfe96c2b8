// Goal: a segment's search finds the best there is, keeps held boxes to their schedule, and ends
// where the path goes on. Method: whole paths with all boxes free against proved optima; every
// window of random paths, its answer put back into the path; a complete search that finds nothing
// against one with more boxes free that finds something only if allowed to.
#include "solver/optimize/segment_search.hpp"

#include "puzzles/verify/verify.hpp"
#include "tests/solver/optimize/optimize_testing.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace kura::optimize {
namespace {

using kura::testing::long_solutions;
using kura::testing::LongSolution;

constexpr std::size_t kPlentyBytes = std::size_t{1} << 30;
constexpr int kCount = 20;  // boards of a kind

struct Bench {
    explicit Bench(const LongSolution& given)
        : board(*board::Board::make(given.level)),
          freeze(board),
          path(*SolutionPath::from_lurd(board, puzzles::verify(given.level, given.lurd).canonical)),
          budget(kPlentyBytes),
          search(board, freeze, budget) {}

    SegmentAnswer run(const Window& window, Aim aim, std::uint64_t nodes_max = 1'000'000) {
        const Segment segment(board, path, window, aim != Aim::pushes_alone);
        return search.run(segment, aim, {nodes_max, nullptr});
    }
    [[nodiscard]] Window whole() const {
        Window window{0, path.size(), std::vector<Label>(board.boxes().size())};
        std::iota(window.free.begin(), window.free.end(), Label{0});
        return window;
    }

    board::Board board;
    deadlock::FreezeTest freeze;
    SolutionPath path;
    base::MemoryBudget budget;
    SegmentSearch search;
};

TEST(SegmentSearchTest, AllBoxesFreeGivesTheOptimum) {
    int improved = 0;
    for (const LongSolution& given : long_solutions(kCount, 8, 3, 10)) {
        Bench bench(given);
        for (const Aim aim : {Aim::pushes_alone, Aim::pushes_then_moves}) {
            const SegmentAnswer answer = bench.run(bench.whole(), aim);
            ASSERT_TRUE(answer.complete);
            const auto path =
                answer.pushes ? SolutionPath::make(bench.board, *answer.pushes) : bench.path;
            ASSERT_TRUE(path);
            EXPECT_EQ(path->size(), given.optimal_pushes);
            improved += path->size() < bench.path.size() ? 1 : 0;
        }
        const SegmentAnswer answer = bench.run(bench.whole(), Aim::moves_then_pushes);
        const int optimum = kura::testing::optimal_moves(given.level);
        if (answer.complete && optimum >= 0) {
            const auto path =
                answer.pushes ? SolutionPath::make(bench.board, *answer.pushes) : bench.path;
            ASSERT_TRUE(path);
            EXPECT_EQ(path->cost().moves, optimum);
        }
    }
    EXPECT_GE(improved, 20);
}

TEST(SegmentSearchTest, EveryWindowFitsBackIntoItsPath) {
    int improved = 0;
    for (const LongSolution& given : long_solutions(kCount, 9, 4, 14)) {
        Bench bench(given);
        const int size = bench.path.size();
        for (int begin = 0; begin < size; begin += 3) {
            for (int end = begin + 1; end <= size; end += 4) {
                const Window window{begin, end, {0, 2}};
                for (const Aim aim :
                     {Aim::pushes_alone, Aim::pushes_then_moves, Aim::moves_then_pushes}) {
                    const SegmentAnswer answer = bench.run(window, aim, 3000);
                    if (!answer.pushes) {
                        continue;
                    }
                    const auto path = bench.path.spliced(bench.board, begin, end, *answer.pushes);
                    ASSERT_TRUE(path);
                    const Objective objective =
                        aim == Aim::moves_then_pushes ? Objective::moves : Objective::pushes;
                    EXPECT_LT(path->cost().rank(objective), bench.path.cost().rank(objective));
                    ++improved;
                }
            }
        }
    }
    EXPECT_GE(improved, 50);
}

// The pushes of boxes that are not free stay as they are and in their order.
TEST(SegmentSearchTest, HeldBoxesKeepTheirSchedule) {
    int checked = 0;
    for (const LongSolution& given : long_solutions(kCount, 9, 4, 14)) {
        Bench bench(given);
        const Window window{0, bench.path.size(), {1}};
        const SegmentAnswer answer = bench.run(window, Aim::pushes_alone);
        if (!answer.pushes) {
            continue;
        }
        const auto path = SolutionPath::make(bench.board, *answer.pushes);
        ASSERT_TRUE(path);
        const auto held = [](const SolutionPath& of) {
            std::vector<moves::Step> pushes;
            for (int i = 0; i < of.size(); ++i) {
                if (of.label(i) != 1) {
                    pushes.push_back(of.push(i));
                }
            }
            return pushes;
        };
        EXPECT_EQ(held(*path), held(bench.path));
        ++checked;
    }
    EXPECT_GE(checked, 5);
}

TEST(SegmentSearchTest, LimitsEndASearchThatIsThenNotComplete) {
    Bench bench(long_solutions(1, 10, 4, 12).front());
    const SegmentAnswer few = bench.run(bench.whole(), Aim::pushes_then_moves, 3);
    EXPECT_FALSE(few.complete);
    EXPECT_LE(few.nodes, 3U);
    const Segment segment(bench.board, bench.path, bench.whole(), false);
    const SegmentAnswer stopped =
        bench.search.run(segment, Aim::pushes_alone, {1'000'000, [] { return true; }});
    EXPECT_FALSE(stopped.complete);
    EXPECT_EQ(stopped.nodes, 0U);
}

}  // namespace
}  // namespace kura::optimize
