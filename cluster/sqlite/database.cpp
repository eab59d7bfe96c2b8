#include "cluster/sqlite/database.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <utility>

namespace kura::cluster::sqlite {

namespace {

tl::unexpected<base::Error> failure(sqlite3* database) {
    if (database == nullptr) {
        return base::fail(base::ErrorCode::io, "out of memory");
    }
    const int code = sqlite3_errcode(database);
    const int cause = sqlite3_system_errno(database);
    std::string message = sqlite3_errmsg(database);
    if (code == SQLITE_FULL || (code == SQLITE_IOERR && cause == EDQUOT)) {
        message = "the disk is full";
    } else if (code == SQLITE_IOERR && cause == EFBIG) {
        message = "a file would grow beyond the limit of this process";
    }
    return base::fail(base::ErrorCode::io, std::move(message));
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

void Database::Close::operator()(sqlite3* database) const {
    sqlite3_close_v2(database);
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

Statement& Statement::bind_blob(int place, std::string_view blob) {
    sqlite3_bind_blob64(statement_.get(), place, blob.data(), blob.size(), SQLITE_STATIC);
    return *this;
}

Statement& Statement::bind_blob(int place, std::span<const std::uint8_t> blob) {
    return bind_blob(place, {reinterpret_cast<const char*>(blob.data()), blob.size()});
}

base::Result<bool> Statement::next() {
    switch (sqlite3_step(statement_.get())) {
        case SQLITE_ROW:
            return true;
        case SQLITE_DONE:
            return false;
        default:
            return failure(sqlite3_db_handle(statement_.get()));
    }
}

base::Result<void> Statement::run() {
    const base::Result<bool> stepped = next();
    sqlite3_reset(statement_.get());
    if (!stepped) {
        return tl::unexpected(stepped.error());
    }
    return {};
}

std::string Statement::text(int column) const {
    return std::string(blob(column));
}

std::string_view Statement::blob(int column) const {
    const void* const bytes = sqlite3_column_blob(statement_.get(), column);
    const int count = sqlite3_column_bytes(statement_.get(), column);
    return {static_cast<const char*>(bytes),
            bytes == nullptr ? 0 : static_cast<std::size_t>(count)};
}

std::span<const std::uint8_t> Statement::bytes(int column) const {
    const std::string_view view = blob(column);
    return {reinterpret_cast<const std::uint8_t*>(view.data()), view.size()};
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
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(
        path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX,
        nullptr);
    Database database(handle);
    if (code != SQLITE_OK) {
        return failure(handle);
    }
    return database;
}

base::Result<void> Database::run(const std::string& sql) {
    if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        return failure(database_.get());
    }
    return {};
}

base::Result<Statement> Database::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database_.get(), sql.data(), static_cast<int>(sql.size()), &statement,
                           nullptr) != SQLITE_OK) {
        return failure(database_.get());
    }
    return Statement(statement);
}

}  // namespace kura::cluster::sqlite
