#include "cluster/net/transport.hpp"

#include "cluster/net/datagram_socket.hpp"
#include "cluster/net/listener.hpp"
#include "cluster/net/peer.hpp"
#include "cluster/net/shared.hpp"
#include "solver/base/assert.hpp"

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>

#include <array>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>

namespace kura::cluster::net {
namespace {

using asio::ip::tcp;
using asio::ip::udp;

constexpr int kThreadsMax = 64;

base::Result<asio::ip::address> number_of(const Address& listen) {
    asio::error_code error;
    asio::ip::address number =
        asio::ip::make_address(listen.host == "localhost" ? "127.0.0.1" : listen.host, error);
    if (!error) {
        return number;
    }
    asio::io_context context;
    const auto found = tcp::resolver(context).resolve(listen.host, "", error);
    if (error || found.empty()) {
        return base::fail(base::ErrorCode::io,
                          "can't listen on " + listen.to_string() + ": " + error.message());
    }
    return found.begin()->endpoint().address();
}

tl::unexpected<base::Error> needs_key(const Address& address) {
    return base::fail(base::ErrorCode::bad_input, address.to_string() +
                                                      " is beyond loopback, which needs a cluster "
                                                      "key: kura key new");
}

base::Result<void> check(const TransportOptions& options) {
    const Limits& limits = options.limits;
    KURA_ASSERT(options.io_threads >= 1 && options.io_threads <= kThreadsMax, options.io_threads);
    for (std::size_t i = 0; i < kChannels; ++i) {
        KURA_ASSERT(limits.frame_bytes_max[i] <= limits.queue_bytes_max[i], static_cast<int>(i));
        KURA_ASSERT(limits.frame_bytes_max[i] < UINT32_MAX, static_cast<int>(i));
    }
    if (!options.keys && !options.listen.is_loopback()) {
        return needs_key(options.listen);
    }
    return {};
}

// A thread and what runs on it; connections stay with theirs.
struct IoThread {
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
    std::thread thread;
};

}  // namespace

class Transport::Impl {
  public:
    Impl(TransportOptions options, Handler& handler)
        : options_(std::move(options)), shared_(options_, handler) {
        std::vector<asio::io_context*> contexts;
        for (int i = 0; i < options_.io_threads; ++i) {
            threads_.push_back(std::make_unique<IoThread>());
            contexts.push_back(&threads_.back()->context);
        }
        listener_ = std::make_shared<Listener>(shared_, contexts);
        datagrams_ = std::make_shared<DatagramSocket>(shared_, *contexts.front());
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl();

    [[nodiscard]] base::Result<void> open();
    void run();

    base::Result<void> send(const Address& to, Channel channel, Frame frame);
    base::Result<void> reply(ConnectionId to, Frame frame);
    base::Result<void> send_datagram(const Address& to, Bytes payload);
    [[nodiscard]] std::size_t queued_bytes(const Address& to, Channel channel) const;
    void forget(const Address& address);
    base::Result<void> replace_keys(const Keyring& keys);

    [[nodiscard]] Address bound_address() const {
        const tcp::endpoint endpoint = listener_->endpoint();
        return Address{endpoint.address().to_string(), endpoint.port()};
    }
    [[nodiscard]] Counters counters() const { return shared_.tally.read(); }

  private:
    using Peers = std::array<std::shared_ptr<Peer>, kChannels>;

    [[nodiscard]] std::shared_ptr<Peer> find(const Address& address, Channel channel) const;
    [[nodiscard]] std::shared_ptr<Peer> find_or_make(const Address& address, Channel channel);
    [[nodiscard]] bool may_reach(const Address& address) const {
        return options_.keys.has_value() || address.is_loopback() || !is_number(address);
    }
    static bool is_number(const Address& address) {
        asio::error_code error;
        static_cast<void>(asio::ip::make_address(address.host, error));
        return !error;
    }

    const TransportOptions options_;
    Shared shared_;
    std::vector<std::unique_ptr<IoThread>> threads_;
    std::shared_ptr<Listener> listener_;
    std::shared_ptr<DatagramSocket> datagrams_;

    mutable std::shared_mutex mutex_;
    // Guarded by mutex_.
    std::unordered_map<Address, Peers> peers_;
    std::size_t next_thread_ = 0;
};

base::Result<void> Transport::Impl::open() {
    const base::Result<asio::ip::address> number = number_of(options_.listen);
    if (!number) {
        return tl::unexpected(number.error());
    }
    if (!options_.keys && !Address{number->to_string(), 0}.is_loopback()) {
        return needs_key(options_.listen);
    }
    // Where the system chooses the port, its choice for TCP may be taken for UDP.
    const int attempts = options_.listen.port == 0 ? 16 : 1;
    base::Result<void> opened;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        opened = listener_->open_at(tcp::endpoint(*number, options_.listen.port));
        if (!opened) {
            break;
        }
        opened = datagrams_->open_at(udp::endpoint(*number, listener_->endpoint().port()));
        if (opened) {
            return {};
        }
        listener_->stop();
    }
    return base::fail(base::ErrorCode::io, "can't listen on " + options_.listen.to_string() + ": " +
                                               opened.error().message);
}

void Transport::Impl::run() {
    listener_->start();
    datagrams_->start();
    for (const std::unique_ptr<IoThread>& thread : threads_) {
        thread->thread = std::thread([context = &thread->context] { context->run(); });
    }
}

Transport::Impl::~Impl() {
    for (const std::unique_ptr<IoThread>& thread : threads_) {
        thread->context.stop();
    }
    for (const std::unique_ptr<IoThread>& thread : threads_) {
        if (thread->thread.joinable()) {
            thread->thread.join();
        }
    }
    // No thread runs any more, so all may be touched from here.
    listener_->stop();
    datagrams_->stop();
    for (const auto& [address, peers] : peers_) {
        for (const std::shared_ptr<Peer>& peer : peers) {
            if (peer != nullptr) {
                peer->stop();
            }
        }
    }
    peers_.clear();
    listener_.reset();
    datagrams_.reset();
    // The first one may hold an accepted socket that belongs to another: it goes first.
    for (std::unique_ptr<IoThread>& thread : threads_) {
        thread.reset();
    }
}

std::shared_ptr<Peer> Transport::Impl::find(const Address& address, Channel channel) const {
    const std::shared_lock lock(mutex_);
    const auto found = peers_.find(address);
    return found == peers_.end() ? nullptr : found->second[index_of(channel)];
}

std::shared_ptr<Peer> Transport::Impl::find_or_make(const Address& address, Channel channel) {
    if (std::shared_ptr<Peer> peer = find(address, channel)) {
        return peer;
    }
    const std::scoped_lock lock(mutex_);
    std::shared_ptr<Peer>& peer = peers_[address][index_of(channel)];
    if (peer == nullptr) {
        IoThread& thread = *threads_[next_thread_++ % threads_.size()];
        peer = std::make_shared<Peer>(shared_, thread.context, address, channel);
    }
    return peer;
}

base::Result<void> Transport::Impl::send(const Address& to, Channel channel, Frame frame) {
    if (frame.size() > options_.limits.frame_bytes_max[index_of(channel)]) {
        return base::fail(base::ErrorCode::too_large,
                          "a frame of " + std::to_string(frame.size()) + " bytes");
    }
    std::shared_ptr<Peer> peer = find(to, channel);
    if (peer == nullptr) {
        if (!may_reach(to)) {
            return needs_key(to);
        }
        peer = find_or_make(to, channel);
    }
    const SendQueue::Pushed pushed = peer->queue().push(std::move(frame));
    shared_.tally.add(Counter::frames_dropped, pushed.dropped);
    if (pushed.wake) {
        asio::io_context& context = peer->context();
        asio::post(context, [peer = std::move(peer)] { peer->flush(); });
    }
    return {};
}

base::Result<void> Transport::Impl::reply(ConnectionId to, Frame frame) {
    return listener_->reply(to, std::move(frame));
}

base::Result<void> Transport::Impl::send_datagram(const Address& to, Bytes payload) {
    if (!may_reach(to)) {
        return needs_key(to);
    }
    return datagrams_->send(to, payload);
}

std::size_t Transport::Impl::queued_bytes(const Address& to, Channel channel) const {
    const std::shared_ptr<Peer> peer = find(to, channel);
    return peer == nullptr ? 0 : peer->queue().bytes();
}

void Transport::Impl::forget(const Address& address) {
    Peers forgotten;
    {
        const std::scoped_lock lock(mutex_);
        const auto found = peers_.find(address);
        if (found == peers_.end()) {
            return;
        }
        forgotten = std::move(found->second);
        peers_.erase(found);
    }
    for (const std::shared_ptr<Peer>& peer : forgotten) {
        if (peer != nullptr) {
            asio::post(peer->context(), [peer] { peer->stop(); });
        }
    }
}

base::Result<void> Transport::Impl::replace_keys(const Keyring& keys) {
    if (!options_.keys) {
        return base::fail(base::ErrorCode::bad_input,
                          "started without a cluster key: a restart is needed");
    }
    shared_.ring.replace(keys);
    datagrams_->replace_keys();
    listener_->check_keys();
    const std::shared_lock lock(mutex_);
    for (const auto& [address, peers] : peers_) {
        for (const std::shared_ptr<Peer>& peer : peers) {
            if (peer != nullptr) {
                asio::post(peer->context(), [peer] { peer->check_key(); });
            }
        }
    }
    return {};
}

Transport::Transport(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Transport::~Transport() = default;

base::Result<std::unique_ptr<Transport>> Transport::start(TransportOptions options,
                                                          Handler& handler) {
    if (const base::Result<void> checked = check(options); !checked) {
        return tl::unexpected(checked.error());
    }
    try {
        auto impl = std::make_unique<Impl>(std::move(options), handler);
        if (const base::Result<void> opened = impl->open(); !opened) {
            return tl::unexpected(opened.error());
        }
        impl->run();
        return std::unique_ptr<Transport>(new Transport(std::move(impl)));
    } catch (const std::system_error& error) {  // no descriptors or threads left
        return base::fail(base::ErrorCode::io, std::string("no network: ") + error.what());
    }
}

base::Result<void> Transport::send(const Address& to, Channel channel,
                                   std::vector<std::uint8_t> frame) {
    return impl_->send(to, channel, std::move(frame));
}

base::Result<void> Transport::reply(ConnectionId to, std::vector<std::uint8_t> frame) {
    return impl_->reply(to, std::move(frame));
}

base::Result<void> Transport::send_datagram(const Address& to, Bytes payload) {
    return impl_->send_datagram(to, payload);
}

std::size_t Transport::queued_bytes(const Address& to, Channel channel) const {
    return impl_->queued_bytes(to, channel);
}

void Transport::forget(const Address& address) {
    impl_->forget(address);
}

base::Result<void> Transport::replace_keys(const Keyring& keys) {
    return impl_->replace_keys(keys);
}

Address Transport::bound_address() const {
    return impl_->bound_address();
}

Counters Transport::counters() const {
    return impl_->counters();
}

}  // namespace kura::cluster::net
