#include "puzzles/rle/rle.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace kura::puzzles {
namespace {

Expansion expand_board(std::string_view text, std::size_t length_max = 100) {
    return expand(
        text, {.alphabet = "#-.", .skipped = " ", .length_max = length_max, .want_offsets = true});
}

TEST(RleTest, CountsAndGroupsExpand) {
    // Goal: the grammar, nested groups included; expected texts by hand.
    EXPECT_EQ(expand_board("").text, "");
    EXPECT_EQ(expand_board("#").text, "#");
    EXPECT_EQ(expand_board("3#-2(#.)").text, "###-#.#.");
    EXPECT_EQ(expand_board("2(3(#-)#)").text, "#-#-#-##-#-#-#");
    EXPECT_EQ(expand_board("(#)12-").text, "#------------");
    EXPECT_EQ(expand_board("5()#").text, "#");
    EXPECT_EQ(expand_board(" 2 # ").text, "##");
}

TEST(RleTest, OffsetsPointAtTheSource) {
    // Goal: each expanded character knows where it was written.
    const Expansion e = expand_board("2(#2-).");
    EXPECT_EQ(e.text, "#--#--.");
    EXPECT_EQ(e.offsets, (std::vector<int>{2, 4, 4, 2, 4, 4, 6}));
}

TEST(RleTest, ErrorsAreNamedAndPlaced) {
    // Goal: each error once, with the offset of its cause.
    struct Case {
        std::string_view text;
        RleError error;
        std::size_t offset;
    };
    for (const Case& c :
         {Case{"#x", RleError::bad_character, 1}, Case{"#0#", RleError::bad_count, 1},
          Case{"#12", RleError::bad_count, 1}, Case{"(3)", RleError::bad_count, 1},
          Case{"0(#)", RleError::bad_count, 0}, Case{"#)", RleError::bad_group, 1},
          Case{"#(#", RleError::bad_group, 1}, Case{"101#", RleError::too_long, 3},
          Case{"#99999999999999999999999#", RleError::too_long, 24},
          Case{"11(10#)", RleError::too_long, 6}}) {
        const Expansion e = expand_board(c.text);
        EXPECT_EQ(e.error, c.error) << c.text;
        EXPECT_EQ(e.error_offset, c.offset) << c.text;
    }
    EXPECT_EQ(expand_board(std::string(17, '(') + "#" + std::string(17, ')')).error,
              RleError::bad_group);
    EXPECT_EQ(expand_board(std::string(16, '(') + "#" + std::string(16, ')')).text, "#");
}

TEST(RleTest, NestedCountsNeverPassTheLimit) {
    // Goal: a short text that asks for 10^48 characters is refused at once.
    std::string bomb = "#";
    for (int i = 0; i < 16; ++i) {
        bomb.insert(0, "999(").push_back(')');
    }
    const Expansion e = expand_board(bomb, 1 << 20);
    EXPECT_EQ(e.error, RleError::too_long);
    EXPECT_LE(e.text.size(), std::size_t{1} << 20);
}

TEST(RleTest, CompressedTextExpandsToItself) {
    // Goal: expand is the inverse of compress; 2,000 random texts, fixed seed.
    std::mt19937 random(7);
    for (int round = 0; round < 2000; ++round) {
        std::string text(random() % 90, '#');
        for (char& c : text) {
            c = random() % 4 == 0 ? "#-."[random() % 3] : c;
        }
        const std::string packed = compress(text);
        EXPECT_LE(packed.size(), text.size());
        EXPECT_EQ(expand_board(packed).text, text);
    }
}

}  // namespace
}  // namespace kura::puzzles
