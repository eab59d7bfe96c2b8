#include "cluster/net/peer.hpp"

#include "solver/base/assert.hpp"

#include <algorithm>
#include <utility>

namespace kura::cluster::net {

Peer::Peer(Shared& shared, asio::io_context& context, Address address, Channel channel)
    : shared_(shared),
      context_(context),
      address_(std::move(address)),
      channel_(channel),
      queue_(std::make_shared<SendQueue>(shared.options.limits.queue_bytes_max[index_of(channel)],
                                         SendQueue::WhenFull::drop_oldest)),
      pause_(context),
      backoff_(shared.options.limits.backoff_min) {}

void Peer::flush() {
    if (is_stopped_ || is_waiting_) {
        return;
    }
    if (const std::shared_ptr<Connection> connection = connection_) {
        connection->flush();  // which may close it
    } else if (std::chrono::steady_clock::now() < not_before_) {
        wait();
    } else {
        connect();
    }
}

void Peer::wait() {
    is_waiting_ = true;
    pause_.expires_at(not_before_);
    pause_.async_wait([self = shared_from_this()](asio::error_code error) {
        self->is_waiting_ = false;
        if (!error) {
            self->flush();
        }
    });
}

void Peer::connect() {
    KURA_ASSERT(connection_ == nullptr);
    const auto connection =
        std::make_shared<Connection>(ConnectionSetup{.context = context_,
                                                     .id = shared_.next_id(),
                                                     .limits = shared_.options.limits,
                                                     .tally = shared_.tally,
                                                     .tls = shared_.tls,
                                                     .ring = shared_.ring.get(),
                                                     .queue = queue_,
                                                     .owner = weak_from_this()});
    connection_ = connection;
    connection->connect(address_, channel_);
}

void Peer::on_open(Connection& /*connection*/) {
    backoff_ = shared_.options.limits.backoff_min;
}

void Peer::on_frame(Connection& connection, Bytes frame) {
    shared_.handler.on_frame(channel_, connection.id(), frame);
}

void Peer::on_closed(Connection& connection, const std::string& /*why*/) {
    KURA_ASSERT(&connection == connection_.get());
    connection_.reset();
    not_before_ = std::chrono::steady_clock::now() + backoff_;
    if (!connection.was_open()) {
        shared_.tally.add(Counter::frames_dropped, queue_->drop_all());
        backoff_ = std::min(2 * backoff_, shared_.options.limits.backoff_max);
    }
    shared_.handler.on_lost(address_, channel_);
    if (queue_->is_awake()) {
        flush();
    }
}

void Peer::check_key() {
    if (const std::shared_ptr<Connection> connection = connection_) {
        connection->abandon_unless_key_in(*shared_.ring.get());
    }
}

void Peer::stop() {
    is_stopped_ = true;
    pause_.cancel();
    if (const std::shared_ptr<Connection> connection = std::exchange(connection_, nullptr)) {
        connection->abandon();
    }
    queue_->drop_all();
}

}  // namespace kura::cluster::net
