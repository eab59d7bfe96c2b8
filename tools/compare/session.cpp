#include "tools/compare/session.hpp"

#include "tools/compare/digest.hpp"
#include "tools/compare/judge.hpp"
#include "tools/compare/kura_output.hpp"
#include "tools/compare/machine.hpp"
#include "tools/compare/runner.hpp"

#include <set>
#include <tuple>

namespace kura::compare {

namespace {

constexpr double kProbeSeconds = 30;

// Going on with another program under the same name would mix two.
base::Result<void> check_builds(const Comparison& comparison) {
    for (const Configuration& entry : comparison.configurations) {
        const Build& build = entry.build;
        if (!build.digest.empty() && digest_of_file(build.path) != build.digest) {
            return base::fail(base::ErrorCode::bad_input,
                              build.path + " is not the program that the comparison began with");
        }
    }
    return {};
}

}  // namespace

base::Result<void> run_missing(Comparison& comparison, Archive& archive,
                               const std::filesystem::path& folder, const std::atomic<bool>& stop,
                               const SessionHooks& hooks) {
    if (const auto checked = check_builds(comparison); !checked) {
        return checked;
    }
    auto runner = Runner::start(comparison, folder, stop);
    if (!runner) {
        return tl::unexpected(runner.error());
    }
    std::set<std::tuple<int, int, int>> made;
    for (const Run& run : comparison.runs) {
        made.emplace(run.configuration, run.puzzle, run.repetition);
    }
    const std::vector<Turn> turns = turns_of(comparison);
    std::size_t done = 0;
    for (const Turn& turn : turns) {
        ++done;
        if (made.contains({turn.configuration, turn.puzzle, turn.repetition})) {
            continue;
        }
        if (hooks.begins) {
            hooks.begins(turn, done - 1, turns.size());
        }
        Run run = (*runner)->take(turn);
        if (stop.load(std::memory_order_acquire)) {
            return {};  // this run was cut short and counts for nothing
        }
        if (const auto kept = archive.add_run(comparison, run); !kept) {
            return kept;
        }
        comparison.runs.push_back(std::move(run));
    }
    comparison.finished = utc_now();
    return archive.finish(comparison);
}

base::Result<Build> probe_build(const std::string& name, const std::string& path) {
    ProcessSpec spec;
    spec.words = {path, "--version"};
    spec.seconds_max = kProbeSeconds;
    const ProcessResult result = run_process(spec);
    Build build = read_version(result.output);
    if (result.ended != Ended::itself || result.exit_code != 0 || build.version.empty()) {
        return base::fail(base::ErrorCode::bad_input,
                          "'" + path + "' is no kura" +
                              (result.last_words.empty() ? "" : ": " + result.last_words));
    }
    build.name = name;
    build.path = path;
    build.digest = digest_of_file(path);
    return build;
}

}  // namespace kura::compare
