// Database: the few calls of SQLite that are used here, as values and errors.
// Shape:    one connection, opened for group commit: write-ahead log, synchronised on every commit
// Threads:  one at a time
// Errors:   ErrorCode::io with SQLite's words, and a hint where the disk is full
// Source:   sqlite.org: "Write-Ahead Logging", PRAGMA synchronous
#pragma once

#include "solver/base/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace kura::cluster::disk {

class Statement {
  public:
    // Bound values live until the statement has run.
    Statement& bind(int place, std::int64_t value);
    Statement& bind(int place, std::string_view blob);

    // True while there is a row.
    base::Result<bool> next();
    // For what gives no rows; ready to be bound again.
    base::Result<void> run();

    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] std::string_view blob(int column) const;  // until next()

  private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    Statement(sqlite3* database, sqlite3_stmt* statement)
        : database_(database), statement_(statement) {}

    sqlite3* database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class Database {
  public:
    static base::Result<Database> open(const std::string& path);

    base::Result<void> run(const std::string& sql);
    base::Result<Statement> prepare(std::string_view sql);

  private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    explicit Database(sqlite3* database) : database_(database) {}

    std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace kura::cluster::disk
