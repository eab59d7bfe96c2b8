// Replays the stored solutions of puzzle files through the solver's detectors: kura_replay FILE...
// Exit code: 0 nothing fired, 1 a detector fired, 2 a file or a solution can't be used.

#include "puzzles/format/reader.hpp"
#include "tests/replay/check/replay_check.hpp"

#include <iostream>
#include <string>

namespace {

using kura::puzzles::Entry;
using kura::replay::Report;

struct Totals {
    Report report;
    int solutions = 0;
    int broken = 0;
};

void check_entry(const std::string& path, const Entry& entry, Totals& totals) {
    for (const auto& stored : entry.level.solutions) {
        const std::string name = path + ":" + std::to_string(entry.level.index);
        const Report report = kura::replay::check_solution(entry.level, stored.lurd);
        ++totals.solutions;
        if (!report.problem.empty()) {
            ++totals.broken;
            std::cout << name << ": " << report.problem << '\n';
        }
        std::size_t shown = 0;
        for (const auto& finding : report.findings) {
            if (++shown <= 5) {
                std::cout << name << ": " << finding.detector << " fires after " << finding.at
                          << " pushes\n"
                          << finding.picture;
            }
        }
        totals.report += report;
    }
}

}  // namespace

int main(int argc, char** argv) {
    Totals totals;
    for (int i = 1; i < argc; ++i) {
        const kura::puzzles::ReadResult read = kura::puzzles::read_path(argv[i]);
        for (const auto& problem : read.problems) {
            ++totals.broken;
            std::cout << argv[i] << ": " << problem.diagnosis.message << '\n';
        }
        for (const Entry& entry : read.entries) {
            if (entry.usable()) {
                check_entry(argv[i], entry, totals);
            }
        }
    }
    const Report& report = totals.report;
    std::cout << totals.solutions << " solutions, " << totals.broken << " unusable, "
              << report.forward_states << " states forward, " << report.backward_states
              << " backward, " << report.restricted << " with a PI-corral, " << report.frozen
              << " with frozen boxes: " << report.findings.size() << " wrong\n";
    return !report.findings.empty() ? 1 : totals.broken != 0 || totals.solutions == 0 ? 2 : 0;
}
