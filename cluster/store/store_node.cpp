#include "cluster/store/store_node.hpp"

#include "solver/base/assert.hpp"

#include <algorithm>
#include <bit>

namespace kura::cluster::store {

namespace {

template <typename... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};
template <typename... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

}  // namespace

StoreNode::StoreNode(NodeId self, std::uint32_t partitions, const StoreOptions& options)
    : self_(self),
      bits_(std::countr_zero(partitions)),
      options_(options),
      documents_(partitions),
      lattice_(partitions, bits_, options.lattice_bytes_max),
      parts_(partitions),
      chosen_(partitions, kNoNode),
      place_in_plan_(partitions, 0) {
    KURA_ASSERT(std::has_single_bit(partitions) && partitions <= kPartitionsMax, partitions);
    KURA_ASSERT(options.kept_for_max < options.tombstone_grace);
}

std::vector<Action> StoreNode::step(Event event, Instant now) {
    now_ = std::max(now_, now);
    handle(event);
    while (!to_self_.empty()) {
        auto [from, message] = std::move(to_self_.front());
        to_self_.pop_front();
        handle_message(from, message);
    }
    if (!rows_.empty()) {
        actions_.emplace_back(Persist{++batch_, std::move(rows_), !parked_.empty()});
        rows_.clear();
    }
    return std::exchange(actions_, {});
}

void StoreNode::handle(Event& event) {
    std::visit(Overloaded{
                   [&](const ViewArrived& arrived) { take_view(arrived.view); },
                   [&](MessageArrived& arrived) { handle_message(arrived.from, arrived.message); },
                   [&](ClientAsked& asked) { on_client(asked); },
                   [&](const TimePassed&) {
                       time_origins();
                       time_tasks();
                       time_exchanges();
                       sync(false);
                       deliver_copies();
                       report_synced();
                       collect_tombstones();
                   },
                   [&](const PeerChanged& changed) {
                       if (changed.is_reachable) {
                           unreachable_.erase(changed.node);
                           next_delivery_ = now_;
                       } else {
                           unreachable_.insert(changed.node);
                       }
                   },
                   [&](const Persisted& persisted) { on_persisted(persisted.batch); },
                   [&](const PersistFailed& failed) {
                       disk_failure_ = failed.reason;
                       deferred_.clear();
                   },
                   [&](Recovered& recovered) { recover(recovered); },
                   [&](const SyncNow&) { sync(true); },
               },
               event);
}

void StoreNode::handle_message(NodeId from, Message& message) {
    if (view_ == nullptr) {
        return;  // it will be sent again
    }
    std::visit(Overloaded{
                   [&](const Forward& m) { on_forward(from, m.id, m.time_left, m.request); },
                   [&](ForwardAnswer& m) { on_forward_answer(from, m); },
                   [&](const Replicate& m) { on_replicate(from, m); },
                   [&](const ReplicateAck& m) { on_replicate_ack(from, m); },
                   [&](const Read& m) { on_read(from, m); },
                   [&](const ReadAnswer& m) { on_read_answer(from, m); },
                   [&](const Outdated& m) { want_view(m.epoch); },
                   [&](const BatchReplicate& m) { on_batch_replicate(from, m); },
                   [&](const BatchReplicateAck& m) {
                       if (const auto at = batches_.find(m.task); at != batches_.end()) {
                           at->second.acked.insert(from);
                           check_batch(m.task);
                       }
                   },
                   [&](const BatchRead& m) { on_batch_read(from, m); },
                   [&](const BatchReadAnswer& m) { on_batch_read_answer(from, m); },
                   [&](const Roots& m) { on_roots(from, m); },
                   [&](const RootsAnswer& m) { on_roots_answer(from, m); },
                   [&](const TablesRequest& m) { on_tables_request(from, m); },
                   [&](const Tables& m) { on_tables(from, m); },
                   [&](const DigestsRequest& m) { on_digests_request(from, m); },
                   [&](const Digests& m) { on_digests(from, m); },
                   [&](const ItemsRequest& m) { on_items_request(from, m); },
                   [&](const Items& m) { on_items(from, m); },
                   [&](const Fetch& m) { on_fetch(from, m); },
                   [&](const Push& m) { on_push(from, m); },
                   [&](const Held& m) { on_held(from, m); },
                   [&](const Synced& m) { on_synced(from, m); },
                   [&](const TombstoneCheck& m) { on_tombstone_check(from, m); },
                   [&](const TombstoneHeld& m) { on_tombstone_held(from, m); },
                   [&](const TombstoneDrop& m) { on_tombstone_drop(m); },
               },
               message);
}

void StoreNode::send(NodeId to, Message message) {
    if (to == self_) {
        to_self_.emplace_back(to, std::move(message));
    } else {
        actions_.emplace_back(SendMessage{to, std::move(message)});
    }
}

void StoreNode::after_persisting(std::function<void()> what) {
    if (!disk_failure_.empty()) {
        return;
    }
    const std::uint64_t due = batch_ + (rows_.empty() ? 0 : 1);
    if (due <= persisted_ || options_.broken == BrokenRule::ack_unpersisted) {
        what();
    } else {
        deferred_.push_back({due, std::move(what)});
    }
}

void StoreNode::send_after_persisting(NodeId to, Message message) {
    after_persisting([this, to, message = std::move(message)] { send(to, message); });
}

void StoreNode::on_persisted(std::uint64_t batch) {
    KURA_ASSERT(batch <= batch_, static_cast<long long>(batch));
    persisted_ = std::max(persisted_, batch);
    while (!deferred_.empty() && deferred_.front().batch <= persisted_) {
        const std::function<void()> what = std::move(deferred_.front().what);
        deferred_.pop_front();
        what();
    }
}

void StoreNode::want_view(Epoch epoch) {
    if (view_ == nullptr || view_->epoch < epoch) {
        wanted_ = std::max(wanted_, epoch);
        actions_.emplace_back(WantView{wanted_});
    }
}

bool StoreNode::is_current(NodeId from, std::uint64_t task, Epoch epoch, PartitionId partition) {
    want_view(epoch);
    if (parts_[partition.value].since > epoch) {
        send(from, Outdated{task, view_->epoch});
        return false;
    }
    return true;
}

const view::Job& StoreNode::store_job() const {
    return *job();
}

std::span<const NodeId> StoreNode::present_nodes(PartitionId partition) const {
    const std::span<const NodeId> list = view_->map.preference(partition);
    return list.first(std::min(list.size(), static_cast<std::size_t>(store_job().replicas)));
}

std::span<const view::ReplicaSet> StoreNode::earlier_sets(PartitionId partition) const {
    const view::Chain* const chain = store_job().chain(partition);
    if (chain == nullptr || options_.broken == BrokenRule::newest_set_only) {
        return {};
    }
    return chain->sets;
}

view::ReplicaSet StoreNode::present_set(PartitionId partition) const {
    return view_->replica_set(store_job(), partition);
}

ReplicaSets StoreNode::replica_sets(PartitionId partition) const {
    const std::span<const view::ReplicaSet> earlier = earlier_sets(partition);
    return {{earlier.begin(), earlier.end()}, present_set(partition)};
}

void StoreNode::take_view(const view::ViewPtr& view) {
    KURA_ASSERT(view->map.partitions() == parts_.size());
    if (view_ != nullptr && view->revision <= view_->revision) {
        return;
    }
    view_ = view;
    if (job() == nullptr) {
        return;
    }
    change_roles();
    restart_tasks();
    std::vector<std::uint64_t> waiting;
    for (const auto& [number, origin] : origins_) {
        if (origin.wants > Epoch{0} && origin.wants <= view_->epoch) {
            waiting.push_back(number);
        }
    }
    for (const std::uint64_t number : waiting) {
        origins_.at(number).wants = Epoch{0};
        dispatch(number);
    }
    next_sync_ = now_;
}

void StoreNode::change_roles() {
    for (std::uint32_t p = 0; p < parts_.size(); ++p) {
        Part& part = parts_[p];
        if (view_->since[p] != part.since) {
            Part fresh;
            fresh.since = view_->since[p];
            fresh.was_synced = part.was_synced;
            fresh.is_suspect = part.is_suspect;
            part = std::move(fresh);
            part.subsumed = {self_};
            part.is_member = present_set(PartitionId{p}).contains(self_);
            if (!part.is_member && options_.broken == BrokenRule::erase_early) {
                erase_partition(PartitionId{p});
            }
        }
        const bool has_chain = store_job().chain(PartitionId{p}) != nullptr;
        if (part.has_chain && !has_chain) {
            // W are synced now; peers that were met before that may not have been.
            part.subsumed = {self_};
        }
        part.has_chain = has_chain;
        check_synced(PartitionId{p});
    }
}

void StoreNode::recover(Recovered& recovered) {
    KURA_ASSERT(batch_ == 0 && view_ == nullptr);
    const bool is_suspect = recovered.away >= options_.tombstone_grace;
    for (Row& row : recovered.rows) {
        KURA_ASSERT(row.document.has_value());
        note_counter(row.document->clock.largest());
        const PartitionId partition = partition_of(row.key);
        if (row.kept_for != kNoNode) {
            kept_bytes_ += row.document->bytes();
            // Its time went on: delivered too late, it could bring back what was deleted.
            const Duration left = options_.kept_for_max - recovered.away;
            kept_[{row.kept_for, row.key}] = {*std::move(row.document),
                                              now_ + std::max(left, Duration(0))};
        } else if (is_suspect) {
            parked_[{partition.value, row.key}] = *std::move(row.document);
            parts_[partition.value].is_suspect = true;
        } else {
            const bool is_tombstone = row.document->is_tombstone();
            documents(partition).put(row.key, *std::move(row.document));
            note_tombstone(partition, row.key, is_tombstone);
        }
    }
}

const Document* StoreNode::find(std::string_view key) const {
    const auto& table = documents_[partition_of(key).value];
    const auto* entry = table ? table->find(key) : nullptr;
    return entry == nullptr ? nullptr : &entry->document;
}

const std::uint8_t* StoreNode::find(TableId table, const std::uint8_t* key) {
    const std::uint64_t key_hash = hash_bytes(key, table.key_bytes);
    LatticeStore::Family* const family = lattice_.find(table);
    const LatticeTable* const records =
        family == nullptr ? nullptr : family->find(partition_of_hash(key_hash));
    return records == nullptr ? nullptr : records->find(key_hash, key);
}

void StoreNode::plant(const std::string& key, const std::optional<Document>& document) {
    const PartitionId partition = partition_of(key);
    documents(partition).erase(key);
    if (document) {
        documents(partition).put(key, *document);
    }
}

}  // namespace kura::cluster::store
