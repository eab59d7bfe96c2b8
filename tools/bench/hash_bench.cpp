#include "tools/bench/hash_bench.hpp"

#include "tools/bench/hash_tables.hpp"
#include "tools/bench/key_maker.hpp"
#include "tools/bench/measure.hpp"

#include <fmt/format.h>

#include <utility>

namespace kura::bench {

namespace {

constexpr std::uint64_t kSeed = 1;

struct Load {
    std::vector<PlacedKey> stored;
    std::vector<PlacedKey> asked;
    std::uint64_t hits = 0;  // of those asked
};

struct Series {
    std::vector<double> inserts_per_second;
    std::vector<double> lookups_per_second;
    double bytes_per_record = 0;
};

Load make_load(std::size_t records, std::size_t lookups) {
    const KeyMaker maker{base::mix64(kSeed), TableKey::kBytes};
    const auto make = [&](std::uint64_t number) {
        PlacedKey placed{};
        placed.placement = maker.make(number, placed.key.bytes.data());
        return placed;
    };
    Load load;
    load.stored.reserve(records);
    for (std::uint64_t n = 0; n < records; ++n) {
        load.stored.push_back(make(n));
    }
    load.asked.reserve(lookups);
    for (std::uint64_t n = 0; n < lookups; ++n) {
        const std::uint64_t draw = base::mix64(n + lookups);
        const bool is_stored = (draw & 1) != 0;
        load.hits += is_stored ? 1 : 0;
        load.asked.push_back(make((draw >> 1) % records + (is_stored ? 0 : records)));
    }
    return load;
}

template <typename Table>
void run_round(const Load& load, Series& series) {
    Table table(load.stored.size());
    const double start = thread_seconds();
    table.insert(load.stored);
    const double filled = thread_seconds();
    // Half of it once unmeasured: the fill left the last keys in the caches.
    const std::span<const PlacedKey> asked(load.asked);
    static_cast<void>(table.count(asked.first(asked.size() / 2)));
    const double warm = thread_seconds();
    const std::uint64_t found = table.count(asked);
    const double end = thread_seconds();
    KURA_ASSERT(found == load.hits, static_cast<long long>(found));
    series.inserts_per_second.push_back(static_cast<double>(load.stored.size()) / (filled - start));
    series.lookups_per_second.push_back(static_cast<double>(asked.size()) / (end - warm));
    series.bytes_per_record =
        static_cast<double>(table.bytes()) / static_cast<double>(load.stored.size());
}

struct Contender {
    const char* name;
    const char* what;
    void (*round)(const Load&, Series&);
};

constexpr Contender kContenders[] = {
    {"visited", "visited table", &run_round<OurTable>},
    {"tbb", "oneTBB concurrent_hash_map", &run_round<PackagedTable<TbbTable>>},
    {"robin", "tsl::robin_map", &run_round<PackagedTable<RobinTable>>},
    {"std", "std::unordered_map", &run_round<PackagedTable<StdTable>>}};

}  // namespace

std::vector<Row> hash_rows(const BenchOptions& options) {
    const std::size_t records = options.quick ? 20'000 : 4'000'000;
    const Load load = make_load(records, options.quick ? 10'000 : 1'000'000);
    std::vector<Series> series(std::size(kContenders));
    for (std::size_t round = 0; round < compare::kIntervalValuesMin; ++round) {
        for (std::size_t i = 0; i < std::size(kContenders); ++i) {
            kContenders[i].round(load, series[i]);
        }
    }
    const double ours = median(series.front().lookups_per_second);
    std::vector<Row> rows;
    const auto add = [&](const Contender& contender, const char* kind, std::string what,
                         const std::vector<double>& values, std::string note) {
        Row row{.group = "hash",
                .name = fmt::format("hash_{}_{}", contender.name, kind),
                .what = std::move(what),
                .unit = Unit::per_second,
                .note = std::move(note)};
        row.set_measured(values);
        rows.push_back(std::move(row));
    };
    for (std::size_t i = 0; i < std::size(kContenders); ++i) {
        const Contender& contender = kContenders[i];
        const double rate = median(series[i].lookups_per_second);
        add(contender, "lookups", fmt::format("{}: lookups, half of them stored", contender.what),
            series[i].lookups_per_second,
            i == 0 ? fmt::format("{} records, {:.1f} B each", records, series[i].bytes_per_record)
                   : fmt::format("{:.2f}x the visited table's, {:.1f} B a record", rate / ours,
                                 series[i].bytes_per_record));
        add(contender, "inserts", "  inserts, growing", series[i].inserts_per_second, "");
    }
    return rows;
}

}  // namespace kura::bench
