#include "tests/cluster/net/world.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace kura::cluster::net {
namespace {

constexpr std::array kPeerChannels{Channel::control, Channel::data, Channel::bulk};

std::vector<std::uint8_t> frame_of(std::size_t size, std::size_t number) {
    std::vector<std::uint8_t> frame(size);
    for (std::size_t i = 0; i < size; ++i) {
        frame[i] = static_cast<std::uint8_t>(i * 31 + number);
    }
    return frame;
}

// Everything that does not depend on the key is to hold with it and without.
class EitherWayTest : public ::testing::TestWithParam<bool> {
  protected:
    [[nodiscard]] std::optional<Keyring> keys() const {
        return GetParam() ? std::optional(ring_) : std::nullopt;
    }

  private:
    Keyring ring_{ClusterKey::generate()};
};

INSTANTIATE_TEST_SUITE_P(Transport, EitherWayTest, ::testing::Bool(), [](const auto& with_key) {
    return with_key.param ? "WithKey" : "InPlainText";
});

TEST_P(EitherWayTest, FramesArriveInOrderOnTheirChannels) {
    // Goal: the round trip. Method: frames of many sizes on three channels, there and back.
    const Node a(keys());
    Node b(keys());
    Node c(keys(), [](TransportOptions& options) { options.io_threads = 3; });
    const std::vector<std::size_t> sizes{0, 1, 100, 4096, 4097, 16'380, 65'536, 1'000'000};
    for (const Channel channel : kPeerChannels) {
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            ASSERT_TRUE(a.transport->send(b.address(), channel, frame_of(sizes[i], i)));
            ASSERT_TRUE(b.transport->send(c.address(), channel, frame_of(sizes[i], i)));
        }
    }
    for (Node* node : {&b, &c}) {
        ASSERT_TRUE(node->heard.wait_for_frames(sizes.size() * kPeerChannels.size()));
        std::array<std::size_t, kChannels> next{};
        for (const Listening::Heard& heard : node->heard.take_frames()) {
            const std::size_t i = next[index_of(heard.channel)]++;
            ASSERT_LT(i, sizes.size());
            EXPECT_EQ(heard.frame, frame_of(sizes[i], i));
        }
    }
    EXPECT_EQ(b.count(Counter::connections_accepted), kPeerChannels.size());
    EXPECT_EQ(c.count(Counter::connections_accepted), kPeerChannels.size());
    EXPECT_EQ(a.transport->queued_bytes(c.address(), Channel::data), 0U);
}

TEST_P(EitherWayTest, DatagramsArrive) {
    // Goal: the datagram path, its limit included. Method: by number and by name; too large.
    const Node a(keys());
    Node b(keys());
    const std::vector<std::uint8_t> largest = frame_of(kDatagramBytesMax, 7);
    ASSERT_TRUE(a.transport->send_datagram(b.address(), largest));
    ASSERT_TRUE(b.heard.wait([](const Listening& it) { return it.datagrams.size() == 1; }));
    EXPECT_EQ(b.heard.datagrams[0], largest);
    const auto refused = a.transport->send_datagram(b.address(), frame_of(1201, 7));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "a datagram of 1201 bytes; at most 1200");
    // What is sent before the name is known is lost, so it is sent until one arrives.
    const Address by_name{"localhost", b.address().port};
    ASSERT_TRUE(b.heard.wait([&](const Listening& it) {
        static_cast<void>(a.transport->send_datagram(by_name, largest));
        return it.datagrams.size() > 1;
    }));
}

TEST_P(EitherWayTest, ManyFramesGoInOneWrite) {
    // Goal: batching. Method: 20,000 small frames are queued while the I/O thread is held up in a
    // handler; then they must go out 256 KB at a time.
    class HeldUp : public Listening {
      public:
        void on_datagram(Bytes datagram) override {
            Listening::on_datagram(datagram);
            may_go.wait(false, std::memory_order_acquire);
        }
        std::atomic<bool> may_go{false};
    };
    constexpr std::size_t kCount = 20'000;
    HeldUp held_up;
    const auto a = Transport::start({.listen = {}, .keys = keys()}, held_up);
    ASSERT_TRUE(a) << a.error().message;
    Node b(keys());
    ASSERT_TRUE(b.transport->send_datagram((*a)->bound_address(), {}));
    EXPECT_TRUE(held_up.wait([](const Listening& it) { return !it.datagrams.empty(); }));
    for (std::size_t i = 0; i < kCount; ++i) {
        EXPECT_TRUE((*a)->send(b.address(), Channel::data, frame_of(20, i)));
    }
    held_up.may_go.store(true, std::memory_order_release);
    held_up.may_go.notify_all();
    ASSERT_TRUE(b.heard.wait_for_frames(kCount));
    const Counters counters = (*a)->counters();
    EXPECT_EQ(counters[Counter::frames_sent], kCount);
    EXPECT_EQ(counters[Counter::frames_dropped], 0U);
    EXPECT_LT(counters[Counter::writes], 20U);
    EXPECT_TRUE(b.wait_for(Counter::frames_received, kCount));
}

TEST_P(EitherWayTest, AClientIsAnswered) {
    // Goal: commands. Method: a question and its answer, then a thousand under way at once.
    Node node(keys(), [](TransportOptions& options) { options.io_threads = 2; });
    auto client = Client::connect(node.address(), {.keys = keys(), .timeout = kPatience});
    ASSERT_TRUE(client) << client.error().message;
    const auto answer = client->request(bytes_of("status"), kPatience);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(*answer, bytes_of("status"));
    for (std::size_t i = 0; i < 1000; ++i) {
        ASSERT_TRUE(client->send(frame_of(1000, i)));
    }
    for (std::size_t i = 0; i < 1000; ++i) {
        const auto next = client->receive(kPatience);
        ASSERT_TRUE(next) << next.error().message;
        ASSERT_EQ(*next, frame_of(1000, i));
    }
    ASSERT_TRUE(node.heard.wait_for_frames(1));
    const ConnectionId id = node.heard.take_frames().front().from;
    { const Client gone = *std::move(client); }
    ASSERT_TRUE(node.heard.wait(
        [id](const Listening& it) { return !it.closed.empty() && it.closed.front() == id; }));
    EXPECT_FALSE(node.transport->reply(id, bytes_of("too late")));
}

TEST_P(EitherWayTest, ARestartedPeerIsFoundAgain) {
    // Goal: reconnection. Method: the peer stops, its loss is told; one at the same address gets
    // the next frames.
    Node a(keys());
    auto b = std::make_unique<Node>(keys());
    const Address address = b->address();
    ASSERT_TRUE(a.transport->send(address, Channel::data, bytes_of("one")));
    ASSERT_TRUE(b->heard.wait_for_frames(1));
    b.reset();
    ASSERT_TRUE(a.heard.wait([&](const Listening& it) {
        return !it.lost.empty() && it.lost.front() == std::pair(address, Channel::data);
    }));
    Node again(keys(), [&](TransportOptions& options) { options.listen = address; });
    ASSERT_NE(again.transport, nullptr);
    ASSERT_TRUE(a.transport->send(address, Channel::data, bytes_of("two")));
    ASSERT_TRUE(again.heard.wait_for_frames(1));
    EXPECT_EQ(again.heard.take_frames().front().frame, bytes_of("two"));
}

TEST_P(EitherWayTest, StopsWhileTrafficRuns) {
    // Goal: a clean end. Method: three nodes send to each other from their own threads, all
    // channels and datagrams; each is stopped in the middle. Sanitizers see what is wrong.
    const auto many_threads = [](TransportOptions& options) { options.io_threads = 2; };
    std::vector<std::unique_ptr<Node>> nodes;
    std::vector<Address> addresses;
    for (int i = 0; i < 3; ++i) {
        nodes.push_back(std::make_unique<Node>(keys(), many_threads));
        nodes.back()->heard.keeps_frames = false;
        addresses.push_back(nodes.back()->address());
    }
    std::array<std::atomic<bool>, 3> is_over{};
    std::vector<std::thread> senders;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        senders.emplace_back([&, i] {
            for (std::size_t n = 0; !is_over[i].load(std::memory_order_acquire); ++n) {
                const Address& to = addresses[n % addresses.size()];
                const Channel channel = kPeerChannels[n / 3 % kPeerChannels.size()];
                static_cast<void>(nodes[i]->transport->send(to, channel, frame_of(n % 5000, n)));
                static_cast<void>(nodes[i]->transport->send_datagram(to, frame_of(100, n)));
                if (nodes[i]->transport->queued_bytes(to, channel) > kMegabyte) {
                    std::this_thread::yield();
                }
            }
        });
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        EXPECT_TRUE(nodes[i]->heard.wait(
            [](const Listening& it) { return it.frame_count > 2000 && !it.datagrams.empty(); }));
        is_over[i].store(true, std::memory_order_release);
        senders[i].join();
        nodes[i]->stop();
    }
}

TEST(TransportTest, APortInUseIsNamed) {
    // Goal: the commonest error of operators. Method: two nodes on one port.
    const Node first;
    Listening second;
    const auto started = Transport::start({.listen = first.address()}, second);
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().message,
              "can't listen on " + first.address().to_string() + ": Address already in use");
}

TEST(TransportTest, BeyondLoopbackAKeyIsNeeded) {
    // Goal: nothing leaves the machine in plain text. Method: listening, sending, datagrams and
    // clients without a key; listening with one.
    Listening heard;
    const Address everywhere{"0.0.0.0", 0};
    const auto open = Transport::start({.listen = everywhere}, heard);
    ASSERT_FALSE(open);
    EXPECT_EQ(open.error().message,
              "0.0.0.0:0 is beyond loopback, which needs a cluster key: kura key new");
    const Node node;
    const Address away{"192.0.2.1", 4680};
    EXPECT_FALSE(node.transport->send(away, Channel::data, {}));
    EXPECT_FALSE(node.transport->send_datagram(away, {}));
    const auto client = Client::connect(away, {.timeout = kPatience});
    ASSERT_FALSE(client);
    EXPECT_NE(client.error().message.find("kura key new"), std::string::npos);
    const auto closed =
        Transport::start({.listen = everywhere, .keys = Keyring(ClusterKey::generate())}, heard);
    EXPECT_TRUE(closed) << closed.error().message;
}

TEST(TransportTest, AQueueHasItsCap) {
    // Goal: bounded memory towards a peer that does not read. Method: a handler that waits in its
    // first frame; the queue fills, keeps within its cap, drops the oldest; then all else arrives.
    class Slow : public Listening {
      public:
        void on_frame(Channel channel, ConnectionId from, Bytes frame) override {
            may_go.wait(false, std::memory_order_acquire);
            Listening::on_frame(channel, from, frame);
        }
        std::atomic<bool> may_go{false};
    };
    static constexpr std::size_t kCap = 4 * kMegabyte;
    constexpr std::size_t kSize = 100'000;
    constexpr std::size_t kCount = 500;
    Slow slow;
    auto receiver = Transport::start({.listen = {}}, slow);
    ASSERT_TRUE(receiver) << receiver.error().message;
    Node sender(std::nullopt, [](TransportOptions& options) {
        options.limits.frame_bytes_max.fill(kMegabyte);
        options.limits.queue_bytes_max.fill(kCap);
    });
    const Address to = (*receiver)->bound_address();
    for (std::size_t i = 0; i < kCount; ++i) {
        ASSERT_TRUE(sender.transport->send(to, Channel::data, frame_of(kSize, i)));
        ASSERT_LE(sender.transport->queued_bytes(to, Channel::data), kCap);
    }
    EXPECT_GT(sender.count(Counter::frames_dropped), 0U);
    slow.may_go.store(true, std::memory_order_release);
    slow.may_go.notify_all();
    const std::vector<std::uint8_t> last = frame_of(kSize, kCount - 1);
    ASSERT_TRUE(slow.wait(
        [&](const Listening& it) { return !it.frames.empty() && it.frames.back().frame == last; }));
    EXPECT_EQ(slow.frames.size() + sender.count(Counter::frames_dropped), kCount);
    EXPECT_FALSE(sender.transport->send(to, Channel::data, frame_of(kMegabyte + 1, 0)));
}

TEST(TransportTest, WhatCantBeReachedIsDroppedAndTold) {
    // Goal: a dead address costs nothing for long. Method: a port where nobody listens any more.
    Address nobody;
    {
        const Node gone;
        nobody = gone.address();
    }
    Node node;
    ASSERT_TRUE(node.transport->send(nobody, Channel::control, bytes_of("hello?")));
    ASSERT_TRUE(node.heard.wait([](const Listening& it) { return it.lost.size() == 1; }));
    EXPECT_EQ(node.transport->queued_bytes(nobody, Channel::control), 0U);
    EXPECT_EQ(node.count(Counter::connects_failed), 1U);
    EXPECT_EQ(node.count(Counter::frames_dropped), 1U);
    ASSERT_TRUE(node.transport->send(nobody, Channel::control, bytes_of("hello?")));
    ASSERT_TRUE(node.heard.wait([](const Listening& it) { return it.lost.size() == 2; }));
    ASSERT_TRUE(node.heard.wait([](const Listening& it) { return !it.lines.empty(); }));
    EXPECT_EQ(node.heard.lines[0], "connection to " + nobody.to_string() + ": Connection refused");
    node.transport->forget(nobody);
    EXPECT_EQ(node.transport->queued_bytes(nobody, Channel::control), 0U);
}

}  // namespace
}  // namespace kura::cluster::net
