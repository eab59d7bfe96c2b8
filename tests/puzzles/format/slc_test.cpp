// SLC: the XML of puzzle collections.
#include "puzzles/format/reader.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kura::puzzles {
namespace {

const std::string kHead =
    "<?xml version=\"1.0\"?>\n<!DOCTYPE SokobanLevels SYSTEM \"x.dtd\">\n<SokobanLevels>\n"
    "<Title>The &lt;set&gt;</Title>\n<!-- <Level> -->\n<LevelCollection Copyright=\"A &amp; B\">\n";

TEST(SlcTest, LevelsAndTheirAttributes) {
    // Goal: rows, titles, authors, entities, attribute quotes, upper and lower case tags.
    const ReadResult result = read_text(kHead +
                                            "<Level Id='It&apos;s > one' Width=\"5\">\n"
                                            "  <L>#####</L>\n  <L>#@$.#</L>\n  <L>#####</L>\n"
                                            "</Level>\n"
                                            "<level ID=\"two\" copyright=\"C\"><l>#####</l><L/>"
                                            "<L>#####</L><L>#.$@#</L><L><![CDATA[#####]]></L>"
                                            "</level></LevelCollection></SokobanLevels>",
                                        "t.slc");
    EXPECT_TRUE(result.problems.empty());
    EXPECT_EQ(result.collection, "The <set>");
    ASSERT_EQ(result.entries.size(), 2U);
    const Level& one = result.entries[0].level;
    EXPECT_EQ(one.title, "It's > one");
    EXPECT_EQ(one.author, "A & B");
    EXPECT_EQ(one.rows, (std::vector<std::string>{"#####", "#@$.#", "#####"}));
    EXPECT_EQ(one.line, 8);
    const Level& two = result.entries[1].level;
    EXPECT_EQ(two.title, "two");
    EXPECT_EQ(two.author, "C");
    EXPECT_EQ(two.rows, (std::vector<std::string>{"#####", "", "#####", "#.$@#", "#####"}));
    EXPECT_TRUE(result.entries[1].usable());
}

TEST(SlcTest, PlacesAreThoseOfTheFile) {
    // Goal: a finding has the line and column of the square inside its <L>.
    const ReadResult result = read_text(
        "<SokobanLevels>\n <Level Id='x'>\n  <L>#####</L>\n  <L>#@@$#</L>\n  <L>#####</L>\n"
        " </Level>\n <Level></Level>\n <Level Id='y'><L>#####</L><L>#@$.#</L><L>#####</L></Level>\n"
        "</SokobanLevels>\n",
        "t");
    ASSERT_EQ(result.entries.size(), 3U);
    ASSERT_FALSE(result.entries[0].usable());
    EXPECT_EQ(result.entries[0].diagnoses[0].code, DiagnosisCode::two_players);
    EXPECT_EQ(result.entries[0].diagnoses[0].line, 4);
    EXPECT_EQ(result.entries[0].diagnoses[0].column, 8);
    EXPECT_EQ(result.entries[1].diagnoses[0].code, DiagnosisCode::no_player);
    EXPECT_EQ(result.entries[1].diagnoses[0].line, 7);
    EXPECT_TRUE(result.entries[2].usable());
}

TEST(SlcTest, BrokenXmlKeepsWhatCameBefore) {
    // Goal: one named problem with its place; the levels before it stay.
    const std::string good = "<Level><L>#####</L><L>#@$.#</L><L>#####</L></Level>\n";
    for (const char* broken : {"<Level Id=\"x>\n", "<!-- no end", "<", "<a <b>"}) {
        const ReadResult result = read_text("<S>\n" + good + ' ' + broken, "t");
        EXPECT_EQ(result.entries.size(), 1U) << broken;
        ASSERT_EQ(result.problems.size(), 1U) << broken;
        EXPECT_EQ(result.problems[0].diagnosis.code, DiagnosisCode::bad_xml);
        EXPECT_EQ(result.problems[0].diagnosis.line, 3);
        EXPECT_EQ(result.problems[0].diagnosis.column, 2);
    }
    const ReadResult empty = read_text("<html></html>", "t");
    ASSERT_EQ(empty.problems.size(), 1U);
    EXPECT_EQ(empty.problems[0].diagnosis.code, DiagnosisCode::no_puzzles);
}

}  // namespace
}  // namespace kura::puzzles
