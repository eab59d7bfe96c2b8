#include "cluster/net/datagram_seal.hpp"
#include "cluster/net/frame_reader.hpp"
#include "cluster/net/limits.hpp"
#include "tests/cluster/net/raw_socket.hpp"
#include "tests/cluster/net/world.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace kura::cluster::net {
namespace {

using Kind = RawSocket::Kind;

std::uint64_t now_ms() {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                          std::chrono::system_clock::now().time_since_epoch())
                                          .count());
}

void append_frame(std::vector<std::uint8_t>& stream, Bytes frame) {
    const auto head = frame_head(frame.size());
    stream.insert(stream.end(), head.begin(), head.end());
    stream.insert(stream.end(), frame.begin(), frame.end());
}

std::vector<std::uint8_t> greeting(std::uint8_t version, std::uint8_t channel) {
    std::vector<std::uint8_t> stream;
    append_frame(stream, std::vector<std::uint8_t>{'K', 'U', 'R', 'A', version, channel});
    return stream;
}

// Frames do not get through, in either direction.
void expect_apart(const std::optional<Keyring>& one, const std::optional<Keyring>& two) {
    Node a(one);
    Node b(two);
    const auto refused = [](const Node& node) {
        return node.count(Counter::handshakes_refused) + node.count(Counter::greetings_refused);
    };
    for (const auto& [from, to] : {std::pair(&a, &b), std::pair(&b, &a)}) {
        const std::uint64_t before = refused(*to);
        const std::size_t lost_before = from->heard.lost.size();
        ASSERT_TRUE(from->transport->send(to->address(), Channel::data, bytes_of("secret")));
        ASSERT_TRUE(
            from->heard.wait([&](const Listening& it) { return it.lost.size() > lost_before; }));
        EXPECT_EQ(refused(*to), before + 1);  // it is counted before it is closed
        const auto client =
            Client::connect(to->address(), {.keys = from == &a ? one : two, .timeout = kPatience});
        EXPECT_FALSE(client);
        ASSERT_TRUE(from->transport->send_datagram(to->address(), bytes_of("ping")));
        ASSERT_TRUE(to->heard.wait([&](const Listening& it) {
            return !it.datagrams.empty() ||
                   to->count(Counter::datagrams_forged) + to->count(Counter::datagrams_malformed) >
                       0;
        }));
    }
    for (Node* node : {&a, &b}) {
        EXPECT_TRUE(node->heard.take_frames().empty());
        EXPECT_TRUE(node->heard.datagrams.empty());
        EXPECT_EQ(node->count(Counter::connections_accepted), 0U);
        EXPECT_EQ(node->count(Counter::connections_opened), 0U);
    }
}

TEST(SecurityTest, AnotherKeyIsRefused) {
    // Goal: the key is what admits. Method: two nodes with different keys, both directions.
    expect_apart(Keyring(ClusterKey::generate()), Keyring(ClusterKey::generate()));
}

TEST(SecurityTest, PlainTextAndTlsDontMix) {
    // Goal: no falling back. Method: a node with a key and one without, both directions.
    expect_apart(Keyring(ClusterKey::generate()), std::nullopt);
}

TEST(SecurityTest, GarbageClosesOnlyItsConnection) {
    // Goal: strangers cost one connection each and are counted. Method: several kinds of garbage
    // beside a connection that works before and after.
    Node node;
    auto client = Client::connect(node.address(), {.timeout = kPatience});
    ASSERT_TRUE(client) << client.error().message;
    std::vector<std::vector<std::uint8_t>> strange{
        bytes_of("GET / HTTP/1.1\r\nHost: kura\r\n\r\n"),
        std::vector<std::uint8_t>(100'000, 0),
        std::vector<std::uint8_t>(100, 255),
        greeting(kWireVersion, 4),
        greeting(kWireVersion + 1, 0),
    };
    strange.emplace_back(7, 0);  // an empty frame for a greeting
    for (const auto& bytes : strange) {
        const RawSocket stranger(Kind::stream, node.address());
        stranger.send(bytes);
        EXPECT_TRUE(stranger.is_ended());
    }
    EXPECT_TRUE(node.wait_for(Counter::greetings_refused, strange.size()));
    EXPECT_EQ(node.count(Counter::greetings_refused), strange.size());
    EXPECT_TRUE(client->request(bytes_of("alive?"), kPatience));
    EXPECT_EQ(node.count(Counter::connections_accepted), 1U);
}

TEST(SecurityTest, FramesBeyondTheLimitCloseTheirConnection) {
    // Goal: limits hold before memory is taken. Method: a good greeting, a good frame, a length one
    // above the limit; and a frame that breaks off.
    Node node(std::nullopt,
              [](TransportOptions& options) { options.limits.frame_bytes_max.fill(1000); });
    std::vector<std::uint8_t> stream;
    append_frame(stream, std::vector<std::uint8_t>(1000, 5));
    const auto head = frame_head(1001);
    stream.insert(stream.end(), head.begin(), head.end());
    const auto greet = [&node] {
        RawSocket socket(Kind::stream, node.address());
        socket.send(greeting(kWireVersion, 1));
        EXPECT_EQ(socket.receive(10), greeting(kWireVersion, 1)) << "it is repeated";
        return socket;
    };
    const RawSocket greedy = greet();
    greedy.send(stream);
    EXPECT_TRUE(greedy.is_ended());
    ASSERT_TRUE(node.heard.wait([](const Listening& it) { return it.closed.size() == 1; }));
    EXPECT_EQ(node.count(Counter::frames_refused), 1U);
    greet().send(Bytes(stream).first(500));
    ASSERT_TRUE(node.heard.wait([](const Listening& it) { return it.closed.size() == 2; }));
    EXPECT_EQ(node.count(Counter::connections_broken), 1U);
    EXPECT_EQ(node.heard.take_frames().size(), 1U) << "the whole one alone";
}

TEST(SecurityTest, WhoNeverGreetsIsShutOut) {
    // Goal: silent connections do not pile up. Method: a short limit, a connection that says
    // nothing; with a key, one that stops within the handshake.
    for (const bool with_key : {false, true}) {
        const auto ring = with_key ? std::optional(Keyring(ClusterKey::generate())) : std::nullopt;
        Node node(ring, [](TransportOptions& options) {
            options.limits.handshake = std::chrono::milliseconds(50);
        });
        const RawSocket silent(Kind::stream, node.address());
        if (with_key) {
            silent.send(std::vector<std::uint8_t>{0x16, 0x03, 0x01});
        }
        EXPECT_TRUE(silent.is_ended());
        EXPECT_TRUE(node.wait_for(Counter::greetings_refused, 1));
    }
}

TEST(SecurityTest, AConnectionTooManyIsRefused) {
    // Goal: the number of connections is bounded. Method: two allowed, a third.
    Node node(std::nullopt, [](TransportOptions& options) { options.limits.accepted_max = 2; });
    auto first = Client::connect(node.address(), {.timeout = kPatience});
    auto second = Client::connect(node.address(), {.timeout = kPatience});
    EXPECT_TRUE(first && second);
    EXPECT_FALSE(Client::connect(node.address(), {.timeout = kPatience}));
    EXPECT_EQ(node.count(Counter::connections_refused), 1U);
    EXPECT_TRUE(second->request(bytes_of("alive?"), kPatience));
}

TEST(SecurityTest, BadDatagramsAreDroppedAndCounted) {
    // Goal: replay, forgery, staleness, garbage. Method: a datagram made with the key and sent from
    // a socket of the test's: once, again, changed, old; garbage; then a good one still arrives.
    const Keyring ring(ClusterKey::generate());
    Node node(ring);
    const RawSocket socket(Kind::datagrams, node.address());
    DatagramSealer sealer(ring.sending());
    DatagramSealer late(ring.sending());
    const auto good = sealer.seal(bytes_of("one"), now_ms());
    auto changed = sealer.seal(bytes_of("two"), now_ms());
    changed.back() ^= 1U;
    socket.send(good);
    socket.send(good);
    socket.send(changed);
    socket.send(late.seal(bytes_of("old"), now_ms() - 600'000));
    socket.send(std::vector<std::uint8_t>(2500, 1));
    socket.send(std::vector<std::uint8_t>{0, 'x'});
    socket.send(sealer.seal(std::vector<std::uint8_t>(1201, 1), now_ms()));
    socket.send(sealer.seal(bytes_of("last"), now_ms()));
    ASSERT_TRUE(node.heard.wait([](const Listening& it) {
        return !it.datagrams.empty() && it.datagrams.back() == bytes_of("last");
    }));
    EXPECT_EQ(node.heard.datagrams.size(), 2U);
    EXPECT_EQ(node.count(Counter::datagrams_replayed), 1U);
    EXPECT_EQ(node.count(Counter::datagrams_forged), 2U);
    EXPECT_EQ(node.count(Counter::datagrams_stale), 1U);
    EXPECT_EQ(node.count(Counter::datagrams_malformed), 2U);
    EXPECT_FALSE(node.heard.lines.empty());
}

TEST(SecurityTest, KeysRotateWithoutAStop) {
    // Goal: rotation. Method: add the new key on both nodes, use it, remove the old one, frames and
    // datagrams after each step; then who has only the old key is out.
    const ClusterKey old_key = ClusterKey::generate();
    const ClusterKey new_key = ClusterKey::generate();
    Node a{Keyring(old_key)};
    Node b{Keyring(old_key)};
    Keyring ring(old_key);
    std::size_t sent = 0;
    const auto expect_talk = [&] {
        ++sent;
        // A connection that is being closed may take a frame with it: it is sent until it arrives.
        ASSERT_TRUE(b.heard.wait([&](const Listening& it) {
            static_cast<void>(
                a.transport->send(b.address(), Channel::control, bytes_of(std::to_string(sent))));
            return !it.frames.empty() && it.frames.back().frame == bytes_of(std::to_string(sent));
        }));
        ASSERT_TRUE(b.heard.wait([&](const Listening& it) {
            static_cast<void>(
                a.transport->send_datagram(b.address(), bytes_of(std::to_string(sent))));
            return !it.datagrams.empty() && it.datagrams.back() == bytes_of(std::to_string(sent));
        }));
    };
    const auto install = [&](Node& node) { ASSERT_TRUE(node.transport->replace_keys(ring)); };
    expect_talk();
    ASSERT_TRUE(ring.add(new_key));
    install(a);
    expect_talk();
    install(b);
    expect_talk();
    EXPECT_EQ(a.count(Counter::connections_broken), 0U);
    ASSERT_TRUE(ring.use(new_key.id()));
    install(b);
    install(a);
    expect_talk();
    ASSERT_TRUE(ring.remove(old_key.id()));
    install(a);
    install(b);
    expect_talk();
    EXPECT_TRUE(a.wait_for(Counter::connections_broken, 1)) << "it was made with the old key";
    const auto stranger =
        Client::connect(b.address(), {.keys = Keyring(old_key), .timeout = kPatience});
    ASSERT_FALSE(stranger);
    EXPECT_EQ(stranger.error().message,
              b.address().to_string() + ": refused: another cluster key there, or none");
    const Node plain;
    EXPECT_FALSE(plain.transport->replace_keys(ring));
}

TEST(SecurityTest, AnswersThatNobodyReadsEndTheConnection) {
    // Goal: a client that asks and never reads can't fill memory. Method: raw questions without
    // end, a small cap.
    Node node(std::nullopt, [](TransportOptions& options) {
        options.limits.frame_bytes_max.fill(100'000);
        options.limits.queue_bytes_max.fill(200'000);
    });
    node.heard.keeps_frames = false;
    const RawSocket rude(Kind::stream, node.address());
    rude.send(greeting(kWireVersion, 3));
    std::vector<std::uint8_t> question;
    append_frame(question, std::vector<std::uint8_t>(100'000, 9));
    for (int i = 0; i < 1000 && node.count(Counter::connections_broken) == 0; ++i) {
        rude.send(question);
    }
    EXPECT_TRUE(node.wait_for(Counter::connections_broken, 1));
    ASSERT_TRUE(node.heard.wait([](const Listening& it) { return it.closed.size() == 1; }));
}

}  // namespace
}  // namespace kura::cluster::net
