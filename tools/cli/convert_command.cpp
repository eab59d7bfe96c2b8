// kura puzzles convert: puzzles written in another format.
#include "puzzles/format/writer.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/exit_codes.hpp"
#include "tools/cli/output_file.hpp"

#include <filesystem>
#include <vector>

namespace kura::cli {

namespace {

puzzles::FileFormat format_of(const ConvertArguments& arguments) {
    std::string name = arguments.format;
    if (name.empty()) {
        const std::string extension = std::filesystem::path(arguments.output).extension().string();
        name = extension.empty() ? "sok" : extension.substr(1);
    }
    if (name == "xsb" || name == "txt") {
        return puzzles::FileFormat::xsb;
    }
    if (name == "slc") {
        return puzzles::FileFormat::slc;
    }
    return name == "rle" ? puzzles::FileFormat::rle : puzzles::FileFormat::sok;
}

}  // namespace

int run(const ConvertArguments& arguments) {
    Console console;
    const auto list = load_and_note(arguments.selection, console);
    if (!list) {
        return kExitBadInput;
    }
    std::vector<puzzles::Level> levels;
    bool left_out = false;
    for (const Puzzle& puzzle : list->puzzles) {
        if (puzzle.usable()) {
            levels.push_back(puzzle.level());
        } else {
            console.note(puzzle.why_not + " (left out)");
            left_out = true;
        }
    }
    if (levels.empty()) {
        return kExitBadInput;
    }
    const puzzles::WriteOptions options{format_of(arguments), list->collection};
    const std::string text = puzzles::write_levels(levels, options);
    if (const auto error = write_output(arguments.output, text, console)) {
        console.note(error->message);
        return kExitInternal;
    }
    return left_out ? kExitUnsolved : kExitOk;
}

}  // namespace kura::cli
