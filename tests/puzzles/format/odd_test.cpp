// puzzles/sets/odd.sok: every diagnosis a puzzle can have, at its place.
#include "puzzles/format/reader.hpp"
#include "puzzles/verify/verify.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace kura::puzzles {
namespace {

struct Place {
    std::string_view name;
    int line;
    int column;
};

ReadResult odd() {
    return read_path("puzzles/sets/odd.sok");
}

TEST(OddTest, EveryDiagnosisAtItsPlace) {
    // Goal: names, lines and columns of all findings in file order, against a list made by hand.
    const std::vector<Place> wanted{
        {"no_player", 14, 1},        {"two_players", 21, 4},     {"open_border", 27, 7},
        {"no_boxes", 47, 1},         {"count_mismatch", 52, 1},  {"count_mismatch", 57, 1},
        {"bad_run_length", 68, 13},  {"bad_run_length", 71, 10}, {"bad_run_length", 74, 2},
        {"bad_character", 78, 3},    {"too_large", 82, 65},      {"too_large", 87, 7},
        {"too_many_boxes", 90, 3},   {"already_solved", 93, 1},  {"decoration", 98, 1},
        {"tab_in_board", 107, 5},    {"bad_moves", 118, 4},      {"bad_moves", 127, 3},
        {"unclosed_comment", 146, 1}};
    std::vector<Place> found;
    for (const Entry& entry : odd().entries) {
        for (const Diagnosis& d : entry.diagnoses) {
            found.push_back({name(d.code), d.line, d.column});
        }
    }
    ASSERT_EQ(found.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        EXPECT_EQ(found[i].name, wanted[i].name) << i;
        EXPECT_EQ(found[i].line, wanted[i].line) << wanted[i].name;
        EXPECT_EQ(found[i].column, wanted[i].column) << wanted[i].name;
    }
}

TEST(OddTest, TitlesSayWhatIsFound) {
    // Goal: each title starts with the name of its one finding, or with "good".
    for (const Entry& entry : odd().entries) {
        const std::string& title = entry.level.title;
        const std::string first = title.substr(0, title.find(':'));
        ASSERT_LE(entry.diagnoses.size(), 1U) << title;
        EXPECT_EQ(first, entry.diagnoses.empty() ? "good" : name(entry.diagnoses[0].code));
        EXPECT_FALSE(entry.level.author.empty());
    }
}

TEST(OddTest, EveryCodeOfAPuzzleOccurs) {
    // Goal: a new code needs an example in the file.
    std::set<DiagnosisCode> found;
    for (const Entry& entry : odd().entries) {
        for (const Diagnosis& d : entry.diagnoses) {
            found.insert(d.code);
        }
    }
    EXPECT_EQ(found.size(), static_cast<std::size_t>(DiagnosisCode::unclosed_comment) + 1);
}

TEST(OddTest, StoredSolutionsOfGoodPuzzlesReplay) {
    // Goal: what stands beside the odd puzzles was read right: it solves them.
    int solutions = 0;
    for (const Entry& entry : odd().entries) {
        for (const StoredMoves& stored : entry.level.solutions) {
            const Verification v = verify(entry.level, stored.lurd);
            EXPECT_TRUE(v.solved) << entry.level.title << ": " << v.error;
            ++solutions;
        }
    }
    EXPECT_EQ(solutions, 7);
}

}  // namespace
}  // namespace kura::puzzles
