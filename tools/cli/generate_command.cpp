// kura generate: new puzzles from solver/generate, each solved before it is written.
#include "puzzles/format/writer.hpp"
#include "solver/generate/generator.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/duration.hpp"
#include "tools/cli/exit_codes.hpp"
#include "tools/cli/output_file.hpp"
#include "tools/cli/signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace kura::cli {

namespace {

// What is harder than this is not offered: its author should see a solution. In states, not in
// seconds, so that the same seed gives the same puzzles on every machine.
constexpr std::uint64_t kExpandedMax = 500'000;
constexpr const char* kDifficultyKey = "Difficulty";

// The level with its solution and difficulty, if it is hard enough.
std::optional<puzzles::Level> measured(puzzles::Level level, const GenerateArguments& arguments,
                                       base::MemoryBudget& memory) {
    SolveOptions options;
    options.objective = Objective::pushes;
    options.strategy = "astar";
    options.threads = 1;
    options.expanded_max = std::max(kExpandedMax, arguments.difficulty_min * 2);
    options.memory = &memory;
    options.stop = &stop_flag();
    const SolveResult result = solve(level, options);
    if (result.verdict != Verdict::solved || result.expanded < arguments.difficulty_min) {
        return std::nullopt;
    }
    level.solutions = {{"Solution", result.solution}};
    level.fields.emplace_back(kDifficultyKey, std::to_string(result.expanded) + " states expanded");
    return level;
}

std::vector<puzzles::Level> generate(generate::Generator& generator,
                                     const GenerateArguments& arguments, Console& console) {
    base::MemoryBudget memory(MemorySize{}.resolve(usable_memory_bytes()));
    const Clock::time_point start = Clock::now();
    const auto out_of_time = [&] {
        return std::chrono::duration<double>(Clock::now() - start).count() >= arguments.seconds;
    };
    std::vector<puzzles::Level> levels;
    for (int drawn = 1; std::ssize(levels) < arguments.count; ++drawn) {
        if (stop_signal() != 0 || out_of_time()) {
            break;
        }
        auto next = generator.next();
        if (!next) {
            break;
        }
        if (auto level = measured(*std::move(next), arguments, memory)) {
            levels.push_back(*std::move(level));
        }
        console.status(
            fmt::format("{} of {} puzzles, {} drawn", levels.size(), arguments.count, drawn));
    }
    console.clear_status();
    return levels;
}

}  // namespace

int run(const GenerateArguments& arguments) {
    Console console;
    generate::GeneratorOptions options;
    options.rows = arguments.rows;
    options.columns = arguments.columns;
    options.boxes = arguments.boxes;
    options.seed = arguments.seed;
    auto generator = generate::Generator::make(options);
    if (!generator) {
        console.note(generator.error().message);
        return kExitUsage;
    }
    catch_signals();
    const std::vector<puzzles::Level> levels = generate(*generator, arguments, console);
    const std::string collection =
        fmt::format("Generated: {}x{}, {} boxes, seed {}", arguments.rows, arguments.columns,
                    arguments.boxes, arguments.seed);
    if (!levels.empty()) {
        const std::string text =
            puzzles::write_levels(levels, {puzzles::FileFormat::sok, collection});
        if (const auto error = write_output(arguments.output, text, console)) {
            console.note(error->message);
            return kExitInternal;
        }
    }
    if (stop_signal() != 0) {
        return kExitSignal + stop_signal();
    }
    if (std::ssize(levels) < arguments.count) {
        console.note(fmt::format("only {} of {} puzzles found", levels.size(), arguments.count));
        return kExitUnsolved;
    }
    return kExitOk;
}

}  // namespace kura::cli
