#include "cluster/gossip/gossip.hpp"

#include "solver/base/assert.hpp"

#include <algorithm>
#include <utility>

namespace kura::cluster::gossip {

namespace {

constexpr std::size_t kRelaysMax = 4096;
constexpr std::size_t kJoinAddressesMax = 64;

}  // namespace

Gossip::Gossip(std::uint64_t cluster, NodeId self, Description description,
               const GossipOptions& options, base::Rng rng, Instant now)
    : cluster_(cluster),
      self_(self),
      options_(options),
      rng_(rng),
      description_(std::move(description)),
      last_tick_(now) {
    KURA_ASSERT(self != kNoNode);
    KURA_ASSERT(options.datagram_bytes >
                kPacketHeaderBytes + kMetadataBytesMax + 2 * kAddressBytesMax);
    // Nodes that start together must not probe in step.
    const auto stagger = [&](Duration interval) {
        return now + Duration(static_cast<std::int64_t>(
                         rng_.below(static_cast<std::uint64_t>(interval.count()) + 1)));
    };
    next_probe_ = stagger(options.probe_interval);
    next_spread_ = stagger(options.gossip_interval);
    next_exchange_ = stagger(options.exchange_interval);
    next_reconnect_ = stagger(options.reconnect_interval);
}

std::vector<Action> Gossip::step(const Event& event, Instant now) {
    if (has_left_) {
        return {};
    }
    if (const auto* arrived = std::get_if<PacketArrived>(&event)) {
        receive(arrived->packet, now);
    } else if (const auto* join = std::get_if<JoinVia>(&event)) {
        join_via_ = join->addresses;
        join_via_.resize(std::min(join_via_.size(), kJoinAddressesMax));
        for (const std::string& address : join_via_) {
            send_all_known(address, true);
        }
    } else if (const auto* describe = std::get_if<DescribeSelf>(&event)) {
        description_ = describe->description;
        incarnation_ = incarnation_.next();
        announce_self(Status::alive);
    } else if (std::holds_alternative<LeaveCluster>(event)) {
        is_leaving_ = true;
        leave_until_ = now + options_.leave_linger;
        announce_self(Status::left);
    } else {
        pass_time(now);
    }
    return std::exchange(actions_, {});
}

std::vector<Peer> Gossip::peers() const {
    std::vector<Peer> peers;
    for (const auto& [node, known] : known_) {
        peers.push_back(known.peer);
    }
    return peers;
}

void Gossip::receive(const Packet& packet, Instant now) {
    if (packet.cluster != cluster_ || packet.from == self_ || packet.from == kNoNode ||
        packet.rumours.size() > kRumoursMax || packet.reply_to.size() > kAddressBytesMax) {
        ++counters_.dropped;
        return;
    }
    if (const auto sender = known_.find(packet.from); sender != known_.end()) {
        if (std::optional<Suspicion>& suspicion = sender->second.suspicion) {
            suspicion->sign_of_life();
        }
    }
    const auto* full = std::get_if<Exchange>(&packet.body);
    for (const Rumour& rumour : packet.rumours) {
        hear(rumour, full != nullptr, now);
    }
    if (full != nullptr) {
        note_joined(now);
        if (full->wants_reply) {
            send_all_known(packet.reply_to, false);
        }
    } else if (const auto* ping = std::get_if<Ping>(&packet.body)) {
        on_ping(packet, *ping);
    } else if (const auto* request = std::get_if<PingRequest>(&packet.body)) {
        on_request(packet, *request, now);
    } else if (const auto* ack = std::get_if<Ack>(&packet.body)) {
        on_ack(packet, *ack, now);
    } else if (const auto* nack = std::get_if<Nack>(&packet.body)) {
        if (probe_ && probe_->sequence == nack->sequence) {
            ++probe_->nacks;
        }
    }
}

void Gossip::on_ping(const Packet& packet, const Ping& ping) {
    // Under another id: the target's next life answers, and says who it is.
    send(packet.reply_to, Channel::datagram, Ack{ping.sequence, self_});
}

void Gossip::on_request(const Packet& packet, const PingRequest& request, Instant now) {
    if (relays_.size() >= kRelaysMax || request.address.size() > kAddressBytesMax) {
        ++counters_.dropped;
        return;
    }
    relays_.push_back({.sequence = ++sequence_,
                       .their_sequence = request.sequence,
                       .reply_to = packet.reply_to,
                       .give_up = now + options_.probe_timeout});
    send(request.address, Channel::datagram, Ping{sequence_, request.target});
}

void Gossip::on_ack(const Packet& packet, const Ack& ack, Instant now) {
    if (const auto relay =
            std::find_if(relays_.begin(), relays_.end(),
                         [&](const Relay& entry) { return entry.sequence == ack.sequence; });
        relay != relays_.end()) {
        send(relay->reply_to, Channel::datagram, Ack{relay->their_sequence, ack.about});
        relays_.erase(relay);
        return;
    }
    if (!probe_ || probe_->sequence != ack.sequence) {
        return;
    }
    if (ack.about == probe_->target) {
        probe_->answered = true;
        return;
    }
    // Another process has the target's address, so the target's life is over. Only its own word
    // counts, not a helper's.
    if (const auto target = known_.find(probe_->target);
        target != known_.end() && packet.from == ack.about) {
        hear_end(target->second,
                 {.node = probe_->target,
                  .incarnation = target->second.peer.incarnation,
                  .status = Status::dead,
                  .source = self_,
                  .description = {}},
                 now);
        probe_.reset();
    }
}

void Gossip::send(const std::string& address, Channel channel, Body body,
                  std::vector<Rumour> rumours) {
    std::size_t room = options_.datagram_bytes - kPacketHeaderBytes - description_.address.size();
    if (const auto* request = std::get_if<PingRequest>(&body)) {
        room -= request->address.size();
    }
    for (const Rumour& rumour : rumours) {
        room -= std::min(room, rumour.bytes());
    }
    for (Rumour& rumour : rumours_.take(room, transmissions())) {
        rumours.push_back(std::move(rumour));
    }
    actions_.emplace_back(
        SendPacket{address,
                   channel,
                   {cluster_, self_, description_.address, std::move(body), std::move(rumours)}});
}

void Gossip::send_all_known(const std::string& address, bool wants_reply) {
    std::vector<Rumour> all;
    all.push_back({.node = self_,
                   .incarnation = incarnation_,
                   .status = is_leaving_ ? Status::left : Status::alive,
                   .source = self_,
                   .description = description_});
    for (const auto& [node, known] : known_) {
        // The left ones' own word is passed on as theirs, the rest as ours.
        all.push_back({.node = node,
                       .incarnation = known.peer.incarnation,
                       .status = known.peer.status,
                       .source = known.peer.status == Status::left ? node : self_,
                       .description = known.peer.description});
    }
    all.resize(std::min(all.size(), kRumoursMax));
    actions_.emplace_back(
        SendPacket{address,
                   Channel::stream,
                   {cluster_, self_, description_.address, Exchange{wants_reply}, std::move(all)}});
}

}  // namespace kura::cluster::gossip
