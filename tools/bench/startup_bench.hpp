// Start-up benchmark: the real program solves a puzzle of one box, from its start to its end.
// Units:    seconds of wall time, bytes of resident memory, the largest
// Threads:  forks; measure before other benchmarks, for a child's peak counts what its parent held
//           when it forked
// Errors:   complete == false if a run could not be started or did not end with "solved"
#pragma once

#include <string>
#include <vector>

namespace kura::bench {

struct StartupFigures {
    bool complete = false;
    std::vector<double> seconds;  // one figure a run
    double peak_bytes = 0;
};

// Requires: program is the path of a kura.
[[nodiscard]] StartupFigures run_startup_bench(const std::string& program, int runs);

}  // namespace kura::bench
