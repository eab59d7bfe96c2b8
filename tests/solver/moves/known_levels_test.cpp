#include "tests/support/levels.hpp"
#include "tests/support/naive.hpp"

#include <gtest/gtest.h>

namespace kura::support {
namespace {

TEST(KnownLevelsTest, FiguresAreWhatTheNaiveSearchFinds) {
    // Goal: the collection says the truth about itself. Method: exhaustive naive search.
    for (const KnownLevel& known : known_levels()) {
        const NaiveSearch search = naive_search(known.level, true);
        EXPECT_EQ(search.pushes, known.pushes) << known.name;
        EXPECT_TRUE(search.complete) << known.name;
    }
}

TEST(RandomLevelTest, SameSeedSameLevel) {
    // Goal: a failing seed can be run again.
    const RandomLevelOptions options{.rows = 9, .columns = 9, .boxes = 4, .seed = 77};
    EXPECT_EQ(random_level(options).rows, random_level(options).rows);
    RandomLevelOptions other = options;
    other.seed = 78;
    EXPECT_NE(random_level(options).rows, random_level(other).rows);
}

TEST(NaiveTest, BackwardSearchReachesTheStartExactlyIfForwardReachesTheGoal) {
    // Goal: the two naive searches agree with each other, so both can serve as judges. Method: on
    // every known level, the start is among the states pulled from the goals exactly if a solution
    // is known.
    int solvable = 0;
    for (const KnownLevel& known : known_levels()) {
        const NaiveSearch backward = naive_backward(known.level);
        EXPECT_TRUE(backward.complete) << known.name;
        EXPECT_EQ(backward.reached_start, known.pushes.has_value()) << known.name;
        solvable += known.pushes ? 1 : 0;
    }
    EXPECT_GE(solvable, 15);
}

}  // namespace
}  // namespace kura::support
