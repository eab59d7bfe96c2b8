#include "tools/compare/session.hpp"

#include "tools/compare/machine.hpp"
#include "tools/compare/runner.hpp"

#include <set>
#include <tuple>

namespace kura::compare {

base::Result<void> run_missing(Comparison& comparison, Archive& archive,
                               const std::filesystem::path& folder, const std::atomic<bool>& stop,
                               const Progress& progress) {
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
        progress(turn, done - 1, turns.size());
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

}  // namespace kura::compare
