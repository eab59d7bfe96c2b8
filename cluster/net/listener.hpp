// Accepts connections and hands what comes over them to the handler.
// Shape:    one accepting socket, on the first I/O thread; connections go to all threads in turn
// Invariants: at most limits.accepted_max connections; a connection is in the table from its
//           acceptance to its end
// Threads:  reply() and count any; open_at() before the threads run; the rest as the methods say
// Errors:   open_at() says why not, naming the address; accepting goes on after any failure
#pragma once

#include "cluster/net/connection.hpp"
#include "cluster/net/shared.hpp"

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace kura::cluster::net {

class Listener : public ConnectionOwner, public std::enable_shared_from_this<Listener> {
  public:
    Listener(Shared& shared, std::vector<asio::io_context*> contexts);

    [[nodiscard]] base::Result<void> open_at(const asio::ip::tcp::endpoint& endpoint);
    [[nodiscard]] asio::ip::tcp::endpoint endpoint() const;
    void start();
    // Requires: on the first thread, or no thread runs.
    void stop();

    base::Result<void> reply(ConnectionId to, Frame frame);
    void check_keys();

    void on_open(Connection& connection) override;
    void on_frame(Connection& connection, Bytes frame) override;
    void on_closed(Connection& connection, const std::string& why) override;

  private:
    struct Entry {
        std::shared_ptr<Connection> connection;
        std::shared_ptr<SendQueue> queue;
        asio::io_context* context;
        bool is_open = false;
        std::size_t frame_bytes_max = 0;  // once it is open
    };

    void accept();
    void take(asio::ip::tcp::socket socket, asio::io_context& context);
    void pause();

    Shared& shared_;
    const std::vector<asio::io_context*> contexts_;

    // First thread only.
    asio::ip::tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    std::size_t next_ = 0;

    mutable std::mutex mutex_;
    std::unordered_map<ConnectionId, Entry> entries_;  // guarded by mutex_
};

}  // namespace kura::cluster::net
