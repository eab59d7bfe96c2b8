#include "cluster/node/net_link.hpp"

#include "cluster/wire/client_codec.hpp"
#include "cluster/wire/control_codec.hpp"
#include "cluster/wire/gossip_codec.hpp"
#include "cluster/wire/search_codec.hpp"
#include "cluster/wire/store_codec.hpp"

#include <algorithm>
#include <utility>

namespace kura::cluster::node {

namespace {

constexpr std::size_t kClientsMax = 65536;  // requests that wait for their answer

net::Channel channel_of(const Body& body) {
    if (const auto* traffic = std::get_if<SearchTraffic>(&body)) {
        const bool is_bulk = traffic->messages.size() == 1 &&
                             std::holds_alternative<search::Sealed>(traffic->messages.front());
        return is_bulk ? net::Channel::bulk : net::Channel::data;
    }
    if (const auto* stored = std::get_if<store::Message>(&body)) {
        return std::holds_alternative<store::Push>(*stored) ? net::Channel::bulk
                                                            : net::Channel::data;
    }
    return net::Channel::control;
}

std::vector<std::uint8_t> encode(std::uint64_t cluster, const NodeMessage& message) {
    std::vector<std::uint8_t> frame;
    wire::ByteWriter writer(frame);
    wire::Envelope envelope{wire::MessageKind::control, cluster, message.from.value,
                            message.to.value};
    if (const auto* traffic = std::get_if<SearchTraffic>(&message.body)) {
        envelope.kind = wire::MessageKind::search;
        wire::write_envelope(writer, envelope);
        wire::encode_traffic(*traffic, frame);
    } else if (const auto* stored = std::get_if<store::Message>(&message.body)) {
        envelope.kind = wire::MessageKind::store;
        wire::write_envelope(writer, envelope);
        wire::encode_store(*stored, frame);
    } else {
        wire::write_envelope(writer, envelope);
        wire::encode_control(std::get<control::ControlMessage>(message.body), frame);
    }
    return frame;
}

}  // namespace

base::Result<std::unique_ptr<NetLink>> NetLink::start(net::TransportOptions options,
                                                      std::uint64_t cluster,
                                                      std::string advertised) {
    // Views go by the control channel, and a large cluster's are large.
    options.limits.frame_bytes_max[net::index_of(net::Channel::control)] = 16 * net::kMegabyte;
    options.limits.queue_bytes_max[net::index_of(net::Channel::control)] = 64 * net::kMegabyte;
    std::unique_ptr<NetLink> link(new NetLink(cluster));
    auto transport = net::Transport::start(std::move(options), *link);
    if (!transport) {
        return tl::unexpected<base::Error>(transport.error());
    }
    link->advertised_ =
        advertised.empty() ? (*transport)->bound_address().to_string() : std::move(advertised);
    const std::unique_lock lock(link->receiver_mutex_);
    link->transport_ = *std::move(transport);
    return link;
}

void NetLink::attach(Receiver* receiver) {
    const std::unique_lock lock(receiver_mutex_);
    receiver_ = receiver;
}

template <typename Call>
void NetLink::call(Call&& call) {
    const std::shared_lock lock(receiver_mutex_);
    if (receiver_ != nullptr) {
        call(*receiver_);
    }
}

std::optional<net::Address> NetLink::resolve(const std::string& address) const {
    const std::lock_guard lock(addresses_mutex_);
    if (const auto at = addresses_.find(address); at != addresses_.end()) {
        return at->second;
    }
    base::Result<net::Address> parsed = net::Address::parse(address);
    if (!parsed) {
        return std::nullopt;
    }
    return addresses_.emplace(address, *std::move(parsed)).first->second;
}

void NetLink::send(const std::string& address, NodeMessage message) {
    const std::optional<net::Address> to = resolve(address);
    if (!to) {
        return;
    }
    std::vector<std::uint8_t> frame = encode(cluster_, message);
    ++messages_;
    bytes_ += frame.size();
    // What can't be sent is lost, as any message may be; the transport counts it.
    (void)transport_->send(*to, channel_of(message.body), std::move(frame));
}

void NetLink::send_gossip(const std::string& address, gossip::Channel channel,
                          const gossip::Packet& packet) {
    const std::optional<net::Address> to = resolve(address);
    if (!to) {
        return;
    }
    std::vector<std::uint8_t> bytes;
    wire::encode_gossip(packet, bytes);
    if (channel == gossip::Channel::datagram && bytes.size() <= net::kDatagramBytesMax) {
        (void)transport_->send_datagram(*to, bytes);
        return;
    }
    std::vector<std::uint8_t> frame;
    wire::ByteWriter writer(frame);
    wire::write_envelope(writer, {wire::MessageKind::gossip, cluster_, packet.from.value, 0});
    writer.bytes(bytes);
    (void)transport_->send(*to, net::Channel::control, std::move(frame));
}

void NetLink::reply(ClientId client, control::ClientReply reply) {
    Client waiting;
    {
        const std::lock_guard lock(clients_mutex_);
        const auto at = clients_.find(client);
        if (at == clients_.end()) {
            return;  // it has gone
        }
        waiting = at->second;
        clients_.erase(at);
    }
    std::vector<std::uint8_t> frame;
    wire::ByteWriter writer(frame);
    wire::write_envelope(writer, {wire::MessageKind::reply, cluster_, 0, waiting.number});
    wire::encode_reply(reply, frame);
    (void)transport_->reply(waiting.connection, std::move(frame));
}

std::size_t NetLink::queued_bytes(const std::string& address) const {
    const std::optional<net::Address> to = resolve(address);
    return to ? transport_->queued_bytes(*to, net::Channel::data) : 0;
}

void NetLink::on_frame(net::Channel /*channel*/, net::ConnectionId from, net::Bytes frame) {
    wire::ByteReader reader(frame);
    const wire::Envelope envelope = wire::read_envelope(reader);
    const net::Bytes payload = frame.subspan(std::min(wire::kEnvelopeBytes, frame.size()));
    const bool is_request = envelope.kind == wire::MessageKind::request;
    // A client need not know which cluster it asks.
    const bool is_ours = envelope.cluster == cluster_ || (is_request && envelope.cluster == 0);
    const bool is_taken =
        reader.ok() && is_ours &&
        (is_request ? take_request(from, envelope.to, payload) : take_message(envelope, payload));
    refused_ += is_taken ? 0 : 1;
}

bool NetLink::take_message(const wire::Envelope& envelope, net::Bytes payload) {
    NodeMessage message{NodeId{envelope.from}, NodeId{envelope.to}, {}};
    switch (envelope.kind) {
        case wire::MessageKind::control: {
            auto decoded = wire::decode_control(payload);
            if (!decoded) {
                return false;
            }
            message.body = *std::move(decoded);
            break;
        }
        case wire::MessageKind::search: {
            auto decoded = wire::decode_traffic(payload);
            if (!decoded) {
                return false;
            }
            message.body = *std::move(decoded);
            break;
        }
        case wire::MessageKind::store: {
            auto decoded = wire::decode_store(payload);
            if (!decoded) {
                return false;
            }
            message.body = *std::move(decoded);
            break;
        }
        case wire::MessageKind::gossip: {
            auto decoded = wire::decode_gossip(payload);
            if (!decoded) {
                return false;
            }
            call([&](Receiver& receiver) { receiver.on_gossip(*std::move(decoded)); });
            return true;
        }
        default:
            return false;
    }
    call([&](Receiver& receiver) { receiver.on_message(std::move(message)); });
    return true;
}

bool NetLink::take_request(net::ConnectionId from, std::uint64_t number, net::Bytes payload) {
    auto request = wire::decode_request(payload);
    if (!request) {
        return false;
    }
    ClientId client = 0;
    {
        const std::lock_guard lock(clients_mutex_);
        if (clients_.size() >= kClientsMax) {
            return false;
        }
        client = ++last_client_;
        clients_[client] = {from, number};
    }
    call([&](Receiver& receiver) { receiver.on_request(client, *std::move(request)); });
    return true;
}

void NetLink::on_datagram(net::Bytes datagram) {
    auto packet = wire::decode_gossip(datagram);
    if (!packet) {
        ++refused_;
        return;
    }
    call([&](Receiver& receiver) { receiver.on_gossip(*std::move(packet)); });
}

void NetLink::on_closed(net::ConnectionId id) {
    const std::lock_guard lock(clients_mutex_);
    std::erase_if(clients_, [&](const auto& entry) { return entry.second.connection == id; });
}

}  // namespace kura::cluster::node
