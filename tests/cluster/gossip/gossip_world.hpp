// Gossip world: nodes, a network with faults and a clock, for tests of the gossip core.
// Shape:    a queue of deliveries and ticks in time order; the same seed gives the same run
#pragma once

#include "cluster/gossip/gossip.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kura::cluster::gossip {

struct Seen {  // what one node reported about another
    Instant when;
    int observer;
    int subject;
    PeerChange change;
};

class GossipWorld {
  public:
    static constexpr Duration kTick{20'000};

    GossipWorld(std::uint64_t seed, int nodes, GossipOptions options = {})
        : rng_(seed), options_(options) {
        for (int n = 0; n < nodes; ++n) {
            add_node();
        }
    }

    // Joins the cluster through node 0, unless it is that.
    int add_node() { return add_node(nodes_.empty() ? -1 : 0); }
    int add_node(int via) {
        const int n = static_cast<int>(nodes_.size());
        nodes_.push_back({});
        start(n, via);
        schedule(now_ + Duration(static_cast<std::int64_t>(rng_.below(20'000))),
                 [this, n] { tick(n); });
        return n;
    }

    void start(int n, int via) {
        Node& node = nodes_[at(n)];
        node.id = NodeId{static_cast<std::uint64_t>(n) + 1 +
                         1000 * static_cast<std::uint64_t>(node.lives++)};
        subjects_[node.id] = n;
        node.is_up = true;
        Description description;
        description.address = address(n);
        description.place = Place{static_cast<std::uint64_t>(n) + 1};
        description.protocol = protocol_;
        node.core = std::make_unique<Gossip>(7, node.id, description, options_,
                                             base::Rng(rng_.next()), now_);
        if (via >= 0) {
            act(n, node.core->step(JoinVia{{address(via)}}, now_));
        }
    }

    void run_for(Duration time) {
        const Instant end = now_ + time;
        while (!queue_.empty() && queue_.top().when <= end) {
            Item item = queue_.top();
            queue_.pop();
            now_ = item.when;
            item.what();
        }
        now_ = end;
    }

    void crash(int n) { nodes_[at(n)].is_up = false; }
    void pause(int n, Duration time) { nodes_[at(n)].paused_until = now_ + time; }
    void set_slow(int n, Duration at_most) { nodes_[at(n)].slowness = at_most; }
    void cut(const std::set<int>& side) { side_ = side; }
    void heal() { side_.clear(); }
    void set_loss(int percent) { loss_percent_ = percent; }
    void set_protocol(VersionRange protocol) { protocol_ = protocol; }
    void tell(int n, const Event& event) { act(n, nodes_[at(n)].core->step(event, now_)); }

    [[nodiscard]] Gossip& core(int n) { return *nodes_[at(n)].core; }
    [[nodiscard]] Instant now() const { return now_; }
    [[nodiscard]] const std::vector<Seen>& seen() const { return seen_; }
    void forget_seen() { seen_.clear(); }
    [[nodiscard]] std::uint64_t packets() const { return packets_; }

    [[nodiscard]] int count(PeerChange change) const {
        int found = 0;
        for (const Seen& entry : seen_) {
            found += entry.change == change ? 1 : 0;
        }
        return found;
    }
    // How many nodes that are up see `subject` (its present life) with that status.
    [[nodiscard]] int observers(int subject, Status status) const {
        int found = 0;
        for (const Node& node : nodes_) {
            if (!node.is_up) {
                continue;
            }
            for (const Peer& peer : node.core->peers()) {
                found += peer.node == nodes_[at(subject)].id && peer.status == status ? 1 : 0;
            }
        }
        return found;
    }
    [[nodiscard]] bool is_complete() const {  // all that are up see all that are up alive
        int up = 0;
        for (const Node& node : nodes_) {
            up += node.is_up ? 1 : 0;
        }
        for (std::size_t n = 0; n < nodes_.size(); ++n) {
            if (nodes_[n].is_up && observers(static_cast<int>(n), Status::alive) != up - 1) {
                return false;
            }
        }
        return true;
    }

  private:
    struct Node {
        NodeId id;
        std::unique_ptr<Gossip> core;
        bool is_up = false;
        std::uint64_t lives = 0;
        Instant paused_until;
        Duration slowness{0};
        Instant busy_until;
    };
    struct Item {
        Instant when;
        std::uint64_t number;
        std::function<void()> what;
        friend bool operator<(const Item& a, const Item& b) {
            return std::pair(a.when, a.number) > std::pair(b.when, b.number);
        }
    };

    static std::size_t at(int n) { return static_cast<std::size_t>(n); }
    static std::string address(int n) { return "node" + std::to_string(n); }

    void schedule(Instant when, std::function<void()> what) {
        queue_.push({when, ++scheduled_, std::move(what)});
    }

    // When a node gets round to what arrives now: after its pause, and after waiting for a
    // processor.
    Instant ready(Node& node) {
        Instant when = std::max(now_, node.paused_until);
        if (node.slowness > Duration(0)) {
            when += Duration(static_cast<std::int64_t>(
                rng_.below(static_cast<std::uint64_t>(node.slowness.count()) + 1)));
            when = node.busy_until = std::max(when, node.busy_until);
        }
        return when;
    }

    void tick(int n) {
        Node& node = nodes_[at(n)];
        if (const Instant when = ready(node); when > now_) {
            schedule(when, [this, n] { do_tick(n); });
            return;
        }
        do_tick(n);
    }
    void do_tick(int n) {
        if (nodes_[at(n)].is_up) {
            act(n, nodes_[at(n)].core->step(TimePassed{}, now_));
        }
        schedule(now_ + kTick, [this, n] { tick(n); });
    }

    void deliver(int n, const Packet& packet) {
        Node& node = nodes_[at(n)];
        if (!node.is_up) {
            return;
        }
        if (const Instant when = ready(node); when > now_) {
            schedule(when, [this, n, packet] { do_deliver(n, packet); });
            return;
        }
        do_deliver(n, packet);
    }
    void do_deliver(int n, const Packet& packet) {
        if (nodes_[at(n)].is_up) {
            act(n, nodes_[at(n)].core->step(PacketArrived{packet}, now_));
        }
    }

    void act(int from, const std::vector<Action>& actions) {
        for (const Action& action : actions) {
            if (const auto* send = std::get_if<SendPacket>(&action)) {
                ++packets_;
                const int to = std::stoi(send->address.substr(4));
                const bool is_cut = side_.contains(from) != side_.contains(to) && !side_.empty();
                const bool is_lost = send->channel == Channel::datagram &&
                                     rng_.below(100) < static_cast<std::uint64_t>(loss_percent_);
                if (!is_cut && !is_lost) {
                    const Duration latency(static_cast<std::int64_t>(200 + rng_.below(1800)));
                    schedule(now_ + latency,
                             [this, to, packet = send->packet] { deliver(to, packet); });
                }
            } else if (const auto* changed = std::get_if<PeerChanged>(&action)) {
                seen_.push_back({now_, from, subjects_[changed->peer.node], changed->change});
            } else {
                nodes_[at(from)].is_up = false;
            }
        }
    }

    base::Rng rng_;
    GossipOptions options_;
    std::vector<Node> nodes_;
    std::map<NodeId, int> subjects_;
    std::priority_queue<Item> queue_;
    std::uint64_t scheduled_ = 0;
    std::uint64_t packets_ = 0;
    Instant now_;
    std::set<int> side_;
    int loss_percent_ = 0;
    VersionRange protocol_;
    std::vector<Seen> seen_;
};

}  // namespace kura::cluster::gossip
