#include "cluster/disk/writer.hpp"

#include <iterator>
#include <utility>

namespace kura::cluster::disk {

Writer::Writer(DataFolder& folder, const WriterOptions& options)
    : folder_(folder), options_(options), thread_([this] { run(); }) {}

Writer::~Writer() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Writer::submit(std::vector<store::Row> rows, Done done) {
    submit({std::move(rows), {}, false, std::move(done)});
}

void Writer::submit_register(std::string state, Done done) {
    submit({{}, std::move(state), true, std::move(done)});
}

void Writer::submit(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (queue_.empty()) {
            oldest_ = std::chrono::steady_clock::now();
        }
        queue_.push_back(std::move(job));
    }
    changed_.notify_all();
}

std::uint64_t Writer::groups() const {
    const std::lock_guard lock(mutex_);
    return groups_;
}

void Writer::run() {
    while (true) {
        std::vector<Job> jobs;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return is_stopping_ || !queue_.empty(); });
            if (queue_.empty()) {
                return;
            }
            changed_.wait_until(lock, oldest_ + options_.linger, [&] {
                return is_stopping_ || queue_.size() >= options_.batches_max;
            });
            jobs.swap(queue_);
            ++groups_;
        }
        write(std::move(jobs));
    }
}

void Writer::write(std::vector<Job> jobs) {
    std::vector<store::Row> rows;
    const Job* newest_state = nullptr;
    for (Job& job : jobs) {
        rows.insert(rows.end(), std::make_move_iterator(job.rows.begin()),
                    std::make_move_iterator(job.rows.end()));
        newest_state = job.is_register ? &job : newest_state;
    }
    if (health_ && newest_state != nullptr) {
        health_ = folder_.write_register(newest_state->state);
    }
    if (health_ && !rows.empty()) {
        health_ = folder_.write(rows);
    }
    for (const Job& job : jobs) {
        job.done(health_);
    }
}

}  // namespace kura::cluster::disk
