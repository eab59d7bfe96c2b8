#include "tools/report/base64.hpp"

#include "tests/tools/report/base64_reader.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kura::report {
namespace {

TEST(Base64Test, WritesTheExamplesOfTheStandard) {
    // Goal: every length of the last group. Method: the examples of RFC 4648, section 10.
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foo"), "Zm9v");
    EXPECT_EQ(base64("foob"), "Zm9vYg==");
    EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

TEST(Base64Test, KeepsEveryByte) {
    // Goal: bytes above 127 are not widened with their sign. Method: all bytes, and back.
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte) {
        bytes += static_cast<char>(byte);
    }
    EXPECT_EQ(from_base64(base64(bytes)), bytes);
}

}  // namespace
}  // namespace kura::report
