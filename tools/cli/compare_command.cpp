// kura compare: plans or loads a comparison, makes the runs that are missing, prints and judges.
#include "solver/base/temporary_folder.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/compare_plan.hpp"
#include "tools/cli/exit_codes.hpp"
#include "tools/cli/output_file.hpp"
#include "tools/cli/signals.hpp"
#include "tools/compare/archive.hpp"
#include "tools/compare/baseline.hpp"
#include "tools/compare/comparison_json.hpp"
#include "tools/compare/history.hpp"
#include "tools/compare/print.hpp"
#include "tools/compare/session.hpp"
#include "tools/report/report_page.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

namespace kura::cli {

namespace {

using compare::Archive;
using compare::Comparison;

int exit_of(const base::Error& error) {
    complain(error.message);
    switch (error.code) {
        case base::ErrorCode::bad_input:
        case base::ErrorCode::too_large:
            return kExitBadInput;
        case base::ErrorCode::unavailable:
            return kExitUnavailable;
        case base::ErrorCode::io:
            break;
    }
    return kExitInternal;
}

std::string output_of(const Comparison& comparison, CompareArguments::Format format) {
    switch (format) {
        case CompareArguments::Format::json:
            return compare::document_text(comparison, true);
        case CompareArguments::Format::csv:
            return compare::print_csv(comparison);
        case CompareArguments::Format::markdown:
            return compare::print_markdown(comparison);
        case CompareArguments::Format::text:
            break;
    }
    return compare::print_text(comparison);
}

// Ensures: 0, or the exit code of a gate that fails.
int judge(const CompareArguments& arguments, const Comparison& comparison,
          const std::optional<compare::Gate>& gate, const std::optional<Comparison>& baseline,
          Console& console) {
    if (!gate) {
        return kExitOk;
    }
    const auto answers = compare::judge_gate(comparison, baseline ? &*baseline : nullptr, *gate);
    if (!answers) {
        return exit_of(answers.error());
    }
    std::string text;
    if (baseline) {
        for (const std::string& note : compare::baseline_notes(comparison, *baseline)) {
            text += note + '\n';
        }
    }
    bool fails = false;
    for (const compare::GateAnswer& answer : *answers) {
        fails = fails || answer.fails;
        text += answer.text + '\n';
    }
    if (arguments.format == CompareArguments::Format::text) {
        console.print('\n' + text);
    } else {
        console.note(text.substr(0, text.size() - 1));
    }
    return fails ? kExitUnsolved : kExitOk;
}

struct Loaded {
    Comparison comparison;
    bool is_to_run = true;
};

base::Result<Loaded> load(const CompareArguments& arguments, Archive& archive, Console& console) {
    if (!arguments.show.empty() || !arguments.resume.empty()) {
        const bool resumes = arguments.show.empty();
        auto comparison = archive.load(resumes ? arguments.resume : arguments.show, resumes);
        if (!comparison) {
            return tl::unexpected(comparison.error());
        }
        return Loaded{*std::move(comparison), resumes};
    }
    if (arguments.selection.inputs.empty() && arguments.imports.empty()) {
        return base::fail(base::ErrorCode::bad_input,
                          "FILE|SET is missing (or --resume, --show, --history, --import)");
    }
    auto comparison = plan_comparison(arguments, console);
    if (!comparison) {
        return tl::unexpected(comparison.error());
    }
    if (const auto added = archive.add(*comparison); !added) {
        return tl::unexpected(added.error());
    }
    return Loaded{*std::move(comparison), true};
}

base::Result<void> run_all(Comparison& comparison, Archive& archive, Console& console) {
    const base::TemporaryFolder folder;
    const auto progress = [&](const compare::Turn& turn, std::size_t done, std::size_t all) {
        console.status(fmt::format(
            "{}/{}: {} on {}", done, all,
            comparison.configurations[static_cast<std::size_t>(turn.configuration)].name,
            comparison.name_of_puzzle(turn.puzzle)));
    };
    auto done = compare::run_missing(comparison, archive, folder.path(), stop_flag(), progress);
    console.clear_status();
    return done;
}

int compare_with(const CompareArguments& arguments, Archive& archive, Console& console) {
    std::optional<compare::Gate> gate;
    std::optional<Comparison> baseline;
    if (!arguments.fail_if.empty()) {
        auto parsed = compare::Gate::parse(arguments.fail_if);
        if (!parsed) {
            complain(parsed.error().message);
            return kExitUsage;
        }
        gate = *std::move(parsed);
    }
    if (!arguments.baseline.empty()) {
        auto loaded = archive.load(arguments.baseline);  // before the new one becomes the last
        if (!loaded) {
            return exit_of(loaded.error());
        }
        baseline = *std::move(loaded);
    }
    auto loaded = load(arguments, archive, console);
    if (!loaded) {
        return exit_of(loaded.error());
    }
    Comparison& comparison = loaded->comparison;
    if (loaded->is_to_run) {
        if (const auto done = run_all(comparison, archive, console); !done) {
            return exit_of(done.error());
        }
    }
    console.print(output_of(comparison, arguments.format));
    if (!arguments.html.empty()) {
        const std::string page = report::report_page(compare::document_text(comparison, false));
        if (const auto failed = write_output(arguments.html, page, console)) {
            return exit_of(*failed);
        }
    }
    if (stop_signal() != 0) {
        console.note("stopped; kura compare --resume=" + comparison.id + " goes on");
        return kExitSignal + stop_signal();
    }
    const int code = judge(arguments, comparison, gate, baseline, console);
    return console.wrote_all() ? code : kExitInternal;
}

}  // namespace

int run(const CompareArguments& arguments) {
    catch_signals();
    Console console(arguments.color);
    const std::string path = archive_path(arguments);
    if (path.empty()) {
        complain("no home for the archive; --archive FILE names one");
        return kExitUsage;
    }
    auto archive = Archive::open(path);
    if (!archive) {
        return exit_of(archive.error());
    }
    if (!arguments.history) {
        return compare_with(arguments, *archive, console);
    }
    const auto entries = archive->list();
    if (!entries) {
        return exit_of(entries.error());
    }
    console.print(arguments.format == CompareArguments::Format::json
                      ? compare::history_json(*entries)
                      : compare::history_text(*entries));
    return console.wrote_all() ? kExitOk : kExitInternal;
}

}  // namespace kura::cli
