// Gossip: who is in the cluster and who answers. SWIM's probes and rumours with Lifeguard's care:
// suspicions that others confirm, helpers that say so when they fail, and a node that trusts its
// own judgement less the worse it is doing. It tells who is alive; the view tells who owns what.
// Shape:    step(event, now) -> actions. The shell ticks at least each options.tick_max / 2
// Invariants: (1) a node's own incarnation rises only here, by itself; (2) of two rumours about a
//           node that with the higher incarnation wins, then left > dead > suspect > alive; (3) a
//           node that left never comes back under its id
// Threads:  one owner; a thread of its own, because solver threads use all cores
// Errors:   packets beyond the limits, of other clusters or protocols are dropped and counted
// Source:   ARCHITECTURE.md, "Gossip"; messages.hpp
#pragma once

#include "cluster/base/instant.hpp"
#include "cluster/gossip/messages.hpp"
#include "cluster/gossip/options.hpp"
#include "cluster/gossip/rumour_queue.hpp"
#include "cluster/gossip/suspicion.hpp"
#include "solver/base/rng.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace kura::cluster::gossip {

struct Peer {
    NodeId node;
    Incarnation incarnation;
    Status status = Status::alive;
    Description description;
};

// Events.
struct PacketArrived {
    Packet packet;
};
struct TimePassed {};
struct JoinVia {
    std::vector<std::string> addresses;  // tried again until one answers
};
struct DescribeSelf {
    Description description;
};
struct LeaveCluster {};
using Event = std::variant<PacketArrived, TimePassed, JoinVia, DescribeSelf, LeaveCluster>;

// Actions.
enum class Channel : std::uint8_t { datagram, stream };
struct SendPacket {
    std::string address;
    Channel channel = Channel::datagram;
    Packet packet;
};
enum class PeerChange : std::uint8_t {
    joined,   // new, or back from the dead
    updated,  // describes itself anew
    suspected,
    refuted,
    died,
    left,
    incompatible,  // speaks no protocol of ours; not taken in
};
struct PeerChanged {
    PeerChange change;
    Peer peer;
};
struct LeaveDone {};
using Action = std::variant<SendPacket, PeerChanged, LeaveDone>;

struct GossipCounters {
    std::uint64_t dropped = 0;      // packets or rumours beyond the limits, or of strangers
    std::uint64_t refutations = 0;  // of rumours about this node
    std::uint64_t late_ticks = 0;
};

class Gossip {
  public:
    Gossip(std::uint64_t cluster, NodeId self, Description description,
           const GossipOptions& options, base::Rng rng, Instant now);

    std::vector<Action> step(const Event& event, Instant now);

    [[nodiscard]] NodeId self() const { return self_; }
    [[nodiscard]] Incarnation incarnation() const { return incarnation_; }
    [[nodiscard]] int health() const { return health_; }  // 0 is best
    [[nodiscard]] const GossipCounters& counters() const { return counters_; }
    // All others that are known, the dead until they are forgotten.
    [[nodiscard]] std::vector<Peer> peers() const;

  private:
    struct Known {
        Peer peer;
        std::optional<Suspicion> suspicion;
        Instant changed;
    };
    struct Probe {
        std::uint64_t sequence = 0;
        NodeId target;
        Instant ask_others;
        Instant end;
        int asked = 0;
        int nacks = 0;
        bool answered = false;
    };
    struct Relay {  // a probe for somebody else
        std::uint64_t sequence = 0;
        std::uint64_t their_sequence = 0;
        std::string reply_to;
        Instant give_up;
    };

    // Packets (gossip.cpp).
    void receive(const Packet& packet, Instant now);
    void on_ping(const Packet& packet, const Ping& ping);
    void on_request(const Packet& packet, const PingRequest& request, Instant now);
    void on_ack(const Packet& packet, const Ack& ack, Instant now);
    void send(const std::string& address, Channel channel, Body body,
              std::vector<Rumour> rumours = {});
    void send_all_known(const std::string& address, bool wants_reply);

    // Time (gossip_time.cpp).
    void pass_time(Instant now);
    void forgive_delay(Instant now);
    void start_probe(Instant now);
    void ask_helpers();
    void finish_probe(Instant now);
    void expire_suspicions(Instant now);
    void expire_relays(Instant now);
    void spread(Instant now);
    void exchange(Instant now);
    void forget_old(Instant now);
    void note_joined(Instant now);
    std::optional<NodeId> next_target();
    std::vector<const Known*> random_live(std::size_t count, NodeId except);

    // Rumours (gossip_rumours.cpp).
    void hear(const Rumour& rumour, bool in_exchange, Instant now);
    void hear_about_self(const Rumour& rumour);
    void hear_alive(const Rumour& rumour, Instant now);
    void hear_suspect(Known& known, const Rumour& rumour, Instant now);
    void hear_end(Known& known, const Rumour& rumour, Instant now);
    void announce_self(Status status);
    void worsen(int steps);
    void report(PeerChange change, const Peer& peer);
    [[nodiscard]] static bool is_within_limits(const Rumour& rumour);
    [[nodiscard]] std::size_t live_count() const;
    [[nodiscard]] int transmissions() const;

    const std::uint64_t cluster_;
    const NodeId self_;
    const GossipOptions options_;
    base::Rng rng_;

    Incarnation incarnation_{1};
    Description description_;
    std::map<NodeId, Known> known_;
    RumourQueue rumours_;
    std::vector<NodeId> order_;  // of probes; shuffled anew each round
    std::size_t next_ = 0;
    std::optional<Probe> probe_;
    std::vector<Relay> relays_;
    std::vector<std::string> join_via_;
    std::optional<Instant> join_until_;  // since somebody was met
    int health_ = 0;
    std::uint64_t sequence_ = 0;
    bool is_leaving_ = false;
    bool has_left_ = false;
    Instant leave_until_;
    Instant last_tick_;
    Instant next_probe_;
    Instant next_spread_;
    Instant next_exchange_;
    Instant next_reconnect_;
    GossipCounters counters_;
    std::vector<Action> actions_;
};

}  // namespace kura::cluster::gossip
