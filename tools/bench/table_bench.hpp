// Table benchmark: how fast the visited table is when it is much larger than the caches.
// Shape:    fills one table with distinct pseudo-random keys to a size, then looks keys up,
// in_flight
//           at a time; in turn with it, bare random cache-line reads over as much memory, located
//           by the same numbers made beforehand
// Units:    operations per second of the thread's processor time; bytes
// Invariants: none
// Threads:  any; uses the calling thread
// Errors:   complete == false if the memory could not be had or a lookup answered wrongly
// Source:   ARCHITECTURE.md, "Visited table"; ratios to the bare rate compare between machines
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kura::bench {

struct TableBenchOptions {
    std::size_t table_bytes = std::size_t{1536} << 20;
    int key_bytes = 13;
    int partition_bits = 6;
    int in_flight = 32;  // lookups prepared before the first is answered, 1..64
    std::uint64_t lookups = 2'000'000;
    int rounds = 7;
    std::uint64_t seed = 1;
};

// What is looked up: stored keys, absent keys, both in pseudo-random order, or stored keys merged
// with a larger word.
enum class TableBenchKind { hits, misses, mixed, merges };
inline constexpr std::size_t kTableBenchKinds = 4;

struct TableBenchSeries {  // one figure a round
    std::vector<double> per_second;
    std::vector<double> of_bare;  // ratio to the bare run just before
};

struct TableBenchFigures {
    bool complete = false;
    std::uint64_t records = 0;
    std::uint64_t memory_bytes = 0;
    double bytes_per_record_mean = 0;  // over the last doubling of the number of records
    double bytes_per_record_end = 0;
    double inserts_per_second = 0;  // whole fill, growth and the making of keys included
    double bare_per_second = 0;     // medians over the rounds from here on
    double hits_per_second = 0;
    double misses_per_second = 0;
    double mixed_per_second = 0;
    double merges_per_second = 0;
    std::vector<double> bare;  // random cache lines per second, one figure a pair
    std::array<TableBenchSeries, kTableBenchKinds> series;  // by TableBenchKind
};

[[nodiscard]] TableBenchFigures run_table_bench(const TableBenchOptions& options);

}  // namespace kura::bench
