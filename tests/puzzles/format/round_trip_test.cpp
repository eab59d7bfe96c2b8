// Reading what was written gives the same levels, in every format.
#include "puzzles/format/reader.hpp"
#include "puzzles/format/writer.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace kura::puzzles {
namespace {

// Random levels as a reader can produce them: good and bad boards, empty rows, every other part
// there or not.
class Maker {
  public:
    explicit Maker(unsigned seed) : random_(seed) {}

    std::vector<Level> levels() {
        std::vector<Level> made(1 + below(5));
        for (Level& level : made) {
            level = one();
        }
        return made;
    }

  private:
    unsigned below(unsigned bound) { return static_cast<unsigned>(random_() % bound); }

    std::string word() {
        static const std::vector<std::string> words{
            "bob",         "dull",     "Level", "3",     "#",     "# #", "####",    "a: b",
            "Caf\xC3\xA9", "lurd",     "<L>",   "&amp;", "\"q\"", "; x", ":: y",    "-",
            "1-2",         "Solution", "@$.",   "Title", "|",     "(",   "http://x"};
        return words[below(static_cast<unsigned>(words.size()))];
    }

    std::string text() {
        std::string out = "T" + std::to_string(below(100));
        for (unsigned i = below(4); i > 0; --i) {
            out += ' ' + word();
        }
        return below(2) == 0 ? word() + ' ' + out : out;
    }

    std::string moves() {
        std::string out;
        for (unsigned i = 1 + below(40); i > 0; --i) {
            out.append(1 + below(6), "lurdLURD"[below(8)]);
        }
        return out;
    }

    Level one() {
        Level level;
        board(level);
        if (below(4) != 0) {
            level.title = text();
        }
        if (below(2) == 0) {
            level.author = text();
        }
        for (unsigned i = below(3); i > 0; --i) {
            level.fields.emplace_back(i == 1 ? "t" : "Key-2", below(3) == 0 ? "" : text());
        }
        for (unsigned i = below(2) * (1 + below(4)); i > 0; --i) {
            static const std::vector<std::string> tails{"",
                                                        "\n\n#####\n#@$.#\n#####\n\n  x",
                                                        "\n Comment-End:",
                                                        "\n> > comment: x",
                                                        "\n>Comment",
                                                        "\nSolution\nlurd",
                                                        "\n> x",
                                                        "\nTitle: x"};
            level.comment += (level.comment.empty() ? "" : "\n") + text() + tails[below(8)];
        }
        for (unsigned i = below(3); i > 0; --i) {
            level.solutions.push_back({i == 1 ? "Solution" : "Solution 12/3", moves()});
        }
        for (unsigned i = below(3); i > 0; --i) {
            level.snapshots.push_back({"Snapshot " + std::to_string(i), moves()});
        }
        return level;
    }

    void board(Level& level) {
        const unsigned height = 3 + below(8);
        const unsigned width = 3 + below(12);
        for (unsigned row = 0; row < height; ++row) {
            std::string text;
            for (unsigned column = 0; column < width; ++column) {
                text += below(3) == 0 ? '#' : "  $.*"[below(5)];
            }
            if (below(6) == 0 && row > 0 && row + 1 < height) {
                text.clear();
            }
            level.rows.push_back(text);
        }
        level.rows[1] = "# @" + level.rows[1];
        level.rows.front()[0] = below(8) == 0 ? '*' : '#';
        level.rows.back()[0] = '#';
        for (std::string& row : level.rows) {
            row.erase(row.find_last_not_of(' ') + 1);
        }
    }

    std::mt19937 random_;
};

void expect_same(const Level& read, const Level& written, FileFormat format) {
    EXPECT_EQ(read.rows, written.rows);
    EXPECT_EQ(read.title, written.title);
    if (format == FileFormat::xsb) {
        return;
    }
    EXPECT_EQ(read.author, written.author);
    if (format == FileFormat::slc) {
        return;
    }
    EXPECT_EQ(read.fields, written.fields);
    EXPECT_EQ(read.comment, written.comment);
    ASSERT_EQ(read.solutions.size(), written.solutions.size());
    ASSERT_EQ(read.snapshots.size(), written.snapshots.size());
    for (std::size_t i = 0; i < read.solutions.size(); ++i) {
        EXPECT_EQ(read.solutions[i].name, written.solutions[i].name);
        EXPECT_EQ(read.solutions[i].lurd, written.solutions[i].lurd);
    }
    for (std::size_t i = 0; i < read.snapshots.size(); ++i) {
        EXPECT_EQ(read.snapshots[i].name, written.snapshots[i].name);
        EXPECT_EQ(read.snapshots[i].lurd, written.snapshots[i].lurd);
    }
}

class RoundTrip : public testing::TestWithParam<FileFormat> {};

TEST_P(RoundTrip, RandomLevelsComeBack) {
    // Goal: the property of this file, on 500 files of random levels, fixed seed.
    Maker maker(20);
    for (int round = 0; round < 500 && !HasFailure(); ++round) {
        const std::vector<Level> levels = maker.levels();
        const std::string text =
            write_levels(levels, {.format = GetParam(), .collection = round % 2 == 0 ? "C" : ""});
        const ReadResult result = read_text(text, "t");
        ASSERT_EQ(result.entries.size(), levels.size()) << text;
        EXPECT_TRUE(result.problems.empty());
        for (std::size_t i = 0; i < levels.size(); ++i) {
            expect_same(result.entries[i].level, levels[i], GetParam());
        }
        if (GetParam() != FileFormat::xsb) {
            EXPECT_EQ(result.collection, round % 2 == 0 ? "C" : "");
        }
        EXPECT_FALSE(HasFailure()) << text;
    }
}

TEST_P(RoundTrip, OddFileComesBack) {
    // Goal: the same for a file made by hand, those puzzles of it that have rows.
    std::vector<Level> levels;
    for (const Entry& entry : read_path("puzzles/sets/odd.sok").entries) {
        if (!entry.level.rows.empty()) {
            levels.push_back(entry.level);
        }
    }
    ASSERT_GT(levels.size(), 15U);
    const ReadResult result =
        read_text(write_levels(levels, {.format = GetParam(), .collection = "x"}), "t");
    ASSERT_EQ(result.entries.size(), levels.size());
    for (std::size_t i = 0; i < levels.size(); ++i) {
        expect_same(result.entries[i].level, levels[i], GetParam());
    }
}

TEST_P(RoundTrip, TextsLikeOtherLinesComeBack) {
    // Goal: what a level says may look like a row, a key, a header of moves or the end of a
    // comment. Method: each such text is read, written and read again; nothing may change.
    const std::string board = "#####\n#@$.#\n#####\n";
    const std::vector<std::string> texts{
        board + "t: #   #\n",
        board + "a-1: | 3#\n",
        board + "\nnote\nt: #  #\n\n" + board + "Title: b\nb: ###\n",
        board + "Title: \x01\nTitle: b\nTitle: \x01\nAuthor: c\nAuthor: \x01\n",
        board + "Comment: a\n> Comment-End:\n> > Comment: b\n>\x01Comment\n> x\nComment-End:\n",
        board + "Comment:\n\n \x01 Comment-End:\n>Comment\n\nlast\n\nComment-End:\n",
        board + "Solution::\nR\nSolution: \x01:\nR\nSolution:\x01ll:\nR\nSnapshot a: b\nR\n",
        board + "Saved game: R\nSolution " + std::string(490, 'x') + ":lurd llll later\nR\n",
        "Collection: a\nAuthor: b\n\n" + board + "Collection: c\n\n" + board,
        board + "Long: " + std::string(kValueBytesMax + 10, 'x') + "\n"};
    for (const std::string& text : texts) {
        const ReadResult first = read_text(text, "t");
        std::vector<Level> levels;
        for (const Entry& entry : first.entries) {
            levels.push_back(entry.level);
        }
        ASSERT_FALSE(levels.empty()) << text;
        const std::string written =
            write_levels(levels, {.format = GetParam(), .collection = first.collection});
        const ReadResult again = read_text(written, "t");
        ASSERT_EQ(again.entries.size(), levels.size()) << written;
        for (std::size_t i = 0; i < levels.size(); ++i) {
            expect_same(again.entries[i].level, levels[i], GetParam());
        }
        EXPECT_FALSE(HasFailure()) << text << "\nwritten:\n" << written;
    }
}

std::string format_name(const testing::TestParamInfo<FileFormat>& format) {
    static const std::vector<std::string> names{"sok", "rle", "xsb", "slc"};
    return names[static_cast<std::size_t>(format.param)];
}

INSTANTIATE_TEST_SUITE_P(Formats, RoundTrip,
                         testing::Values(FileFormat::sok, FileFormat::rle, FileFormat::xsb,
                                         FileFormat::slc),
                         format_name);

TEST(WriterTest, CanonicalText) {
    // Goal: the exact bytes of a small file, as documented.
    Level level;
    level.rows = {"#####", "#@$.#", "#####", "", "##"};
    level.title = "one";
    level.comment = "c\nComment-End: quoted";
    level.fields = {{"Date", "today"}, {"not a key", "x"}, {"Comment", "x"}};
    level.solutions = {{"", "R"}, {"Snapshot", "RRRR"}, {"Solution", ""}};
    EXPECT_EQ(write_levels({level}, {}),
              "#####\n#@$.#\n#####\n-\n##\nTitle: one\nDate: today\nComment:\nc\n"
              "> Comment-End: quoted\nComment-End:\nSolution\nR\nSolution\nRRRR\n\n");
    EXPECT_EQ(write_levels({level}, {.format = FileFormat::xsb}),
              "; one\n#####\n#@$.#\n#####\n-\n##\n\n");
    EXPECT_EQ(write_board_rle(level), "5#|#@$.#|5#|-|##");
}

}  // namespace
}  // namespace kura::puzzles
