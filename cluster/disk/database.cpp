#include "cluster/disk/database.hpp"

#include <sqlite3.h>

namespace kura::cluster::disk {

namespace {

tl::unexpected<base::Error> failure(sqlite3* database) {
    const int code = database == nullptr ? SQLITE_NOMEM : sqlite3_errcode(database);
    std::string message = database == nullptr ? "out of memory" : sqlite3_errmsg(database);
    if (code == SQLITE_FULL) {
        message = "the disk is full";
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

Statement& Statement::bind(int place, std::int64_t value) {
    sqlite3_bind_int64(statement_.get(), place, value);
    return *this;
}

Statement& Statement::bind(int place, std::string_view blob) {
    sqlite3_bind_blob64(statement_.get(), place, blob.data(), blob.size(), SQLITE_STATIC);
    return *this;
}

base::Result<bool> Statement::next() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code == SQLITE_DONE) {
        return false;
    }
    return failure(database_);
}

base::Result<void> Statement::run() {
    const base::Result<bool> stepped = next();
    sqlite3_reset(statement_.get());
    if (!stepped) {
        return tl::unexpected(stepped.error());
    }
    return {};
}

std::int64_t Statement::number(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::blob(int column) const {
    const void* const bytes = sqlite3_column_blob(statement_.get(), column);
    const int count = sqlite3_column_bytes(statement_.get(), column);
    return {static_cast<const char*>(bytes),
            bytes == nullptr ? 0 : static_cast<std::size_t>(count)};
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
    return Statement(database_.get(), statement);
}

}  // namespace kura::cluster::disk
