#include "cluster/gossip/gossip.hpp"

#include <algorithm>
#include <bit>

namespace kura::cluster::gossip {

void Gossip::pass_time(Instant now) {
    forgive_delay(now);
    expire_relays(now);
    if (probe_ && !probe_->answered && probe_->asked == 0 && now >= probe_->ask_others) {
        ask_helpers();
    }
    if (probe_ && (now >= probe_->end || probe_->answered)) {
        finish_probe(now);
    }
    if (!probe_ && now >= next_probe_) {
        start_probe(now);
    }
    expire_suspicions(now);
    spread(now);
    exchange(now);
    forget_old(now);
    if (is_leaving_ && (now >= leave_until_ || !rumours_.holds(self_))) {
        has_left_ = true;
        actions_.emplace_back(LeaveDone{});
    }
}

// What was due while this node itself did not run proves nothing about the others.
void Gossip::forgive_delay(Instant now) {
    const Duration delay = now - last_tick_ - options_.tick_max;
    last_tick_ = now;
    if (delay <= Duration(0)) {
        return;
    }
    ++counters_.late_ticks;
    if (delay > options_.probe_timeout) {
        worsen(1);
    }
    if (probe_) {
        probe_->ask_others += delay;
        probe_->end += delay;
    }
    for (Relay& relay : relays_) {
        relay.give_up += delay;
    }
    for (auto& [node, known] : known_) {
        if (known.suspicion) {
            known.suspicion->postpone(delay);
        }
    }
}

std::optional<NodeId> Gossip::next_target() {
    for (std::size_t tries = 0; tries <= order_.size(); ++tries) {
        if (next_ >= order_.size()) {
            order_.clear();
            for (const auto& [node, known] : known_) {
                order_.push_back(node);
            }
            for (std::size_t i = order_.size(); i > 1; --i) {
                std::swap(order_[i - 1], order_[rng_.below(i)]);
            }
            next_ = 0;
            if (order_.empty()) {
                return std::nullopt;
            }
        }
        const auto found = known_.find(order_[next_++]);
        if (found != known_.end() && found->second.peer.status <= Status::suspect) {
            return found->first;
        }
    }
    return std::nullopt;
}

void Gossip::start_probe(Instant now) {
    const Duration period = options_.probe_interval * (health_ + 1);
    next_probe_ = now + period;
    const std::optional<NodeId> target = next_target();
    if (!target) {
        return;
    }
    const Known& known = known_.at(*target);
    probe_ = Probe{.sequence = ++sequence_,
                   .target = *target,
                   .ask_others = now + options_.probe_timeout * (health_ + 1),
                   .end = now + period};
    std::vector<Rumour> first;
    if (known.peer.status == Status::suspect) {
        // Who is suspected hears of it first, so that it can refute.
        first.push_back({.node = *target,
                         .incarnation = known.peer.incarnation,
                         .status = Status::suspect,
                         .source = self_,
                         .description = {}});
    }
    send(known.peer.description.address, Channel::datagram, Ping{probe_->sequence, *target},
         std::move(first));
}

std::vector<const Gossip::Known*> Gossip::random_live(std::size_t count, NodeId except) {
    std::vector<const Known*> live;
    for (const auto& [node, known] : known_) {
        if (known.peer.status <= Status::suspect && node != except) {
            live.push_back(&known);
        }
    }
    for (std::size_t i = 0; i < std::min(count, live.size()); ++i) {
        std::swap(live[i], live[i + rng_.below(live.size() - i)]);
    }
    live.resize(std::min(count, live.size()));
    return live;
}

void Gossip::ask_helpers() {
    if (!probe_) {
        return;
    }
    const auto target = known_.find(probe_->target);
    if (target == known_.end()) {
        return;
    }
    const std::string& address = target->second.peer.description.address;
    for (const Known* helper :
         random_live(static_cast<std::size_t>(options_.helpers), probe_->target)) {
        ++probe_->asked;
        send(helper->peer.description.address, Channel::datagram,
             PingRequest{probe_->sequence, probe_->target, address});
    }
    // The datagram may be what is lost: once more by stream.
    send(address, Channel::stream, Ping{probe_->sequence, probe_->target});
    probe_->ask_others = probe_->end;
}

void Gossip::finish_probe(Instant now) {
    if (!probe_) {
        return;
    }
    const Probe probe = *probe_;
    probe_.reset();
    if (probe.answered) {
        worsen(-1);
        return;
    }
    // Helpers that neither reached the target nor said so mean that it is us who can't hear.
    worsen(probe.asked > 0 ? std::max(probe.asked - probe.nacks, 0) : 1);
    const auto target = known_.find(probe.target);
    if (target == known_.end() || target->second.peer.status > Status::suspect) {
        return;
    }
    hear_suspect(target->second,
                 {.node = probe.target,
                  .incarnation = target->second.peer.incarnation,
                  .status = Status::suspect,
                  .source = self_,
                  .description = {}},
                 now);
}

void Gossip::expire_suspicions(Instant now) {
    for (auto& [node, known] : known_) {
        if (known.suspicion && now >= known.suspicion->deadline()) {
            hear_end(known,
                     {.node = node,
                      .incarnation = known.peer.incarnation,
                      .status = Status::dead,
                      .source = self_,
                      .description = {}},
                     now);
        }
    }
}

void Gossip::expire_relays(Instant now) {
    std::erase_if(relays_, [&](const Relay& relay) {
        if (now < relay.give_up) {
            return false;
        }
        send(relay.reply_to, Channel::datagram, Nack{relay.their_sequence});
        return true;
    });
}

void Gossip::spread(Instant now) {
    if (now < next_spread_) {
        return;
    }
    next_spread_ = now + options_.gossip_interval;
    if (rumours_.empty()) {
        return;
    }
    for (const Known* peer : random_live(static_cast<std::size_t>(options_.fanout), self_)) {
        send(peer->peer.description.address, Channel::datagram, RumoursOnly{});
    }
}

void Gossip::exchange(Instant now) {
    if (now >= next_exchange_) {
        // Above 32 members less often: everybody exchanges with somebody in each interval anyway.
        const int slower = static_cast<int>(std::bit_width(live_count() / 32));
        next_exchange_ = now + options_.exchange_interval * (slower + 1);
        for (const Known* peer : random_live(1, self_)) {
            send_all_known(peer->peer.description.address, true);
        }
    }
    if (now >= next_reconnect_) {
        next_reconnect_ = now + options_.reconnect_interval;
        std::vector<const std::string*> lost;
        for (const auto& [node, known] : known_) {
            if (known.peer.status == Status::dead) {
                lost.push_back(&known.peer.description.address);
            }
        }
        if (!lost.empty()) {
            send_all_known(*lost[rng_.below(lost.size())], true);
        }
        if (join_until_) {
            note_joined(now);
        }
        if (join_until_ && now >= *join_until_) {
            join_via_.clear();
        }
        for (const std::string& address : join_via_) {
            send_all_known(address, true);
        }
    }
}

// Whoever was met may know no more than this node: when all start at once, two that found each
// other must not forget the rest.
void Gossip::note_joined(Instant now) {
    if (join_via_.empty()) {
        return;
    }
    join_until_ = join_until_.value_or(now + options_.join_patience);
    std::erase_if(join_via_, [&](const std::string& address) {
        return std::any_of(known_.begin(), known_.end(), [&](const auto& entry) {
            return entry.second.peer.description.address == address;
        });
    });
}

void Gossip::forget_old(Instant now) {
    std::erase_if(known_, [&](const auto& entry) {
        return entry.second.peer.status > Status::suspect &&
               now - entry.second.changed >= options_.forget_dead;
    });
}

}  // namespace kura::cluster::gossip
