#include "cluster/net/listener.hpp"

#include "solver/base/assert.hpp"

#include <asio/post.hpp>

#include <chrono>
#include <utility>

namespace kura::cluster::net {

using asio::ip::tcp;

Listener::Listener(Shared& shared, std::vector<asio::io_context*> contexts)
    : shared_(shared),
      contexts_(std::move(contexts)),
      acceptor_(*contexts_.front()),
      pause_(*contexts_.front()) {}

base::Result<void> Listener::open_at(const tcp::endpoint& endpoint) {
    asio::error_code error;
    const auto try_to = [&error](auto step) {
        if (!error) {
            step();
        }
    };
    acceptor_.open(endpoint.protocol(), error);
    // A restarted node must not wait for its old connections to be forgotten.
    try_to([&] { acceptor_.set_option(tcp::acceptor::reuse_address(true), error); });
    try_to([&] { acceptor_.bind(endpoint, error); });
    try_to([&] { acceptor_.listen(asio::socket_base::max_listen_connections, error); });
    if (error) {
        asio::error_code ignored;
        acceptor_.close(ignored);
        return base::fail(base::ErrorCode::io, error.message());
    }
    return {};
}

tcp::endpoint Listener::endpoint() const {
    asio::error_code error;
    return acceptor_.local_endpoint(error);
}

void Listener::start() {
    accept();
}

void Listener::accept() {
    asio::io_context& context = *contexts_[next_++ % contexts_.size()];
    acceptor_.async_accept(
        context, [self = shared_from_this(), &context](asio::error_code error, tcp::socket socket) {
            if (error == asio::error::operation_aborted || !self->acceptor_.is_open()) {
                return;
            }
            if (!error) {
                self->take(std::move(socket), context);
                self->accept();
                return;
            }
            // Out of descriptors, say: others may be closed soon.
            self->shared_.tally.report("can't accept a connection: " + error.message());
            self->pause();
        });
}

void Listener::pause() {
    constexpr std::chrono::milliseconds kPause{100};
    pause_.expires_after(kPause);
    pause_.async_wait([self = shared_from_this()](asio::error_code error) {
        if (!error) {
            self->accept();
        }
    });
}

void Listener::take(tcp::socket socket, asio::io_context& context) {
    const ConnectionId id = shared_.next_id();
    const Limits& limits = shared_.options.limits;
    const auto queue = std::make_shared<SendQueue>(
        limits.queue_bytes_max[index_of(Channel::client)], SendQueue::WhenFull::refuse);
    std::shared_ptr<Connection> connection;
    {
        const std::scoped_lock lock(mutex_);
        if (entries_.size() >= limits.accepted_max) {
            shared_.tally.add(Counter::connections_refused);
            shared_.tally.report("too many connections: one more is refused");
            return;
        }
        // The ring is asked for under the lock, or check_keys() might miss the connection.
        connection = std::make_shared<Connection>(ConnectionSetup{.context = context,
                                                                  .id = id,
                                                                  .limits = limits,
                                                                  .tally = shared_.tally,
                                                                  .tls = shared_.tls,
                                                                  .ring = shared_.ring.get(),
                                                                  .queue = queue,
                                                                  .owner = weak_from_this()});
        entries_.emplace(id, Entry{connection, queue, &context});
    }
    asio::post(context, [connection, socket = std::move(socket)]() mutable {
        connection->accept(std::move(socket));
    });
}

base::Result<void> Listener::reply(ConnectionId to, Frame frame) {
    const std::scoped_lock lock(mutex_);
    const auto found = entries_.find(to);
    if (found == entries_.end() || !found->second.is_open) {
        return base::fail(base::ErrorCode::unavailable, "the connection is closed");
    }
    const Entry& entry = found->second;
    if (frame.size() > entry.frame_bytes_max) {
        return base::fail(base::ErrorCode::too_large,
                          "a frame of " + std::to_string(frame.size()) + " bytes");
    }
    const SendQueue::Pushed pushed = entry.queue->push(std::move(frame));
    if (pushed.wake || pushed.is_refused) {
        asio::post(*entry.context, [connection = entry.connection, is_full = pushed.is_refused] {
            if (is_full) {
                connection->refuse_slow_reader();
            } else {
                connection->flush();
            }
        });
    }
    return {};
}

void Listener::check_keys() {
    const std::scoped_lock lock(mutex_);
    for (const auto& [id, entry] : entries_) {
        asio::post(*entry.context, [connection = entry.connection, ring = shared_.ring.get()] {
            connection->abandon_unless_key_in(*ring);
        });
    }
}

void Listener::on_open(Connection& connection) {
    const std::scoped_lock lock(mutex_);
    Entry& entry = entries_.at(connection.id());
    entry.is_open = true;
    entry.frame_bytes_max = shared_.options.limits.frame_bytes_max[index_of(connection.channel())];
}

void Listener::on_frame(Connection& connection, Bytes frame) {
    shared_.handler.on_frame(connection.channel(), connection.id(), frame);
}

void Listener::on_closed(Connection& connection, const std::string& /*why*/) {
    std::shared_ptr<Connection> last;  // let go after the lock
    {
        const std::scoped_lock lock(mutex_);
        const auto found = entries_.find(connection.id());
        KURA_ASSERT(found != entries_.end());
        last = std::move(found->second.connection);
        entries_.erase(found);
    }
    if (connection.was_open()) {
        shared_.handler.on_closed(connection.id());
    }
}

void Listener::stop() {
    asio::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    const std::scoped_lock lock(mutex_);
    entries_.clear();
}

}  // namespace kura::cluster::net
