// Search node: one node's part in the distributed search of one job.
// It owns partitions: deduplicates what arrives for them, expands what is open, replicates what
// changed. It sends children to their owners and closes a state when all of them are safe. It holds
// replicas for other owners, and answers those who take over.
//
// The rules, which ARCHITECTURE.md derives:
//   1  a window of candidates is kept until acknowledged, and re-sent to the new owner
//   2  it is acknowledged when all it touched, duplicates included, is on W replicas
//   3  a state is closed when the windows of all its children are acknowledged, in one generation
//   4  a new owner first seals N-W+1 replicas of every earlier set, and joins what they held
//   5  a solution bounds the search only from the register, where it is after it was replayed
//   6  exhausted: two complete passive waves, then a conditional write
//   7  where too much is lost, the register raises the generation, and everything is open again
//
// Shape:    step(event, now) -> actions; nothing in here knows sockets, threads or clocks
// Invariants: records and acknowledged facts are never taken back, and a deposed owner acknowledges
//           nothing
// Threads:  one owner
// Errors:   memory spent: GaveUp, and nothing is acknowledged any more, so no wave can end well
#pragma once

#include "cluster/search/expansion_book.hpp"
#include "cluster/search/messages.hpp"
#include "cluster/search/offer_book.hpp"
#include "cluster/search/options.hpp"
#include "cluster/search/record_table.hpp"
#include "cluster/search/replica_log.hpp"
#include "cluster/search/takeover.hpp"
#include "cluster/search/wave_counter.hpp"
#include "cluster/search/window_book.hpp"
#include "cluster/view/view_change.hpp"
#include "solver/search/bucket_queue.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace kura::cluster::search {

// Events.
struct ViewArrived {
    view::ViewPtr view;
};
struct MessageArrived {
    NodeId from;
    Message message;
};
struct TimePassed {};
// Expand up to so many states, then send what is due: all if that leaves nothing to expand.
struct Work {
    int expansions_max = 1;
};
using Event = std::variant<ViewArrived, MessageArrived, TimePassed, Work>;

// Actions.
struct SendMessage {
    NodeId to;
    Message message;
};
// Please ask the register for this; asked again until the view shows it.
using RegisterRequest = std::variant<std::vector<view::Established>, std::vector<view::Warmed>,
                                     view::Certificate, view::ExhaustionClaim>;
struct AskRegister {
    RegisterRequest request;
};
struct WantView {
    Epoch at_least;
};
struct Progress {
    std::int32_t lower_bound = 0;
    std::uint64_t expanded = 0;
};
struct GaveUp {
    std::string reason;
};
using Action = std::variant<SendMessage, AskRegister, WantView, Progress, GaveUp>;

struct SearchCounters {
    std::uint64_t expanded = 0;
    std::uint64_t generated = 0;
    std::uint64_t sent = 0;        // candidates to other nodes, without repetitions
    std::uint64_t duplicates = 0;  // candidates that changed nothing
    std::uint64_t takeovers = 0;
    // Expanded in vain: ownership or records were lost before or after they were closed, and they
    // are expanded anew. What a dead node had in flight is not among them.
    std::uint64_t reexpanded = 0;
};

class SearchNode {
  public:
    SearchNode(NodeId self, JobId job, StateSpace& space, std::uint32_t partitions,
               const SearchOptions& options);

    std::vector<Action> step(const Event& event, Instant now);

    [[nodiscard]] NodeId self() const { return self_; }
    [[nodiscard]] const SearchCounters& counters() const { return counters_; }
    // Expanded and not closed yet.
    [[nodiscard]] std::size_t in_flight() const { return expansions_.size(); }
    [[nodiscard]] bool is_finished() const { return is_finished_; }
    [[nodiscard]] const RecordTable& records() const { return table_; }
    [[nodiscard]] const view::ViewPtr& view() const { return view_; }
    // Whether Work would expand something now.
    [[nodiscard]] bool has_work();

    // What keeps this node from being passive, in one line.
    [[nodiscard]] std::string status() const;

    // For invariants in tests.
    [[nodiscard]] bool is_active_owner(PartitionId partition) const {
        return owned_[partition.value] && owned_[partition.value]->log;
    }

  private:
    struct Owned {
        view::ReplicaSet set;
        std::unique_ptr<Takeover> takeover;  // while it is going on
        std::unique_ptr<ReplicaLog> log;     // afterwards: active
        std::unique_ptr<Digest> recovered;   // the table then, until all replicas have it
        Instant last_report;
        std::uint64_t touched_by = 0;  // the latest offer, by touches_
        bool is_unsent = false;        // among unsent_
        bool is_awaited = false;       // among awaited_
        bool is_copying = false;       // among copying_
    };

    // Views (search_node.cpp).
    void take_view(const view::ViewPtr& view, Instant now);
    void change_roles(const view::Job& job);
    void reopen_all();
    void abandon_expansions();
    void pass_time(Instant now);
    void send(NodeId to, Message message);
    void give_up(const std::string& reason);
    [[nodiscard]] std::int32_t certified_cost() const;  // or kNoLimit
    [[nodiscard]] std::int32_t limit() const;
    [[nodiscard]] const view::Job& job() const { return *view_->job(job_); }

    // Ownership (search_node_owner.cpp).
    void on_offer(NodeId from, const Offer& offer);
    [[nodiscard]] bool accepts(NodeId from, const Offer& offer);
    bool accept_candidate(PartitionId partition, const RecordTable::Probe& probe,
                          std::uint64_t word, std::int32_t bound);
    void append(PartitionId partition, const std::uint8_t* key, std::uint64_t word);
    void file_open(PartitionId partition, const std::uint8_t* key, std::uint64_t word,
                   std::int32_t bound);
    void settle(Owned& owned);
    void settle_offer(std::uint64_t id);

    // Replicas, as their owner and as one of them (search_node_replicate.cpp).
    [[nodiscard]] bool fits(const Replicate& message) const;
    [[nodiscard]] bool are_keys(const Records& records) const;
    [[nodiscard]] bool admits(NodeId from, const Stretch& stretch);
    void on_replicate(NodeId from, const Replicate& message);
    void on_replicate_ack(NodeId from, const ReplicateAck& message);
    void mark_unsent(PartitionId partition, Owned& owned);
    void replicate(Instant now);
    void resend_stretches(Instant now);
    void extend_batches(Owned& owned, Instant now);
    void mark_copying(PartitionId partition, Owned& owned);
    void copy_tables(Instant now);
    void copy_pieces(Owned& owned, std::map<NodeId, int>& under_way, Instant now);
    Replicate& batch_to(NodeId node);
    void send_if_full(NodeId node, Replicate& batch);
    void send_batches();

    // Taking over and being deposed (search_node_takeover.cpp).
    void on_seal(NodeId from, const Seal& message);
    void on_sealed(NodeId from, const Sealed& message, Instant now);
    void on_outdated(const Outdated& message);
    void continue_takeovers(Instant now);
    bool continue_takeover(PartitionId partition, Instant now);
    [[nodiscard]] bool goes_on(const view::Job& job, PartitionId partition) const;
    void change_replicas(PartitionId partition, const view::ReplicaSet& set);
    void activate(PartitionId partition);
    void open_partition(PartitionId partition);
    void depose(PartitionId partition);
    void report_established(Instant now);
    void report_warmed(Instant now);

    // Expansion (search_node_expand.cpp).
    void expand_some(int expansions_max, Instant now);
    bool expand_next(Instant now);
    void emit(PartitionId partition, const Child& child, std::uint64_t word, std::uint32_t slot,
              Instant now);
    void flush(Instant now);
    void send_window(std::uint64_t number);
    void on_offer_ack(const OfferAck& ack);
    void close(std::uint32_t slot);
    void drop_stale_entries();
    [[nodiscard]] bool is_too_far_ahead();

    // Waves and goals (search_node_waves.cpp).
    void run_waves(Instant now);
    void on_wave_request(NodeId from, const WaveRequest& request, Instant now);
    void on_wave_reply(NodeId from, const WaveReply& reply, Instant now);
    [[nodiscard]] bool is_passive();
    [[nodiscard]] std::int32_t lower_bound_now();
    void note_goal(PartitionId partition, const std::string& key, std::int32_t cost);
    void trace_goals(Instant now);
    void on_trace(Trace trace);
    void finish_trace(Trace& trace);

    // Constant after construction.
    const NodeId self_;
    const JobId job_;
    StateSpace& space_;
    const SearchOptions options_;

    view::ViewPtr view_;
    std::int32_t certified_ = kNoLimit;  // the best cost in it
    Generation generation_{0};
    bool is_finished_ = false;
    bool has_given_up_ = false;

    // What this node holds.
    RecordTable table_;
    std::vector<Epoch> sealed_;  // by partition: the earliest epoch still accepted
    std::vector<std::unique_ptr<Owned>> owned_;
    std::set<std::uint32_t> taking_over_;
    std::vector<std::uint32_t> unsent_;   // logs with something new to send
    std::vector<std::uint32_t> awaited_;  // logs not acknowledged everywhere
    std::vector<std::uint32_t> copying_;  // whose tables some replica lacks
    std::int64_t copies_allowed_ = 0;     // records, by now
    Instant last_copied_;
    bool has_urgent_copies_ = false;  // among them, where the write quorum waits
    std::map<NodeId, Replicate> batches_;
    Instant next_resend_;
    Instant next_warm_report_;
    Instant last_flush_;
    base::MemoryBudget queue_budget_;
    kura::search::BucketQueue queue_;  // entries: partition, key; by place_of()

    // What is on its way.
    ExpansionBook expansions_;
    WindowBook windows_;
    OfferBook offers_;
    std::vector<std::uint32_t> touched_;  // by the offer being merged
    std::uint64_t touches_ = 0;
    std::map<NodeId, OfferAck> acks_;

    std::int32_t level_ = kNoLimit;  // what is open anywhere was as good as this a wave ago
    std::uint64_t ahead_ = 0;        // expanded beyond it

    // What is known.
    std::map<std::string, std::pair<PartitionId, std::int32_t>> goals_;
    std::optional<view::Certificate> certificate_;  // replayed, on its way to the register
    Instant last_trace_;
    Instant last_certify_;
    bool trace_now_ = false;
    bool certify_now_ = false;
    std::uint64_t activity_ = 0;
    WaveCounter waves_;
    std::uint64_t last_wave_ = 0;
    NodeId last_wave_from_;
    std::int32_t open_since_ = 0;    // least bound of what was open since the last wave
    std::int32_t reported_low_ = 0;  // to that wave

    SearchCounters counters_;
    std::vector<Action> actions_;
    std::vector<std::uint8_t> entry_;
};

}  // namespace kura::cluster::search
