// What becomes of requests under way when the view changes, and when time passes.
#include "cluster/store/store_node.hpp"

#include <algorithm>
#include <string>

namespace kura::cluster::store {

namespace {

constexpr const char* kMayStillHappen = "; the write may still happen";

}  // namespace

// Under a new view: acknowledgements still count, the sets are others.
void StoreNode::restart_tasks() {
    std::vector<std::uint64_t> numbers;
    for (const auto& [number, task] : tasks_) {
        numbers.push_back(number);
    }
    for (const std::uint64_t number : numbers) {
        auto node = tasks_.extract(number);
        DocumentTask& task = node.mapped();
        const view::ReplicaSet set = present_set(task.partition);
        if (!set.contains(self_)) {
            if (!task.is_answered) {
                answer_task(task, failure(Outcome::moved, "", view_->epoch));
            }
            continue;
        }
        if (!task.is_put && task.since != set.since) {
            // Under a new number: "synced" meant synced for the set of then.
            task.heard.clear();
            node.key() = ++numbers_;
            if (!task.is_answered) {
                task_of_[task.id] = node.key();
            }
        }
        const auto at = tasks_.insert(std::move(node)).position;
        if (at->second.is_put) {
            check_put(at->second);
        } else if (!at->second.is_answered) {
            check_get(at->second);
        }
        send_task(at->first, at->second);
    }
    restart_batches();
}

std::string StoreNode::explain(const DocumentTask& task) const {
    const ReplicaSets sets = replica_sets(task.partition);
    int answered = 0;
    for (const NodeId node : sets.now.nodes) {
        answered += contains(task.acked, node) ||
                    std::any_of(task.heard.begin(), task.heard.end(), [&](const auto& heard) {
                        return heard.node == node && (heard.is_synced || !sets.earlier.empty());
                    });
    }
    const std::size_t nodes = sets.now.nodes.size();
    const int needed =
        task.is_put ? write_quorum(task.quorum, nodes) : read_quorum(task.quorum, nodes);
    std::string text = std::to_string(answered) + " of " + std::to_string(nodes) +
                       " replicas answered in time, " + std::to_string(needed) + " are needed";
    if (!task.is_put && !sets.earlier.empty()) {
        text += ", and some of each earlier set: the partition is being handed over";
    }
    return task.is_put ? text + kMayStillHappen : text;
}

void StoreNode::time_tasks() {
    for (auto at = tasks_.begin(); at != tasks_.end();) {
        DocumentTask& task = at->second;
        const std::size_t nodes = present_nodes(task.partition).size();
        const bool needs_all = write_quorum(task.quorum, nodes) == static_cast<int>(nodes);
        const bool is_hopeless =
            task.is_put && !disk_failure_.empty() && needs_all && !contains(task.acked, self_);
        if (task.deadline <= now_ || is_hopeless) {
            if (!task.is_answered) {
                answer_task(task,
                            failure(Outcome::unavailable,
                                    is_hopeless ? disk_failure_ + kMayStillHappen : explain(task),
                                    view_->epoch));
            }
            at = tasks_.erase(at);
            continue;
        }
        if (task.next_send <= now_ && (task.is_put || !task.is_answered)) {
            send_task(at->first, task);
        }
        ++at;
    }
    std::vector<std::uint64_t> due;
    for (const auto& [number, task] : batches_) {
        if (std::min(task.deadline, task.next_send) <= now_) {
            due.push_back(number);
        }
    }
    for (const std::uint64_t number : due) {
        BatchTask& task = batches_.at(number);
        if (task.deadline <= now_) {
            send(task.from, ForwardAnswer{task.id, failure(Outcome::unavailable,
                                                           "too few replicas answered in time",
                                                           view_->epoch)});
            task_of_.erase(task.id);
            batches_.erase(number);
        } else {
            send_batch(number, task);
        }
    }
}

}  // namespace kura::cluster::store
