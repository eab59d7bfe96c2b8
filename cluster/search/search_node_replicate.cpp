#include "cluster/search/search_node.hpp"
#include "solver/search/probes_ahead.hpp"

#include <algorithm>
#include <utility>

namespace kura::cluster::search {

namespace {

constexpr int kPiecesUnderWay = 32;     // to one node
constexpr int kPiecesAside = 4;         // of tables that the quorum does not wait for
constexpr std::int64_t kCopyBurst = 2;  // batches at once, after a pause

}  // namespace

// Whether the message's stretches and records belong together; what else they say is checked later.
bool SearchNode::fits(const Replicate& message) const {
    std::uint64_t records = 0;
    for (const Stretch& stretch : message.stretches) {
        records += stretch.count;
        if (stretch.partition.value >= sealed_.size()) {
            return false;
        }
    }
    return records == message.records.size() && are_keys(message.records);
}

bool SearchNode::are_keys(const Records& records) const {
    if (!records.empty() && records.key_bytes() != table_.key_bytes()) {
        return false;
    }
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (!space_.is_key(records.key(i))) {
            return false;
        }
    }
    return true;
}

// Whether this node, as a replica, still takes what that owner's epoch says.
bool SearchNode::admits(NodeId from, const Stretch& stretch) {
    const std::uint32_t p = stretch.partition.value;
    if (stretch.epoch < sealed_[p]) {
        send(from, Outdated{stretch.partition, stretch.epoch, sealed_[p]});
        return false;
    }
    if (options_.broken != BrokenRule::no_seal) {
        sealed_[p] = stretch.epoch;
    }
    if (owned_[p] && owned_[p]->set.since == stretch.epoch) {
        return false;  // nobody but this node speaks for it
    }
    if (owned_[p] && owned_[p]->set.since < stretch.epoch) {
        depose(stretch.partition);  // a later owner is at work
        actions_.emplace_back(WantView{stretch.epoch});
    }
    return true;
}

void SearchNode::on_replicate(NodeId from, const Replicate& message) {
    if (!fits(message)) {
        return;
    }
    ReplicateAck ack;
    ack.stretches.reserve(message.stretches.size());
    std::size_t prepared_stretch = 0;
    std::size_t prepared_end = 0;  // of the stretches up to that one
    kura::search::ProbesAhead probes(message.records.size(), [&](std::size_t i) {
        while (i >= prepared_end) {
            prepared_end += message.stretches[prepared_stretch++].count;
        }
        return table_.prepare(message.stretches[prepared_stretch - 1].partition,
                              message.records.key(i));
    });
    std::size_t end = 0;
    for (const Stretch& stretch : message.stretches) {
        const std::size_t begin = end;
        end += stretch.count;
        const bool is_admitted = admits(from, stretch);
        if (is_admitted && stretch.is_piece()) {
            table_.expect(stretch.partition, message.records, begin, end);
        }
        for (std::size_t i = begin; i < end; ++i) {
            const RecordTable::Probe probe = probes.next();
            if (is_admitted &&
                table_.merge(probe, message.records.header(i)) == RecordTable::Outcome::full) {
                give_up("memory");
                return;
            }
        }
        if (is_admitted) {
            ack.stretches.push_back(stretch);
            ack.stretches.back().count = 0;
        }
    }
    if (!ack.stretches.empty()) {
        send(from, std::move(ack));
    }
}

void SearchNode::on_replicate_ack(NodeId from, const ReplicateAck& message) {
    for (const Stretch& stretch : message.stretches) {
        const std::uint32_t p = stretch.partition.value;
        if (p >= owned_.size() || !owned_[p] || !owned_[p]->log ||
            !owned_[p]->log->has_spoken_in(stretch.epoch)) {
            continue;
        }
        Owned& owned = *owned_[p];
        const bool has_more = stretch.is_piece()
                                  ? owned.log->acknowledge_copy(from, stretch.from)
                                  : owned.log->acknowledge(from, stretch.from, stretch.to);
        if (has_more) {
            settle(owned);
        }
        if (owned.log->has_unsent()) {
            mark_unsent(stretch.partition, owned);
        }
    }
}

void SearchNode::mark_unsent(PartitionId partition, Owned& owned) {
    if (!owned.is_unsent) {
        owned.is_unsent = true;
        unsent_.push_back(partition.value);
    }
}

// Sends what was appended since the last time: one message to each replica for all partitions.
void SearchNode::replicate(Instant now) {
    for (const std::uint32_t p : unsent_) {
        if (!owned_[p] || !owned_[p]->log) {
            continue;
        }
        Owned& owned = *owned_[p];
        owned.is_unsent = false;
        extend_batches(owned, now);
        if (!owned.is_awaited && !owned.log->is_everywhere()) {
            owned.is_awaited = true;
            awaited_.push_back(p);
        }
    }
    unsent_.clear();
    send_batches();
}

// Sends again what is long under way.
void SearchNode::resend_stretches(Instant now) {
    std::erase_if(awaited_, [&](std::uint32_t p) {
        if (!owned_[p] || !owned_[p]->log) {
            return true;
        }
        Owned& owned = *owned_[p];
        owned.is_awaited = !owned.log->is_everywhere();
        if (owned.is_awaited) {
            extend_batches(owned, now);
        }
        return !owned.is_awaited;
    });
    send_batches();
}

void SearchNode::extend_batches(Owned& owned, Instant now) {
    for (const NodeId node : owned.set.nodes) {
        if (node == self_) {
            continue;
        }
        Replicate& batch = batch_to(node);
        while (owned.log->extend(batch, node, now, options_)) {
            send_if_full(node, batch);
        }
    }
}

void SearchNode::mark_copying(PartitionId partition, Owned& owned) {
    has_urgent_copies_ = has_urgent_copies_ || owned.log->lacks_copies();
    if (owned.log->is_copied()) {
        owned.recovered.reset();
    } else if (!owned.is_copying) {
        owned.is_copying = true;
        copying_.push_back(partition.value);
    }
}

// Copies tables to replicas that lack them: at once where the write quorum waits for it, otherwise
// no faster than the search should feel, a table after the other. No node gets more at a time than
// it can soon answer.
void SearchNode::copy_tables(Instant now) {
    if (copying_.empty()) {
        return;
    }
    const std::int64_t earned =
        (now - last_copied_).count() * options_.copies_per_second / 1'000'000;
    const std::int64_t most = kCopyBurst * static_cast<std::int64_t>(options_.batch_records);
    if (earned > 0) {
        copies_allowed_ = std::min(most, copies_allowed_ + std::min(most, earned));
        last_copied_ = now;
    }
    if (copies_allowed_ <= 0 && !has_urgent_copies_) {
        return;
    }
    has_urgent_copies_ = false;
    std::map<NodeId, int> under_way;
    std::erase_if(copying_, [&](std::uint32_t p) {
        if (!owned_[p] || !owned_[p]->log) {
            return true;
        }
        Owned& owned = *owned_[p];
        owned.is_copying = !owned.log->is_copied();
        if (owned.is_copying) {
            copy_pieces(owned, under_way, now);
        } else {
            owned.recovered.reset();
        }
        return !owned.is_copying;
    });
    send_batches();
}

void SearchNode::copy_pieces(Owned& owned, std::map<NodeId, int>& under_way, Instant now) {
    const bool is_urgent = owned.log->lacks_copies();
    has_urgent_copies_ = has_urgent_copies_ || is_urgent;
    for (const NodeId node : owned.set.nodes) {
        if (node == self_ || (!is_urgent && copies_allowed_ <= 0)) {
            continue;
        }
        int& pieces = under_way[node];
        const bool is_going = owned.log->is_copying_to(node);
        if (!is_going && pieces >= (is_urgent ? kPiecesUnderWay : kPiecesAside)) {
            continue;
        }
        Replicate& batch = batch_to(node);
        const std::size_t before = batch.records.size();
        const bool is_sent = owned.log->extend_copy(batch, node, table_, now, options_);
        pieces += is_going || is_sent ? 1 : 0;
        if (batch.records.size() - before > kItemsMax / 2) {
            batch = {{}, Records(space_.key_bytes())};  // no message may be so long
            give_up("too many keys that hash alike");
            return;
        }
        if (is_sent && !is_urgent) {
            copies_allowed_ -= static_cast<std::int64_t>(batch.records.size() - before);
        }
        send_if_full(node, batch);
    }
}

Replicate& SearchNode::batch_to(NodeId node) {
    return batches_.try_emplace(node, Replicate{{}, Records(space_.key_bytes())}).first->second;
}

void SearchNode::send_if_full(NodeId node, Replicate& batch) {
    if (batch.records.size() + batch.stretches.size() >= options_.batch_records) {
        send(node, std::exchange(batch, {{}, Records(space_.key_bytes())}));
    }
}

void SearchNode::send_batches() {
    for (auto& [node, batch] : batches_) {
        if (!batch.stretches.empty()) {
            send(node, std::exchange(batch, {{}, Records(space_.key_bytes())}));
        }
    }
}

}  // namespace kura::cluster::search
