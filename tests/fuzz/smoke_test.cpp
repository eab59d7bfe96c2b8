// The fuzzers' checks on mutations of good and odd files: the same bytes in every run.
#include "tests/fuzz/checks.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace kura::fuzz {
namespace {

std::string file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> paragraphs(const std::string& text) {
    std::vector<std::string> found;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find("\n\n", begin), text.size());
        found.push_back(text.substr(begin, end - begin) + "\n\n");
        begin = end + 2;
    }
    return found;
}

// Changes that parsers find hard: bytes of the grammar put anywhere, pieces cut out or doubled.
class Mutator {
  public:
    explicit Mutator(unsigned seed) : random_(seed) {}

    std::size_t below(std::size_t bound) { return bound == 0 ? 0 : random_() % bound; }

    const std::string& pick(const std::vector<std::string>& from) {
        return from[below(from.size())];
    }

    void mutate(std::string& text) {
        static const std::vector<std::string> tokens{"#",
                                                     "@",
                                                     "$",
                                                     ".",
                                                     "*",
                                                     "+",
                                                     "|",
                                                     "(",
                                                     ")",
                                                     "0",
                                                     "99999999",
                                                     "\t",
                                                     "\n",
                                                     "\n\n",
                                                     "\r",
                                                     ";",
                                                     "::",
                                                     ":",
                                                     "Title: x",
                                                     "\xE9",
                                                     "\xC3",
                                                     "\xEF\xBB\xBF",
                                                     "<",
                                                     ">",
                                                     "<L>",
                                                     "</L>",
                                                     "<Level>",
                                                     "&#0;",
                                                     "&#x",
                                                     "Comment:",
                                                     "-",
                                                     "l",
                                                     "Comment-End:",
                                                     "\nSolution\n",
                                                     "\nSnapshot 1\n",
                                                     "U",
                                                     "/>",
                                                     "\"",
                                                     "<![CDATA[",
                                                     " "};
        const std::size_t at = below(text.size() + 1);
        const std::size_t length = below(20);
        switch (below(5)) {
            case 0:
                text.erase(at, length);
                break;
            case 1:
                text.insert(at, text.substr(below(text.size() + 1), length));
                break;
            case 2:
                if (at < text.size()) {
                    text[at] = static_cast<char>(below(256));
                }
                break;
            default:
                text.insert(at, pick(tokens));
        }
    }

  private:
    std::mt19937 random_;
};

using Check = void (*)(std::string_view);

void attack(const std::vector<std::string>& seeds, Check check, unsigned seed, int rounds) {
    Mutator mutator(seed);
    for (int round = 0; round < rounds; ++round) {
        std::string text = mutator.pick(seeds);
        for (std::size_t joined = mutator.below(3); joined > 0; --joined) {
            text += mutator.pick(seeds);
        }
        for (std::size_t changes = 1 + mutator.below(6); changes > 0; --changes) {
            mutator.mutate(text);
        }
        check(text);
    }
}

TEST(FuzzSmokeTest, Text) {
    // Goal: 5,000 damaged puzzle files; check_reader() aborts on any broken promise.
    const std::vector<std::string> seeds = paragraphs(file("puzzles/sets/odd.sok"));
    ASSERT_GT(seeds.size(), 20U);
    attack(seeds, check_reader, 1, 5000);
}

TEST(FuzzSmokeTest, Xml) {
    // Goal: the same for XML, whose reader starts at "<".
    const std::string level =
        "<Level Id=\"a &amp; b\" Copyright='c'>\n<L>#####</L><L>#@$.#</L>\n<L>#####</L></Level>\n";
    attack({"<SokobanLevels><Title>t</Title><LevelCollection Copyright=\"x\">\n" + level,
            "<?xml version=\"1.0\"?><!-- c -->\n" + level + level, "<a/>" + level,
            "<Level><L><![CDATA[####]]></L><L>&#35;@$.#</L></Level>"},
           check_reader, 2, 5000);
}

TEST(FuzzSmokeTest, RunLengths) {
    // Goal: the same for counts and groups.
    attack({"3#-2(#.)", "2(3(#-)#)|12#", "9(9(9(9#)))", "4#|#-#|4#"}, check_run_lengths, 3, 20000);
}

TEST(FuzzSmokeTest, Moves) {
    // Goal: the same for moves and their replay, on the built-in board and on others.
    attack({"rRRRlllldrRRR", "2r3R(lu)d", "R\n#####\n#@$.#\n#####\n", "ddrruUlL",
            "rrdL\n#######\n#  @  #\n# . $ #\n#     #\n#######\n"},
           check_moves, 4, 10000);
}

TEST(FuzzSmokeTest, PastFindings) {
    // Goal: what a fuzzer once broke a promise with, kept in tests/fuzz/seeds/<fuzzer>/, holds.
    int checked = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("tests/fuzz/seeds")) {
        if (!entry.is_regular_file()) {
            continue;
        }
        const std::string fuzzer = entry.path().parent_path().filename().string();
        const Check check = fuzzer == "run_lengths" ? check_run_lengths
                            : fuzzer == "moves"     ? check_moves
                                                    : check_reader;
        check(file(entry.path().string()));
        ++checked;
    }
    EXPECT_GT(checked, 0);
}

}  // namespace
}  // namespace kura::fuzz
