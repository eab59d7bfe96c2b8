// What a node has to send to one address over one channel, and the connection for it.
// Shape:    no connection until there is something to send. One that breaks is replaced when there
//           is something to send again, and what was queued goes over the new one. When an attempt
//           fails, what is queued is dropped (whoever sent it will send it again), and the next
//           attempt is made when there is something to send and the pause is over
// Invariants: at most one connection
// Threads:  queue() any; the rest the thread of its io_context
// Errors:   Handler::on_lost() for each break and each failed attempt
#pragma once

#include "cluster/net/connection.hpp"
#include "cluster/net/shared.hpp"

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace kura::cluster::net {

class Peer : public ConnectionOwner, public std::enable_shared_from_this<Peer> {
  public:
    Peer(Shared& shared, asio::io_context& context, Address address, Channel channel);

    [[nodiscard]] SendQueue& queue() { return *queue_; }
    [[nodiscard]] asio::io_context& context() { return context_; }

    // The queue woke up.
    void flush();
    void check_key();
    // Ends everything, and tells nobody.
    void stop();

    void on_open(Connection& connection) override;
    void on_frame(Connection& connection, Bytes frame) override;
    void on_closed(Connection& connection, const std::string& why) override;

  private:
    void connect();
    void wait();

    Shared& shared_;
    asio::io_context& context_;
    const Address address_;
    const Channel channel_;
    const std::shared_ptr<SendQueue> queue_;
    asio::steady_timer pause_;
    std::shared_ptr<Connection> connection_;
    bool is_waiting_ = false;
    bool is_stopped_ = false;
    std::chrono::steady_clock::time_point not_before_;
    std::chrono::milliseconds backoff_;
};

}  // namespace kura::cluster::net
