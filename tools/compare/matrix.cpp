#include "tools/compare/matrix.hpp"

#include "tools/compare/plan_limits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kura::compare {

namespace {

std::string count_of(int count, const char* thing) {
    return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) {
        if (!part.empty()) {
            text += (text.empty() ? "" : ", ") + part;
        }
    }
    return text;
}

void add_processes(const MatrixOptions& options, const Build& build,
                   std::vector<Configuration>& list) {
    for (const std::string& strategy : options.strategies) {
        for (const int threads : options.threads) {
            Configuration made;
            made.build = build;
            made.strategy = strategy;
            made.threads = threads;
            made.is_oversubscribed = threads > options.cores;
            made.name = joined({options.builds.size() > 1 ? build.name : "", strategy,
                                count_of(threads, "thread")});
            list.push_back(std::move(made));
        }
    }
}

void add_clusters(const MatrixOptions& options, const Build& build,
                  std::vector<Configuration>& list) {
    for (const int replicas : options.replicas) {
        for (const int nodes : options.nodes) {
            if (nodes == 0 || nodes < replicas) {
                continue;  // no cluster, or not enough nodes for as many copies
            }
            Configuration made;
            made.build = build;
            made.nodes = nodes;
            made.replicas = replicas;
            made.write = replicas / 2 + 1;
            made.is_oversubscribed = !options.has_hosts && nodes > options.cores;
            made.name = joined({options.builds.size() > 1 ? build.name : "",
                                count_of(nodes, "node") + fmt::format(" N={}", replicas)});
            list.push_back(std::move(made));
        }
    }
}

void add_solvers(const MatrixOptions& options, std::vector<Configuration>& list) {
    for (const SolverChoice& solver : options.solvers) {
        for (const int threads : options.threads) {
            Configuration made;
            made.solver = solver.name;
            made.build.name = solver.name;
            made.build.path = solver.path;
            made.build.version = solver.version;
            made.command = solver.command;
            made.threads = solver.has_threads ? threads : 1;
            made.is_oversubscribed = made.threads > options.cores;
            made.name = solver.has_threads ? joined({solver.name, count_of(threads, "thread")})
                                           : solver.name;
            list.push_back(std::move(made));
            if (!solver.has_threads) {
                break;
            }
        }
    }
}

}  // namespace

base::Result<std::vector<Configuration>> configurations_of(const MatrixOptions& options) {
    std::vector<Configuration> list;
    const bool has_processes =
        std::find(options.nodes.begin(), options.nodes.end(), 0) != options.nodes.end();
    for (const Build& build : options.builds) {
        if (has_processes) {
            add_processes(options, build, list);
        }
        add_clusters(options, build, list);
    }
    add_solvers(options, list);
    if (list.empty()) {
        return base::fail(base::ErrorCode::bad_input, "nothing to run: no configuration is left");
    }
    if (list.size() > kConfigurationsMax) {
        return base::fail(base::ErrorCode::too_large, fmt::format("{} configurations; at most {}",
                                                                  list.size(), kConfigurationsMax));
    }
    return list;
}

std::vector<std::size_t> spread(std::size_t size, std::size_t count) {
    const std::size_t taken = count == 0 || count > size ? size : count;
    std::vector<std::size_t> places(taken);
    for (std::size_t i = 0; i < taken; ++i) {
        places[i] = (2 * i + 1) * size / (2 * taken);  // the middle of the i-th part
    }
    return places;
}

std::vector<Turn> turns_of(const Comparison& comparison) {
    std::vector<int> forward;
    for (std::size_t i = 0; i < comparison.configurations.size(); ++i) {
        if (!comparison.configurations[i].is_imported) {
            forward.push_back(static_cast<int>(i));
        }
    }
    const std::vector<int> backward(forward.rbegin(), forward.rend());
    std::vector<Turn> turns;
    for (int repetition = 0; repetition < comparison.repetitions; ++repetition) {
        for (int puzzle = 0; puzzle < std::ssize(comparison.puzzles); ++puzzle) {
            const bool is_forward = (repetition + puzzle) % 2 == 0;
            for (const int configuration : is_forward ? forward : backward) {
                turns.push_back(
                    {configuration, puzzle, repetition, static_cast<int>(turns.size())});
            }
        }
    }
    return turns;
}

}  // namespace kura::compare
