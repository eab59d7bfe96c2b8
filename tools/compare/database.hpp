// Database: SQLite behind values: a file, statements, rows.
// Shape:    one connection; a statement is prepared, bound, stepped, and finished when it goes
// Invariants: a Statement never outlives its Database
// Threads:  one thread at a time
// Errors:   Result with SQLite's own words; nothing is thrown
#pragma once

#include "solver/base/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace kura::compare {

class Statement {
  public:
    // Places count from 1. Values are copied.
    Statement& bind(int place, std::string_view text);
    Statement& bind(int place, std::int64_t number);
    Statement& bind(int place, double number);
    Statement& bind(int place, std::optional<std::int64_t> number);
    Statement& bind(int place, std::optional<double> number);

    // True while there is a row.
    [[nodiscard]] base::Result<bool> step();

    // Of the row; columns count from 0.
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] std::optional<std::int64_t> maybe_number(int column) const;
    [[nodiscard]] std::optional<double> maybe_real(int column) const;

  private:
    friend class Database;
    struct Finish {
        void operator()(sqlite3_stmt* statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finish> statement_;
};

class Database {
  public:
    // Creates the file, readable by its owner alone, and its folders.
    [[nodiscard]] static base::Result<Database> open(const std::string& path);

    [[nodiscard]] base::Result<Statement> prepare(std::string_view sql);
    // Statements without values or rows, separated by semicolons.
    [[nodiscard]] base::Result<void> execute(const std::string& sql);

  private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace kura::compare
