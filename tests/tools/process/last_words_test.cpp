// Goal: of all that a program printed, the line that says why it ended.
// Method: outputs as apt, nodes and others print them.
#include "tools/process/last_words.hpp"

#include <gtest/gtest.h>

namespace kura::process {
namespace {

TEST(LastWordsTest, TheLastLineThatSaysAnything) {
    EXPECT_EQ(last_words("first\nlast"), "last");
    EXPECT_EQ(last_words("first\nlast\r\n\n\r\n"), "last");
    EXPECT_EQ(last_words(""), "");
    EXPECT_EQ(last_words("\n\n"), "");
}

TEST(LastWordsTest, TheFirstLineThatIsMarkedAsAnError) {
    EXPECT_EQ(last_words("Reading\nE: no such package\nE: and so on\nbye\n"), "no such package");
}

TEST(LastWordsTest, AFileThatIsNotThereSaysNothing) {
    EXPECT_EQ(last_words_of_file("/nonexistent/log"), "");
}

}  // namespace
}  // namespace kura::process
