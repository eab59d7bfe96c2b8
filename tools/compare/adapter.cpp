#include "tools/compare/adapter.hpp"

#include "puzzles/format/reader.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <memory>
#include <utility>

namespace kura::compare {

namespace {

constexpr std::size_t kAdapterBytesMax = 64 * 1024;
constexpr std::int64_t kFigureMax = std::int64_t{1} << 50;
constexpr int kFilesMax = 64;  // looked at in a run's folder

const std::vector<std::string>& placeholders() {
    static const std::vector<std::string> names = {"puzzle_file", "folder", "seconds", "threads",
                                                   "memory_mb",   "seed",   "program"};
    return names;
}

struct BuiltIn {
    std::string_view name;
    std::string_view text;
};

// Both write what they solved into .sok files of the folder they are told of or run in.
constexpr std::array<BuiltIn, 2> kBuiltIn = {{
    {"festival",
     "command = {program} {puzzle_file} -time {seconds} -cores {threads} -out_dir {folder}\n"
     "read = sok\n"},
    {"yass",
     "command = {program} {puzzle_file} -maxtime {seconds} -prompt no\n"
     "read = sok\n"},
}};

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r");
    const std::size_t end = text.find_last_not_of(" \t\r");
    return begin == std::string_view::npos ? "" : text.substr(begin, end - begin + 1);
}

RE2::Options pattern_options() {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_encoding(RE2::Options::EncodingLatin1);  // any bytes
    return options;
}

// Also the matching of ^ and $ at line ends, which is a flag inside the pattern.
std::unique_ptr<RE2> compile(const std::string& pattern) {
    return std::make_unique<RE2>("(?m:" + pattern + ")", pattern_options());
}

using Lines = std::map<std::string, std::string, std::less<>>;

base::Result<Lines> lines_of(std::string_view text) {
    static constexpr std::array<std::string_view, 10> kKeys = {
        "name",       "command",  "program",   "read",      "solution",
        "unsolvable", "expanded", "generated", "memory_kb", "version"};
    Lines lines;
    for (int number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == '#') {
            continue;
        }
        const auto refuse = [&](const std::string& why) {
            return base::fail(base::ErrorCode::bad_input,
                              "line " + std::to_string(number) + ": " + why);
        };
        const std::size_t equals = line.find('=');
        if (equals == std::string_view::npos) {
            return refuse("want 'key = value'");
        }
        const std::string key(trimmed(line.substr(0, equals)));
        if (std::find(kKeys.begin(), kKeys.end(), key) == kKeys.end()) {
            return refuse("unknown key '" + key.substr(0, 40) + "'");
        }
        if (!lines.emplace(key, trimmed(line.substr(equals + 1))).second) {
            return refuse("'" + key + "' a second time");
        }
    }
    return lines;
}

base::Result<void> take_patterns(Lines& lines, Adapter& made) {
    const std::array<std::pair<const char*, std::string*>, 5> patterns = {{
        {"solution", &made.solution},
        {"unsolvable", &made.unsolvable},
        {"expanded", &made.expanded},
        {"generated", &made.generated},
        {"memory_kb", &made.memory_kb},
    }};
    for (const auto& [key, target] : patterns) {
        *target = lines[key];
        if (target->empty()) {
            continue;
        }
        const auto pattern = compile(*target);
        const int groups = std::string_view(key) == "unsolvable" ? 0 : 1;
        if (!pattern->ok() || pattern->NumberOfCapturingGroups() < groups) {
            return base::fail(base::ErrorCode::bad_input,
                              std::string(key) + ": " +
                                  (pattern->ok() ? "no (group) in the pattern" : pattern->error()));
        }
    }
    return {};
}

std::optional<std::int64_t> number_in(const std::string& output, const std::string& pattern) {
    std::int64_t value = 0;
    if (pattern.empty() || !RE2::PartialMatch(output, *compile(pattern), &value) || value < 0 ||
        value > kFigureMax) {
        return std::nullopt;
    }
    return value;
}

void read_solution_files(const std::filesystem::path& folder, Answer& answer) {
    std::error_code error;
    int seen = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, error)) {
        const std::string extension = entry.path().extension().string();
        if (!entry.is_regular_file(error) || (extension != ".sok" && extension != ".txt")) {
            continue;
        }
        if (++seen > kFilesMax) {
            return;
        }
        for (const puzzles::Entry& read : puzzles::read_path(entry.path().string()).entries) {
            for (const puzzles::StoredMoves& moves : read.level.solutions) {
                answer.solutions.push_back(moves.lurd);
            }
        }
    }
}

}  // namespace

base::Result<Adapter> Adapter::parse(std::string_view text) {
    if (text.size() > kAdapterBytesMax) {
        return base::fail(base::ErrorCode::too_large, "an adapter has at most 64 kB");
    }
    auto lines = lines_of(text);
    if (!lines) {
        return tl::unexpected(lines.error());
    }
    auto command = CommandTemplate::parse((*lines)["command"], placeholders());
    if (!command) {
        return tl::unexpected(command.error());
    }
    Adapter made;
    made.text = text;
    made.command = *std::move(command);
    made.name = (*lines)["name"];
    made.program = (*lines)["program"];
    if (!(*lines)["version"].empty()) {
        auto version = CommandTemplate::parse((*lines)["version"], placeholders());
        if (!version) {
            return tl::unexpected(version.error());
        }
        made.version = *std::move(version);
    }
    const std::string& read = (*lines)["read"];
    if (!read.empty() && read != "stdout" && read != "sok") {
        return base::fail(base::ErrorCode::bad_input, "read: '" + read + "' is none of stdout sok");
    }
    made.reading = read == "sok" ? Reading::solution_files : Reading::standard_output;
    if (const auto taken = take_patterns(*lines, made); !taken) {
        return tl::unexpected(taken.error());
    }
    if (made.reading == Reading::standard_output && made.solution.empty()) {
        return base::fail(base::ErrorCode::bad_input,
                          "'solution = PATTERN' or 'read = sok' wanted");
    }
    return made;
}

base::Result<Adapter> adapter_of(const std::string& argument) {
    const std::size_t equals = argument.find('=');
    std::string name = argument.substr(0, equals);
    std::string text;
    for (const BuiltIn& built_in : kBuiltIn) {
        if (built_in.name == name) {
            const std::string program =
                equals == std::string::npos ? name : argument.substr(equals + 1);
            text.append("name = ").append(name).append("\nprogram = ").append(program);
            text.append("\n").append(built_in.text);
        }
    }
    if (text.empty()) {
        std::ifstream file(argument, std::ios::binary);
        if (!file) {
            std::string names;
            for (const std::string& known : built_in_adapters()) {
                names += " " + known;
            }
            return base::fail(base::ErrorCode::bad_input,
                              "no adapter file '" + argument + "', nor is it one of" + names);
        }
        text.resize(kAdapterBytesMax + 1);
        file.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<std::size_t>(file.gcount()));
        name = std::filesystem::path(argument).stem().string();
    }
    auto made = Adapter::parse(text);
    if (!made) {
        return base::fail(made.error().code, argument + ": " + made.error().message);
    }
    if (made->name.empty()) {
        made->name = name;
    }
    return made;
}

std::vector<std::string> built_in_adapters() {
    std::vector<std::string> names;
    for (const BuiltIn& built_in : kBuiltIn) {
        names.emplace_back(built_in.name);
    }
    return names;
}

Answer read_answer(const Adapter& adapter, const std::string& output,
                   const std::filesystem::path& folder) {
    Answer answer;
    if (adapter.reading == Reading::solution_files) {
        read_solution_files(folder, answer);
    }
    std::string solution;
    if (!adapter.solution.empty() &&
        RE2::PartialMatch(output, *compile(adapter.solution), &solution)) {
        answer.solutions.push_back(solution);
    }
    answer.claims_unsolvable =
        !adapter.unsolvable.empty() && RE2::PartialMatch(output, *compile(adapter.unsolvable));
    answer.expanded = number_in(output, adapter.expanded);
    answer.generated = number_in(output, adapter.generated);
    if (const auto kibibytes = number_in(output, adapter.memory_kb)) {
        answer.memory_bytes = *kibibytes * 1024;
    }
    return answer;
}

}  // namespace kura::compare
