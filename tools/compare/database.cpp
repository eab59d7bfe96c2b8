#include "tools/compare/database.hpp"

#include <sqlite3.h>

#include <filesystem>
#include <system_error>

namespace kura::compare {

namespace {

constexpr int kBusyMs = 10'000;  // another comparison writes a row in far less

tl::unexpected<base::Error> refuse(sqlite3* database) {
    return base::fail(base::ErrorCode::io, std::string("archive: ") + sqlite3_errmsg(database));
}

}  // namespace

void Statement::Finish::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

void Database::Close::operator()(sqlite3* database) const {
    sqlite3_close(database);
}

Statement& Statement::bind(int place, std::string_view text) {
    // A null pointer would be no text at all.
    sqlite3_bind_text64(statement_.get(), place, text.empty() ? "" : text.data(), text.size(),
                        SQLITE_TRANSIENT,  // NOLINT(*-cstyle-cast,*-int-to-ptr): SQLite's macro
                        SQLITE_UTF8);
    return *this;
}

Statement& Statement::bind(int place, std::int64_t number) {
    sqlite3_bind_int64(statement_.get(), place, number);
    return *this;
}

Statement& Statement::bind(int place, double number) {
    sqlite3_bind_double(statement_.get(), place, number);
    return *this;
}

Statement& Statement::bind(int place, std::optional<std::int64_t> number) {
    return number ? bind(place, *number) : *this;  // unbound is NULL
}

Statement& Statement::bind(int place, std::optional<double> number) {
    return number ? bind(place, *number) : *this;
}

base::Result<bool> Statement::step() {
    switch (sqlite3_step(statement_.get())) {
        case SQLITE_ROW:
            return true;
        case SQLITE_DONE:
            return false;
        default:
            return refuse(sqlite3_db_handle(statement_.get()));
    }
}

std::string Statement::text(int column) const {
    const auto* bytes =
        reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
    const int size = sqlite3_column_bytes(statement_.get(), column);
    return bytes == nullptr ? "" : std::string(bytes, static_cast<std::size_t>(size));
}

std::int64_t Statement::number(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

double Statement::real(int column) const {
    return sqlite3_column_double(statement_.get(), column);
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::optional<std::int64_t> Statement::maybe_number(int column) const {
    return is_null(column) ? std::nullopt : std::optional(number(column));
}

std::optional<double> Statement::maybe_real(int column) const {
    return is_null(column) ? std::nullopt : std::optional(real(column));
}

base::Result<Database> Database::open(const std::string& path) {
    std::error_code error;
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    if (!folder.empty()) {
        std::filesystem::create_directories(folder, error);
    }
    sqlite3* opened = nullptr;
    const int code =
        sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    Database database;
    database.database_.reset(opened);
    if (code != SQLITE_OK) {
        return base::fail(base::ErrorCode::io, path + ": " + sqlite3_errstr(code));
    }
    sqlite3_busy_timeout(opened, kBusyMs);
    // A row survives the end of this process at once; with WAL, writing one does not wait for the
    // disk, so archiving does not disturb the next run.
    if (const auto set = database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                                          "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF");
        !set) {
        return base::fail(set.error().code, path + ": " + set.error().message);
    }
    return database;
}

base::Result<Statement> Database::prepare(std::string_view sql) {
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(database_.get(), sql.data(), static_cast<int>(sql.size()), &prepared,
                           nullptr) != SQLITE_OK) {
        return refuse(database_.get());
    }
    Statement statement;
    statement.statement_.reset(prepared);
    return statement;
}

base::Result<void> Database::execute(const std::string& sql) {
    if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        return refuse(database_.get());
    }
    return {};
}

}  // namespace kura::compare
