// Arguments: what a command line asks for, one plain struct a sub-command.
// Threads:  plain values
#pragma once

#include "cluster/base/limits.hpp"
#include "solver/engine.hpp"
#include "solver/optimize/optimizer.hpp"
#include "tools/cli/compare_arguments.hpp"
#include "tools/cli/console.hpp"
#include "tools/cli/memory_size.hpp"
#include "tools/cli/puzzle_source.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace kura::cli {

enum class ResultFormat { text, json, json_lines };

struct SolveArguments {
    Selection selection;
    Objective objective = Objective::any;
    std::string strategy = "auto";
    bool prune = true;
    double seconds = 600;  // for each puzzle
    MemorySize memory;
    int threads = 0;  // of all jobs together; 0: as many as there are cores
    int jobs = 1;
    std::uint64_t seed = 1;
    std::uint64_t nodes_max = 0;
    std::string output;
    std::string resume;
    ResultFormat format = ResultFormat::text;
    bool explain = false;
    bool yasc_stats = false;
    std::string stats_folder = ".";
    std::optional<optimize::Objective> optimize;  // nothing: solutions stay as they were found
    double optimize_seconds = 10;                 // for each solution
    std::vector<std::string> cluster;             // addresses of nodes; none: solve here
    std::string key_file;                         // of the cluster
    int nodes = 0;                                // of a cluster in this process; 0: none
    double local_first = 1;                       // seconds that one node tries alone
    int replicas = 3;
    int write = 2;
    ColorMode color = ColorMode::automatic;
};

struct OptimizeArguments {
    Selection selection;
    optimize::Objective objective = optimize::Objective::pushes;
    double seconds = 10;  // for each puzzle
    MemorySize memory;
    int threads = 0;  // 0: as many as there are cores
    std::uint64_t seed = 1;
    std::uint64_t nodes_max = 0;  // for each puzzle
    std::string output;
    ResultFormat format = ResultFormat::text;
    ColorMode color = ColorMode::automatic;
};

struct VerifyArguments {
    Selection selection;
    std::vector<std::string> solutions;  // texts in LURD, for every puzzle selected
    std::string against;                 // a set whose boards the solutions are for
    ColorMode color = ColorMode::automatic;
};

struct ShowArguments {
    Selection selection;
    bool run_lengths = false;
    bool play = false;
    double steps_per_second = 8;
    std::string solution;  // to play; empty: the stored one, or one found now
    ColorMode color = ColorMode::automatic;
};

struct ListSetsArguments {};

struct InstallSetsArguments {
    std::string package;  // a .deb that is already here; empty: download it
};

struct ConvertArguments {
    Selection selection;  // one input
    std::string output;
    std::string format;  // empty: by the output's extension
};

struct InspectArguments {
    Selection selection;
};

struct GenerateArguments {
    int rows = 8;
    int columns = 8;
    int boxes = 3;
    int count = 1;
    std::uint64_t seed = 1;
    std::uint64_t difficulty_min = 0;  // states the solver expands
    double seconds = 600;              // of the whole run
    std::string output = "-";
};

struct BenchArguments {
    std::string only;      // one group of rows; empty: all
    bool budgets = false;  // only rows with a bound
    bool quick = false;    // a smoke test: a few seconds, figures without meaning
    bool json = false;
    ColorMode color = ColorMode::automatic;
};

struct NodeArguments {
    std::string listen = "127.0.0.1:7700";
    std::string advertise;  // where others reach it; empty: where it listens
    std::vector<std::string> join;
    std::string zone;
    std::uint32_t weight = 0;  // 0: automatic
    std::string key_file;
    std::string data;    // a folder; empty: nothing is kept
    std::string config;  // a file with more options; those of the command line win
    std::string name = "kura";
    std::string address_file;  // gets the address once it listens
    std::uint32_t partitions = cluster::kPartitionsDefault;
    int replicas = 3;
    bool json_log = false;
};

// How a command reaches a cluster.
struct ClusterAccess {
    std::vector<std::string> addresses;  // empty: the one that `kura cluster up` started
    std::string key_file;
    bool json = false;
};

struct ClusterUpArguments {
    int nodes = 3;
    std::uint32_t partitions = cluster::kPartitionsDefault;
    int replicas = 3;
    std::string data;  // a folder; empty: nothing is kept
    bool foreground = false;
};
struct ClusterStatusArguments {
    ClusterAccess access;
};
struct ClusterDownArguments {};

struct JobsArguments {
    enum class What { list, show, cancel } what = What::list;
    std::uint64_t job = 0;
    ClusterAccess access;
};

struct StoreArguments {
    enum class What { get, put, remove, stats } what = What::get;
    std::string key;
    std::string value;
    int read = 0;
    int write = 0;
    ClusterAccess access;
};

struct SimArguments {
    Selection selection;
    int nodes_min = 5;  // from there on by the seed, up to
    int nodes_max = 5;
    int replicas = 3;
    int write = 2;
    std::uint64_t seed = 1;
    std::uint64_t seeds = 1;
    bool has_faults = true;
    bool exhaustive = false;  // all states, compared with a plain search's
    double fault_seconds = 0.4;
    std::uint64_t states_max = 2'000'000;
    bool json = false;
};

struct KeyArguments {
    std::string file;
    bool rotate = false;  // a new key before the old ones
};

struct CompletionsArguments {
    std::string text;  // the script
};

// Nothing left to do but print this on stdout: --help, --version.
struct PrintText {
    std::string text;
};

// The command line is wrong; one or two lines for the user.
struct UsageError {
    std::string message;
};

using Command = std::variant<SolveArguments, OptimizeArguments, VerifyArguments, ShowArguments,
                             ListSetsArguments, InstallSetsArguments, ConvertArguments,
                             InspectArguments, GenerateArguments, BenchArguments, CompareArguments,
                             NodeArguments, ClusterUpArguments, ClusterStatusArguments,
                             ClusterDownArguments, JobsArguments, StoreArguments, KeyArguments,
                             SimArguments, CompletionsArguments, PrintText, UsageError>;

[[nodiscard]] Command parse_command_line(int argc, const char* const* argv);

}  // namespace kura::cli
