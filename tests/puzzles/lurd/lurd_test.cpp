#include "puzzles/lurd/lurd.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace kura::puzzles {
namespace {

TEST(LurdTest, AnyCaseCountsGroupsAndSpaces) {
    // Goal: everything files hold comes out as letters, case kept.
    EXPECT_EQ(parse_lurd("lurdLURD").lurd, "lurdLURD");
    EXPECT_EQ(parse_lurd(" 2l\r\n3(uR)\t2 D").lurd, "lluRuRuRDD");
    EXPECT_EQ(parse_lurd("").lurd, "");
    EXPECT_EQ(parse_lurd("").error, RleError::none);
}

TEST(LurdTest, ErrorsHaveTheirOffset) {
    // Goal: the first wrong character is pointed at, and nothing is returned beside the error.
    const Moves moves = parse_lurd("lluxr");
    EXPECT_EQ(moves.error, RleError::bad_character);
    EXPECT_EQ(moves.error_offset, 3U);
    EXPECT_EQ(moves.lurd, "");
    EXPECT_EQ(parse_lurd("l0u").error, RleError::bad_count);
    EXPECT_EQ(parse_lurd("l(u").error, RleError::bad_group);
    EXPECT_FALSE(explain_lurd_error(RleError::too_long).empty());
}

TEST(LurdTest, TheLimitIsExact) {
    // Goal: kMovesMax moves are read, one more is refused without expanding it.
    const std::string most = std::to_string(kMovesMax) + "l";
    EXPECT_EQ(parse_lurd(most).lurd.size(), kMovesMax);
    EXPECT_EQ(parse_lurd(most + "u").error, RleError::too_long);
    EXPECT_EQ(parse_lurd("99999999999999999999l").error, RleError::too_long);
}

TEST(LurdTest, LinesOfMovesAreTold) {
    // Goal: what counts as a line of moves; words of other letters, numbers and blanks do not.
    EXPECT_TRUE(looks_like_lurd("3l(uR)2d"));
    EXPECT_TRUE(looks_like_lurd(" ll uu "));
    EXPECT_FALSE(looks_like_lurd(""));
    EXPECT_FALSE(looks_like_lurd("12"));
    EXPECT_FALSE(looks_like_lurd("world"));
}

TEST(LurdTest, CompressedMovesAreReadBack) {
    // Goal: compress_lurd and parse_lurd are inverse; 1,000 random walks, fixed seed.
    std::mt19937 random(11);
    for (int round = 0; round < 1000; ++round) {
        std::string lurd;
        while (lurd.size() < 60) {
            lurd.append(1 + random() % 5, "lurdLURD"[random() % 8]);
        }
        EXPECT_EQ(parse_lurd(compress_lurd(lurd)).lurd, lurd);
    }
}

}  // namespace
}  // namespace kura::puzzles
