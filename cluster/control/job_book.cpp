#include "cluster/control/job_book.hpp"

namespace kura::cluster::control {

JobEntry* JobBook::find(JobId id) {
    const auto at = entries_.find(id);
    return at == entries_.end() ? nullptr : &at->second;
}

const JobEntry* JobBook::find(JobId id) const {
    const auto at = entries_.find(id);
    return at == entries_.end() ? nullptr : &at->second;
}

JobEntry& JobBook::add(JobId id, Instant now) {
    const auto [at, is_new] = entries_.try_emplace(id);
    if (is_new) {
        at->second.id = id;
        at->second.first_seen = now;
    }
    return at->second;
}

void JobBook::set_final(JobEntry& entry, JobState state, Instant now) {
    if (is_final(entry.state)) {
        entry.state = state;  // better known now
        return;
    }
    entry.state = state;
    entry.finished_at = now;
    finished_.insert({now, entry.id});
    const JobId newest = entry.id;
    while (finished_.size() > finished_max_) {
        const JobId oldest = finished_.begin()->second;
        if (oldest == newest) {
            break;
        }
        finished_.erase(finished_.begin());
        entries_.erase(oldest);
    }
}

}  // namespace kura::cluster::control
