#include "cluster/control/membership.hpp"

#include <algorithm>

namespace kura::cluster::control {

namespace {

// Ids are drawn at random, so which of so many is dropped does not matter.
constexpr std::size_t kExpelledMax = 4096;

bool lives(const gossip::Peer& peer) {
    return peer.status == gossip::Status::alive || peer.status == gossip::Status::suspect;
}

view::Member as_member(const gossip::Peer& peer) {
    return {{peer.node, peer.description.place, peer.description.zone, peer.description.weight},
            peer.incarnation};
}

}  // namespace

std::optional<std::size_t> rank_of(const view::View& view, const view::Member& self,
                                   const std::map<NodeId, gossip::Peer>& peers) {
    // Members first, then those who come back to a member's place: after a restart of everything
    // nobody else is there to let them in.
    const auto class_of = [&](NodeId id, Place place) {
        return view.member(id) != nullptr ? 0 : view.member_at(place) != nullptr ? 1 : 2;
    };
    const int own = class_of(self.node.id, self.node.place);
    if (own == 2) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(
        std::count_if(peers.begin(), peers.end(), [&](const auto& entry) {
            const gossip::Peer& peer = entry.second;
            const int other = class_of(peer.node, peer.description.place);
            return lives(peer) && (other < own || (other == own && peer.node < self.node.id));
        }));
}

void Membership::on_view(const view::View& before, const view::View& after) {
    for (const view::Member& member : before.members) {
        if (after.member(member.node.id) == nullptr) {
            expelled_.insert(member.node.id);
        }
    }
    while (expelled_.size() > kExpelledMax) {
        expelled_.erase(expelled_.begin());
    }
}

Instant Membership::first_seen(std::map<NodeId, Instant>& seen, NodeId node, Instant now) {
    return seen.try_emplace(node, now).first->second;
}

std::optional<MembershipChange> Membership::due(const view::View& view, const view::Member& self,
                                                const std::map<NodeId, gossip::Peer>& peers,
                                                Instant now) {
    const std::optional<std::size_t> rank = rank_of(view, self, peers);
    if (!rank) {
        return std::nullopt;
    }
    const Duration wait = options_.turn * static_cast<std::int64_t>(*rank);
    MembershipChange change;
    std::map<NodeId, Instant> newcomers;
    std::map<NodeId, Instant> lost;
    const auto consider = [&](const view::Member& candidate) {
        const view::Member* known = view.member(candidate.node.id);
        if ((known != nullptr && known->node == candidate.node) || is_expelled(candidate.node.id)) {
            return;
        }
        const Instant since = first_seen(newcomers_, candidate.node.id, now);
        newcomers[candidate.node.id] = since;
        if (now - since >= options_.join_settle + wait) {
            change.in.push_back(candidate);
        }
    };
    consider(self);
    for (const auto& [id, peer] : peers) {
        if (lives(peer)) {
            consider(as_member(peer));
        }
    }
    for (const view::Member& member : view.members) {
        const auto peer = peers.find(member.node.id);
        if (member.node.id == self.node.id || (peer != peers.end() && lives(peer->second))) {
            continue;
        }
        // One that gossip never heard of gets the time a newcomer takes to be heard of.
        const bool is_known_dead = peer != peers.end();
        const Instant since = first_seen(lost_, member.node.id, now);
        lost[member.node.id] = since;
        const Duration settle = is_known_dead ? options_.loss_settle : options_.join_settle * 10;
        if (now - since >= settle + wait) {
            change.out.push_back(member.node.id);
        }
    }
    newcomers_ = std::move(newcomers);
    lost_ = std::move(lost);
    if (change.in.empty() && change.out.empty()) {
        return std::nullopt;
    }
    return change;
}

}  // namespace kura::cluster::control
