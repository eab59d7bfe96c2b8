// Writer: a thread that writes what cores hand out, many batches with one synchronisation of the
// disk (group commit).
// Shape:    a queue in, calls out; batches are written in the order they were given
// Units:    linger is how long the first batch of a group waits for company
// Invariants: after rows could not be written no rows are any more, so "this batch and all before
//           it" holds; facts are, as each stands for itself
// Threads:  submit() from any; the calls come from the writer's thread, which must not wait for it
// Errors:   given to the call of each batch that is not on disk
#pragma once

#include "cluster/disk/data_folder.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace kura::cluster::disk {

struct WriterOptions {
    // Longer: fewer synchronisations, later acknowledgements. Company that comes while the disk is
    // busy with the group before costs no time at all.
    std::chrono::milliseconds linger{2};
    std::size_t batches_max = 64;  // a group that is this large goes at once
};

class Writer {
  public:
    using Done = std::function<void(const base::Result<void>&)>;

    // Requires: the folder outlives the writer, and nobody else uses it meanwhile.
    Writer(DataFolder& folder, const WriterOptions& options = {});
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    // Writes what is queued.
    ~Writer();

    // In doubt: see DataFolder::write.
    void submit(std::vector<store::Row> rows, bool is_in_doubt, Done done);
    // Goes at once, with all that waits.
    void submit(Fact fact, std::string value, Done done);

    // Returns when all that was submitted before is done, and the folder is not in use.
    void drain();

    [[nodiscard]] std::uint64_t groups() const;  // commits so far

  private:
    struct Job {
        std::vector<store::Row> rows;
        bool is_in_doubt = false;
        std::optional<std::pair<Fact, std::string>> fact;
        bool is_urgent = false;
        Done done;
    };

    void run();
    void write(std::vector<Job> jobs);
    void submit(Job job);

    DataFolder& folder_;
    const WriterOptions options_;
    base::Result<void> health_;  // writer's thread only

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    // Guarded by mutex_.
    std::vector<Job> queue_;
    std::chrono::steady_clock::time_point oldest_;
    bool is_urgent_ = false;
    bool is_stopping_ = false;
    std::uint64_t groups_ = 0;

    std::thread thread_;  // last: starts when all the rest is there
};

}  // namespace kura::cluster::disk
