// Compare arguments: what `kura compare` is asked for.
// Threads:  plain values
#pragma once

#include "tools/cli/console.hpp"
#include "tools/cli/memory_size.hpp"
#include "tools/cli/puzzle_source.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace kura::cli {

struct CompareArguments {
    enum class Format { text, json, csv, markdown };

    std::vector<std::string> command;  // as it was typed

    // what is run
    Selection selection;
    std::size_t sample = 0;  // puzzles of each set; 0: all
    std::vector<std::string> strategies{"auto"};
    std::vector<int> threads{1};
    std::vector<int> nodes{0};  // 0: no cluster
    std::vector<int> replicas{1};
    std::vector<std::string> builds;   // NAME=FILE; empty: this program
    std::vector<std::string> solvers;  // adapters
    std::vector<std::string> imports;
    std::string objective;  // "", "pushes", "moves"
    double local_first = 0;
    std::vector<std::string> hosts;
    std::string host_command = "ssh {host} {command}";
    std::string host_program = "kura";
    std::string key_file;

    // how
    double seconds = 10;  // for each run
    MemorySize memory;
    int repetitions = 1;
    std::uint64_t seed = 1;

    // the archive
    std::string archive;  // empty: the user's
    std::string name;
    std::string resume;  // a name, an id or "last"; empty: a new comparison
    std::string show;    // the same: print it, run nothing
    bool history = false;
    std::string baseline;
    std::string fail_if;

    Format format = Format::text;
    std::string html;
    ColorMode color = ColorMode::automatic;
};

}  // namespace kura::cli
