#include "cluster/node/local_link.hpp"

#include "solver/base/assert.hpp"

#include <utility>

namespace kura::cluster::node {

template <typename Call>
void Switchboard::call(const std::string& address, Call&& call) {
    std::shared_ptr<Port> port;
    {
        const std::lock_guard lock(mutex_);
        const auto at = ports_.find(address);
        if (at == ports_.end()) {
            return;
        }
        port = at->second;
    }
    const std::shared_lock lock(port->mutex);
    if (port->receiver != nullptr) {
        call(*port->receiver);
    }
}

std::unique_ptr<LocalLink> Switchboard::link(const std::string& address) {
    const std::lock_guard lock(mutex_);
    const bool is_new = ports_.emplace(address, std::make_shared<Port>()).second;
    KURA_ASSERT(is_new);
    return std::make_unique<LocalLink>(*this, address);
}

std::optional<control::ClientReply> Switchboard::ask(const std::string& address,
                                                     control::ClientRequest request,
                                                     std::chrono::milliseconds patience) {
    ClientId client = 0;
    {
        const std::lock_guard lock(mutex_);
        client = ++last_client_;
        clients_[client];
    }
    call(address, [&](Receiver& receiver) { receiver.on_request(client, std::move(request)); });
    std::unique_lock lock(mutex_);
    answered_.wait_for(lock, patience, [&] { return clients_[client].reply.has_value(); });
    std::optional<control::ClientReply> reply = std::move(clients_[client].reply);
    clients_.erase(client);
    return reply;
}

void LocalLink::attach(Receiver* receiver) {
    std::shared_ptr<Switchboard::Port> port;
    {
        const std::lock_guard lock(board_.mutex_);
        port = board_.ports_.at(address_);
    }
    const std::unique_lock lock(port->mutex);
    port->receiver = receiver;
}

void LocalLink::send(const std::string& address, NodeMessage message) {
    ++messages_;
    board_.call(address, [&](Receiver& receiver) { receiver.on_message(std::move(message)); });
}

void LocalLink::send_gossip(const std::string& address, gossip::Channel /*channel*/,
                            const gossip::Packet& packet) {
    board_.call(address, [&](Receiver& receiver) { receiver.on_gossip(packet); });
}

void LocalLink::reply(ClientId client, control::ClientReply reply) {
    {
        const std::lock_guard lock(board_.mutex_);
        if (const auto at = board_.clients_.find(client); at != board_.clients_.end()) {
            at->second.reply = std::move(reply);
        }
    }
    board_.answered_.notify_all();
}

LinkCounters LocalLink::sent() const {
    return {messages_, 0};
}

}  // namespace kura::cluster::node
