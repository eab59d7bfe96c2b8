// Lattice records: batches of merges and look-ups, in memory, on a quorum of replicas.
#include "cluster/store/store_node.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

namespace kura::cluster::store {

namespace {

// Lookups ahead of their use: enough for the memory to answer in time.
constexpr std::size_t kAhead = 16;
constexpr const char* kMemorySpent = "the memory for lattice records is spent";

// For each key whether it was found, and its value.
std::size_t found_bytes(const Batch& batch) {
    return batch.gets.size() * (std::size_t{batch.value_bytes} + 1);
}

}  // namespace

bool StoreNode::merge_records(const RecordList& puts) {
    const TableId id{puts.key_bytes(), puts.value_bytes()};
    LatticeStore::Family* const family = id.is_valid_lattice() ? lattice_.find_or_add(id) : nullptr;
    if (family == nullptr) {
        return false;
    }
    std::array<std::uint64_t, kAhead> hashes;
    std::array<LatticeTable*, kAhead> tables;
    for (std::size_t first = 0; first < puts.size(); first += kAhead) {
        const std::size_t count = std::min(kAhead, puts.size() - first);
        for (std::size_t i = 0; i < count; ++i) {
            hashes[i] = hash_bytes(puts.key(first + i), id.key_bytes);
            tables[i] = &family->find_or_add(partition_of_hash(hashes[i]));
            tables[i]->prefetch(hashes[i]);
        }
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint8_t* const key = puts.key(first + i);
            if (lattice_.is_full() && tables[i]->find(hashes[i], key) == nullptr) {
                return false;
            }
            if (tables[i]->merge(hashes[i], key, puts.value(first + i)) ==
                LatticeTable::Outcome::inserted) {
                lattice_.note_inserted(id);
            }
        }
    }
    return true;
}

// Merges what this node holds into the answer. Requires: `found` has room for all.
void StoreNode::look_up(const RecordList& gets, std::uint16_t value_bytes,
                        std::vector<std::uint8_t>& found) {
    const TableId id{gets.key_bytes(), value_bytes};
    const std::size_t stride = std::size_t{value_bytes} + 1;
    LatticeStore::Family* const family = lattice_.find(id);
    if (family == nullptr) {
        return;
    }
    std::array<std::uint64_t, kAhead> hashes;
    std::array<const LatticeTable*, kAhead> tables;
    for (std::size_t first = 0; first < gets.size(); first += kAhead) {
        const std::size_t count = std::min(kAhead, gets.size() - first);
        for (std::size_t i = 0; i < count; ++i) {
            hashes[i] = hash_bytes(gets.key(first + i), id.key_bytes);
            tables[i] = family->find(partition_of_hash(hashes[i]));
            if (tables[i] != nullptr) {
                tables[i]->prefetch(hashes[i]);
            }
        }
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint8_t* const value =
                tables[i] == nullptr ? nullptr : tables[i]->find(hashes[i], gets.key(first + i));
            if (value != nullptr) {
                std::uint8_t* const place = found.data() + (first + i) * stride;
                place[0] = 1;
                if (std::memcmp(value, place + 1, value_bytes) > 0) {
                    std::memcpy(place + 1, value, value_bytes);
                }
            }
        }
    }
}

// Whether no other node holds, or held, anything of the batch's partitions.
bool StoreNode::is_alone_in(const Batch& batch) const {
    if (present_nodes(PartitionId{0}).size() != 1) {
        return false;  // mostly so, and then known without a look at the keys
    }
    for (const RecordList* list : {&batch.puts, &batch.gets}) {
        for (std::size_t i = 0; i < list->size(); ++i) {
            const PartitionId partition =
                partition_of_hash(hash_bytes(list->key(i), list->key_bytes()));
            if (!parts_[partition.value].is_synced || present_nodes(partition).size() != 1 ||
                !earlier_sets(partition).empty()) {
                return false;
            }
        }
    }
    return true;
}

bool StoreNode::is_weak(const Batch& batch) const {
    const std::size_t nodes =
        std::min(static_cast<std::size_t>(store_job().replicas), view_->members.size());
    if (!batch.puts.empty() && write_quorum(batch.write, nodes) < write_quorum(0, nodes)) {
        return true;
    }
    if (batch.gets.empty()) {
        return false;
    }
    if (is_weak_read(batch.read, nodes, {})) {
        return true;
    }
    // The cluster's own quorum is never too few of an earlier set: no need to look at each key.
    for (std::size_t i = 0; batch.read != 0 && i < batch.gets.size(); ++i) {
        const PartitionId partition =
            partition_of_hash(hash_bytes(batch.gets.key(i), batch.gets.key_bytes()));
        if (is_weak_read(batch.read, nodes, earlier_sets(partition))) {
            return true;
        }
    }
    return false;
}

Answer StoreNode::answer_alone(const Batch& batch) {
    if (!batch.puts.empty() && !merge_records(batch.puts)) {
        return failure(Outcome::unavailable, kMemorySpent, view_->epoch);
    }
    Answer answer;
    answer.epoch = view_->epoch;
    answer.is_weak = is_weak(batch);
    answer.found.resize(found_bytes(batch));
    look_up(batch.gets, batch.value_bytes, answer.found);
    return answer;
}

void StoreNode::start_batch(NodeId from, WriteId id, Duration time_left, const Batch& batch) {
    if (is_alone_in(batch)) {
        send(from, ForwardAnswer{id, answer_alone(batch)});
        return;
    }
    BatchTask task;
    task.batch = batch;
    if (!plan_batch(task)) {
        send(from, ForwardAnswer{id, failure(Outcome::moved, "", view_->epoch)});
        return;
    }
    if (!batch.puts.empty() && !merge_records(batch.puts)) {
        send(from, ForwardAnswer{id, failure(Outcome::unavailable, kMemorySpent, view_->epoch)});
        return;
    }
    task.from = from;
    task.id = id;
    task.deadline = now_ + std::min(time_left, options_.request_timeout);
    task.found.resize(found_bytes(batch));
    const std::uint64_t number = ++numbers_;
    task_of_[task.id] = number;
    const auto at = batches_.emplace(number, std::move(task)).first;
    if (!check_batch(number)) {
        send_batch(number, at->second);
    }
}

// Ensures: false if this node is no replica of some key.
bool StoreNode::plan_batch(BatchTask& task) {
    task.partitions.clear();
    task.puts.clear();
    task.gets.clear();
    for (const bool is_puts : {true, false}) {
        const RecordList& list = is_puts ? task.batch.puts : task.batch.gets;
        auto& by_node = is_puts ? task.puts : task.gets;
        for (std::size_t i = 0; i < list.size(); ++i) {
            const PartitionId partition =
                partition_of_hash(hash_bytes(list.key(i), list.key_bytes()));
            std::uint32_t& place = place_in_plan_[partition.value];
            if (place == 0) {
                if (!parts_[partition.value].is_member) {
                    forget_places(task);
                    return false;
                }
                task.partitions.push_back({partition, false, false});
                place = static_cast<std::uint32_t>(task.partitions.size());
            }
            BatchTask::Partition& entry = task.partitions[place - 1];
            (is_puts ? entry.has_puts : entry.has_gets) = true;
            const auto add = [&](NodeId node) {
                if (node != self_) {
                    std::vector<std::uint32_t>& chosen = by_node[node];
                    if (chosen.empty() || chosen.back() != i) {
                        chosen.push_back(static_cast<std::uint32_t>(i));
                    }
                }
            };
            for (const NodeId node : present_nodes(partition)) {
                add(node);
            }
            for (const view::ReplicaSet& set : earlier_sets(partition)) {
                if (!is_puts) {
                    std::for_each(set.nodes.begin(), set.nodes.end(), add);
                }
            }
        }
    }
    forget_places(task);
    return true;
}

void StoreNode::forget_places(const BatchTask& task) {
    for (const BatchTask::Partition& entry : task.partitions) {
        place_in_plan_[entry.id.value] = 0;
    }
}

void StoreNode::send_batch(std::uint64_t number, BatchTask& task) {
    task.next_send = now_ + options_.resend;
    const Batch& batch = task.batch;
    for (const auto& [node, chosen] : task.puts) {
        if (!task.acked.contains(node)) {
            RecordList records(batch.puts.key_bytes(), batch.value_bytes);
            records.reserve(chosen.size());
            for (const std::uint32_t i : chosen) {
                records.push_back(batch.puts.key(i), batch.puts.value(i));
            }
            send(node, BatchReplicate{number, view_->epoch, std::move(records)});
        }
    }
    for (const auto& [node, chosen] : task.gets) {
        const auto answered = task.unsynced.find(node);
        if (answered == task.unsynced.end() || !answered->second.empty()) {
            RecordList keys(batch.gets.key_bytes(), 0);
            keys.reserve(chosen.size());
            for (const std::uint32_t i : chosen) {
                keys.push_back(batch.gets.key(i));
            }
            send(node, BatchRead{number, view_->epoch, batch.value_bytes, std::move(keys)});
        }
    }
}

bool StoreNode::is_batch_done(const BatchTask& task) const {
    const auto count = [&](std::span<const NodeId> nodes, const auto& counts) {
        return static_cast<int>(std::count_if(nodes.begin(), nodes.end(), counts));
    };
    const auto has_put = [&](NodeId node) { return node == self_ || task.acked.contains(node); };
    const auto has_answered = [&](NodeId node) {
        return node == self_ || task.unsynced.contains(node);
    };
    for (const BatchTask::Partition& entry : task.partitions) {
        const std::span<const NodeId> now = present_nodes(entry.id);
        if (entry.has_puts && count(now, has_put) < write_quorum(task.batch.write, now.size())) {
            return false;
        }
        if (!entry.has_gets) {
            continue;
        }
        const auto counts_alone = [&](NodeId node) {
            const auto at = task.unsynced.find(node);
            return node == self_ ? parts_[entry.id.value].is_synced
                                 : at != task.unsynced.end() && !at->second.contains(entry.id);
        };
        const std::span<const view::ReplicaSet> earlier = earlier_sets(entry.id);
        const int heard = earlier.empty() ? count(now, counts_alone) : count(now, has_answered);
        if (heard < read_quorum(task.batch.read, now.size()) ||
            std::any_of(earlier.begin(), earlier.end(), [&](const view::ReplicaSet& set) {
                return count(set.nodes, has_answered) < earlier_read_quorum(task.batch.read, set);
            })) {
            return false;
        }
    }
    return true;
}

// Ensures: true if the batch is answered and gone.
bool StoreNode::check_batch(std::uint64_t number) {
    const auto at = batches_.find(number);
    BatchTask& task = at->second;
    if (!is_batch_done(task)) {
        return false;
    }
    Answer answer;
    answer.is_weak = is_weak(task.batch);
    answer.epoch = view_->epoch;
    // Not before: what makes this replica count may have come since the batch was begun.
    look_up(task.batch.gets, task.batch.value_bytes, task.found);
    answer.found = std::move(task.found);
    // The puts go on to the replicas that have not got them, once.
    if (task.acked.empty() && !task.puts.empty()) {
        send_batch(number, task);
    }
    send(task.from, ForwardAnswer{task.id, std::move(answer)});
    task_of_.erase(task.id);
    batches_.erase(at);
    return true;
}

void StoreNode::restart_batches() {
    std::vector<std::uint64_t> numbers;
    for (const auto& [number, task] : batches_) {
        numbers.push_back(number);
    }
    for (const std::uint64_t old_number : numbers) {
        auto node = batches_.extract(old_number);
        BatchTask& task = node.mapped();
        task.unsynced.clear();
        task.acked.clear();  // a node counts for all that it is sent, which is more now
        if (!plan_batch(task)) {
            Answer answer;
            answer.outcome = Outcome::moved;
            answer.epoch = view_->epoch;
            send(task.from, ForwardAnswer{task.id, std::move(answer)});
            task_of_.erase(task.id);
            continue;
        }
        node.key() = ++numbers_;
        task_of_[task.id] = node.key();
        const auto at = batches_.insert(std::move(node)).position;
        if (!check_batch(at->first)) {
            send_batch(at->first, at->second);
        }
    }
}

bool StoreNode::is_batch_current(NodeId from, std::uint64_t task, Epoch epoch,
                                 const RecordList& list, bool members_only) {
    if (job() == nullptr) {
        return false;
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
        const PartitionId partition = partition_of_hash(hash_bytes(list.key(i), list.key_bytes()));
        if (!is_current(from, task, epoch, partition)) {
            return false;
        }
        if (members_only && epoch <= view_->epoch && !parts_[partition.value].is_member) {
            return false;
        }
    }
    return true;
}

void StoreNode::on_batch_replicate(NodeId from, const BatchReplicate& message) {
    if (is_batch_current(from, message.task, message.epoch, message.puts, true) &&
        merge_records(message.puts)) {
        send(from, BatchReplicateAck{message.task});
    }
}

void StoreNode::on_batch_read(NodeId from, const BatchRead& message) {
    if (!is_batch_current(from, message.task, message.epoch, message.gets, false)) {
        return;
    }
    BatchReadAnswer answer;
    answer.task = message.task;
    answer.found.assign(message.gets.size() * (std::size_t{message.value_bytes} + 1), 0);
    look_up(message.gets, message.value_bytes, answer.found);
    answer.is_synced.reserve(message.gets.size());
    for (std::size_t i = 0; i < message.gets.size(); ++i) {
        const PartitionId partition =
            partition_of_hash(hash_bytes(message.gets.key(i), message.gets.key_bytes()));
        // Of the set that it is asked for: who has yet to learn of that does not count.
        answer.is_synced.push_back(
            message.epoch <= view_->epoch && parts_[partition.value].is_synced ? 1 : 0);
    }
    send(from, std::move(answer));
}

void StoreNode::on_batch_read_answer(NodeId from, const BatchReadAnswer& message) {
    const auto at = batches_.find(message.task);
    if (at == batches_.end()) {
        return;
    }
    BatchTask& task = at->second;
    const std::size_t stride = std::size_t{task.batch.value_bytes} + 1;
    const auto asked = task.gets.find(from);
    if (asked == task.gets.end() || message.is_synced.size() != asked->second.size() ||
        message.found.size() != asked->second.size() * stride) {
        return;
    }
    std::set<PartitionId>& unsynced = task.unsynced[from];
    unsynced.clear();
    for (std::size_t i = 0; i < asked->second.size(); ++i) {
        const std::size_t key = asked->second[i];
        const std::uint8_t* const theirs = message.found.data() + i * stride;
        std::uint8_t* const place = task.found.data() + key * stride;
        if (theirs[0] != 0 && std::memcmp(theirs, place, stride) > 0) {
            std::memcpy(place, theirs, stride);
        }
        if (message.is_synced[i] == 0) {
            unsynced.insert(partition_of_hash(
                hash_bytes(task.batch.gets.key(key), task.batch.gets.key_bytes())));
        }
    }
    check_batch(message.task);
}

}  // namespace kura::cluster::store
