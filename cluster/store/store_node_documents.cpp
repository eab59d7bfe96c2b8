// Coordination of documents: quorums of writes and reads, read repair, copies for nodes away.
#include "cluster/store/store_node.hpp"

#include <algorithm>
#include <string>

namespace kura::cluster::store {

namespace {

void insert(std::vector<NodeId>& nodes, NodeId node) {
    if (!contains(nodes, node)) {
        nodes.push_back(node);
    }
}

}  // namespace

int StoreNode::write_quorum(int asked, std::size_t nodes) const {
    return std::min(asked == 0 ? store_job().write : asked, static_cast<int>(nodes));
}

int StoreNode::read_quorum(int asked, std::size_t nodes) const {
    return std::min(asked == 0 ? store_job().replicas - store_job().write + 1 : asked,
                    static_cast<int>(nodes));
}

int StoreNode::earlier_read_quorum(int asked, const view::ReplicaSet& set) const {
    return asked == 0 ? set.seal_quorum(store_job().write) : std::min(asked, set.size());
}

bool StoreNode::is_weak_read(int asked, std::size_t nodes,
                             std::span<const view::ReplicaSet> earlier) const {
    const int read_and_written = read_quorum(asked, nodes) + write_quorum(0, nodes);
    return read_and_written <= static_cast<int>(nodes) ||
           std::any_of(earlier.begin(), earlier.end(), [&](const view::ReplicaSet& set) {
               return earlier_read_quorum(asked, set) + set.write_quorum(store_job().write) <=
                      set.size();
           });
}

void StoreNode::on_forward(NodeId from, WriteId id, Duration time_left, const Request& request) {
    if (job() == nullptr || task_of_.contains(id)) {
        return;  // repeated: it is being worked on
    }
    const auto refuse = [&](Outcome outcome, std::string reason) {
        send(from, ForwardAnswer{id, failure(outcome, std::move(reason), view_->epoch)});
    };
    if (std::string wrong = what_is_wrong(request); !wrong.empty()) {
        refuse(Outcome::bad_request, std::move(wrong));
        return;
    }
    if (task_of_.size() >= 2 * options_.requests_max) {
        ++counters_.refused;
        refuse(Outcome::busy, "");
        return;
    }
    if (tasks_.size() >= 4 * options_.requests_max) {
        forget_answered_task();
    }
    if (const auto* batch = std::get_if<Batch>(&request)) {
        start_batch(from, id, time_left, *batch);
        return;
    }
    const auto* put = std::get_if<Put>(&request);
    const auto* get = std::get_if<Get>(&request);
    DocumentTask task;
    task.from = from;
    task.id = id;
    task.key = put != nullptr ? put->key : get->key;
    task.partition = partition_of(task.key);
    task.is_put = put != nullptr;
    task.quorum = put != nullptr ? put->write : get->read;
    task.started = now_;
    task.deadline = now_ + std::min(time_left, options_.request_timeout);
    if (!present_set(task.partition).contains(self_)) {
        refuse(Outcome::moved, "");
    } else if (put == nullptr) {
        start_get(std::move(task));
    } else if (!disk_failure_.empty()) {
        refuse(Outcome::read_only, disk_failure_);
    } else {
        start_put(std::move(task), *put);
    }
}

// Answered tasks wait for the last replicas; what they would still do, comparing replicas does too.
void StoreNode::forget_answered_task() {
    const auto at = std::find_if(tasks_.begin(), tasks_.end(),
                                 [](const auto& entry) { return entry.second.is_answered; });
    if (at != tasks_.end()) {
        tasks_.erase(at);
    }
}

void StoreNode::start_get(DocumentTask task) {
    const std::uint64_t number = ++numbers_;
    task_of_[task.id] = number;
    send_task(number, tasks_.emplace(number, std::move(task)).first->second);
}

void StoreNode::start_put(DocumentTask task, const Put& put) {
    const Document* const held = find(task.key);
    Document document = held == nullptr ? Document{} : *held;
    const Context context = put.is_delete && put.context.empty() ? document.context() : put.context;
    if (document.recent.of(task.id) == 0) {
        std::size_t siblings = 1;
        std::size_t bytes = put.value.size();
        for (const Version& version : document.versions) {
            siblings += context.covers(version) ? 0U : 1U;
            bytes += context.covers(version) ? 0U : version.value.size();
        }
        if (siblings > kSiblingsMax || bytes > kDocumentBytesMax) {
            send(task.from,
                 ForwardAnswer{task.id, failure(Outcome::conflict,
                                                "too many concurrent versions of this document: "
                                                "read it, then write with the context",
                                                view_->epoch)});
            return;
        }
        note_counter(std::max(document.clock.largest(), context.clock.largest()));
        Version version;
        version.dot = {{self_, tenure_}, ++counter_};
        version.write = task.id;
        version.is_deleted = put.is_delete;
        version.value = put.is_delete ? std::string() : put.value;
        document.put(context, std::move(version));
        store_document(task.partition, task.key, document);
    }
    task.is_sloppy = put.is_sloppy;
    task.document = std::move(document);
    const std::uint64_t number = ++numbers_;
    task_of_[task.id] = number;
    send_task(number, tasks_.emplace(number, std::move(task)).first->second);
}

// Sends to whoever has not answered, the first time or again.
void StoreNode::send_task(std::uint64_t number, DocumentTask& task) {
    task.next_send = now_ + options_.resend;
    ++task.sends;
    const ReplicaSets sets = replica_sets(task.partition);
    task.since = sets.now.since;
    if (!task.is_put) {
        for (const NodeId node : sets.all()) {
            if (std::none_of(task.heard.begin(), task.heard.end(), [&](const auto& heard) {
                    return heard.node == node && heard.is_synced;
                })) {
                send(node, Read{number, view_->epoch, task.key});
            }
        }
        return;
    }
    for (const NodeId node : sets.now.nodes) {
        if (!contains(task.acked, node)) {
            send(node, Replicate{number, view_->epoch, task.key, task.document});
        }
    }
    keep_elsewhere(number, task);
}

// Where a replica is away, the next node of the ring's order keeps a copy for it.
void StoreNode::keep_elsewhere(std::uint64_t number, DocumentTask& task) {
    const view::ReplicaSet set = present_set(task.partition);
    std::vector<NodeId> away;
    for (const NodeId node : set.nodes) {
        const bool is_late = now_ - task.started >= options_.keep_after;
        if (node != self_ && !contains(task.acked, node) && !contains(task.kept, node) &&
            (is_late || !is_reachable(node))) {
            away.push_back(node);
        }
    }
    if (away.empty()) {
        return;
    }
    std::vector<NodeId> others;
    const std::uint32_t partitions = view_->map.partitions();
    for (std::uint32_t step = 1; step < partitions; ++step) {
        const PartitionId next{(task.partition.value + step) & (partitions - 1)};
        const NodeId owner = view_->map.owner(next);
        if (!set.contains(owner) && is_reachable(owner)) {
            insert(others, owner);
        }
    }
    for (std::size_t i = 0; i < away.size() && !others.empty(); ++i) {
        // Another one each time, should one not answer.
        const NodeId keeper = others[(i + task.sends - 1) % others.size()];
        send(keeper, Replicate{number, view_->epoch, task.key, task.document, away[i]});
    }
}

void StoreNode::on_replicate_ack(NodeId from, const ReplicateAck& message) {
    if (const auto delivery = deliveries_.find(message.task); delivery != deliveries_.end()) {
        const auto id = delivery->second;
        ++counters_.delivered;
        drop_copy(id);
        return;
    }
    const auto at = tasks_.find(message.task);
    if (at == tasks_.end() || !at->second.is_put) {
        return;
    }
    DocumentTask& task = at->second;
    insert(message.kept_for == kNoNode ? task.acked : task.kept,
           message.kept_for == kNoNode ? from : message.kept_for);
    check_put(task);
    const view::ReplicaSet set = present_set(task.partition);
    if (std::all_of(set.nodes.begin(), set.nodes.end(),
                    [&](NodeId node) { return contains(task.acked, node); })) {
        tasks_.erase(at);
    }
}

void StoreNode::check_put(DocumentTask& task) {
    const view::ReplicaSet set = present_set(task.partition);
    const int needed = write_quorum(task.quorum, set.nodes.size());
    int strict = 0;
    int kept = 0;
    for (const NodeId node : set.nodes) {
        strict += contains(task.acked, node) ? 1 : 0;
        kept += !contains(task.acked, node) && contains(task.kept, node) ? 1 : 0;
    }
    if (task.is_answered || strict + (task.is_sloppy ? kept : 0) < needed) {
        return;
    }
    Answer answer;
    answer.is_weak = strict < set.write_quorum(store_job().write);
    if (task.document.versions.size() == 1 && task.document.versions[0].write == task.id) {
        // Anything else would be covered by the context without having been seen by this client.
        answer.context = task.document.context();
    }
    answer_task(task, std::move(answer));
}

void StoreNode::on_read_answer(NodeId from, const ReadAnswer& message) {
    const auto at = tasks_.find(message.task);
    if (at == tasks_.end() || at->second.is_put) {
        return;
    }
    DocumentTask& task = at->second;
    const auto known = std::find_if(task.heard.begin(), task.heard.end(),
                                    [&](const auto& heard) { return heard.node == from; });
    const std::uint64_t key_hash = hash_bytes(task.key);
    const DocumentTask::Heard heard{
        from, message.document.versions.empty() ? 0 : message.document.digest(key_hash),
        message.is_synced};
    if (known == task.heard.end()) {
        task.heard.push_back(heard);
    } else {
        *known = heard;
    }
    if (!message.document.versions.empty()) {
        task.document.merge(message.document);
    }
    if (task.is_answered) {
        repair(task, heard);
    } else {
        check_get(task);
    }
    if (task.is_answered && task.heard.size() >= replica_sets(task.partition).all().size()) {
        tasks_.erase(at);
    }
}

void StoreNode::check_get(DocumentTask& task) {
    const ReplicaSets sets = replica_sets(task.partition);
    const auto heard_of = [&](const view::ReplicaSet& set, bool synced_only) {
        return static_cast<int>(
            std::count_if(task.heard.begin(), task.heard.end(), [&](const auto& heard) {
                return set.contains(heard.node) && (heard.is_synced || !synced_only);
            }));
    };
    if (heard_of(sets.now, sets.earlier.empty()) <
        read_quorum(task.quorum, sets.now.nodes.size())) {
        return;
    }
    for (const view::ReplicaSet& set : sets.earlier) {
        if (heard_of(set, false) < earlier_read_quorum(task.quorum, set)) {
            return;
        }
    }
    Answer answer;
    answer.is_weak = is_weak_read(task.quorum, sets.now.nodes.size(), sets.earlier);
    for (const Version& version : task.document.versions) {
        if (!version.is_deleted) {
            answer.values.push_back(version.value);
        }
    }
    answer.context = task.document.context();
    answer_task(task, std::move(answer));
    for (const DocumentTask::Heard& heard : task.heard) {
        repair(task, heard);
    }
}

// Read repair: a replica that is behind gets what the others know.
void StoreNode::repair(const DocumentTask& task, const DocumentTask::Heard& heard) {
    if (!task.document.versions.empty() && present_set(task.partition).contains(heard.node) &&
        heard.digest != task.document.digest(hash_bytes(task.key))) {
        ++counters_.read_repairs;
        send(heard.node, Replicate{0, view_->epoch, task.key, task.document});
    }
}

void StoreNode::answer_task(DocumentTask& task, Answer answer) {
    task.is_answered = true;
    task_of_.erase(task.id);
    answer.epoch = view_->epoch;
    send(task.from, ForwardAnswer{task.id, std::move(answer)});
}

}  // namespace kura::cluster::store
