#include "cluster/gossip/gossip.hpp"

#include <algorithm>
#include <cmath>

namespace kura::cluster::gossip {

bool Gossip::is_within_limits(const Rumour& rumour) {
    return rumour.node != kNoNode && rumour.description.address.size() <= kAddressBytesMax &&
           rumour.description.metadata.size() <= kMetadataBytesMax &&
           rumour.description.weight <= kWeightMax && rumour.status <= Status::left;
}

std::size_t Gossip::live_count() const {
    return 1 + static_cast<std::size_t>(std::count_if(
                   known_.begin(), known_.end(),
                   [](const auto& entry) { return entry.second.peer.status <= Status::suspect; }));
}

int Gossip::transmissions() const {
    const double members = static_cast<double>(live_count());
    return options_.retransmit_factor * static_cast<int>(std::ceil(std::log10(members + 1)));
}

void Gossip::worsen(int steps) {
    health_ = std::clamp(health_ + steps, 0, options_.health_max);
}

void Gossip::report(PeerChange change, const Peer& peer) {
    actions_.emplace_back(PeerChanged{change, peer});
}

void Gossip::announce_self(Status status) {
    rumours_.push({.node = self_,
                   .incarnation = incarnation_,
                   .status = status,
                   .source = self_,
                   .description = description_});
}

void Gossip::hear(const Rumour& rumour, bool in_exchange, Instant now) {
    if (!is_within_limits(rumour)) {
        ++counters_.dropped;
        return;
    }
    if (rumour.node == self_) {
        hear_about_self(rumour);
        return;
    }
    if (rumour.status == Status::alive) {
        hear_alive(rumour, now);
        return;
    }
    const auto found = known_.find(rumour.node);
    if (found == known_.end()) {
        if (in_exchange && rumour.status == Status::suspect) {
            hear_alive(rumour, now);  // a member all the same, which may yet refute
        }
        return;
    }
    Known& known = found->second;
    if (rumour.incarnation < known.peer.incarnation || known.peer.status == Status::left) {
        return;
    }
    if (rumour.status == Status::suspect || (rumour.status == Status::dead && in_exchange)) {
        // The dead of an exchange may be old news: they get a chance to refute.
        hear_suspect(known, rumour, now);
    } else if (rumour.status == Status::dead || rumour.source == rumour.node) {
        hear_end(known, rumour, now);
    }
}

void Gossip::hear_about_self(const Rumour& rumour) {
    if (is_leaving_ || rumour.incarnation < incarnation_) {
        return;
    }
    if (rumour.status == Status::alive && rumour.incarnation == incarnation_) {
        return;
    }
    incarnation_ = Incarnation{std::max(rumour.incarnation.value, incarnation_.value) + 1};
    if (rumour.status != Status::alive) {
        ++counters_.refutations;
        worsen(1);  // somebody did not hear us in time
    }
    announce_self(Status::alive);
}

void Gossip::hear_alive(const Rumour& rumour, Instant now) {
    Peer peer{rumour.node, rumour.incarnation, Status::alive, rumour.description};
    if (!rumour.description.protocol.overlaps(description_.protocol)) {
        ++counters_.dropped;
        report(PeerChange::incompatible, peer);
        return;
    }
    const auto found = known_.find(rumour.node);
    if (found == known_.end()) {
        if (known_.size() + 1 >= kMembersMax) {
            ++counters_.dropped;
            return;
        }
        known_.emplace(rumour.node, Known{peer, std::nullopt, now});
        // A random place among those still to be probed, so that a joiner is neither first nor
        // last.
        const std::size_t left = order_.size() - next_;
        order_.insert(order_.begin() + static_cast<std::ptrdiff_t>(next_ + rng_.below(left + 1)),
                      rumour.node);
        report(PeerChange::joined, peer);
    } else {
        Known& known = found->second;
        if (rumour.incarnation <= known.peer.incarnation || known.peer.status == Status::left) {
            return;
        }
        const Status before = known.peer.status;
        const bool is_news = known.peer.description != rumour.description;
        known = {peer, std::nullopt, now};
        if (before == Status::dead) {
            report(PeerChange::joined, peer);
        } else if (before == Status::suspect) {
            report(PeerChange::refuted, peer);
        }
        if (is_news && before != Status::dead) {
            report(PeerChange::updated, peer);
        }
    }
    Rumour passed_on = rumour;
    passed_on.status = Status::alive;
    rumours_.push(passed_on);
}

void Gossip::hear_suspect(Known& known, const Rumour& rumour, Instant now) {
    if (known.peer.status == Status::dead) {
        return;
    }
    known.peer.incarnation = rumour.incarnation;
    Rumour passed_on = rumour;
    passed_on.status = Status::suspect;
    passed_on.description = {};
    if (known.peer.status == Status::alive) {
        known.peer.status = Status::suspect;
        known.changed = now;
        known.suspicion.emplace(rumour.source, live_count(), options_, now);
        report(PeerChange::suspected, known.peer);
        rumours_.push(passed_on);
        // The suspect hears of it at once and can refute; any answer counts as a sign of life.
        send(known.peer.description.address, Channel::datagram, Ping{++sequence_, rumour.node},
             {passed_on});
    } else if (known.suspicion->confirm(rumour.source)) {
        rumours_.push(passed_on);
    }
}

void Gossip::hear_end(Known& known, const Rumour& rumour, Instant now) {
    if (known.peer.status == Status::dead && rumour.status == Status::dead) {
        known.peer.incarnation = rumour.incarnation;
        return;
    }
    known.peer.incarnation = rumour.incarnation;
    known.peer.status = rumour.status;
    known.suspicion.reset();
    known.changed = now;
    report(rumour.status == Status::left ? PeerChange::left : PeerChange::died, known.peer);
    Rumour passed_on = rumour;
    passed_on.description = {};
    rumours_.push(passed_on);
}

}  // namespace kura::cluster::gossip
