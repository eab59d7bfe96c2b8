// Control: what one node knows and decides about the cluster: who is alive (gossip), who owns what
// (view register), which jobs run, what clients are told. The searches themselves, the store and
// the sockets are others'; they hear from here what to do.
// Shape:    step(event, now) -> actions. The shell ticks at least each gossip.tick_max / 2
// Invariants: (1) what the acceptor promised leaves only after SaveAcceptor was confirmed; (2) a
//           job that a client was told of as submitted is in the register or leased, and its id
//           decides everything: asked twice, it runs once
// Threads:  one owner; a thread of its own, because gossip is inside
// Errors:   what a client can't have is refused with a reason; a node that was expelled says so
//           once, and its shell starts it anew under another id
// Source:   ARCHITECTURE.md, "Node"
#pragma once

#include "cluster/control/job_book.hpp"
#include "cluster/control/membership.hpp"
#include "cluster/control/messages.hpp"
#include "cluster/control/requests.hpp"
#include "cluster/gossip/gossip.hpp"
#include "cluster/search/search_node.hpp"
#include "cluster/view/acceptor.hpp"
#include "cluster/view/proposer.hpp"
#include "solver/base/rng.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace kura::cluster::control {

using ClientId = std::uint64_t;

// Where the store keeps what a job is.
[[nodiscard]] std::string spec_key(JobId job);

// Events.
struct GossipArrived {
    gossip::Packet packet;
};
struct MessageArrived {
    NodeId from;
    ControlMessage message;
};
struct ClientAsked {
    ClientId client = 0;
    ClientRequest request;
};
struct AcceptorSaved {
    std::uint64_t number = 0;
};
// What a search here asks for.
struct SearchAsked {
    JobId job;
    search::RegisterRequest request;
};
struct SearchWantsView {
    Epoch at_least;
};
struct SearchReported {
    JobReport report;
};
// A lane of this node has ended.
struct LaneEnded {
    JobId job;
    LaneResult result;
};
// The store has answered AskDocument.
struct DocumentDone {
    std::uint64_t token = 0;
    std::optional<std::string> value;  // of a get that found something; of a put: what was put
    bool is_available = true;
};
struct TimePassed {};
struct Leave {};
using Event =
    std::variant<GossipArrived, MessageArrived, ClientAsked, AcceptorSaved, SearchAsked,
                 SearchWantsView, SearchReported, LaneEnded, DocumentDone, TimePassed, Leave>;

// Actions.
struct SendGossip {
    std::string address;
    gossip::Channel channel = gossip::Channel::datagram;
    gossip::Packet packet;
};
struct SendMessage {
    NodeId to;
    std::string address;
    ControlMessage message;
};
struct ReplyToClient {
    ClientId client = 0;
    ClientReply reply;
};
// Nothing that this state promises may be seen before AcceptorSaved.
struct SaveAcceptor {
    std::uint64_t number = 0;
    view::AcceptorState state;
};
// To the searches and the store.
struct TellView {
    view::ViewPtr view;
};
struct OpenSearch {
    JobId job;
    SpecPtr spec;
};
struct CloseSearch {
    JobId job;
};
// A search of this node's own, by all the solver's strategies. The seed makes nodes differ.
struct StartLane {
    JobId job;
    SpecPtr spec;
    std::uint64_t seed = 1;
    Duration time{0};  // 0: no limit
};
struct StopLane {
    JobId job;
};
struct AskDocument {
    std::uint64_t token = 0;
    std::string key;
    std::optional<std::string> put;
};
// Gossip's news of a node.
struct PeerIs {
    NodeId node;
    std::string address;
    bool is_reachable = true;
};
struct Say {
    bool is_warning = false;
    std::string text;
};
struct WasExpelled {};
struct LeaveDone {};
using Action = std::variant<SendGossip, SendMessage, ReplyToClient, SaveAcceptor, TellView,
                            OpenSearch, CloseSearch, StartLane, StopLane, AskDocument, PeerIs, Say,
                            WasExpelled, LeaveDone>;

struct ControlOptions {
    view::ClusterOptions cluster;
    gossip::GossipOptions gossip;
    view::ProposerOptions proposer;
    MembershipOptions membership;
    std::uint64_t cluster_tag = 1;  // of gossip: other clusters' packets are dropped
    std::vector<std::string> join;  // addresses; none: bootstraps, unless it has a memory
    Duration report_interval{200'000};
    Duration view_interval{1'000'000};  // of telling the newest revision to another member
    std::size_t finished_max = 256;     // jobs that are remembered after their end
    // In the view only for so long, and so many: it is written and sent as a whole.
    Duration finished_in_view{60'000'000};
    std::size_t finished_in_view_max = 32;
    Duration finished_seen{5'000'000};  // by all members, even where they are too many
    // Of the register's agreement that this node leaves.
    Duration leave_patience{1'500'000};
    // Who leaves is only away: its place has a folder, so it comes back, and may be in a hurry
    // together with all others.
    bool stays_member = false;
    // A pause of this node itself after which it may have been expelled: it asks at once.
    Duration pause_max{1'000'000};
};

class Control {
  public:
    // `restored` is what SaveAcceptor saved in an earlier life of this place, or empty.
    Control(NodeId self, gossip::Description description, const ControlOptions& options,
            view::AcceptorState restored, base::Rng rng, Instant now);

    std::vector<Action> step(const Event& event, Instant now);

    [[nodiscard]] NodeId self() const { return self_; }
    [[nodiscard]] const view::ViewPtr& view() const { return view_; }
    [[nodiscard]] std::string address_of(NodeId node) const;
    // Of all others, and those given to join.
    [[nodiscard]] std::vector<std::string> known_addresses() const;

  private:
    struct GatedReply {
        std::uint64_t number = 0;
        RegisterTraffic traffic;
    };

    // Events and the register (control.cpp).
    void take(const gossip::Event& event, Instant now);
    void take_proposer(const view::ProposerEvent& event, Instant now);
    void take_message(NodeId from, const ControlMessage& message, Instant now);
    void take_register(const RegisterTraffic& traffic, Instant now);
    void take_view(const view::ViewPtr& view, Instant now);
    void pass_time(Instant now);
    void change(view::Change change, Instant now);
    void recall(Instant now);
    void note_majority(bool is_there);
    void on_outcome(const view::ChangeOutcome& outcome, Instant now);
    void send(NodeId to, ControlMessage message);
    void send_register(Place to, const view::RegisterMessage& message, Instant now);
    void say(std::string text, bool is_warning = false);
    [[nodiscard]] std::vector<NodeId> other_members() const;
    [[nodiscard]] bool is_member() const { return view_ && view_->member(self_) != nullptr; }

    // Membership (control_members.cpp).
    void tend_members(Instant now);
    void change_members(MembershipChange due, Instant now);
    void talk_of_view(Instant now);
    void leave(Instant now);
    void depart(Instant now);
    void on_peer_change(const gossip::PeerChanged& changed);
    [[nodiscard]] view::Member self_as_member() const;

    // Jobs (control_jobs.cpp).
    void take_job_view(Instant now);
    void open_search(JobEntry& entry, Instant now);
    void fetch_spec(JobEntry& entry, Instant now);
    void close_search(JobEntry& entry);
    void tend_jobs(Instant now);
    void tend_job(JobEntry& entry, Instant now);
    void forget_finished(Instant now);
    [[nodiscard]] bool is_hopeless(const JobEntry& entry) const;
    void on_search_report(const JobReport& report);
    void on_lane_ended(const LaneEnded& ended, Instant now);
    void report_jobs();
    void tell_found(const JobEntry& entry, Instant now);
    [[nodiscard]] bool is_first_alive() const;

    // Jobs before they are in the view (control_leases.cpp).
    void submit(ClientId client, const SubmitJob& request, Instant now);
    void lease(JobEntry& entry, Instant now);
    void start_for_all(JobEntry& entry, Instant now);
    void on_lease(NodeId from, const Lease& lease, Instant now);
    void on_lease_ended(JobEntry& entry, const LaneResult& result, Instant now);
    void on_lease_result(const LeaseResult& result, Instant now);
    [[nodiscard]] bool is_lost(const LeaseOut& lease, Instant now) const;
    void on_document(const DocumentDone& done, Instant now);
    void search_asked(const SearchAsked& asked, Instant now);

    // Clients (control_clients.cpp).
    void on_client(const ClientAsked& asked, Instant now);
    void cancel(ClientId client, JobId id, Instant now);
    void reply(ClientId client, ClientReply reply);
    [[nodiscard]] JobStatus status_of(const JobEntry& entry, Instant now) const;
    [[nodiscard]] ClusterStatus cluster_status() const;

    const NodeId self_;
    const ControlOptions options_;
    gossip::Description description_;
    base::Rng rng_;

    gossip::Gossip gossip_;
    view::Proposer proposer_;
    view::Acceptor acceptor_;
    std::uint64_t saves_ = 0;
    std::deque<GatedReply> gated_;
    Membership membership_;
    JobBook jobs_;

    view::ViewPtr view_;
    bool was_member_ = false;
    bool is_expelled_ = false;
    bool is_leaving_ = false;
    bool has_departed_ = false;  // said so by gossip
    Instant leave_by_;
    bool has_majority_ = true;
    std::uint64_t changes_ = 0;
    // Changes under way whose outcome is waited for: to a client, or nothing to do.
    std::map<std::uint64_t, std::optional<ClientId>> waiting_;
    std::set<std::uint64_t> tending_numbers_;  // membership changes under way
    Instant last_tick_;
    Instant next_report_;
    Instant next_forget_;
    Instant next_view_talk_;
    Instant last_want_;
    std::map<NodeId, gossip::Peer> peers_;
    std::uint64_t tokens_ = 0;
    std::map<std::uint64_t, JobId> documents_;  // asked for
    std::vector<Action> actions_;
};

}  // namespace kura::cluster::control
