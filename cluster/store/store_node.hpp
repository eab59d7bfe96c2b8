// Store node: one node's part in the quorum store.
// It takes requests from clients and passes each on, once, to a coordinator on the key's preference
// list; coordinates; holds replicas; compares them with others; takes over partitions and hands
// them on when the view changes.
//
// The rules, which ARCHITECTURE.md derives:
//   1  a replica acknowledges a document when it is on disk
//   2  a replica refuses messages older than the last change of the partition's list
//   3  a write counts on the present replica set only; a read hears a quorum of it and of each
//      earlier set that the register does not call superseded
//   4  a replica is synced when it has taken in what a seal quorum of every such set held, after
//      these knew the new view; until then its answers don't count where no earlier set is asked
//   5  W synced replicas make the register call the earlier sets superseded
//   6  a former holder erases when every present replica has confirmed to hold what it holds
//   7  a tombstone goes when all replicas hold exactly it and nobody can still bring older things
//
// Shape:    step(event, now) -> actions; nothing in here knows sockets, threads, clocks or disks
// Invariants: lattice values never fall; a dot is never used twice
// Threads:  one owner
// Errors:   Answer::outcome; requests end by their deadline whatever happens
#pragma once

#include "cluster/store/document_table.hpp"
#include "cluster/store/events.hpp"
#include "cluster/store/lattice_store.hpp"
#include "cluster/store/messages.hpp"
#include "cluster/store/options.hpp"
#include "cluster/store/tasks.hpp"
#include "cluster/view/view_change.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace kura::cluster::store {

struct StoreCounters {
    std::uint64_t answered = 0;
    std::uint64_t refused = 0;  // busy
    std::uint64_t unavailable = 0;
    std::uint64_t read_repairs = 0;
    std::uint64_t exchanges = 0;  // partitions compared in detail
    std::uint64_t fetched = 0;    // items, by exchanges
    std::uint64_t pushed = 0;
    std::uint64_t erased_partitions = 0;
    std::uint64_t kept = 0;  // copies for nodes that are away
    std::uint64_t delivered = 0;
    std::uint64_t collected = 0;  // tombstones
};

class StoreNode {
  public:
    // Requires: partitions as in the view to come.
    StoreNode(NodeId self, std::uint32_t partitions, const StoreOptions& options);

    std::vector<Action> step(Event event, Instant now);

    [[nodiscard]] NodeId self() const { return self_; }
    [[nodiscard]] const StoreCounters& counters() const { return counters_; }
    [[nodiscard]] const view::ViewPtr& view() const { return view_; }
    [[nodiscard]] std::size_t requests() const { return origins_.size(); }
    [[nodiscard]] std::size_t kept_copies() const { return kept_.size(); }

    // For status pages, and invariants in tests.
    [[nodiscard]] bool is_synced(PartitionId partition) const {
        return parts_[partition.value].is_synced;
    }
    [[nodiscard]] const Document* find(std::string_view key) const;
    [[nodiscard]] const std::uint8_t* find(TableId table, const std::uint8_t* key);
    [[nodiscard]] PartitionId partition_of(std::string_view key) const {
        return partition_of_hash(hash_bytes(key));
    }
    // Of all that is held of a partition.
    [[nodiscard]] std::uint64_t root(PartitionId partition) const;
    // For tests of repair: changes a replica behind its back. Removes where there is no document.
    void plant(const std::string& key, const std::optional<Document>& document);

  private:
    struct Part {
        Epoch since;
        bool is_member = false;
        bool is_synced = false;
        bool was_synced = false;  // in this set or an earlier one
        bool is_suspect = false;  // its documents are parked until a veteran or nobody is found
        bool has_chain = false;   // earlier sets are not superseded yet
        Instant synced_at;
        std::vector<NodeId> subsumed;          // whose data of after `since` is in mine
        std::map<NodeId, std::uint64_t> held;  // former holders: what root of theirs is in mine
        // As a former holder: who holds what I held when my root was this.
        std::map<NodeId, std::uint64_t> confirmed;
        std::set<NodeId> synced_others;  // as the first of the list
    };
    struct Deferred {
        std::uint64_t batch;
        std::function<void()> what;
    };
    using MoveRoots = std::map<NodeId, std::vector<PartitionRoot>>;

    // Events, views, the disk (store_node.cpp).
    void handle(Event& event);
    void handle_message(NodeId from, Message& message);
    void take_view(const view::ViewPtr& view);
    void change_roles();
    void recover(Recovered& recovered);
    void on_persisted(std::uint64_t batch);
    void after_persisting(std::function<void()> what);
    void send(NodeId to, Message message);
    void send_after_persisting(NodeId to, Message message);
    void want_view(Epoch epoch);     // for this node
    void want_view_of(NodeId node);  // for another one
    // False, and the right thing is done, where views differ too much to go on.
    bool is_current(NodeId from, std::uint64_t task, Epoch epoch, PartitionId partition);
    [[nodiscard]] PartitionId partition_of_hash(std::uint64_t key_hash) const {
        return PartitionId{static_cast<std::uint32_t>(key_hash >> 1 >> (63 - bits_))};
    }
    [[nodiscard]] const view::Job* job() const {
        return view_ == nullptr ? nullptr : view_->job(kStoreJob);
    }
    // Where there is a job: whoever handles an event has looked first. No view takes it away again.
    [[nodiscard]] const view::Job& store_job() const;
    [[nodiscard]] std::span<const NodeId> present_nodes(PartitionId partition) const;
    [[nodiscard]] std::span<const view::ReplicaSet> earlier_sets(PartitionId partition) const;
    [[nodiscard]] view::ReplicaSet present_set(PartitionId partition) const;
    [[nodiscard]] ReplicaSets replica_sets(PartitionId partition) const;
    [[nodiscard]] bool is_reachable(NodeId node) const { return !unreachable_.contains(node); }

    // Clients (store_node_client.cpp).
    void on_client(ClientAsked& asked);
    void dispatch(std::uint64_t number);
    void dispatch_batch(std::uint64_t number);
    NodeId choose_coordinator(PartitionId partition, const std::vector<NodeId>& tried) const;
    void forward(std::uint64_t number, NodeId to);
    void on_forward_answer(NodeId from, ForwardAnswer& message);
    void try_writable(std::uint64_t number, const std::string& reason);
    void finish(std::uint64_t number, Answer answer);
    void finish_part(Origin part, std::uint64_t number, Answer answer);
    void time_origins();
    [[nodiscard]] static std::size_t bytes_of(const Request& request);
    [[nodiscard]] static std::string what_is_wrong(const Request& request);

    // Coordination of documents (store_node_documents.cpp).
    void on_forward(NodeId from, WriteId id, Duration time_left, const Request& request);
    void forget_answered_task();
    void start_get(DocumentTask task);
    void start_put(DocumentTask task, const Put& put);
    void send_task(std::uint64_t number, DocumentTask& task);
    void keep_elsewhere(std::uint64_t number, DocumentTask& task);
    void on_replicate_ack(NodeId from, const ReplicateAck& message);
    void on_read_answer(NodeId from, const ReadAnswer& message);
    void check_put(DocumentTask& task);
    void check_get(DocumentTask& task);
    void repair(const DocumentTask& task, const DocumentTask::Heard& heard);
    void answer_task(DocumentTask& task, Answer answer);
    // How many of the present replica set must take a write, or be heard for a read: as many as
    // asked (0: the cluster's own), at most all. Of an earlier set a read hears as many as meet
    // each of its write quorums, which in a set of fewer than N nodes may be fewer than R.
    [[nodiscard]] int write_quorum(int asked, std::size_t nodes) const;
    [[nodiscard]] int read_quorum(int asked, std::size_t nodes) const;
    [[nodiscard]] int earlier_read_quorum(int asked, const view::ReplicaSet& set) const;
    // Whether a write that some set of these acknowledged may be on none of those heard.
    [[nodiscard]] bool is_weak_read(int asked, std::size_t nodes,
                                    std::span<const view::ReplicaSet> earlier) const;

    // Time and changes (store_node_tasks.cpp).
    void restart_tasks();
    void time_tasks();
    [[nodiscard]] std::string explain(const DocumentTask& task) const;

    // Replicas of documents (store_node_replica.cpp).
    void on_replicate(NodeId from, const Replicate& message);
    void on_read(NodeId from, const Read& message);
    // Ensures: true if it changed what is held.
    bool merge_document(const std::string& key, const Document& document);
    void store_document(PartitionId partition, const std::string& key, Document document);
    void erase_document(PartitionId partition, const std::string& key);
    DocumentTable& documents(PartitionId partition);
    void note_counter(std::uint64_t counter);
    void keep_copy(NodeId from, const Replicate& message);
    void deliver_copies();
    bool deliver_copy(const std::pair<NodeId, std::string>& id, KeptCopy& copy);
    void drop_copy(const std::pair<NodeId, std::string>& id);

    // Lattice records (store_node_lattice.cpp).
    void start_batch(NodeId from, WriteId id, Duration time_left, const Batch& batch);
    [[nodiscard]] bool is_alone_in(const Batch& batch) const;
    [[nodiscard]] Answer answer_alone(const Batch& batch);
    [[nodiscard]] bool is_weak(const Batch& batch) const;
    bool plan_batch(BatchTask& task);
    void forget_places(const BatchTask& task);
    void send_batch(std::uint64_t number, BatchTask& task);
    void on_batch_replicate(NodeId from, const BatchReplicate& message);
    void on_batch_read(NodeId from, const BatchRead& message);
    void on_batch_read_answer(NodeId from, const BatchReadAnswer& message);
    bool check_batch(std::uint64_t number);
    void restart_batches();
    bool is_batch_current(NodeId from, std::uint64_t task, Epoch epoch, const RecordList& list,
                          bool members_only);
    [[nodiscard]] bool is_batch_done(const BatchTask& task) const;
    // Ensures: false if memory is spent; nothing is dropped silently.
    bool merge_records(const RecordList& puts);
    void look_up(const RecordList& gets, std::uint16_t value_bytes,
                 std::vector<std::uint8_t>& found);

    // Who holds what, and who may forget (store_node_handover.cpp).
    void subsume(PartitionId partition, NodeId peer, bool is_peer_synced, Epoch since);
    void check_synced(PartitionId partition);
    void set_synced(PartitionId partition);
    void report_synced();
    void on_synced(NodeId from, const Synced& message);
    void on_held(NodeId from, const Held& message);
    [[nodiscard]] static bool is_confirmed(const Part& part, NodeId node, std::uint64_t root_now);
    void erase_partition(PartitionId partition);
    [[nodiscard]] bool holds_anything(PartitionId partition) const;
    void confirm_held(NodeId to, PartitionId partition, std::uint64_t root);
    void unpark(PartitionId partition, bool keep);

    // Comparing replicas (store_node_sync.cpp, store_node_exchange.cpp, store_node_serve.cpp).
    void sync(bool everything);
    void plan_full_sync(PartitionId partition, bool with_all, MoveRoots& by_peer) const;
    void send_roots(const MoveRoots& by_peer, bool is_member);
    void on_roots(NodeId from, const Roots& message);
    void on_root_of_former(NodeId from, const PartitionRoot& asked);
    void on_roots_answer(NodeId from, const RootsAnswer& message);
    void want_exchange(PartitionId partition, NodeId peer);
    void start_exchanges();
    void time_exchanges();
    void drop_exchange(std::uint64_t number);
    void ask(std::uint64_t number, Exchange& exchange, Message message);
    void next_table(std::uint64_t number, Exchange& exchange);
    void end_exchange(std::uint64_t number);
    void on_tables(NodeId from, const Tables& message);
    void on_digests(NodeId from, const Digests& message);
    void on_items(NodeId from, const Items& message);
    void on_push(NodeId from, const Push& message);
    void fetch_missing(std::uint64_t number, Exchange& exchange);
    void push_items(NodeId to, PartitionId partition, TableId table,
                    const std::vector<std::uint64_t>& key_hashes);
    Exchange* exchange_with(NodeId peer, std::uint64_t number);
    void on_tables_request(NodeId from, const TablesRequest& message);
    void on_digests_request(NodeId from, const DigestsRequest& message);
    void on_items_request(NodeId from, const ItemsRequest& message);
    void on_fetch(NodeId from, const Fetch& message);
    [[nodiscard]] std::vector<TableRoot> table_roots(PartitionId partition) const;
    [[nodiscard]] ItemChunk own_items(PartitionId partition, TableId table, const ItemRange& range,
                                      std::size_t items_max);
    [[nodiscard]] std::vector<std::uint64_t> own_digests(PartitionId partition, TableId table,
                                                         const std::vector<std::uint16_t>& cells);
    // Ensures: the key hashes that fitted, at least one.
    std::size_t fill_push(Push& push, const std::vector<std::uint64_t>& key_hashes);

    // Tombstones (store_node_tombstones.cpp).
    void note_tombstone(PartitionId partition, const std::string& key, bool is_tombstone);
    void collect_tombstones();
    void on_tombstone_check(NodeId from, const TombstoneCheck& message);
    void on_tombstone_held(NodeId from, const TombstoneHeld& message);
    void on_tombstone_drop(const TombstoneDrop& message);
    [[nodiscard]] bool is_settled(PartitionId partition) const;
    [[nodiscard]] bool holds_tombstone(PartitionId partition, const KeyDigest& item) const;

    // Constant after construction.
    const NodeId self_;
    const int bits_;
    const StoreOptions options_;

    view::ViewPtr view_;
    std::set<NodeId> unreachable_;
    Epoch wanted_;
    Instant now_;

    // What this node holds.
    std::vector<std::unique_ptr<DocumentTable>> documents_;  // by partition
    std::map<std::pair<std::uint32_t, std::string>, Document> parked_;
    LatticeStore lattice_;
    std::map<std::pair<NodeId, std::string>, KeptCopy> kept_;  // by (owner, key)
    std::size_t kept_bytes_ = 0;
    std::map<std::uint32_t, std::map<std::string, Instant>> tombstones_;
    std::vector<Part> parts_;
    std::uint64_t counter_ = 0;  // of dots
    std::uint32_t tenure_ = 0;

    // The disk.
    std::vector<Row> rows_;    // of this step
    std::uint64_t batch_ = 0;  // handed out last
    std::uint64_t persisted_ = 0;
    std::deque<Deferred> deferred_;
    std::string disk_failure_;

    // What is under way.
    std::uint64_t numbers_ = 0;  // of everything below
    std::map<std::uint64_t, Origin> origins_;
    std::size_t request_bytes_ = 0;
    std::map<std::uint64_t, DocumentTask> tasks_;
    std::map<std::uint64_t, BatchTask> batches_;
    std::map<WriteId, std::uint64_t> task_of_;  // unanswered ones, of both kinds
    std::map<std::uint64_t, std::pair<NodeId, std::string>> deliveries_;
    std::map<std::uint64_t, TombstoneTask> tombstone_tasks_;
    struct RootsAsked {
        NodeId peer;
        std::vector<std::pair<PartitionId, Epoch>> partitions;  // with since
    };
    std::map<std::uint64_t, RootsAsked> roots_asked_;
    std::map<std::uint64_t, Exchange> exchanges_;
    std::deque<std::pair<PartitionId, NodeId>> exchanges_wanted_;
    std::set<std::pair<PartitionId, NodeId>> exchanges_known_;  // wanted or going on
    std::uint64_t sync_rounds_ = 0;

    Instant next_sync_;
    Instant next_full_sync_;
    Instant next_delivery_;
    Instant next_report_;
    Instant next_collection_;

    StoreCounters counters_;
    // By partition, all empty between two uses.
    std::vector<NodeId> chosen_;                // coordinators of a batch
    std::vector<std::uint32_t> place_in_plan_;  // in BatchTask::partitions, plus one
    std::deque<std::pair<NodeId, Message>> to_self_;
    std::vector<Action> actions_;
};

}  // namespace kura::cluster::store
