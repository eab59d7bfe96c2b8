// Database: the few calls of SQLite that are used here, as values and errors.
// Shape:    one connection; a statement is prepared, bound, stepped, and finished when it goes. How
//           safe and how patient it is says who opens it, by pragmas
// Invariants: a Statement never outlives its Database
// Threads:  one at a time
// Errors:   ErrorCode::io with SQLite's words, and a hint where the disk is full
// Source:   sqlite.org, "An Introduction to the SQLite C/C++ Interface"
#pragma once

#include "solver/base/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace kura::cluster::sqlite {

class Statement {
  public:
    // Places count from 1. Numbers and texts are copied; a blob lives until the statement has run.
    Statement& bind(int place, std::string_view text);
    Statement& bind(int place, std::int64_t number);
    Statement& bind(int place, double number);
    Statement& bind(int place, std::optional<std::int64_t> number);
    Statement& bind(int place, std::optional<double> number);
    Statement& bind_blob(int place, std::string_view blob);
    Statement& bind_blob(int place, std::span<const std::uint8_t> blob);

    // True while there is a row.
    [[nodiscard]] base::Result<bool> next();
    // For what gives no rows; ready to be bound again.
    [[nodiscard]] base::Result<void> run();

    // Of the row; columns count from 0.
    [[nodiscard]] std::string text(int column) const;
    // Until next().
    [[nodiscard]] std::string_view blob(int column) const;
    [[nodiscard]] std::span<const std::uint8_t> bytes(int column) const;
    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] std::optional<std::int64_t> maybe_number(int column) const;
    [[nodiscard]] std::optional<double> maybe_real(int column) const;

  private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
    [[nodiscard]] bool is_null(int column) const;

    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class Database {
  public:
    // Creates the file, but not its folder.
    [[nodiscard]] static base::Result<Database> open(const std::string& path);

    // Statements without values or rows, separated by semicolons.
    [[nodiscard]] base::Result<void> run(const std::string& sql);
    [[nodiscard]] base::Result<Statement> prepare(std::string_view sql);

  private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    explicit Database(sqlite3* database) : database_(database) {}

    std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace kura::cluster::sqlite
