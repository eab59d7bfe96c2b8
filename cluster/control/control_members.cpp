#include "cluster/control/control.hpp"

#include <utility>

namespace kura::cluster::control {

view::Member Control::self_as_member() const {
    return {{self_, description_.place, description_.zone, description_.weight},
            gossip_.incarnation()};
}

void Control::on_peer_change(const gossip::PeerChanged& changed) {
    using gossip::PeerChange;
    const gossip::Peer& peer = changed.peer;
    const std::string& address = peer.description.address;
    if (changed.change == PeerChange::incompatible) {
        say(address + " speaks another version of the protocol", true);
        return;
    }
    peers_[peer.node] = peer;
    if (changed.change == PeerChange::joined && membership_.is_expelled(peer.node)) {
        send(peer.node, ViewNews{view_});  // it must know before it speaks for what it was
    }
    actions_.emplace_back(
        PeerIs{peer.node, address,
               peer.status == gossip::Status::alive || peer.status == gossip::Status::suspect});
    switch (changed.change) {
        case PeerChange::joined:
            say(address + " is there");
            break;
        case PeerChange::died:
            say(address + " does not answer: taken for dead", true);
            break;
        case PeerChange::left:
            say(address + " left");
            break;
        default:
            break;
    }
}

// To a node that is known, also one that is no member: it may have been expelled and not know.
void Control::talk_of_view(Instant /*now*/) {
    std::vector<NodeId> known;
    for (const auto& [id, peer] : peers_) {
        const bool is_alive = peer.status == gossip::Status::alive;
        if (is_alive && membership_.is_expelled(id)) {
            send(id, ViewNews{view_});
        } else if (peer.status != gossip::Status::left) {
            known.push_back(id);
        }
    }
    if (!known.empty()) {
        send(known[rng_.below(known.size())], ViewKnown{view_->revision});
    }
}

// The register first, so that the others needn't wait for this node; gossip then.
void Control::leave(Instant now) {
    if (std::exchange(is_leaving_, true)) {
        return;
    }
    leave_by_ = now + options_.leave_patience;
    if (!is_member() || view_->members.size() < 2 || options_.stays_member) {
        depart(now);
        return;
    }
    change(
        [self = self_](const view::View& before) -> base::Result<view::View> {
            base::Result<view::View> after = view::expel(before, std::vector<NodeId>{self});
            return after ? view::mend_seeds(*after) : after;
        },
        now);
}

void Control::depart(Instant now) {
    if (!std::exchange(has_departed_, true)) {
        take(gossip::LeaveCluster{}, now);
    }
}

void Control::tend_members(Instant now) {
    if (!tending_numbers_.empty()) {
        return;
    }
    const view::Member self = self_as_member();
    const std::optional<MembershipChange> due = membership_.due(*view_, self, peers_, now);
    const bool mends =
        view::needs_seeds_mended(*view_) && rank_of(*view_, self, peers_).value_or(1) == 0;
    if (!due && !mends) {
        return;
    }
    change_members(due.value_or(MembershipChange{}), now);
}

void Control::change_members(MembershipChange due, Instant now) {
    tending_numbers_.insert(changes_ + 1);
    change(
        [due = std::move(due)](const view::View& before) -> base::Result<view::View> {
            base::Result<view::View> after = view::admit(before, due.in);
            if (after && !due.out.empty()) {
                after = view::expel(*after, due.out);
            }
            // One seed a write; its outcome asks for the next.
            return after ? view::mend_seeds(*after) : after;
        },
        now);
}

}  // namespace kura::cluster::control
