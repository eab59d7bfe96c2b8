// Data folder: what of a node survives its process. The store's documents, the state of the
// register's acceptor, where the other members were, and the place, drawn once, by which the
// cluster knows the folder again.
// Shape:    one SQLite database and a lock file
// Units:    bytes; times in seconds of the wall clock, only to tell how long the node was away
// Invariants: (1) a batch of rows is written whole or not at all; (2) what is written when write()
//           returns survives a loss of power; (3) one process at a time
// Threads:  one at a time
// Errors:   one line that names the folder: it is in use, it can't be read or written, its disk is
//           full, it was made by a newer version
#pragma once

#include "cluster/base/ids.hpp"
#include "cluster/sqlite/database.hpp"
#include "cluster/store/events.hpp"
#include "solver/base/result.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace kura::cluster::disk {

struct DataFolderOptions {
    std::uint64_t bytes_max = 0;  // of the database; 0: as the disk allows
};

// What is kept beside documents, each as bytes that the caller encodes.
enum class Fact : std::uint8_t { acceptor, addresses };
using Facts = std::map<Fact, std::string>;

class DataFolder {
  public:
    // Makes the folder and what belongs into it where they are missing.
    static base::Result<DataFolder> open(const std::string& path,
                                         const DataFolderOptions& options = {});
    // Whether a folder was made here before.
    [[nodiscard]] static bool exists(const std::string& path);
    // The error with the folder's name before it.
    [[nodiscard]] static base::Error explained(const std::string& path, const base::Error& error);

    [[nodiscard]] Place place() const { return place_; }
    [[nodiscard]] const std::string& path() const { return path_; }

    // For the store's first event.
    base::Result<store::Recovered> load();
    base::Result<std::optional<std::string>> load(Fact fact);
    // All of it or nothing. In doubt: the time since rows were written before goes on to count.
    base::Result<void> write(std::span<const store::Row> rows, const Facts& facts = {},
                             bool is_in_doubt = false);

  private:
    // The lock file, held until this is gone.
    class Lock {
      public:
        static base::Result<Lock> take(const std::string& path);
        Lock(Lock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
        Lock& operator=(Lock&& other) = delete;
        ~Lock();

      private:
        explicit Lock(int file) : file_(file) {}
        int file_;
    };

    DataFolder(std::string path, Lock lock, sqlite::Database database)
        : path_(std::move(path)), lock_(std::move(lock)), database_(std::move(database)) {}

    base::Result<void> prepare(const DataFolderOptions& options);
    base::Result<std::int64_t> format_of_file();
    base::Result<void> write_rows(std::span<const store::Row> rows, bool is_in_doubt);
    base::Result<void> write_facts(const Facts& facts);
    base::Result<std::optional<std::string>> get(std::string_view name);
    base::Result<void> set(std::string_view name, std::string_view value);
    [[nodiscard]] base::Error explained(const base::Error& error) const {
        return explained(path_, error);
    }

    std::string path_;
    Lock lock_;  // before the database, which is closed first
    sqlite::Database database_;
    Place place_;
};

}  // namespace kura::cluster::disk
