#include "tools/bench/store_rows.hpp"

#include "tools/bench/store_bench.hpp"

#include <fmt/format.h>

namespace kura::bench {

namespace {

constexpr double kRecords = 300'000;
constexpr double kMendedSeconds = 30;

Row row_of(const char* name, const char* what, const StoreLoadFigures& figures) {
    Row row{.group = "store", .name = name, .what = what, .unit = Unit::per_second};
    if (figures.failure.empty()) {
        row.measured = figures.per_second;
        row.note =
            fmt::format("p50 {:.2f} ms, p99 {:.2f} ms, clients {:.2f} cores",
                        figures.half_within * 1e3, figures.most_within * 1e3, figures.client_cores);
    } else {
        row.note = figures.failure;
    }
    return row;
}

StoreLoad on_three(StoreLoad load) {
    load.nodes = load.replicas = 3;
    load.write = 2;
    return load;
}

}  // namespace

std::vector<Row> store_rows(const BenchOptions& options) {
    StoreLoad records;
    if (options.quick) {
        records.keys = 10'000;
        records.seconds = 0.1;
    }
    StoreLoad singles = records;
    singles.batch = 1;
    singles.window = 1000;
    StoreLoad documents = records;
    documents.is_documents = true;
    documents.window = 256;
    std::vector<Row> rows{
        row_of("store_records", "visited records over TCP, batches of 100, one node",
               run_store_load(records)),
        row_of("store_records_single", "  one a request", run_store_load(singles)),
        row_of("store_records_three", "  in batches, three nodes N=3 R=2 W=2",
               run_store_load(on_three(records))),
        row_of("store_documents", "  documents, synchronised to disk, one node",
               run_store_load(documents)),
        row_of("store_documents_three", "  documents, three nodes N=3 R=2 W=2",
               run_store_load(on_three(documents)))};
    rows[0].aim = Aim::at_least;
    rows[0].bound = kRecords;
    MendingOptions mending;
    if (options.quick) {
        mending = {.documents = 100, .missing = 5, .stale = 5};
    }
    const MendingFigures mended = run_mending(mending);
    Row row{.group = "store",
            .name = "store_mended",
            .what = "  replica with 100 missing, 100 old documents mended",
            .unit = Unit::seconds,
            .aim = Aim::at_most,
            .bound = kMendedSeconds};
    if (mended.failure.empty()) {
        row.measured = mended.seconds;
        row.note = fmt::format("of {}; replicas compare themselves each 10 s", mending.documents);
    } else {
        row.note = mended.failure;
    }
    rows.push_back(row);
    return rows;
}

}  // namespace kura::bench
