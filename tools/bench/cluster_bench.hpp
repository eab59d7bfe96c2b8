// Cluster benchmark: what the distributed search costs beside a shard that searches alone.
// Shape:    the cores of all nodes on one thread, their messages handed over as they are: no wire,
//           no network; each board is searched until so many states are expanded. To know the
//           bytes that the wire would carry, messages are encoded, which counts as time too
// Units:    expansions per second of the thread's processor time
// Threads:  the calling one, and one more for the shard
#pragma once

#include "puzzles/level/level.hpp"

#include <cstdint>
#include <span>

namespace kura::bench {

struct ClusterBenchOptions {
    int nodes = 1;
    int replicas = 1;
    int write = 1;
    std::uint32_t partitions = 4096;
    std::uint64_t expanded_per_board = 10'000;
    bool weighs = false;  // counts bytes
};

struct ClusterBenchFigures {
    int boards = 0;
    double expanded_per_second = 0;
    double messages_per_expansion = 0;
    double bytes_per_expansion = 0;    // 0 unless weighed
    double candidates_sent_share = 0;  // of those generated
};

[[nodiscard]] ClusterBenchFigures run_cluster_bench(std::span<const puzzles::Level> levels,
                                                    const ClusterBenchOptions& options);

}  // namespace kura::bench
