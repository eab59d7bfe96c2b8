#include "cluster/disk/writer.hpp"

#include <future>
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

void Writer::submit(std::vector<store::Row> rows, bool is_in_doubt, Done done) {
    submit({std::move(rows), is_in_doubt, std::nullopt, false, std::move(done)});
}

void Writer::submit(Fact fact, std::string value, Done done) {
    submit({{}, false, std::pair(fact, std::move(value)), true, std::move(done)});
}

void Writer::drain() {
    std::promise<void> drained;
    submit(
        {{}, false, std::nullopt, true, [&](const base::Result<void>&) { drained.set_value(); }});
    drained.get_future().wait();
}

void Writer::submit(Job job) {
    bool is_news = false;  // to a writer that waits: for the first, or for company
    {
        const std::lock_guard lock(mutex_);
        if (queue_.empty()) {
            oldest_ = std::chrono::steady_clock::now();
            is_news = true;
        }
        is_urgent_ |= job.is_urgent;
        queue_.push_back(std::move(job));
        is_news |= is_urgent_ || queue_.size() >= options_.batches_max;
    }
    if (is_news) {
        changed_.notify_one();
    }
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
                return is_stopping_ || is_urgent_ || queue_.size() >= options_.batches_max;
            });
            jobs.swap(queue_);
            is_urgent_ = false;
            ++groups_;
        }
        write(std::move(jobs));
    }
}

void Writer::write(std::vector<Job> jobs) {
    std::vector<store::Row> rows;
    Facts facts;
    bool is_in_doubt = false;
    for (Job& job : jobs) {
        is_in_doubt |= job.is_in_doubt;
        rows.insert(rows.end(), std::make_move_iterator(job.rows.begin()),
                    std::make_move_iterator(job.rows.end()));
        if (job.fact) {
            facts[job.fact->first] = std::move(job.fact->second);
        }
    }
    base::Result<void> facts_written;
    const bool has_rows = health_ && !rows.empty();
    if (has_rows) {
        facts_written = health_ = folder_.write(rows, facts, is_in_doubt);
    }
    if ((!has_rows || !health_) && !facts.empty()) {
        facts_written = folder_.write({}, facts);
    }
    for (const Job& job : jobs) {
        job.done(job.fact ? facts_written : health_);
    }
}

}  // namespace kura::cluster::disk
