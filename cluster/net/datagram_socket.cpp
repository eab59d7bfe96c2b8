#include "cluster/net/datagram_socket.hpp"

#include "solver/base/assert.hpp"

#include <asio/post.hpp>

#include <string>
#include <utility>

namespace kura::cluster::net {
namespace {

using asio::ip::udp;

constexpr std::uint8_t kPlain = 0;
constexpr std::size_t kWaitingMax = 4096;
constexpr std::size_t kPlacesMax = 4096;
constexpr std::chrono::seconds kRemembered{30};  // a name may come to stand for another machine

static_assert(kDatagramBytesMax + kSealBytes < 2048);  // DatagramSocket::buffer_

std::uint64_t now_ms() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

Counter counter_of(Refusal refusal) {
    switch (refusal) {
        case Refusal::none:
            return Counter::datagrams_received;
        case Refusal::malformed:
            return Counter::datagrams_malformed;
        case Refusal::unknown_key:
        case Refusal::forged:
            return Counter::datagrams_forged;
        case Refusal::stale:
            return Counter::datagrams_stale;
        case Refusal::replayed:
            return Counter::datagrams_replayed;
    }
    return Counter::datagrams_malformed;
}

std::string_view text_of(Refusal refusal) {
    switch (refusal) {
        case Refusal::none:
            return "";
        case Refusal::malformed:
            return "malformed, or one side has no cluster key";
        case Refusal::unknown_key:
            return "another cluster key";
        case Refusal::forged:
            return "damaged or forged";
        case Refusal::stale:
            return "old, or the clocks of two machines are far apart";
        case Refusal::replayed:
            return "repeated";
    }
    return "";
}

}  // namespace

DatagramSocket::DatagramSocket(Shared& shared, asio::io_context& context)
    : shared_(shared), context_(context), socket_(context), resolver_(context) {
    if (const std::shared_ptr<const Keyring> ring = shared.ring.get()) {
        const auto skew = static_cast<std::uint64_t>(shared.options.limits.clock_skew.count());
        opener_.emplace(*ring, DatagramOpener::Options{.skew_ms = skew}, now_ms());
        sealer_ = std::make_shared<DatagramSealer>(ring->sending());
    }
}

base::Result<void> DatagramSocket::open_at(const udp::endpoint& endpoint) {
    asio::error_code error;
    socket_.open(endpoint.protocol(), error);
    if (!error) {
        socket_.bind(endpoint, error);
    }
    if (!error) {
        socket_.non_blocking(true, error);
    }
    if (error) {
        asio::error_code ignored;
        socket_.close(ignored);
        return base::fail(base::ErrorCode::io, error.message());
    }
    is_v6_ = endpoint.address().is_v6();
    return {};
}

void DatagramSocket::start() {
    receive();
}

void DatagramSocket::stop() {
    asio::error_code ignored;
    socket_.close(ignored);
    resolver_.cancel();
}

void DatagramSocket::receive() {
    socket_.async_receive_from(
        asio::buffer(buffer_), sender_,
        [self = shared_from_this()](asio::error_code error, std::size_t count) {
            if (error == asio::error::operation_aborted || !self->socket_.is_open()) {
                return;
            }
            if (!error) {  // else an earlier one came back: nobody listens there
                self->on_datagram(std::span(self->buffer_).first(count));
            }
            self->receive();
        });
}

void DatagramSocket::on_datagram(Bytes datagram) {
    Refusal refusal = Refusal::none;
    if (opener_) {
        refusal = opener_->open(datagram, now_ms(), payload_);
    } else if (datagram.empty() || datagram[0] != kPlain) {
        refusal = Refusal::malformed;
    } else {
        payload_.assign(datagram.begin() + 1, datagram.end());
    }
    if (refusal == Refusal::none && payload_.size() > kDatagramBytesMax) {
        refusal = Refusal::malformed;
    }
    shared_.tally.add(counter_of(refusal));
    if (refusal == Refusal::none) {
        shared_.handler.on_datagram(payload_);
    } else {
        const Address from{sender_.address().to_string(), sender_.port()};
        shared_.tally.report("datagram from " + from.to_string() +
                             " refused: " + std::string(text_of(refusal)));
    }
}

std::shared_ptr<DatagramSealer> DatagramSocket::sealer() const {
    const std::scoped_lock lock(mutex_);
    return sealer_;
}

base::Result<void> DatagramSocket::send(const Address& to, Bytes payload) {
    if (payload.size() > kDatagramBytesMax) {
        return base::fail(base::ErrorCode::too_large,
                          "a datagram of " + std::to_string(payload.size()) + " bytes; at most " +
                              std::to_string(kDatagramBytesMax));
    }
    // Relaxed: a bound on memory, nothing else hangs on it.
    if (waiting_.fetch_add(1, std::memory_order_relaxed) >= kWaitingMax) {
        waiting_.fetch_sub(1, std::memory_order_relaxed);
        shared_.tally.add(Counter::datagrams_dropped);
        return {};
    }
    std::vector<std::uint8_t> datagram;
    if (const std::shared_ptr<DatagramSealer> present = sealer()) {
        datagram = present->seal(payload, now_ms());
    } else {
        datagram.push_back(kPlain);
        datagram.insert(datagram.end(), payload.begin(), payload.end());
    }
    asio::post(context_, [self = shared_from_this(), to, datagram = std::move(datagram)] {
        self->waiting_.fetch_sub(1, std::memory_order_relaxed);
        self->send_now(to, datagram);
    });
    return {};
}

void DatagramSocket::send_now(const Address& to, Bytes datagram) {
    const std::optional<udp::endpoint> endpoint = endpoint_of(to);
    asio::error_code error = asio::error::host_not_found;
    if (endpoint) {
        socket_.send_to(asio::buffer(datagram.data(), datagram.size()), *endpoint, 0, error);
    }
    shared_.tally.add(error ? Counter::datagrams_dropped : Counter::datagrams_sent);
}

std::optional<udp::endpoint> DatagramSocket::endpoint_of(const Address& to) {
    asio::error_code not_a_number;
    const asio::ip::address number = asio::ip::make_address(to.host, not_a_number);
    if (!not_a_number) {
        // A socket of version 6 reaches version 4 by such addresses only.
        if (is_v6_ && number.is_v4()) {
            return udp::endpoint(asio::ip::make_address_v6(asio::ip::v4_mapped, number.to_v4()),
                                 to.port);
        }
        return udp::endpoint(number, to.port);
    }
    const auto found = places_.find(to);
    const bool is_fresh = found != places_.end() &&
                          std::chrono::steady_clock::now() - found->second.looked_up < kRemembered;
    if (!is_fresh) {
        look_up(to);
    }
    return found == places_.end() ? std::nullopt : found->second.endpoint;
}

void DatagramSocket::look_up(const Address& to) {
    if (places_.size() >= kPlacesMax) {
        places_.clear();
    }
    places_[to].looked_up = std::chrono::steady_clock::now();
    const auto flags = is_v6_ ? udp::resolver::v4_mapped : udp::resolver::flags{};
    resolver_.async_resolve(
        is_v6_ ? udp::v6() : udp::v4(), to.host, std::to_string(to.port), flags,
        [self = shared_from_this(), to](asio::error_code error,
                                        const udp::resolver::results_type& endpoints) {
            if (error || endpoints.empty()) {
                return;  // what was known before may still be good
            }
            const udp::endpoint endpoint = endpoints.begin()->endpoint();
            const bool is_loopback = Address{endpoint.address().to_string(), 0}.is_loopback();
            if (self->opener_ || is_loopback) {
                self->places_[to].endpoint = endpoint;
            }
        });
}

void DatagramSocket::replace_keys() {
    const std::shared_ptr<const Keyring> ring = shared_.ring.get();
    KURA_ASSERT(ring != nullptr);
    auto next = std::make_shared<DatagramSealer>(ring->sending());
    {
        const std::scoped_lock lock(mutex_);
        sealer_ = std::move(next);
    }
    asio::post(context_, [self = shared_from_this(), ring] { self->opener_->replace_keys(*ring); });
}

}  // namespace kura::cluster::net
