#include "cluster/disk/data_folder.hpp"

#include "cluster/disk/row_codec.hpp"
#include "solver/base/system_random.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace kura::cluster::disk {

namespace {

using base::ErrorCode;
using base::Result;
using sqlite::Database;
using sqlite::Statement;

constexpr std::int64_t kFormat = 1;
constexpr std::uint64_t kPageBytes = 4096;
constexpr std::string_view kPlaceName = "place";
constexpr std::string_view kWrittenName = "written";

std::string file_in(const std::string& path) {
    return path + "/kura.sqlite";
}

std::string_view name_of(Fact fact) {
    return fact == Fact::acceptor ? "acceptor" : "addresses";
}

std::int64_t seconds_now() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

}  // namespace

Result<DataFolder::Lock> DataFolder::Lock::take(const std::string& path) {
    Lock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (lock.file_ < 0) {
        return base::fail(ErrorCode::io, std::error_code(errno, std::generic_category()).message());
    }
    if (::flock(lock.file_, LOCK_EX | LOCK_NB) != 0) {
        return base::fail(ErrorCode::unavailable, "it is in use by another process");
    }
    return lock;
}

DataFolder::Lock::~Lock() {
    if (file_ >= 0) {
        ::close(file_);
    }
}

bool DataFolder::exists(const std::string& path) {
    std::error_code failed;
    return std::filesystem::exists(file_in(path), failed);
}

base::Error DataFolder::explained(const std::string& path, const base::Error& error) {
    return {error.code, "data folder " + path + ": " + error.message};
}

Result<DataFolder> DataFolder::open(const std::string& path, const DataFolderOptions& options) {
    const auto explain = [&](const base::Error& error) {
        return tl::unexpected(explained(path, error));
    };
    std::error_code failed;
    std::filesystem::create_directories(path, failed);
    if (failed) {
        return explain({ErrorCode::io, failed.message()});
    }
    Result<Lock> locked = Lock::take(path + "/lock");
    if (!locked) {
        return explain(locked.error());
    }
    Result<Database> database = Database::open(file_in(path));
    if (!database) {
        return explain(database.error());
    }
    DataFolder folder(path, *std::move(locked), *std::move(database));
    if (const Result<void> prepared = folder.prepare(options); !prepared) {
        return explain(prepared.error());
    }
    return folder;
}

Result<std::int64_t> DataFolder::format_of_file() {
    Result<Statement> query = database_.prepare("PRAGMA user_version");
    if (!query) {
        return tl::unexpected(query.error());
    }
    const Result<bool> found = query->next();
    if (!found) {
        return tl::unexpected(found.error());
    }
    return query->number(0);
}

Result<void> DataFolder::prepare(const DataFolderOptions& options) {
    const Result<std::int64_t> format = format_of_file();
    if (!format) {
        return tl::unexpected(format.error());
    }
    if (*format > kFormat) {
        return base::fail(ErrorCode::bad_input, "it was made by a newer version of this program");
    }
    // Whoever looks into the database meanwhile, for a backup, holds a write up at most so long.
    std::string setup =
        "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE IF NOT EXISTS documents(kept_for INTEGER NOT NULL, key BLOB NOT NULL,"
        " state BLOB NOT NULL, PRIMARY KEY(key, kept_for));"
        "CREATE TABLE IF NOT EXISTS facts(name TEXT PRIMARY KEY, value BLOB NOT NULL);";
    if (*format < kFormat) {  // else nothing is written, and a full disk can still be read
        setup += "PRAGMA user_version=" + std::to_string(kFormat) + ";";
    }
    if (options.bytes_max != 0) {
        setup += "PRAGMA max_page_count=" + std::to_string(options.bytes_max / kPageBytes) + ";";
    }
    if (const Result<void> done = database_.run(setup); !done) {
        return done;
    }
    const Result<std::optional<std::string>> known = get(kPlaceName);
    if (!known) {
        return tl::unexpected(known.error());
    }
    if (const std::optional<std::string>& text = *known; text.has_value()) {
        place_ = Place{std::strtoull(text->c_str(), nullptr, 10)};
        return {};
    }
    place_ = Place{base::system_random() | 1};
    return set(kPlaceName, std::to_string(place_.value));
}

Result<std::optional<std::string>> DataFolder::get(std::string_view name) {
    Result<Statement> query = database_.prepare("SELECT value FROM facts WHERE name = ?");
    if (!query) {
        return tl::unexpected(query.error());
    }
    query->bind(1, name);
    const Result<bool> found = query->next();
    if (!found) {
        return tl::unexpected(found.error());
    }
    return *found ? std::optional(std::string(query->blob(0))) : std::nullopt;
}

Result<void> DataFolder::set(std::string_view name, std::string_view value) {
    Result<Statement> insert = database_.prepare("INSERT OR REPLACE INTO facts VALUES(?, ?)");
    if (!insert) {
        return tl::unexpected(insert.error());
    }
    return insert->bind(1, name).bind_blob(2, value).run();
}

Result<store::Recovered> DataFolder::load() {
    Result<Statement> query = database_.prepare("SELECT kept_for, key, state FROM documents");
    if (!query) {
        return tl::unexpected(explained(query.error()));
    }
    store::Recovered recovered;
    while (true) {
        const Result<bool> found = query->next();
        if (!found) {
            return tl::unexpected(explained(found.error()));
        }
        if (!*found) {
            break;
        }
        Result<store::Document> document = decode(query->bytes(2));
        if (!document) {
            return tl::unexpected(explained(document.error()));
        }
        recovered.rows.push_back({std::string(query->blob(1)),
                                  NodeId{static_cast<std::uint64_t>(query->number(0))},
                                  std::move(*document)});
    }
    const Result<std::optional<std::string>> written = get(kWrittenName);
    if (!written) {
        return tl::unexpected(explained(written.error()));
    }
    if (const std::optional<std::string>& text = *written; text.has_value()) {
        const std::int64_t away = seconds_now() - std::strtoll(text->c_str(), nullptr, 10);
        recovered.away = std::chrono::seconds(std::max<std::int64_t>(0, away));
    }
    return recovered;
}

Result<void> DataFolder::write_rows(std::span<const store::Row> rows, bool is_in_doubt) {
    Result<Statement> insert =
        database_.prepare("INSERT OR REPLACE INTO documents VALUES(?, ?, ?)");
    Result<Statement> erase =
        database_.prepare("DELETE FROM documents WHERE kept_for = ? AND key = ?");
    if (!insert || !erase) {
        return tl::unexpected(insert ? erase.error() : insert.error());
    }
    for (const store::Row& row : rows) {
        const auto kept_for = static_cast<std::int64_t>(row.kept_for.value);
        Result<void> done;
        if (row.document) {
            const std::vector<std::uint8_t> state = encode(*row.document);
            done = insert->bind(1, kept_for).bind_blob(2, row.key).bind_blob(3, state).run();
        } else {
            done = erase->bind(1, kept_for).bind_blob(2, row.key).run();
        }
        if (!done) {
            return done;
        }
    }
    return is_in_doubt ? Result<void>() : set(kWrittenName, std::to_string(seconds_now()));
}

Result<void> DataFolder::write_facts(const Facts& facts) {
    for (const auto& [fact, value] : facts) {
        if (const Result<void> done = set(name_of(fact), value); !done) {
            return done;
        }
    }
    return {};
}

Result<void> DataFolder::write(std::span<const store::Row> rows, const Facts& facts,
                               bool is_in_doubt) {
    Result<void> done = database_.run("BEGIN IMMEDIATE");
    if (done && !rows.empty()) {
        done = write_rows(rows, is_in_doubt);
    }
    if (done) {
        done = write_facts(facts);
    }
    if (done) {
        done = database_.run("COMMIT");
    }
    if (!done) {
        // Where SQLite has rolled back by itself this fails, and says nothing new.
        (void)database_.run("ROLLBACK");
        return tl::unexpected(explained(done.error()));
    }
    return {};
}

Result<std::optional<std::string>> DataFolder::load(Fact fact) {
    Result<std::optional<std::string>> value = get(name_of(fact));
    return value ? value
                 : Result<std::optional<std::string>>(tl::unexpected(explained(value.error())));
}

}  // namespace kura::cluster::disk
