#include "tools/compare/runner.hpp"

#include "puzzles/format/writer.hpp"
#include "puzzles/level/level.hpp"
#include "tools/compare/digest.hpp"
#include "tools/compare/judge.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>

namespace kura::compare {

namespace {

constexpr const char* kPuzzleFile = "puzzle.sok";

// The board and a title, which some solvers want; no comments, and no solutions above all.
std::string text_of(const puzzles::Level& level) {
    puzzles::Level bare;
    bare.rows = level.rows;
    bare.title = level.title.empty() ? "puzzle" : level.title;
    return puzzles::write_level(bare, {});
}

// Without an exponent, which other solvers don't read: "1000000", "0.5".
std::string seconds_text(double seconds) {
    std::string text = fmt::format("{:.6f}", seconds);
    text.erase(text.find_last_not_of('0') + 1);
    return text.back() == '.' ? text.substr(0, text.size() - 1) : text;
}

// What the solver itself is told; the watch allows a tenth more, as tables are not all it holds.
std::uint64_t memory_bytes_watched(std::uint64_t limit_bytes) {
    return limit_bytes + limit_bytes / 10;
}

}  // namespace

std::vector<std::string> solve_words(const Comparison& comparison,
                                     const Configuration& configuration) {
    std::vector<std::string> words{"kura", "solve", "{puzzle_file}", "--jsonl"};
    const auto add = [&](const char* option, std::string value) {
        words.emplace_back(option);
        words.push_back(std::move(value));
    };
    add("--time", seconds_text(comparison.limits.seconds));
    if (!comparison.objective.empty()) {
        add("--optimal", comparison.objective);
    }
    if (configuration.nodes > 0) {
        add("--cluster", "{addresses}");
        add("--replicas", std::to_string(configuration.replicas));
        add("--write", std::to_string(configuration.write));
        add("--local-first", seconds_text(comparison.local_first_seconds));
        if (!comparison.hosts.key_file.empty()) {
            add("--key-file", comparison.hosts.key_file);
        }
        return words;
    }
    add("--strategy", configuration.strategy);
    add("--threads", std::to_string(configuration.threads));
    add("--seed", "{seed}");
    if (comparison.limits.memory_bytes > 0) {
        add("--memory", std::to_string(comparison.limits.memory_bytes));
    }
    return words;
}

base::Result<std::unique_ptr<Runner>> Runner::start(const Comparison& comparison,
                                                    std::filesystem::path folder,
                                                    const std::atomic<bool>& stop) {
    std::unique_ptr<Runner> runner(new Runner(comparison, std::move(folder), stop));
    for (const AdapterText& text : comparison.adapters) {
        auto adapter = Adapter::parse(text.text);
        if (!adapter) {
            return base::fail(adapter.error().code, text.name + ": " + adapter.error().message);
        }
        if (!runner->adapters_.emplace(text.name, *std::move(adapter)).second) {
            return base::fail(base::ErrorCode::bad_input, "two solvers are '" + text.name + "'");
        }
    }
    if (!comparison.hosts.names.empty()) {
        auto command = host_command_of(comparison.hosts.command);
        if (!command) {
            return tl::unexpected(command.error());
        }
        runner->host_command_ = *std::move(command);
    }
    if (runner->folder_.empty()) {
        return base::fail(base::ErrorCode::io, "no folder for temporary files could be made");
    }
    if (const auto copied = runner->copy_programs(); !copied) {
        return tl::unexpected(copied.error());
    }
    return runner;
}

base::Result<void> Runner::copy_programs() {
    for (const Configuration& entry : comparison_.configurations) {
        const std::string& path = entry.build.path;
        if (entry.is_imported || entry.solver != "kura" || programs_.contains(path)) {
            continue;
        }
        const std::filesystem::path copy =
            folder_ / fmt::format("build{:03}", programs_.size()) / "kura";
        std::error_code error;
        std::filesystem::create_directories(copy.parent_path(), error);
        if (!std::filesystem::copy_file(path, copy, error)) {
            return base::fail(base::ErrorCode::io, path + ": " + error.message());
        }
        // Going on with another program under the same name would mix two.
        if (!entry.build.digest.empty() && digest_of_file(copy.string()) != entry.build.digest) {
            return base::fail(base::ErrorCode::bad_input,
                              path + " is not the program that the comparison began with");
        }
        // Temporary files may lie where nothing may be run.
        programs_[path] = ::access(copy.c_str(), X_OK) == 0 ? copy.string() : path;
    }
    return {};
}

const std::string& Runner::program_of(const Configuration& configuration) const {
    const auto copy = programs_.find(configuration.build.path);
    return copy == programs_.end() ? configuration.build.path : copy->second;
}

ProcessSpec Runner::spec_for(const Configuration& configuration) const {
    ProcessSpec spec;
    spec.program = program_of(configuration);
    spec.folder = run_folder();
    const double limit = comparison_.limits.seconds;
    spec.seconds_max = limit > 0 ? limit + grace_seconds(limit) : 0;
    spec.memory_bytes_max = memory_bytes_watched(comparison_.limits.memory_bytes);
    spec.stop = &stop_;
    return spec;
}

std::vector<std::string> Runner::fill(std::vector<std::string> words, const Turn& turn,
                                      const std::string& addresses) const {
    for (std::string& word : words) {
        if (word == "{puzzle_file}") {
            word = kPuzzleFile;
        } else if (word == "{seed}") {
            word = std::to_string(comparison_.seed + static_cast<std::uint64_t>(turn.repetition));
        } else if (word == "{addresses}") {
            word = addresses;
        }
    }
    return words;
}

void Runner::run_kura(const Configuration& configuration, const Turn& turn, Run& run) {
    ProcessSpec spec = spec_for(configuration);
    spec.words = fill(solve_words(comparison_, configuration), turn, "");
    judge_kura(run_process(spec), comparison_.puzzles[static_cast<std::size_t>(turn.puzzle)].level,
               comparison_.limits, run);
}

NodeCluster& Runner::cluster_of(const Turn& turn) {
    std::unique_ptr<NodeCluster>& cluster = clusters_[turn.configuration];
    if (cluster == nullptr) {
        const Configuration& configuration =
            comparison_.configurations[static_cast<std::size_t>(turn.configuration)];
        ClusterSpec spec;
        spec.program = program_of(configuration);
        spec.nodes = configuration.nodes;
        spec.replicas = configuration.replicas;
        spec.name = fmt::format("compare-{}-{}", comparison_.id, turn.configuration);
        spec.folder = folder_ / fmt::format("cluster{}", turn.configuration);
        spec.hosts = comparison_.hosts;
        spec.host_command = host_command_;
        std::error_code error;
        std::filesystem::create_directories(spec.folder, error);
        cluster = std::make_unique<NodeCluster>(std::move(spec), stop_);
    }
    return *cluster;
}

void Runner::run_cluster(const Configuration& configuration, const Turn& turn, Run& run) {
    NodeCluster& cluster = cluster_of(turn);
    if (const auto up = cluster.ensure_up(); !up) {
        run.verdict = RunVerdict::failed;
        run.problem = up.error().message;
        return;
    }
    ProcessSpec spec = spec_for(configuration);
    spec.words = fill(solve_words(comparison_, configuration), turn, cluster.addresses());
    spec.also_watched = cluster.local();
    cluster.begin_run();
    const ProcessResult process = run_process(spec);
    const auto cpu = cluster.cpu_seconds();
    const auto peak = cluster.peak_bytes();
    judge_kura(process, comparison_.puzzles[static_cast<std::size_t>(turn.puzzle)].level,
               comparison_.limits, run);
    if (cpu) {
        run.cpu_seconds = process.cpu_seconds + *cpu;
    } else {
        run.cpu_seconds.reset();
    }
    run.peak_bytes = peak;  // the client's own is beside the point
    // A job that was given up from outside may go on in the nodes.
    if (process.ended != Ended::itself || run.reason == "unavailable") {
        cluster.abandon();
    }
}

void Runner::run_adapter(const Configuration& configuration, const Turn& turn, Run& run) {
    const auto adapter = adapters_.find(configuration.solver);
    if (adapter == adapters_.end()) {
        run.problem = "no adapter of that name";
        return;
    }
    const Limits& limits = comparison_.limits;
    ProcessSpec spec = spec_for(configuration);
    spec.program.clear();
    spec.words = adapter->second.command.fill(
        {{"puzzle_file", (run_folder() / kPuzzleFile).string()},
         {"folder", run_folder().string()},
         {"seconds", seconds_text(limits.seconds)},
         {"threads", std::to_string(configuration.threads)},
         {"memory_mb", std::to_string(limits.memory_bytes >> 20)},
         {"seed", std::to_string(comparison_.seed + static_cast<std::uint64_t>(turn.repetition))},
         {"program", adapter->second.program}});
    const ProcessResult process = run_process(spec);
    judge_answer(process, read_answer(adapter->second, process.output, run_folder()),
                 comparison_.puzzles[static_cast<std::size_t>(turn.puzzle)].level, limits, run);
}

Run Runner::take(const Turn& turn) {
    Run run;
    run.configuration = turn.configuration;
    run.puzzle = turn.puzzle;
    run.repetition = turn.repetition;
    run.order = turn.order;
    std::error_code error;
    std::filesystem::create_directories(run_folder(), error);
    std::ofstream(run_folder() / kPuzzleFile)
        << text_of(comparison_.puzzles[static_cast<std::size_t>(turn.puzzle)].level);
    const Configuration& configuration =
        comparison_.configurations[static_cast<std::size_t>(turn.configuration)];
    if (configuration.solver != "kura") {
        run_adapter(configuration, turn, run);
    } else if (configuration.nodes > 0) {
        run_cluster(configuration, turn, run);
    } else {
        run_kura(configuration, turn, run);
    }
    std::filesystem::remove_all(run_folder(), error);
    return run;
}

}  // namespace kura::compare
