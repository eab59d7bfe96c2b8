#include "cluster/net/address.hpp"
#include "cluster/net/cluster_key.hpp"
#include "cluster/net/datagram_seal.hpp"
#include "cluster/net/frame_reader.hpp"
#include "cluster/net/send_queue.hpp"
#include "cluster/net/tls.hpp"
#include "solver/base/temporary_folder.hpp"
#include "tests/cluster/net/world.hpp"

#include <gtest/gtest.h>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>

namespace kura::cluster::net {
namespace {

TEST(AddressTest, TextIsReadAsWritten) {
    // Goal: the three forms. Method: parse, print, compare.
    EXPECT_EQ(Address::parse("node-1.example:4680")->to_string(), "node-1.example:4680");
    EXPECT_EQ(Address::parse("10.1.2.3:0")->to_string(), "10.1.2.3:0");
    EXPECT_EQ(Address::parse("[fe80::1]:65535")->to_string(), "[fe80::1]:65535");
    EXPECT_EQ(Address::parse(":4680")->to_string(), "127.0.0.1:4680");
    for (const char* bad : {"", "host", "host:", "host:65536", "host:-1", "host:1x", "::1:80",
                            "[::1]", "[::1]80", "[zz]:1", "[]:1", "a b:1", "-x:1", "a/b:1"}) {
        EXPECT_FALSE(Address::parse(bad)) << bad;
    }
    EXPECT_FALSE(Address::parse(std::string(300, 'a') + ":1"));
}

TEST(AddressTest, OnlyThisMachineIsLoopback) {
    // Goal: nothing that others can reach passes for loopback. Method: both kinds.
    for (const char* here :
         {"localhost:1", "127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "[::ffff:127.0.0.1]:1", ":1"}) {
        EXPECT_TRUE(Address::parse(here)->is_loopback()) << here;
    }
    for (const char* away : {"0.0.0.0:1", "[::]:1", "128.0.0.1:1", "localhost.example:1",
                             "127.0.0.1.example:1", "[::ffff:10.0.0.1]:1", "[::2]:1"}) {
        EXPECT_FALSE(Address::parse(away)->is_loopback()) << away;
    }
}

class KeyFileTest : public ::testing::Test {
  protected:
    [[nodiscard]] std::string path() const { return folder_.path().string() + "/key"; }
    void put(const std::string& text, unsigned mode) const {
        std::ofstream(path()) << text;
        ASSERT_EQ(::chmod(path().c_str(), mode), 0);
    }

  private:
    base::TemporaryFolder folder_;
};

TEST_F(KeyFileTest, RingsSurviveTheirFile) {
    // Goal: what is written is read, and is the owner's alone. Method: rotate, write, read.
    const ClusterKey old_key = ClusterKey::generate();
    const ClusterKey new_key = ClusterKey::generate();
    ASSERT_NE(old_key.id(), new_key.id());
    Keyring ring(old_key);
    EXPECT_FALSE(ring.add(old_key));
    EXPECT_TRUE(ring.add(new_key));
    EXPECT_TRUE(ring.use(new_key.id()));
    EXPECT_FALSE(ring.remove(new_key.id())) << "it is in use";
    ASSERT_TRUE(ring.write(path(), false));
    EXPECT_FALSE(ring.write(path(), false)) << "no key file is overwritten by mistake";
    EXPECT_TRUE(ring.write(path(), true));
    struct stat status {};
    ASSERT_EQ(::stat(path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    const auto read = Keyring::read(path());
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(read->keys().size(), 2U);
    EXPECT_EQ(read->sending().to_text(), new_key.to_text());
    EXPECT_NE(read->find(old_key.id()), nullptr);
    EXPECT_TRUE(ring.remove(old_key.id()));
    EXPECT_EQ(ring.find(old_key.id()), nullptr);
}

TEST_F(KeyFileTest, BadFilesAreRefusedWithTheirReason) {
    // Goal: one clear line for each way a key file is wrong. Method: each way.
    const std::string key = ClusterKey::generate().to_text();
    const auto reason = [this] {
        const auto ring = Keyring::read(path());
        return ring ? std::string("read") : ring.error().message;
    };
    EXPECT_NE(reason().find("No such file"), std::string::npos);
    put(key + "\n", 0640);
    EXPECT_NE(reason().find("chmod 600 " + path()), std::string::npos);
    put(key + "\n", 0604);
    EXPECT_NE(reason().find("chmod 600"), std::string::npos);
    put("# nothing\n\n", 0600);
    EXPECT_NE(reason().find("kura key new"), std::string::npos);
    put(key + "\n  " + key + " # again\n", 0600);
    EXPECT_NE(reason().find(":2: "), std::string::npos);
    put(key.substr(1), 0600);
    EXPECT_NE(reason().find("64 hexadecimal digits"), std::string::npos);
    put(std::string(100'000, 'a'), 0600);
    EXPECT_NE(reason().find("too large"), std::string::npos);
    put("# mine\r\n" + key + "\r\n", 0600);
    EXPECT_EQ(reason(), "read");
}

constexpr std::uint64_t kNoon = 1'700'000'000'000;
constexpr std::uint64_t kSecondMs = 1000;

TEST(DatagramSealTest, IsOpenedOnceAndOnlyAsItWas) {
    // Goal: authenticity. Method: every bit changed, every length cut, another key, again.
    const Keyring ring(ClusterKey::generate());
    DatagramSealer sealer(ring.sending());
    DatagramOpener opener(ring, {}, kNoon);
    DatagramOpener stranger(Keyring(ClusterKey::generate()), {}, kNoon);
    const std::vector<std::uint8_t> plain = bytes_of("who is alive?");
    const std::vector<std::uint8_t> sealed = sealer.seal(plain, kNoon);
    ASSERT_EQ(sealed.size(), plain.size() + kSealBytes);
    EXPECT_EQ(std::search(sealed.begin(), sealed.end(), plain.begin(), plain.end()), sealed.end());
    std::vector<std::uint8_t> got;
    EXPECT_EQ(stranger.open(sealed, kNoon, got), Refusal::unknown_key);
    for (std::size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
        std::vector<std::uint8_t> changed = sealed;
        changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ 1U << bit % 8);
        EXPECT_NE(opener.open(changed, kNoon, got), Refusal::none) << bit;
    }
    for (std::size_t size = 0; size < sealed.size(); ++size) {
        EXPECT_NE(opener.open(Bytes(sealed).first(size), kNoon, got), Refusal::none) << size;
    }
    ASSERT_EQ(opener.open(sealed, kNoon, got), Refusal::none);
    EXPECT_EQ(got, plain);
    EXPECT_EQ(opener.open(sealed, kNoon, got), Refusal::replayed);
}

TEST(DatagramSealTest, DatagramsMayOvertakeEachOtherWithinTheWindow) {
    // Goal: the window. Method: send 3000, open them backwards: the last kWindow open, once each.
    const Keyring ring(ClusterKey::generate());
    DatagramSealer sealer(ring.sending());
    DatagramOpener opener(ring, {}, kNoon);
    constexpr std::size_t kSent = 3000;
    Frames sent;
    for (std::size_t i = 0; i < kSent; ++i) {
        sent.push_back(sealer.seal({}, kNoon + i));
    }
    std::vector<std::uint8_t> got;
    for (std::size_t i = kSent; i-- > 0;) {
        const Refusal wanted = i + kWindow >= kSent ? Refusal::none : Refusal::replayed;
        ASSERT_EQ(opener.open(sent[i], kNoon, got), wanted) << i;
        ASSERT_EQ(opener.open(sent[i], kNoon, got), Refusal::replayed) << i;
    }
}

TEST(DatagramSealTest, ARestartedReceiverRefusesWhatIsOld) {
    // Goal: replay across a restart. Method: a datagram just older than the allowed skew before
    // the start is refused, whenever it comes; a younger one opens (the documented limit).
    const Keyring ring(ClusterKey::generate());
    DatagramSealer sealer(ring.sending());
    const DatagramOpener::Options options{.skew_ms = 60 * kSecondMs};
    const auto old = sealer.seal({}, kNoon - 61 * kSecondMs);
    const auto young = sealer.seal({}, kNoon - 59 * kSecondMs);
    DatagramOpener restarted(ring, options, kNoon);
    std::vector<std::uint8_t> got;
    EXPECT_EQ(restarted.open(old, kNoon, got), Refusal::stale);
    EXPECT_EQ(restarted.open(young, kNoon, got), Refusal::none);
    EXPECT_EQ(restarted.open(old, kNoon, got), Refusal::stale) << "though its life is known now";
    DatagramSealer ahead(ring.sending());
    EXPECT_EQ(restarted.open(ahead.seal({}, kNoon + 61 * kSecondMs), kNoon, got), Refusal::stale);
    EXPECT_EQ(restarted.open(ahead.seal({}, kNoon + 61 * kSecondMs), kNoon + kSecondMs, got),
              Refusal::none);
}

TEST(DatagramSealTest, AForgottenSenderCantBeReplayed) {
    // Goal: memory is bounded without opening a door. Method: room for two lives; a third pushes
    // the first out; the first's datagrams stay refused, its new ones open.
    const Keyring ring(ClusterKey::generate());
    DatagramOpener opener(ring, {.skew_ms = 60 * kSecondMs, .lives_max = 2}, kNoon);
    DatagramSealer first(ring.sending());
    DatagramSealer second(ring.sending());
    DatagramSealer third(ring.sending());
    std::vector<std::uint8_t> got;
    const auto early = first.seal({}, kNoon + 1);
    const auto unseen = first.seal({}, kNoon + 2);
    const auto late = first.seal({}, kNoon + 3);
    ASSERT_EQ(opener.open(early, kNoon, got), Refusal::none);
    ASSERT_EQ(opener.open(late, kNoon, got), Refusal::none);
    ASSERT_EQ(opener.open(second.seal({}, kNoon + 4), kNoon, got), Refusal::none);
    ASSERT_EQ(opener.open(third.seal({}, kNoon + 5), kNoon, got), Refusal::none);
    for (const auto& datagram : {early, unseen, late}) {
        EXPECT_EQ(opener.open(datagram, kNoon, got), Refusal::stale);
    }
    EXPECT_EQ(opener.open(first.seal({}, kNoon + 6), kNoon, got), Refusal::none);
    EXPECT_NE(opener.open(late, kNoon, got), Refusal::none);
}

std::vector<std::uint8_t> framed(const Frames& frames) {
    std::vector<std::uint8_t> stream;
    for (const auto& frame : frames) {
        const auto head = frame_head(frame.size());
        stream.insert(stream.end(), head.begin(), head.end());
        stream.insert(stream.end(), frame.begin(), frame.end());
    }
    return stream;
}

TEST(FrameReaderTest, FramesComeOutHoweverTheStreamIsCut) {
    // Goal: framing. Method: frames of all sizes around the buffer's, in pieces of several sizes.
    Frames sent;
    for (const std::size_t size : {0, 1, 100, 65531, 65532, 65533, 65536, 200'000, 3, 0}) {
        sent.emplace_back(size, static_cast<std::uint8_t>(size * 7 + sent.size()));
    }
    const std::vector<std::uint8_t> stream = framed(sent);
    for (const std::size_t piece : {7U, 1000U, 65536U, 1'000'000U}) {
        FrameReader reader(200'000);
        Frames got;
        for (std::size_t at = 0; at < stream.size();) {
            const auto space = reader.space();
            const std::size_t count = std::min({piece, space.size(), stream.size() - at});
            std::copy_n(stream.begin() + static_cast<std::ptrdiff_t>(at), count, space.begin());
            at += count;
            const auto outcome = reader.take(count, [&](Bytes frame) {
                got.emplace_back(frame.begin(), frame.end());
                return true;
            });
            ASSERT_EQ(outcome, FrameReader::Outcome::done);
        }
        EXPECT_EQ(got, sent) << piece;
        EXPECT_EQ(reader.pending(), 0U);
    }
}

TEST(FrameReaderTest, ALengthIsNotBelievedBeforeItsBytes) {
    // Goal: no memory for words. Method: a length beyond the limit fails; one within it, with few
    // bytes behind it, gets the usual room only.
    FrameReader reader(100'000'000);
    const auto head = frame_head(90'000'000);
    std::copy(head.begin(), head.end(), reader.space().begin());
    const auto nothing = [](Bytes) { return true; };
    ASSERT_EQ(reader.take(head.size(), nothing), FrameReader::Outcome::done);
    EXPECT_LE(reader.space().size(), 65536U);
    reader = FrameReader(89'999'999);
    std::copy(head.begin(), head.end(), reader.space().begin());
    EXPECT_EQ(reader.take(head.size(), nothing), FrameReader::Outcome::too_large);
}

TEST(SendQueueTest, AFullQueueDropsItsOldest) {
    // Goal: the cap. Method: room for three frames of 1000 bytes; push five, take all.
    constexpr std::size_t kCost = 1000 + sizeof(Frame);
    SendQueue queue(3 * kCost, SendQueue::WhenFull::drop_oldest);
    std::size_t dropped = 0;
    for (std::uint8_t i = 0; i < 5; ++i) {
        const SendQueue::Pushed pushed = queue.push(Frame(1000, i));
        EXPECT_EQ(pushed.wake, i == 0);
        dropped += pushed.dropped;
        EXPECT_LE(queue.bytes(), 3 * kCost);
    }
    EXPECT_EQ(dropped, 2U);
    const std::vector<Frame> taken = queue.take(2 * kCost);
    ASSERT_EQ(taken.size(), 2U);
    EXPECT_EQ(taken[0][0], 2);
    EXPECT_EQ(queue.bytes(), 3 * kCost) << "what is being written counts";
    queue.finish_taken();
    EXPECT_EQ(queue.bytes(), kCost);
    EXPECT_EQ(queue.take(1).size(), 1U) << "one at least";
    queue.finish_taken();
    EXPECT_TRUE(queue.take(1).empty());
    EXPECT_TRUE(queue.push(Frame{1}).wake) << "it had fallen asleep";
    SendQueue strict(kCost, SendQueue::WhenFull::refuse);
    EXPECT_FALSE(strict.push(Frame(1000)).is_refused);
    EXPECT_TRUE(strict.push(Frame{}).is_refused);
}

// Both ends of a connection, without the connection.
struct Talk {
    TlsContext context;
    TlsSession client;
    TlsSession server;

    Talk(const Keyring& of_client, const Keyring& of_server)
        : client(context, std::make_shared<Keyring>(of_client), TlsSession::Side::connecting),
          server(context, std::make_shared<Keyring>(of_server), TlsSession::Side::accepting) {}

    // Carries what `from` says to `to`, cut into bytes.
    static void carry(TlsSession& from, TlsSession& to) {
        std::vector<std::uint8_t> wire;
        from.drain(wire);
        for (const std::uint8_t byte : wire) {
            to.feed(std::span(&byte, 1));
        }
    }

    [[nodiscard]] bool shake() {
        using Step = TlsSession::Step;
        for (int round = 0; round < 4; ++round) {
            const Step of_client = client.handshake();
            carry(client, server);
            const Step of_server = server.handshake();
            carry(server, client);
            if (of_client == Step::failed || of_server == Step::failed) {
                return false;
            }
            if (of_client == Step::done && of_server == Step::done) {
                return true;
            }
        }
        return false;
    }
};

TEST(TlsTest, TheKeyIsWhatOpensIt) {
    // Goal: mutual authentication. Method: same keys, keys of a ring, disjoint keys.
    const ClusterKey one = ClusterKey::generate();
    const ClusterKey two = ClusterKey::generate();
    Keyring both(one);
    ASSERT_TRUE(both.add(two));
    EXPECT_TRUE(Talk(Keyring(one), Keyring(one)).shake());
    EXPECT_TRUE(Talk(Keyring(two), both).shake());
    EXPECT_TRUE(Talk(both, Keyring(one)).shake());
    EXPECT_FALSE(Talk(both, Keyring(two)).shake()) << "the first key is the one that is sent";
    Talk talk{Keyring(one), Keyring(two)};
    EXPECT_FALSE(talk.shake());
    EXPECT_EQ(talk.server.why(), "another cluster key, or none");
}

TEST(TlsTest, ACertificateIsNoKey) {
    // Goal: who has a certificate instead of the key is not believed. Method: a server of
    // OpenSSL's own with a self-signed certificate and no key; the client must refuse.
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pair(EVP_RSA_gen(2048),
                                                                   &EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
    ASSERT_EQ(X509_set_pubkey(certificate.get(), pair.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    ASSERT_GT(X509_sign(certificate.get(), pair.get(), EVP_sha256()), 0);
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_method()),
                                                                    &SSL_CTX_free);
    ASSERT_EQ(SSL_CTX_use_certificate(context.get(), certificate.get()), 1);
    ASSERT_EQ(SSL_CTX_use_PrivateKey(context.get(), pair.get()), 1);
    const std::unique_ptr<SSL, decltype(&SSL_free)> server(SSL_new(context.get()), &SSL_free);
    BIO* in = BIO_new(BIO_s_mem());
    BIO* out = BIO_new(BIO_s_mem());
    SSL_set_bio(server.get(), in, out);
    SSL_set_accept_state(server.get());

    const TlsContext ours;
    TlsSession client(ours, std::make_shared<Keyring>(ClusterKey::generate()),
                      TlsSession::Side::connecting);
    ASSERT_EQ(client.handshake(), TlsSession::Step::wants_more);
    std::vector<std::uint8_t> wire;
    client.drain(wire);
    std::size_t count = 0;
    ASSERT_EQ(BIO_write_ex(in, wire.data(), wire.size(), &count), 1);
    static_cast<void>(SSL_do_handshake(server.get()));
    wire.resize(BIO_ctrl_pending(out));
    ASSERT_GT(wire.size(), 300U) << "it has sent its certificate";
    ASSERT_EQ(BIO_read_ex(out, wire.data(), wire.size(), &count), 1);
    client.feed(wire);
    EXPECT_EQ(client.handshake(), TlsSession::Step::failed);
    EXPECT_NE(client.why().find("certificate"), std::string::npos) << client.why();
}

TEST(TlsTest, ChangedBytesEndTheSession) {
    // Goal: integrity. Method: a record with one bit changed.
    const Keyring ring(ClusterKey::generate());
    Talk talk(ring, ring);
    ASSERT_TRUE(talk.shake());
    const std::vector<std::uint8_t> said = bytes_of("a frame");
    ASSERT_EQ(talk.client.write(said), TlsSession::Step::done);
    Talk::carry(talk.client, talk.server);
    std::vector<std::uint8_t> got(100);
    std::size_t count = 0;
    ASSERT_EQ(talk.server.read(got, count), TlsSession::Step::done);
    EXPECT_EQ(std::vector<std::uint8_t>(got.begin(), got.begin() + 7), said);
    EXPECT_EQ(talk.server.read(got, count), TlsSession::Step::wants_more);
    ASSERT_EQ(talk.client.write(said), TlsSession::Step::done);
    std::vector<std::uint8_t> wire;
    talk.client.drain(wire);
    wire[wire.size() / 2] ^= 1U;
    talk.server.feed(wire);
    EXPECT_EQ(talk.server.read(got, count), TlsSession::Step::failed);
}

}  // namespace
}  // namespace kura::cluster::net
