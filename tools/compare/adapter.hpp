// Adapter: how another solver is called for one puzzle, and where its answer stands.
// Shape:    a text of "key = value" lines, # begins a comment:
//             name      what to call it in tables
//             command   the command line; {puzzle_file} {folder} {seconds} {threads} {memory_mb}
//                       {seed} and {program} stand for what differs from run to run
//             program   the file {program} stands for
//             read      stdout: the first group of the pattern `solution` on standard output
//                       (default); sok: a stored solution in any .sok or .txt file of {folder}
//             solution, unsolvable, expanded, generated, memory_kb   patterns on standard output,
//                       the figure in the first group (RE2 syntax, ^ and $ match at line ends)
//             version   a command line that prints its version
// Invariants: an adapter that was parsed has a command, and a pattern for solutions if it reads
//             standard output
// Threads:  plain values
// Errors:   Result with the line's number
#pragma once

#include "solver/base/result.hpp"
#include "tools/compare/command_template.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kura::compare {

enum class Reading { standard_output, solution_files };

struct Adapter {
    std::string name;
    std::string program;
    CommandTemplate command;
    std::optional<CommandTemplate> version;
    Reading reading = Reading::standard_output;
    std::string solution;  // patterns; empty: not looked for
    std::string unsolvable;
    std::string expanded;
    std::string generated;
    std::string memory_kb;
    std::string text;  // what it was parsed from

    [[nodiscard]] static base::Result<Adapter> parse(std::string_view text);
};

// "FILE", or "festival=PROGRAM" and "yass=PROGRAM" for what is built in.
[[nodiscard]] base::Result<Adapter> adapter_of(const std::string& argument);

[[nodiscard]] std::vector<std::string> built_in_adapters();

// What a solver's run left behind, before anybody judged it.
struct Answer {
    std::vector<std::string> solutions{};  // LURD in any form; the first that replays counts
    bool claims_unsolvable = false;
    std::optional<std::int64_t> expanded = std::nullopt;
    std::optional<std::int64_t> generated = std::nullopt;
    std::optional<std::int64_t> memory_bytes = std::nullopt;
};

// Reads standard output and the folder as the adapter says. Cost: linear in their sizes.
[[nodiscard]] Answer read_answer(const Adapter& adapter, const std::string& output,
                                 const std::filesystem::path& folder);

}  // namespace kura::compare
