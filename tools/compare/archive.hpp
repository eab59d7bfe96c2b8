// Archive: all comparisons ever made, kept in one SQLite file; each run is there once it ends.
// Shape:    tables comparisons (the plan as JSON, and what one asks for as columns),
//           configurations and runs; `sqlite3 comparisons.sqlite` may read them freely
// Units:    as in comparison.hpp; times of day are UTC in ISO 8601
// Invariants: a run is in the archive whole or not at all; a plan never changes
// Threads:  one; several programs may use one archive
// Errors:   Result: the file can't be used, a comparison is not there, a plan can't be read
#pragma once

#include "cluster/sqlite/database.hpp"
#include "solver/base/result.hpp"
#include "tools/compare/comparison.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kura::compare {

struct ArchivedComparison {
    std::string id;
    std::string name;
    std::string started;
    std::string finished;  // empty: it was stopped, or goes on
    std::string machine;
    int configurations = 0;
    int puzzles = 0;
    std::int64_t runs = 0;
    std::int64_t solved = 0;
    std::int64_t turns = 0;  // runs that it will have
};

class Archive {
  public:
    [[nodiscard]] static base::Result<Archive> open(const std::string& path);

    // The plan and the runs it has already (imported ones); refused if it could not be read
    // again, or has two configurations of one name.
    [[nodiscard]] base::Result<void> add(const Comparison& comparison);
    [[nodiscard]] base::Result<void> add_run(const Comparison& comparison, const Run& run);
    [[nodiscard]] base::Result<void> finish(const Comparison& comparison);

    // Newest first.
    [[nodiscard]] base::Result<std::vector<ArchivedComparison>> list();

    // By id, name (the newest of that name), or "last"; unfinished only where asked for, but for
    // an id or a name never another than the one named.
    [[nodiscard]] base::Result<Comparison> load(std::string_view which, bool unfinished = false);

  private:
    explicit Archive(cluster::sqlite::Database database) : database_(std::move(database)) {}

    // Without its runs.
    [[nodiscard]] base::Result<Comparison> find(std::string_view which, bool unfinished);
    [[nodiscard]] base::Result<void> load_runs(Comparison& comparison);

    cluster::sqlite::Database database_;
};

}  // namespace kura::compare
