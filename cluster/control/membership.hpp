// Membership: turns what gossip says of the living and the dead into changes of the view.
// Shape:    due(...) -> the change to ask the register for, if it is this node's turn
// Invariants: nothing is asked for before it was so for a settling time, so that several newcomers
//           or several losses make one change; the living members take turns by rank, so that one
//           asks, and the next only if that one doesn't; who was expelled is never let in again
//           under the same id: it does not know what it missed
// Threads:  one owner
// Source:   ARCHITECTURE.md, "Node"
#pragma once

#include "cluster/base/instant.hpp"
#include "cluster/gossip/gossip.hpp"
#include "cluster/view/view.hpp"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace kura::cluster::control {

struct MembershipOptions {
    Duration join_settle{400'000};
    Duration loss_settle{100'000};
    Duration turn{500'000};  // between two ranks
};

struct MembershipChange {
    std::vector<view::Member> in;
    std::vector<NodeId> out;
};

class Membership {
  public:
    explicit Membership(const MembershipOptions& options) : options_(options) {}

    // `self` is what this node says about itself; `peers` all others that gossip knows.
    [[nodiscard]] std::optional<MembershipChange> due(const view::View& view,
                                                      const view::Member& self,
                                                      const std::map<NodeId, gossip::Peer>& peers,
                                                      Instant now);

    // Remembers who is no member any more.
    void on_view(const view::View& before, const view::View& after);
    [[nodiscard]] bool is_expelled(NodeId node) const { return expelled_.contains(node); }

  private:
    Instant first_seen(std::map<NodeId, Instant>& seen, NodeId node, Instant now);

    const MembershipOptions options_;
    std::map<NodeId, Instant> newcomers_;
    std::map<NodeId, Instant> lost_;
    std::set<NodeId> expelled_;
};

// Ensures: how many living members, or nodes that come back to a member's place, are before this
// one; none if it is neither.
[[nodiscard]] std::optional<std::size_t> rank_of(const view::View& view, const view::Member& self,
                                                 const std::map<NodeId, gossip::Peer>& peers);

}  // namespace kura::cluster::control
