// Prints the figures of the table benchmark: table_bench [megabytes [key_bytes [in_flight
// [bits]]]].
#include "tools/bench/table_bench.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <vector>

int main(int argc, char** argv) {
    kura::bench::TableBenchOptions options;
    const auto number = [&](int at, int otherwise) {
        return argc > at ? std::atoi(argv[at]) : otherwise;
    };
    options.table_bytes = static_cast<std::size_t>(number(1, 1536)) << 20;
    options.key_bytes = number(2, options.key_bytes);
    options.in_flight = number(3, options.in_flight);
    options.partition_bits = number(4, options.partition_bits);
    const kura::bench::TableBenchFigures figures = kura::bench::run_table_bench(options);
    const auto line = [](const char* what, std::vector<double> values, double unit) {
        std::sort(values.begin(), values.end());
        std::printf("%-8s min %6.2f  median %6.2f  max %6.2f", what, values.front() / unit,
                    values[values.size() / 2] / unit, values.back() / unit);
    };
    std::printf("%llu records, %llu bytes; bytes/record: %.1f mean, %.1f at the end\n",
                static_cast<unsigned long long>(figures.records),
                static_cast<unsigned long long>(figures.memory_bytes),
                figures.bytes_per_record_mean, figures.bytes_per_record_end);
    std::printf("inserts  %.2f M/s\n", figures.inserts_per_second / 1e6);
    if (figures.bare.empty()) {
        return 1;
    }
    line("bare", figures.bare, 1e6);
    std::printf("  M/s\n");
    constexpr std::array<const char*, kura::bench::kTableBenchKinds> kNames{"hits", "misses",
                                                                            "mixed", "merges"};
    for (std::size_t kind = 0; kind < kNames.size(); ++kind) {
        line(kNames[kind], figures.series[kind].per_second, 1e6);
        line("  M/s; of bare:", figures.series[kind].of_bare, 1);
        std::printf("\n");
    }
    return figures.complete ? 0 : 1;
}
