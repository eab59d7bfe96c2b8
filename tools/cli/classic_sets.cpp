#include "tools/cli/classic_sets.hpp"

#include "puzzles/format/reader.hpp"
#include "puzzles/format/writer.hpp"
#include "puzzles/verify/verify.hpp"
#include "tools/cli/output_file.hpp"

#include <array>
#include <cctype>
#include <charconv>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace kura::cli {

namespace fs = std::filesystem;

namespace {

struct ClassicSet {
    std::string_view maps;  // how the package calls its files
    std::string_view name;
    std::string_view collection;
    std::string_view author;
};

constexpr std::string_view kSkinner = "David W. Skinner";
constexpr std::string_view kGrigorusha = "GRIGoRusha";

// From the package's own README: who made what.
constexpr std::array<ClassicSet, 14> kSets = {{
    {"xsokoban", "xsokoban", "XSokoban", ""},
    {"microban01_", "microban", "Microban", kSkinner},
    {"microban02_", "microban2", "Microban II", kSkinner},
    {"sasquatch01_", "sasquatch", "Sasquatch", kSkinner},
    {"sasquatch02_", "sasquatch2", "Sasquatch II", kSkinner},
    {"sasquatch03_", "sasquatch3", "Sasquatch III", kSkinner},
    {"sasquatch04_", "sasquatch4", "Sasquatch IV", kSkinner},
    {"sasquatch05_", "sasquatch5", "Sasquatch V", kSkinner},
    {"sasquatch06_", "sasquatch6", "Sasquatch VI", kSkinner},
    {"sasquatch07_", "sasquatch7", "Sasquatch VII", kSkinner},
    {"sasquatch08_", "sasquatch8", "Sasquatch VIII", kSkinner},
    {"sasquatch09_", "sasquatch9", "Sasquatch IX", kSkinner},
    {"gri", "grigorusha", "GRIGoRusha", kGrigorusha},
    {"grigrspecial", "grigorusha-special", "GRIGoRusha Special", kGrigorusha},
}};

constexpr std::size_t kSolutionBytesMax = std::size_t{1} << 20;

// By the name of the series, then by number: the natural order, whatever the number of digits.
using Series = std::map<std::string, std::map<int, fs::path>>;

Series find_maps(const fs::path& folder, std::error_code& error) {
    Series series;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const std::string stem = entry.path().stem().string();
        std::size_t digits = stem.size();
        while (digits > 0 && std::isdigit(static_cast<unsigned char>(stem[digits - 1])) != 0) {
            --digits;
        }
        int number = 0;
        const auto parsed =
            std::from_chars(stem.data() + digits, stem.data() + stem.size(), number);
        if (entry.path().extension() == ".sok" && parsed.ec == std::errc()) {
            series[stem.substr(0, digits)][number] = entry.path();
        }
    }
    return series;
}

std::string known_solution(fs::path map, const puzzles::Level& level) {
    std::ifstream file(map.replace_extension(".sol"), std::ios::binary);
    std::string text;
    char c = 0;
    while (text.size() < kSolutionBytesMax && file.get(c)) {
        text += c;
    }
    const puzzles::Verification check = puzzles::verify(level, text);
    return check.solved ? check.canonical : "";
}

// Titles in the package are absent, or the number, or the number and a name, or a name.
std::string title_of(const std::string& given, const ClassicSet& set, int number) {
    if (given.empty()) {
        return std::string(set.collection) + " " + std::to_string(number);
    }
    const bool numbered = std::isdigit(static_cast<unsigned char>(given.front())) != 0;
    return numbered ? std::string(set.collection) + " " + given : given;
}

std::optional<puzzles::Level> read_map(const fs::path& map, const ClassicSet& set, int number) {
    puzzles::ReadResult read = puzzles::read_path(map.string());
    // A puzzle beyond our limits stays in, so that those after it keep their numbers.
    if (read.entries.size() != 1 || read.entries.front().level.rows.empty()) {
        return std::nullopt;
    }
    puzzles::Level level = std::move(read.entries.front().level);
    level.title = title_of(level.title, set, number);
    if (level.author.empty()) {
        level.author = set.author;
    }
    if (std::string solution = known_solution(map, level); !solution.empty()) {
        level.solutions.push_back({"Solution", std::move(solution)});
    }
    return level;
}

}  // namespace

base::Result<std::vector<AssembledSet>> assemble_sets(const fs::path& maps, const fs::path& sets,
                                                      Console& console) {
    std::error_code error;
    const Series series = find_maps(maps, error);
    fs::create_directories(sets, error);
    std::vector<AssembledSet> assembled;
    for (const ClassicSet& set : kSets) {
        const auto found = series.find(std::string(set.maps));
        if (found == series.end()) {
            continue;
        }
        AssembledSet summary{std::string(set.name), 0, 0};
        std::vector<puzzles::Level> levels;
        for (const auto& [number, map] : found->second) {
            auto level = read_map(map, set, number);
            if (!level) {
                console.note("left out, no single puzzle: " + map.filename().string());
                continue;
            }
            ++summary.puzzles;
            summary.solutions += level->solutions.empty() ? 0 : 1;
            levels.push_back(*std::move(level));
        }
        const std::string text =
            puzzles::write_levels(levels, {puzzles::FileFormat::sok, std::string(set.collection)});
        const fs::path target = sets / (summary.name + ".sok");
        if (const auto failed = write_output(target.string(), text, console)) {
            return tl::unexpected(*failed);
        }
        assembled.push_back(std::move(summary));
    }
    if (assembled.empty()) {
        return base::fail(base::ErrorCode::bad_input, "no known maps in " + maps.string());
    }
    return assembled;
}

}  // namespace kura::cli
