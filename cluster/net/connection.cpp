#include "cluster/net/connection.hpp"

#include "cluster/net/limits.hpp"
#include "solver/base/assert.hpp"

#include <asio/connect.hpp>
#include <asio/write.hpp>

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <utility>

namespace kura::cluster::net {
namespace {

using asio::ip::tcp;

constexpr std::array<std::uint8_t, 5> kMagic{'K', 'U', 'R', 'A', kWireVersion};
constexpr std::size_t kGreetingBytes = kMagic.size() + 1;
constexpr std::size_t kWireBytes = std::size_t{128} * 1024;  // of one read, sealed
// Until the other side has shown that it has the key.
constexpr std::size_t kWireBytesFirst = std::size_t{4} * 1024;
constexpr std::size_t kBatchBytes = std::size_t{256} * 1024;  // of one write, about

void set_option(int socket, int level, int name, int value) {
    // What the system does not know we do without: these only find dead peers sooner.
    ::setsockopt(socket, level, name, &value, sizeof value);
}

void tune(tcp::socket& socket, const Limits& limits) {
    const int descriptor = socket.native_handle();
    const auto silence_ms = static_cast<int>(limits.silence.count());
    set_option(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, silence_ms);
    set_option(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1);
    set_option(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, std::max(1, silence_ms / 3000));
    set_option(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, std::max(1, silence_ms / 3000));
    set_option(descriptor, IPPROTO_TCP, TCP_KEEPCNT, 3);
}

}  // namespace

Connection::Connection(ConnectionSetup setup)
    : setup_(std::move(setup)),
      socket_(setup_.context),
      resolver_(setup_.context),
      deadline_(setup_.context),
      reader_(kGreetingBytes) {}

void Connection::connect(const Address& to, Channel channel) {
    KURA_ASSERT(stage_ == Stage::fresh);
    stage_ = Stage::connecting;
    is_connecting_side_ = true;
    channel_ = channel;
    name_ = to.to_string();
    deadline_.expires_after(setup_.limits.handshake);
    deadline_.async_wait([self = shared_from_this()](asio::error_code error) {
        if (!error) {
            self->close(Counter::connects_failed, "no answer in time");
        }
    });
    resolve(to);
}

void Connection::resolve(const Address& to) {
    asio::error_code not_a_number;
    const asio::ip::address number = asio::ip::make_address(to.host, not_a_number);
    if (!not_a_number) {
        connect_to(tcp::resolver::results_type::create(tcp::endpoint(number, to.port), to.host,
                                                       std::to_string(to.port)));
        return;
    }
    resolver_.async_resolve(
        to.host, std::to_string(to.port),
        [self = shared_from_this()](asio::error_code error,
                                    const tcp::resolver::results_type& endpoints) {
            if (error) {
                self->close(Counter::connects_failed, error.message());
                return;
            }
            self->connect_to(endpoints);
        });
}

void Connection::connect_to(const tcp::resolver::results_type& endpoints) {
    if (stage_ != Stage::connecting) {
        return;  // closed while the name was looked up
    }
    const bool is_loopback = std::all_of(endpoints.begin(), endpoints.end(), [](const auto& entry) {
        return Address{entry.endpoint().address().to_string(), 0}.is_loopback();
    });
    if (setup_.ring == nullptr && !is_loopback) {
        close(Counter::connects_failed, "beyond loopback; needs a cluster key: kura key new");
        return;
    }
    asio::async_connect(socket_, endpoints,
                        [self = shared_from_this()](asio::error_code error, const auto& /*at*/) {
                            if (error) {
                                self->close(Counter::connects_failed, error.message());
                            } else if (self->stage_ == Stage::connecting) {
                                self->start_talking();
                            }
                        });
}

void Connection::accept(tcp::socket socket) {
    KURA_ASSERT(stage_ == Stage::fresh);
    stage_ = Stage::connecting;
    socket_ = std::move(socket);
    name_ = remote();
    deadline_.expires_after(setup_.limits.handshake);
    deadline_.async_wait([self = shared_from_this()](asio::error_code error) {
        if (!error) {
            self->close(Counter::greetings_refused, "no greeting in time");
        }
    });
    start_talking();
}

std::string Connection::remote() const {
    asio::error_code gone;
    const tcp::endpoint endpoint = socket_.remote_endpoint(gone);
    return gone ? "somebody" : Address{endpoint.address().to_string(), endpoint.port()}.to_string();
}

void Connection::start_talking() {
    tune(socket_, setup_.limits);
    if (setup_.ring == nullptr) {
        start_greeting();
    } else {
        stage_ = Stage::securing;
        tls_ = std::make_unique<TlsSession>(
            setup_.tls, setup_.ring,
            is_connecting_side_ ? TlsSession::Side::connecting : TlsSession::Side::accepting);
        wire_.resize(kWireBytesFirst);
        if (!on_wire_bytes(0)) {  // a connecting side speaks first
            return;
        }
    }
    flush();
    read();
}

void Connection::start_greeting() {
    stage_ = Stage::greeting;
    if (is_connecting_side_) {
        Frame greeting(kMagic.begin(), kMagic.end());
        greeting.push_back(static_cast<std::uint8_t>(channel_));
        greeting_.push_back(std::move(greeting));
    }
}

bool Connection::on_greeting(Bytes frame) {
    const bool is_good = frame.size() == kGreetingBytes &&
                         std::equal(kMagic.begin(), kMagic.end(), frame.begin()) &&
                         frame.back() < kChannels;
    if (!is_good || (is_connecting_side_ && frame.back() != index_of(channel_))) {
        close(Counter::greetings_refused, "does not greet as Kura of this version does");
        return false;
    }
    if (!is_connecting_side_) {
        channel_ = static_cast<Channel>(frame.back());
        greeting_.emplace_back(frame.begin(), frame.end());
    }
    become_open();
    return true;
}

void Connection::become_open() {
    stage_ = Stage::open;
    was_open_ = true;
    deadline_.cancel();
    reader_.set_limit(setup_.limits.frame_bytes_max[index_of(channel_)]);
    setup_.tally.add(is_connecting_side_ ? Counter::connections_opened
                                         : Counter::connections_accepted);
    if (const auto owner = setup_.owner.lock()) {
        owner->on_open(*this);
    }
}

void Connection::read() {
    if (stage_ == Stage::closed) {
        return;
    }
    const std::span<std::uint8_t> space = tls_ ? std::span(wire_) : reader_.space();
    socket_.async_read_some(asio::buffer(space.data(), space.size()),
                            [self = shared_from_this()](asio::error_code error, std::size_t count) {
                                if (self->stage_ == Stage::closed) {
                                    return;
                                }
                                if (error) {
                                    self->close(Counter::connections_broken, self->why_of(error));
                                    return;
                                }
                                self->on_read(count);
                            });
}

std::string Connection::why_of(asio::error_code error) const {
    if (error != asio::error::eof && error != asio::error::connection_reset) {
        return error.message();
    }
    if (!is_connecting_side_ || stage_ == Stage::open) {
        return "closed by the other side";
    }
    return stage_ == Stage::securing ? "refused: another cluster key there, or none"
                                     : "refused: a cluster key is needed, or another version";
}

void Connection::on_read(std::size_t count) {
    setup_.tally.add(Counter::reads);
    if (tls_ ? on_wire_bytes(count) : on_plain_bytes(count)) {
        flush();
        read();
    }
}

bool Connection::on_wire_bytes(std::size_t count) {
    tls_->feed(std::span(wire_).first(count));
    if (stage_ == Stage::securing) {
        const TlsSession::Step step = tls_->handshake();
        if (step == TlsSession::Step::failed) {
            close(Counter::handshakes_refused, tls_->why());
            return false;
        }
        if (step == TlsSession::Step::wants_more) {
            return true;
        }
        wire_.resize(kWireBytes);
        start_greeting();
    }
    while (true) {
        const std::span<std::uint8_t> space = reader_.space();
        std::size_t plain = 0;
        const TlsSession::Step step = tls_->read(space, plain);
        if (step == TlsSession::Step::wants_more) {
            return true;
        }
        if (step == TlsSession::Step::failed) {
            close(stage_ == Stage::open ? Counter::connections_broken : Counter::handshakes_refused,
                  tls_->why());
            return false;
        }
        if (!on_plain_bytes(plain)) {
            return false;
        }
    }
}

bool Connection::on_plain_bytes(std::size_t count) {
    const std::shared_ptr<ConnectionOwner> owner = setup_.owner.lock();
    if (owner == nullptr) {
        abandon();
        return false;
    }
    std::uint64_t frames = 0;
    std::uint64_t bytes = 0;
    const auto outcome = reader_.take(count, [&](Bytes frame) {
        if (stage_ == Stage::greeting) {
            return on_greeting(frame);
        }
        ++frames;
        bytes += frame.size();
        owner->on_frame(*this, frame);
        return stage_ == Stage::open;
    });
    setup_.tally.add(Counter::frames_received, frames);
    setup_.tally.add(Counter::frame_bytes_received, bytes);
    if (outcome == FrameReader::Outcome::too_large && stage_ == Stage::greeting) {
        close(Counter::greetings_refused, "does not speak Kura's protocol, or has a cluster key");
    } else if (outcome == FrameReader::Outcome::too_large) {
        close(Counter::frames_refused, "a frame is larger than its channel takes");
    }
    return outcome == FrameReader::Outcome::done;
}

void Connection::fill_batch() {
    batch_.clear();
    // Greetings go alone, so that they need not be told from frames when these are counted.
    std::vector<Frame> frames = std::exchange(greeting_, {});
    if (frames.empty() && stage_ == Stage::open) {
        frames = setup_.queue->take(kBatchBytes);
        setup_.tally.add(Counter::frames_sent, frames.size());
        std::uint64_t bytes = 0;
        for (const Frame& frame : frames) {
            bytes += frame.size();
        }
        setup_.tally.add(Counter::frame_bytes_sent, bytes);
    }
    if (!tls_) {
        batch_.add_plain(std::move(frames));
    } else if (frames.empty() || batch_.add_sealed(*tls_, frames)) {
        batch_.add_records_of(*tls_);
    } else {
        close(Counter::connections_broken, tls_->why());
    }
}

void Connection::flush() {
    if (is_writing_ || stage_ == Stage::closed) {
        return;
    }
    fill_batch();
    if (batch_.empty() || stage_ == Stage::closed) {
        return;
    }
    is_writing_ = true;
    setup_.tally.add(Counter::writes);
    const auto all_at_once = [](asio::error_code error, std::size_t written) {
        constexpr std::size_t kMost = std::size_t{1} << 30U;
        return error ? 0 : kMost - std::min(written, kMost - 1);
    };
    asio::async_write(socket_, batch_.pieces(), all_at_once,
                      [self = shared_from_this()](asio::error_code error, std::size_t /*count*/) {
                          self->is_writing_ = false;
                          if (self->stage_ == Stage::closed) {
                              return;
                          }
                          if (error) {
                              self->close(Counter::connections_broken, error.message());
                              return;
                          }
                          self->setup_.queue->finish_taken();
                          self->flush();
                      });
}

void Connection::abandon() {
    if (stage_ == Stage::closed) {
        return;
    }
    stage_ = Stage::closed;
    asio::error_code ignored;
    socket_.close(ignored);
    resolver_.cancel();
    deadline_.cancel();
    setup_.queue->finish_taken();
}

void Connection::abandon_unless_key_in(const Keyring& ring) {
    const std::optional<KeyId> key = tls_ ? tls_->key_id() : std::nullopt;
    const bool is_good = key && ring.find(*key) != nullptr;
    if (stage_ != Stage::closed && !is_good) {
        close(Counter::connections_broken, "its key is not in use any more");
    }
}

void Connection::refuse_slow_reader() {
    close(Counter::connections_broken, "its answers are not read");
}

void Connection::close(Counter counter, const std::string& why) {
    if (stage_ == Stage::closed) {
        return;
    }
    // What never was open can't break.
    if (!was_open_ && counter == Counter::connections_broken) {
        counter = is_connecting_side_ ? Counter::connects_failed : Counter::greetings_refused;
    }
    setup_.tally.add(counter);
    abandon();
    setup_.tally.report((is_connecting_side_ ? "connection to " : "connection from ") + name_ +
                        ": " + why);
    if (const auto owner = setup_.owner.lock()) {
        owner->on_closed(*this, why);
    }
}

}  // namespace kura::cluster::net
