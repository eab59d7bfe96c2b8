#include "tools/compare/archive.hpp"

#include "tools/compare/comparison_json.hpp"
#include "tools/compare/matrix.hpp"
#include "tools/compare/plan_limits.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

namespace kura::compare {

namespace {

constexpr const char* kSchema = R"sql(
CREATE TABLE IF NOT EXISTS comparisons(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, started TEXT NOT NULL, finished TEXT,
  cpu TEXT, cores INTEGER, kernel TEXT, os TEXT,
  seconds_limit REAL, memory_limit INTEGER, repetitions INTEGER, seed INTEGER,
  sets TEXT, puzzles INTEGER, turns INTEGER, plan TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS comparisons_started ON comparisons(started);
CREATE TABLE IF NOT EXISTS configurations(
  comparison TEXT NOT NULL REFERENCES comparisons(id), configuration INTEGER NOT NULL,
  name TEXT, solver TEXT, strategy TEXT, threads INTEGER, nodes INTEGER, replicas INTEGER,
  build TEXT, version TEXT, "commit" TEXT, compiler TEXT, flags TEXT, digest TEXT,
  PRIMARY KEY(comparison, configuration));
CREATE TABLE IF NOT EXISTS runs(
  comparison TEXT NOT NULL REFERENCES comparisons(id), configuration INTEGER NOT NULL,
  puzzle INTEGER NOT NULL, repetition INTEGER NOT NULL, turn INTEGER NOT NULL,
  verdict TEXT NOT NULL, reason TEXT, seconds REAL, cpu_seconds REAL, search_seconds REAL,
  pushes INTEGER, moves INTEGER, expanded INTEGER, generated INTEGER, stored INTEGER,
  peak_bytes INTEGER, table_bytes INTEGER, verified INTEGER, solution TEXT, problem TEXT,
  nodes TEXT,
  PRIMARY KEY(comparison, configuration, puzzle, repetition));
CREATE TABLE IF NOT EXISTS timelines(
  comparison TEXT NOT NULL REFERENCES comparisons(id), configuration INTEGER NOT NULL,
  puzzle INTEGER NOT NULL, repetition INTEGER NOT NULL, timeline TEXT NOT NULL,
  PRIMARY KEY(comparison, configuration, puzzle, repetition));
)sql";

using cluster::sqlite::Database;
using cluster::sqlite::Statement;
using Done = base::Result<void>;

// A row survives the end of this process at once; with a write-ahead log, writing one does not wait
// for the disk, so that archiving does not disturb the next run. Another comparison's row takes far
// less than one waits for it.
constexpr const char* kSettings =
    "PRAGMA busy_timeout=10000; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
    "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF";

tl::unexpected<base::Error> refuse(const base::Error& error) {
    return base::fail(error.code, "archive: " + error.message);
}

Done run_to_end(base::Result<Statement> statement) {
    if (!statement) {
        return refuse(statement.error());
    }
    const Done done = statement->run();
    return done ? done : Done(refuse(done.error()));
}

std::string sets_of(const Comparison& comparison) {
    std::string text;
    for (const PuzzleSet& set : comparison.sets) {
        text += (text.empty() ? "" : " ") + set.name + ":" + set.digest;
    }
    return text;
}

Run run_of(const Statement& row) {
    Run run;
    run.configuration = static_cast<int>(row.number(0));
    run.puzzle = static_cast<int>(row.number(1));
    run.repetition = static_cast<int>(row.number(2));
    run.order = static_cast<int>(row.number(3));
    run.verdict = verdict_of(row.text(4)).value_or(RunVerdict::failed);
    run.reason = row.text(5);
    run.seconds = row.real(6);
    run.cpu_seconds = row.maybe_real(7);
    run.search_seconds = row.maybe_real(8);
    run.pushes = row.maybe_number(9);
    run.moves = row.maybe_number(10);
    run.expanded = row.maybe_number(11);
    run.generated = row.maybe_number(12);
    run.stored = row.maybe_number(13);
    run.peak_bytes = row.maybe_number(14);
    run.table_bytes = row.maybe_number(15);
    run.verified = row.number(16) != 0;
    run.solution = row.text(17);
    run.problem = row.text(18);
    run.nodes = nodes_of_text(row.text(19));
    run.timeline = timeline_of_text(row.text(20));
    return run;
}

// The archive is a file that anybody may have written to.
bool is_within(const Run& run, const Comparison& comparison) {
    return run.configuration >= 0 && run.configuration < std::ssize(comparison.configurations) &&
           run.puzzle >= 0 && run.puzzle < std::ssize(comparison.puzzles) && run.repetition >= 0 &&
           run.repetition < comparison.repetitions;
}

}  // namespace

base::Result<Archive> Archive::open(const std::string& path) {
    std::error_code error;
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    if (!folder.empty()) {
        std::filesystem::create_directories(folder, error);
    }
    auto database = Database::open(path);
    auto made = database ? database->run(kSettings) : Done(tl::unexpected(database.error()));
    if (made) {
        made = database->run(kSchema);
    }
    if (!made) {
        return base::fail(made.error().code, path + ": " + made.error().message);
    }
    return Archive(*std::move(database));
}

Done Archive::add(const Comparison& comparison) {
    if (const auto checked = check_plan(comparison); !checked) {
        return checked;
    }
    auto row = database_.prepare(
        "INSERT INTO comparisons(id,name,started,cpu,cores,kernel,os,seconds_limit,memory_limit,"
        "repetitions,seed,sets,puzzles,turns,plan) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    if (!row) {
        return refuse(row.error());
    }
    const Machine& machine = comparison.machine;
    row->bind(1, comparison.id).bind(2, comparison.name).bind(3, comparison.started);
    row->bind(4, machine.cpu).bind(5, std::int64_t{machine.cores});
    row->bind(6, machine.kernel).bind(7, machine.os).bind(8, comparison.limits.seconds);
    row->bind(9, static_cast<std::int64_t>(comparison.limits.memory_bytes));
    row->bind(10, std::int64_t{comparison.repetitions});
    row->bind(11, static_cast<std::int64_t>(comparison.seed)).bind(12, sets_of(comparison));
    row->bind(13, static_cast<std::int64_t>(comparison.puzzles.size()));
    row->bind(14, static_cast<std::int64_t>(turns_of(comparison).size()));
    row->bind(15, plan_text(comparison));
    if (const auto begun = database_.run("BEGIN IMMEDIATE"); !begun) {
        return refuse(begun.error());
    }
    Done done = run_to_end(std::move(row));
    for (std::size_t i = 0; done && i < comparison.configurations.size(); ++i) {
        const Configuration& entry = comparison.configurations[i];
        auto insert =
            database_.prepare("INSERT INTO configurations VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
        if (insert) {
            insert->bind(1, comparison.id).bind(2, static_cast<std::int64_t>(i));
            insert->bind(3, entry.name).bind(4, entry.solver).bind(5, entry.strategy);
            insert->bind(6, std::int64_t{entry.threads}).bind(7, std::int64_t{entry.nodes});
            insert->bind(8, std::int64_t{entry.replicas}).bind(9, entry.build.name);
            insert->bind(10, entry.build.version).bind(11, entry.build.commit);
            insert->bind(12, entry.build.compiler).bind(13, entry.build.flags);
            insert->bind(14, entry.build.digest);
        }
        done = run_to_end(std::move(insert));
    }
    for (std::size_t i = 0; done && i < comparison.runs.size(); ++i) {
        done = add_run(comparison, comparison.runs[i]);
    }
    const Done ended = database_.run(done ? "COMMIT" : "ROLLBACK");
    return done && !ended ? Done(refuse(ended.error())) : done;
}

Done Archive::add_run(const Comparison& comparison, const Run& run) {
    auto row =
        database_.prepare("INSERT INTO runs VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    if (!row) {
        return refuse(row.error());
    }
    row->bind(1, comparison.id).bind(2, std::int64_t{run.configuration});
    row->bind(3, std::int64_t{run.puzzle}).bind(4, std::int64_t{run.repetition});
    row->bind(5, std::int64_t{run.order}).bind(6, name_of(run.verdict)).bind(7, run.reason);
    row->bind(8, run.seconds).bind(9, run.cpu_seconds).bind(10, run.search_seconds);
    row->bind(11, run.pushes).bind(12, run.moves).bind(13, run.expanded).bind(14, run.generated);
    row->bind(15, run.stored).bind(16, run.peak_bytes).bind(17, run.table_bytes);
    row->bind(18, std::int64_t{run.verified ? 1 : 0}).bind(19, run.solution);
    row->bind(20, run.problem).bind(21, text_of_nodes(run.nodes));
    const Done done = run_to_end(std::move(row));
    if (!done || run.timeline.seconds.empty()) {
        return done;
    }
    row = database_.prepare("INSERT INTO timelines VALUES(?,?,?,?,?)");
    if (row) {
        row->bind(1, comparison.id).bind(2, std::int64_t{run.configuration});
        row->bind(3, std::int64_t{run.puzzle}).bind(4, std::int64_t{run.repetition});
        row->bind(5, text_of_timeline(run.timeline));
    }
    return run_to_end(std::move(row));
}

Done Archive::finish(const Comparison& comparison) {
    auto row = database_.prepare("UPDATE comparisons SET finished=? WHERE id=?");
    if (row) {
        row->bind(1, comparison.finished).bind(2, comparison.id);
    }
    return run_to_end(std::move(row));
}

base::Result<std::vector<ArchivedComparison>> Archive::list() {
    auto row = database_.prepare(
        "SELECT c.id,c.name,c.started,c.finished,c.cpu,c.puzzles,c.turns,"
        "(SELECT count(*) FROM configurations f WHERE f.comparison=c.id),"
        "(SELECT count(*) FROM runs r WHERE r.comparison=c.id),"
        "(SELECT count(*) FROM runs r WHERE r.comparison=c.id AND r.verified=1 AND "
        "r.verdict='solved') FROM comparisons c ORDER BY c.started DESC, c.rowid DESC");
    if (!row) {
        return refuse(row.error());
    }
    std::vector<ArchivedComparison> entries;
    while (true) {
        const auto is_there = row->next();
        if (!is_there) {
            return refuse(is_there.error());
        }
        if (!*is_there) {
            return entries;
        }
        entries.push_back({row->text(0), row->text(1), row->text(2), row->text(3), row->text(4),
                           static_cast<int>(row->number(7)), static_cast<int>(row->number(5)),
                           row->number(8), row->number(9), row->number(6)});
    }
}

base::Result<Comparison> Archive::find(std::string_view which, bool unfinished) {
    auto row = database_.prepare(
        "SELECT plan,finished FROM comparisons WHERE (?1='last' OR id=?1 OR name=?1) AND "
        "(?2=0 OR finished IS NULL) ORDER BY started DESC, rowid DESC LIMIT 1");
    if (!row) {
        return refuse(row.error());
    }
    row->bind(1, which).bind(2, std::int64_t{unfinished ? 1 : 0});
    const auto is_there = row->next();
    if (!is_there) {
        return refuse(is_there.error());
    }
    if (!*is_there) {
        return base::fail(base::ErrorCode::bad_input,
                          std::string("the archive has no ") + (unfinished ? "unfinished " : "") +
                              "comparison" +
                              (which == "last" ? "" : " '" + std::string(which) + "'"));
    }
    auto comparison = comparison_of_plan(row->text(0));
    if (comparison) {
        comparison->finished = row->text(1);
    }
    return comparison;
}

Done Archive::load_runs(Comparison& comparison) {
    auto row = database_.prepare(
        "SELECT configuration,puzzle,repetition,turn,verdict,reason,seconds,cpu_seconds,"
        "search_seconds,pushes,moves,expanded,generated,stored,peak_bytes,table_bytes,verified,"
        "solution,problem,nodes,timeline FROM runs LEFT JOIN timelines "
        "USING(comparison,configuration,puzzle,repetition) WHERE comparison=? ORDER BY turn");
    if (!row) {
        return refuse(row.error());
    }
    row->bind(1, comparison.id);
    while (true) {
        const auto is_there = row->next();
        if (!is_there) {
            return refuse(is_there.error());
        }
        if (!*is_there) {
            return {};
        }
        Run run = run_of(*row);
        if (!is_within(run, comparison)) {
            return base::fail(base::ErrorCode::bad_input, "archive: a run of no such cell");
        }
        comparison.runs.push_back(std::move(run));
    }
}

base::Result<Comparison> Archive::load(std::string_view which, bool unfinished) {
    auto comparison = find(which, unfinished);
    if (!comparison) {
        return comparison;
    }
    if (const auto loaded = load_runs(*comparison); !loaded) {
        return tl::unexpected(loaded.error());
    }
    return comparison;
}

}  // namespace kura::compare
