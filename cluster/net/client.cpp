#include "cluster/net/client.hpp"

#include "cluster/net/connection.hpp"
#include "solver/base/assert.hpp"

#include <asio/io_context.hpp>

#include <deque>
#include <string>
#include <system_error>
#include <utility>

namespace kura::cluster::net {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kPollBytes = std::size_t{64} * 1024;

}  // namespace

class Client::Impl : public ConnectionOwner, public std::enable_shared_from_this<Client::Impl> {
  public:
    Impl(Address node, Options options)
        : node_(std::move(node)), options_(std::move(options)), tally_({}) {
        options_.limits.handshake = options_.timeout;
    }
    ~Impl() override { close(); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    [[nodiscard]] base::Result<void> connect();
    [[nodiscard]] base::Result<void> send(Frame frame);
    [[nodiscard]] base::Result<Frame> receive(std::chrono::milliseconds timeout);
    void close();
    [[nodiscard]] bool is_quiet() const { return outstanding_ == 0 && answers_.empty(); }
    void give_up() {
        if (why_.empty()) {
            why_ = "an answer came too late";
        }
        close();
    }

    void on_open(Connection& /*connection*/) override {}
    void on_frame(Connection& connection, Bytes frame) override {
        if (outstanding_ == 0) {
            why_ = "answers what nobody asked";
            connection.abandon();
            return;
        }
        --outstanding_;
        answers_.emplace_back(frame.begin(), frame.end());
    }
    void on_closed(Connection& /*connection*/, const std::string& why) override { why_ = why; }

  private:
    // Works until `is_done` or the time is over or the connection is gone.
    template <typename Condition>
    [[nodiscard]] bool run_until(Clock::time_point deadline, const Condition& is_done) {
        while (!is_done() && why_.empty() && Clock::now() < deadline) {
            context_.restart();
            context_.run_one_until(deadline);
        }
        return is_done();
    }
    [[nodiscard]] tl::unexpected<base::Error> gone(const char* otherwise) const {
        return base::fail(base::ErrorCode::unavailable,
                          node_.to_string() + ": " + (why_.empty() ? otherwise : why_));
    }

    const Address node_;
    Options options_;
    Tally tally_;
    TlsContext tls_;
    asio::io_context context_{1};
    std::shared_ptr<SendQueue> queue_;
    std::shared_ptr<Connection> connection_;
    std::deque<Frame> answers_;
    std::size_t outstanding_ = 0;  // answers that have not arrived
    std::string why_;              // it is closed
};

base::Result<void> Client::Impl::connect() {
    const std::size_t cap = options_.limits.queue_bytes_max[index_of(Channel::client)];
    queue_ = std::make_shared<SendQueue>(cap, SendQueue::WhenFull::refuse);
    connection_ = std::make_shared<Connection>(ConnectionSetup{
        .context = context_,
        .id = ConnectionId{1},
        .limits = options_.limits,
        .tally = tally_,
        .tls = tls_,
        .ring = options_.keys ? std::make_shared<const Keyring>(*options_.keys) : nullptr,
        .queue = queue_,
        .owner = weak_from_this()});
    connection_->connect(node_, Channel::client);
    const bool is_open =
        run_until(Clock::now() + options_.timeout, [this] { return connection_->is_open(); });
    if (!is_open) {
        return gone("no answer in time");
    }
    return {};
}

base::Result<void> Client::Impl::send(Frame frame) {
    const std::size_t size = frame.size();
    if (size > options_.limits.frame_bytes_max[index_of(Channel::client)]) {
        return base::fail(base::ErrorCode::too_large,
                          "a frame of " + std::to_string(size) + " bytes");
    }
    const std::size_t cap = options_.limits.queue_bytes_max[index_of(Channel::client)];
    const auto has_room = [&] { return queue_->bytes() + size + sizeof(Frame) <= cap; };
    if (!run_until(Clock::now() + options_.timeout, has_room) || !why_.empty()) {
        return gone("too much is on its way");
    }
    const SendQueue::Pushed pushed = queue_->push(std::move(frame));
    KURA_ASSERT(!pushed.is_refused);
    ++outstanding_;
    if (pushed.wake || queue_->bytes() > kPollBytes) {
        connection_->flush();
        context_.restart();
        context_.poll();
    }
    return {};
}

base::Result<Frame> Client::Impl::receive(std::chrono::milliseconds timeout) {
    const bool has_answer = run_until(Clock::now() + timeout, [this] { return !answers_.empty(); });
    if (!has_answer) {
        return gone("no answer in time");
    }
    Frame answer = std::move(answers_.front());
    answers_.pop_front();
    return answer;
}

void Client::Impl::close() {
    if (connection_ != nullptr) {
        connection_->abandon();
        connection_.reset();
    }
}

Client::Client(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

base::Result<Client> Client::connect(const Address& node, Options options) {
    try {
        auto impl = std::make_shared<Impl>(node, std::move(options));
        if (const base::Result<void> connected = impl->connect(); !connected) {
            return tl::unexpected(connected.error());
        }
        return Client(std::move(impl));
    } catch (const std::system_error& error) {  // no descriptors or threads left
        return base::fail(base::ErrorCode::io, std::string("no network: ") + error.what());
    }
}

base::Result<std::vector<std::uint8_t>> Client::request(std::vector<std::uint8_t> frame,
                                                        std::chrono::milliseconds timeout) {
    KURA_ASSERT(impl_->is_quiet());
    if (const base::Result<void> sent = impl_->send(std::move(frame)); !sent) {
        return tl::unexpected(sent.error());
    }
    base::Result<std::vector<std::uint8_t>> answer = impl_->receive(timeout);
    if (!answer) {
        impl_->give_up();  // or its answer would be taken for the next one
    }
    return answer;
}

base::Result<void> Client::send(std::vector<std::uint8_t> frame) {
    return impl_->send(std::move(frame));
}

base::Result<std::vector<std::uint8_t>> Client::receive(std::chrono::milliseconds timeout) {
    return impl_->receive(timeout);
}

}  // namespace kura::cluster::net
