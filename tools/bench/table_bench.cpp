#include "tools/bench/table_bench.hpp"

#include "solver/base/assert.hpp"
#include "solver/base/hash.hpp"
#include "solver/base/memory_budget.hpp"
#include "solver/base/uint128.hpp"
#include "solver/search/huge_arena.hpp"
#include "solver/search/visited_table.hpp"
#include "tools/bench/key_maker.hpp"
#include "tools/bench/measure.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

namespace kura::bench {

namespace {

using search::HugeArena;
using search::VisitedTable;

constexpr std::size_t kInFlightMax = 64;
constexpr std::size_t kLineBytes = 64;

double rate_since(double start, std::uint64_t count) {
    return static_cast<double>(count) / (thread_seconds() - start);
}

class TableBench {
  public:
    explicit TableBench(const TableBenchOptions& options)
        : options_(options),
          maker_{base::mix64(options.seed), static_cast<std::size_t>(options.key_bytes)},
          budget_(options.table_bytes),
          table_({.key_bytes = options.key_bytes, .partition_bits = options.partition_bits},
                 budget_) {}

    TableBenchFigures run() {
        TableBenchFigures figures;
        const std::size_t bytes = bare_.rounded(options_.table_bytes);
        if (!bare_.grow(bytes, bytes)) {
            return figures;
        }
        std::memset(bare_.base(), 1, bytes);
        fill(figures);
        bool right = figures.records > 0;
        // Bare and table in turn: each ratio is of two runs that follow each other, so that other
        // programs on the machine slow both.
        for (int round = 0; round < options_.rounds; ++round) {
            const auto salt = static_cast<std::uint64_t>(round) << 40;
            for (const Kind kind : {Kind::hits, Kind::misses, Kind::mixed, Kind::merges}) {
                const Stream stream = make_stream(kind, salt);
                const double bare_rate = bare(stream);
                const double rate = run_stream(kind, stream, salt, right);
                figures.bare.push_back(bare_rate);
                TableBenchSeries& series = figures.series[static_cast<std::size_t>(kind)];
                series.per_second.push_back(rate);
                series.of_bare.push_back(rate / bare_rate);
            }
        }
        const auto rate = [&](Kind kind) {
            return median(figures.series[static_cast<std::size_t>(kind)].per_second);
        };
        figures.bare_per_second = median(figures.bare);
        figures.hits_per_second = rate(Kind::hits);
        figures.misses_per_second = rate(Kind::misses);
        figures.mixed_per_second = rate(Kind::mixed);
        figures.merges_per_second = rate(Kind::merges);
        figures.complete = right;
        return figures;
    }

  private:
    // Inserts until the table is full to its budget, batch by batch.
    void fill(TableBenchFigures& figures) {
        std::vector<double> bytes_per_record;  // sampled at equal steps of the number of records
        const auto start = thread_seconds();
        std::uint64_t count = 0;
        bool full = false;
        while (!full) {
            const std::size_t batch = prepare_batch([&](std::size_t n) { return count + n; });
            for (std::size_t n = 0; n < batch && !full; ++n) {
                full = table_.merge(probes_[n], 1).outcome != VisitedTable::Outcome::inserted;
                count += full ? 0 : 1;
            }
            if ((count & 0xFFFF) < batch) {
                bytes_per_record.push_back(static_cast<double>(table_.memory_bytes()) /
                                           static_cast<double>(count));
                // Stop at the first refusal to come, well before the hard load limit.
                full = full || table_.memory_bytes() > options_.table_bytes / 100 * 97;
            }
        }
        figures.inserts_per_second = rate_since(start, count);
        figures.records = table_.size();
        figures.memory_bytes = table_.memory_bytes();
        figures.bytes_per_record_end =
            static_cast<double>(figures.memory_bytes) / static_cast<double>(figures.records);
        double sum = 0;
        const std::size_t half = bytes_per_record.size() / 2;
        for (std::size_t n = half; n < bytes_per_record.size(); ++n) {
            sum += bytes_per_record[n];
        }
        figures.bytes_per_record_mean = sum / static_cast<double>(bytes_per_record.size() - half);
    }

    std::uint8_t* key_at(std::size_t n) { return keys_.data() + n * search::kVisitedKeyBytesMax; }

    template <typename NumberOf>
    std::size_t prepare_batch(NumberOf number_of) {
        const auto batch = static_cast<std::size_t>(options_.in_flight);
        // First all keys, then all probes, as a shard does with a window of candidates: a key read
        // right after it was written byte by byte would measure the store buffer.
        for (std::size_t n = 0; n < batch; ++n) {
            placements_[n] = maker_.make(number_of(n), key_at(n));
        }
        for (std::size_t n = 0; n < batch; ++n) {
            probes_[n] = table_.prepare(placements_[n], key_at(n));
        }
        return batch;
    }

    // A pseudo-random stored number (below records), from the i-th draw.
    [[nodiscard]] std::uint64_t draw(std::uint64_t i) const {
        return static_cast<std::uint64_t>(
            (static_cast<base::Uint128>(base::mix64(i)) * table_.size()) >> 64);
    }

    using Kind = TableBenchKind;

    // Keys and placements made beforehand: their cost is neither the table's nor the bare loop's.
    // Both read the placements; the keys are the table's alone, and read in order.
    struct Stream {
        std::vector<std::uint64_t> placements;
        std::vector<std::uint8_t> keys;
        std::size_t stride;
        std::uint64_t expected = 0;  // lookups that find something

        [[nodiscard]] const std::uint8_t* key(std::size_t n) const {
            return keys.data() + n * stride;
        }
    };

    [[nodiscard]] Stream make_stream(Kind kind, std::uint64_t salt) const {
        const std::size_t stride = (maker_.key_bytes + 7) / 8 * 8;
        Stream stream{.placements = {}, .keys = {}, .stride = stride};
        stream.placements.resize(options_.lookups);
        stream.keys.resize(options_.lookups * stride);
        const std::uint64_t records = table_.size();
        for (std::size_t n = 0; n < options_.lookups; ++n) {
            const std::uint64_t number = draw(salt + n);
            const bool absent =
                kind == Kind::misses || (kind == Kind::mixed && (base::mix64(~number) & 1) != 0);
            stream.expected += absent ? 0 : 1;
            stream.placements[n] =
                maker_.make(absent ? number + records : number, stream.keys.data() + n * stride);
        }
        return stream;
    }

    // A ring of probes, each used in_flight lookups after it was prepared, as a shard does it.
    template <typename Answer>
    double ring(const Stream& stream, Answer answer) {
        const std::size_t count = options_.lookups;
        const auto ahead = std::min(static_cast<std::size_t>(options_.in_flight), count);
        const auto start = thread_seconds();
        for (std::size_t n = 0; n < ahead; ++n) {
            probes_[n] = table_.prepare(stream.placements[n], stream.key(n));
        }
        std::size_t slot = 0;
        for (std::size_t n = 0; n < count; ++n) {
            answer(probes_[slot]);
            if (const std::size_t next = n + ahead; next < count) {
                probes_[slot] = table_.prepare(stream.placements[next], stream.key(next));
            }
            slot = slot + 1 == ahead ? 0 : slot + 1;
        }
        return rate_since(start, count);
    }

    double run_stream(Kind kind, const Stream& stream, std::uint64_t salt, bool& right) {
        std::uint64_t found = 0;
        double rate = 0;
        if (kind == Kind::merges) {
            const std::uint64_t word = (salt >> 40) + 2;
            rate = ring(stream, [&](const VisitedTable::Probe& probe) {
                found += table_.merge(probe, word).word_before != 0 ? 1 : 0;
            });
        } else {
            rate = ring(stream, [&](const VisitedTable::Probe& probe) {
                found += table_.find(probe) != 0 ? 1 : 0;
            });
        }
        right = right && found == stream.expected;
        return rate;
    }

    // The same ring over bare cache lines, of huge pages as the table's.
    double bare(const Stream& stream) {
        const std::size_t lines = bare_.committed() / kLineBytes;
        const std::size_t count = options_.lookups;
        const auto ahead = std::min(static_cast<std::size_t>(options_.in_flight), count);
        std::array<const std::uint8_t*, kInFlightMax> line;
        const auto prepare = [&](std::size_t n) {
            const auto at = (static_cast<base::Uint128>(stream.placements[n]) * lines) >> 64;
            const std::uint8_t* const to = bare_.base() + static_cast<std::size_t>(at) * kLineBytes;
            __builtin_prefetch(to);
            return to;
        };
        std::uint64_t sum = 0;
        const auto start = thread_seconds();
        for (std::size_t n = 0; n < ahead; ++n) {
            line[n] = prepare(n);
        }
        std::size_t slot = 0;
        for (std::size_t n = 0; n < count; ++n) {
            sum += *line[slot];
            if (const std::size_t next = n + ahead; next < count) {
                line[slot] = prepare(next);
            }
            slot = slot + 1 == ahead ? 0 : slot + 1;
        }
        const double rate = rate_since(start, count);
        KURA_ASSERT(sum == count, static_cast<long long>(sum));  // every byte is 1; keeps the reads
        return rate;
    }

    const TableBenchOptions options_;
    const KeyMaker maker_;
    base::MemoryBudget budget_;
    VisitedTable table_;
    HugeArena bare_;
    std::array<VisitedTable::Probe, kInFlightMax> probes_;
    std::array<std::uint64_t, kInFlightMax> placements_;
    std::vector<std::uint8_t> keys_ =
        std::vector<std::uint8_t>(kInFlightMax * search::kVisitedKeyBytesMax);
};

}  // namespace

TableBenchFigures run_table_bench(const TableBenchOptions& options) {
    KURA_ASSERT(options.in_flight >= 1 && options.in_flight <= 64, options.in_flight);
    return TableBench(options).run();
}

}  // namespace kura::bench
