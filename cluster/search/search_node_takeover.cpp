#include "cluster/search/closing.hpp"
#include "cluster/search/search_node.hpp"
#include "solver/search/probes_ahead.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace kura::cluster::search {

void SearchNode::on_seal(NodeId from, const Seal& message) {
    const std::uint32_t p = message.partition.value;
    if (p >= sealed_.size()) {
        return;
    }
    if (message.epoch < sealed_[p]) {
        send(from, Outdated{message.partition, message.epoch, sealed_[p]});
        return;
    }
    sealed_[p] = message.epoch;
    if (owned_[p] && owned_[p]->set.since < message.epoch) {
        depose(message.partition);  // an owner that promised so may not count itself any more
        actions_.emplace_back(WantView{message.epoch});
    }
    std::optional<Digest> held;
    std::uint64_t leaves = message.leaves;
    if (message.cursor.empty()) {
        held = table_.digest(message.partition);
        leaves = unlike_leaves(*held, message.known);
    }
    RecordTable::Chunk chunk =
        table_.chunk(message.partition, leaves, message.cursor, options_.batch_records);
    if (chunk.records.size() > kItemsMax) {
        give_up("too many keys that hash alike");
        return;
    }
    Sealed reply{.partition = message.partition,
                 .epoch = message.epoch,
                 .cursor = message.cursor,
                 .records = std::move(chunk.records),
                 .leaves = leaves,
                 .is_complete = chunk.is_complete};
    if (reply.is_complete) {
        reply.held = held ? *held : table_.digest(message.partition);
    }
    send(from, std::move(reply));
}

void SearchNode::on_sealed(NodeId from, const Sealed& message, Instant now) {
    const std::uint32_t p = message.partition.value;
    if (p >= owned_.size() || !owned_[p] || owned_[p]->set.since != message.epoch) {
        return;
    }
    if (owned_[p]->recovered && message.is_complete) {
        // Too late to be needed, but what it has need not be copied there.
        owned_[p]->log->set_held(from, message.held, *owned_[p]->recovered);
        settle(*owned_[p]);
        return;
    }
    if (!owned_[p]->takeover || message.records.size() > kItemsMax || !are_keys(message.records) ||
        !table_.follow(message.cursor, message.records)) {
        return;
    }
    table_.expect(message.partition, message.records, 0, message.records.size());
    kura::search::ProbesAhead probes(message.records.size(), [&](std::size_t i) {
        return table_.prepare(message.partition, message.records.key(i));
    });
    for (std::size_t i = 0; i < message.records.size(); ++i) {
        if (table_.merge(probes.next(), message.records.header(i)) == RecordTable::Outcome::full) {
            give_up("memory");
            return;
        }
    }
    owned_[p]->takeover->answered(from, message);
    if (!continue_takeover(message.partition, now)) {
        taking_over_.erase(p);
    }
}

void SearchNode::on_outdated(const Outdated& message) {
    const std::uint32_t p = message.partition.value;
    if (p < owned_.size() && owned_[p] && owned_[p]->set.since < message.promised) {
        sealed_[p] = std::max(sealed_[p], message.promised);  // not twice in one epoch
        depose(message.partition);
        actions_.emplace_back(WantView{message.promised});
    }
}

void SearchNode::continue_takeovers(Instant now) {
    std::erase_if(taking_over_,
                  [&](std::uint32_t p) { return !continue_takeover(PartitionId{p}, now); });
}

// Ensures: false if it is over, one way or the other.
bool SearchNode::continue_takeover(PartitionId partition, Instant now) {
    const std::uint32_t p = partition.value;
    if (!owned_[p] || !owned_[p]->takeover) {
        return false;
    }
    Owned& owned = *owned_[p];
    if (sealed_[p] > owned.set.since) {
        depose(partition);  // promised to a later owner already
        return false;
    }
    sealed_[p] = owned.set.since;
    const view::Chain* chain = job().chain(partition);
    const std::span<const view::ReplicaSet> sets =
        chain == nullptr ? std::span<const view::ReplicaSet>() : std::span(chain->sets);
    if (owned.takeover->is_done(sets, job().write, options_.broken)) {
        activate(partition);
        return false;
    }
    const std::vector<NodeId> nodes = owned.takeover->due(sets, owned.set, now, options_.resend);
    std::optional<Digest> known;
    for (const NodeId node : nodes) {
        if (!known && owned.takeover->is_first(node)) {
            known = table_.digest(partition);
        }
        send(node, owned.takeover->request(node, known.value_or(Digest{})));
    }
    return true;
}

// Whether this node is at work for the partition and nobody else was since it began, or only such
// whose sets were given up with the generation: then all that was committed is here, nothing more
// can be without it, and only the replicas change.
bool SearchNode::goes_on(const view::Job& job, PartitionId partition) const {
    const Owned& owned = *owned_[partition.value];
    const view::Chain* chain = job.chain(partition);
    if (!owned.log || chain == nullptr || sealed_[partition.value] > owned.set.since) {
        return false;
    }
    const auto mine =
        std::find_if(chain->sets.begin(), chain->sets.end(),
                     [&](const view::ReplicaSet& set) { return set.since == owned.set.since; });
    return mine != chain->sets.end() &&
           std::all_of(mine, chain->sets.end(),
                       [&](const view::ReplicaSet& set) { return set.nodes.front() == self_; });
}

void SearchNode::change_replicas(PartitionId partition, const view::ReplicaSet& set) {
    Owned& owned = *owned_[partition.value];
    owned.set = set;
    owned.last_report = {};
    sealed_[partition.value] = set.since;
    owned.log->change_set(set, job().write);
    settle(owned);
    mark_unsent(partition, owned);
    mark_copying(partition, owned);
}

void SearchNode::activate(PartitionId partition) {
    Owned& owned = *owned_[partition.value];
    const auto held = owned.takeover->held();
    owned.log = std::make_unique<ReplicaLog>(partition, owned.set, self_, job().write,
                                             static_cast<int>(table_.key_bytes()));
    owned.takeover.reset();
    space_.roots([&](const Child& root) {
        if (view_->map.partition_of(root.placement_hash) == partition &&
            table_.merge(partition, root.key, kura::search::make_word(kOrder, 0, Arrival{})) ==
                RecordTable::Outcome::full) {
            give_up("memory");
        }
    });
    owned.recovered = std::make_unique<Digest>(table_.digest(partition));
    for (const NodeId node : owned.set.nodes) {
        owned.log->set_held(node, Digest{}, *owned.recovered);  // nobody lacks what is empty
    }
    for (const auto& [node, theirs] : held) {
        owned.log->set_held(node, theirs, *owned.recovered);
    }
    mark_copying(partition, owned);
    ++activity_;
    open_partition(partition);
}

void SearchNode::open_partition(PartitionId partition) {
    table_.for_each(partition, [&](const std::uint8_t* key, std::uint64_t word) {
        if (is_open(word, generation_)) {
            file_open(partition, key, word, space_.bound(key));
        }
    });
}

// Ends this node's ownership as far as it knows it: nothing is acknowledged for it any more.
void SearchNode::depose(PartitionId partition) {
    std::unique_ptr<Owned> owned = std::move(owned_[partition.value]);
    if (owned->log) {
        for (const std::uint64_t id : owned->log->all_waiting()) {
            offers_.log_lost(id);
        }
    }
    std::erase_if(goals_, [&](const auto& goal) { return goal.second.first == partition; });
}

void SearchNode::report_established(Instant now) {
    std::vector<view::Established> done;
    for (const view::Chain& chain : job().chains) {
        const std::unique_ptr<Owned>& owned = owned_[chain.partition.value];
        if (owned && owned->log && owned->log->is_established() &&
            now - owned->last_report >= options_.report_retry) {
            owned->last_report = now;
            done.push_back({chain.partition, owned->set.since});
        }
    }
    if (!done.empty()) {
        actions_.emplace_back(AskRegister{std::move(done)});
    }
}

// Tells the register where the next owner has all there is: it may take over. Who has given up does
// not copy any more, and nobody shall wait for that.
void SearchNode::report_warmed(Instant now) {
    if (view_->moves.empty() || job().moving == view::Moving::cold || now < next_warm_report_) {
        return;
    }
    next_warm_report_ = now + options_.report_retry / 4;
    std::vector<view::Warmed> done;
    for (const view::Move& move : view_->moves) {
        const std::uint32_t p = move.partition.value;
        const std::unique_ptr<Owned>& owned = owned_[p];
        const bool is_whole = owned && owned->log && owned->log->is_established() &&
                              owned->log->is_whole_at(move.nodes.front());
        if (view_->map.owner(move.partition) == self_ && !job().is_warm(move.partition) &&
            (is_whole || has_given_up_)) {
            done.push_back({move.partition, view_->since[p]});
        }
    }
    if (!done.empty()) {
        next_warm_report_ = now + options_.report_retry;
        actions_.emplace_back(AskRegister{std::move(done)});
    }
}

}  // namespace kura::cluster::search
