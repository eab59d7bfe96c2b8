// One TCP connection, from either end: TLS if there are keys, the greeting, frames both ways.
// Shape:    connecting or accepted -> TLS handshake -> greeting both ways -> open -> closed. The
//           greeting is a frame: "KURA", version, channel; the accepting side repeats it
// Invariants: no frame is handed over before it is open; closed() comes exactly once for what was
//           started, and nothing after it; at most one read and one write are under way
// Threads:  its io_context's thread
// Errors:   closed() with what was wrong; the reason is counted and reported here
#pragma once

#include "cluster/net/frame_reader.hpp"
#include "cluster/net/send_queue.hpp"
#include "cluster/net/tls.hpp"
#include "cluster/net/transport.hpp"
#include "cluster/net/write_batch.hpp"

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kura::cluster::net {

class Connection;

// Who is told what a connection does.
class ConnectionOwner {
  public:
    virtual ~ConnectionOwner() = default;

    virtual void on_open(Connection& connection) = 0;
    virtual void on_frame(Connection& connection, Bytes frame) = 0;
    virtual void on_closed(Connection& connection, const std::string& why) = 0;
};

struct ConnectionSetup {
    asio::io_context& context;
    ConnectionId id;
    const Limits& limits;
    Tally& tally;
    const TlsContext& tls;
    std::shared_ptr<const Keyring> ring;  // none: plain text, loopback only
    std::shared_ptr<SendQueue> queue;
    std::weak_ptr<ConnectionOwner> owner;
};

class Connection : public std::enable_shared_from_this<Connection> {
  public:
    explicit Connection(ConnectionSetup setup);

    // One of these two, once.
    void connect(const Address& to, Channel channel);
    void accept(asio::ip::tcp::socket socket);

    // Something may be in the queue.
    void flush();
    // Tells nobody.
    void abandon();
    void abandon_unless_key_in(const Keyring& ring);
    void refuse_slow_reader();

    [[nodiscard]] ConnectionId id() const { return setup_.id; }
    [[nodiscard]] Channel channel() const { return channel_; }
    [[nodiscard]] bool is_open() const { return stage_ == Stage::open; }
    [[nodiscard]] bool was_open() const { return was_open_; }

  private:
    enum class Stage { fresh, connecting, securing, greeting, open, closed };

    void resolve(const Address& to);
    void connect_to(const asio::ip::tcp::resolver::results_type& endpoints);
    void start_talking();
    void start_greeting();
    void become_open();
    void read();
    void on_read(std::size_t count);
    [[nodiscard]] bool on_wire_bytes(std::size_t count);
    [[nodiscard]] bool on_plain_bytes(std::size_t count);
    [[nodiscard]] bool on_greeting(Bytes frame);
    void fill_batch();
    void close(Counter counter, const std::string& why);
    [[nodiscard]] std::string remote() const;
    [[nodiscard]] std::string why_of(asio::error_code error) const;

    const ConnectionSetup setup_;
    asio::ip::tcp::socket socket_;
    asio::ip::tcp::resolver resolver_;
    asio::steady_timer deadline_;
    Stage stage_ = Stage::fresh;
    bool is_connecting_side_ = false;
    bool was_open_ = false;  // or is
    Channel channel_ = Channel::control;
    std::string name_;  // of the other end, for people
    std::unique_ptr<TlsSession> tls_;
    FrameReader reader_;
    std::vector<std::uint8_t> wire_;  // what arrived sealed
    std::vector<Frame> greeting_;     // to be written first
    WriteBatch batch_;
    bool is_writing_ = false;
};

}  // namespace kura::cluster::net
