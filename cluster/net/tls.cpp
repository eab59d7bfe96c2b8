#include "cluster/net/tls.hpp"

#include "solver/base/assert.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>

namespace kura::cluster::net {
namespace {

constexpr const char* kSuite = "TLS_AES_128_GCM_SHA256";
constexpr std::array<std::uint8_t, 2> kSuiteNumber{0x13, 0x01};
constexpr std::size_t kIdentityBytes = 8;

std::array<std::uint8_t, kIdentityBytes> identity_of(KeyId id) {
    std::array<std::uint8_t, kIdentityBytes> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>(id.value >> (8 * i));
    }
    return bytes;
}

// OpenSSL takes over what is returned.
SSL_SESSION* session_of(SSL* ssl, const ClusterKey& key) {
    Secret secret = key.derive("kura tls 1.3 psk");
    const SSL_CIPHER* cipher = SSL_CIPHER_find(ssl, kSuiteNumber.data());
    SSL_SESSION* session = SSL_SESSION_new();
    KURA_ASSERT(cipher != nullptr && session != nullptr);
    const bool ok = SSL_SESSION_set1_master_key(session, secret.data(), secret.size()) == 1 &&
                    SSL_SESSION_set_cipher(session, cipher) == 1 &&
                    SSL_SESSION_set_protocol_version(session, TLS1_3_VERSION) == 1;
    wipe(secret);
    KURA_ASSERT(ok);
    return session;
}

std::string last_error() {
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    return reason == nullptr ? "no reason given" : reason;
}

}  // namespace

struct TlsCallbacks {
    static TlsSession& session_at(SSL* ssl) {
        auto* session = static_cast<TlsSession*>(SSL_get_app_data(ssl));
        KURA_ASSERT(session != nullptr);
        return *session;
    }

    static int use(SSL* ssl, const EVP_MD* /*digest*/, const unsigned char** id, std::size_t* size,
                   SSL_SESSION** out) {
        TlsSession& self = session_at(ssl);
        const ClusterKey& key = self.ring_->sending();
        self.key_id_ = key.id();
        self.identity_ = identity_of(key.id());
        *id = self.identity_.data();
        *size = self.identity_.size();
        *out = session_of(ssl, key);
        return 1;
    }

    static int find(SSL* ssl, const unsigned char* id, std::size_t size, SSL_SESSION** out) {
        TlsSession& self = session_at(ssl);
        *out = nullptr;  // unknown: the handshake goes on, and fails for want of a certificate
        for (const ClusterKey& key : self.ring_->keys()) {
            const auto identity = identity_of(key.id());
            if (size == identity.size() && std::equal(identity.begin(), identity.end(), id)) {
                self.key_id_ = key.id();
                *out = session_of(ssl, key);
            }
        }
        return 1;
    }
};

TlsContext::TlsContext() : context_(SSL_CTX_new(TLS_method())) {
    KURA_ASSERT(context_ != nullptr);
    bool ok = SSL_CTX_set_min_proto_version(context_, TLS1_3_VERSION) == 1;
    ok = ok && SSL_CTX_set_max_proto_version(context_, TLS1_3_VERSION) == 1;
    ok = ok && SSL_CTX_set_ciphersuites(context_, kSuite) == 1;
    ok = ok && SSL_CTX_set_num_tickets(context_, 0) == 1;
    ok = ok && SSL_CTX_set_max_early_data(context_, 0) == 1;
    KURA_ASSERT(ok);
    SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context_, SSL_OP_NO_TICKET);
    SSL_CTX_set_mode(context_, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_psk_use_session_callback(context_, &TlsCallbacks::use);
    SSL_CTX_set_psk_find_session_callback(context_, &TlsCallbacks::find);
}

TlsContext::~TlsContext() {
    SSL_CTX_free(context_);
}

TlsSession::TlsSession(const TlsContext& context, std::shared_ptr<const Keyring> ring, Side side)
    : ring_(std::move(ring)), ssl_(SSL_new(context.get())) {
    BIO* in = BIO_new(BIO_s_mem());
    BIO* out = BIO_new(BIO_s_mem());
    KURA_ASSERT(ring_ != nullptr && ssl_ != nullptr && in != nullptr && out != nullptr);
    SSL_set_bio(ssl_, in, out);
    SSL_set_app_data(ssl_, this);
    if (side == Side::connecting) {
        // No certificate is good, since there are no authorities; so the key must be used.
        SSL_set_verify(ssl_, SSL_VERIFY_PEER, nullptr);
        SSL_set_connect_state(ssl_);
    } else {
        SSL_set_accept_state(ssl_);
    }
}

TlsSession::~TlsSession() {
    SSL_free(ssl_);
}

void TlsSession::feed(Bytes wire) {
    std::size_t written = 0;
    const int ok =
        wire.empty() ? 1 : BIO_write_ex(SSL_get_rbio(ssl_), wire.data(), wire.size(), &written);
    KURA_ASSERT(ok == 1 && written == wire.size());
}

TlsSession::Step TlsSession::outcome_of(int result, const char* what) {
    if (result == 1) {
        return Step::done;
    }
    const int error = SSL_get_error(ssl_, result);
    if (error == SSL_ERROR_WANT_READ) {
        return Step::wants_more;
    }
    why_ = std::string(what) + ": " +
           (error == SSL_ERROR_ZERO_RETURN ? std::string("closed") : last_error());
    return Step::failed;
}

TlsSession::Step TlsSession::handshake() {
    ERR_clear_error();
    const Step step = outcome_of(SSL_do_handshake(ssl_), "handshake");
    if (step == Step::done && SSL_session_reused(ssl_) != 1) {
        why_ = "handshake: without the cluster key";
        return Step::failed;
    }
    if (step == Step::failed && !key_id_) {
        why_ = "another cluster key, or none";
    }
    return step;
}

TlsSession::Step TlsSession::read(std::span<std::uint8_t> plain, std::size_t& count) {
    ERR_clear_error();
    count = 0;
    return outcome_of(SSL_read_ex(ssl_, plain.data(), plain.size(), &count), "receiving");
}

TlsSession::Step TlsSession::write(Bytes plain) {
    if (plain.empty()) {
        return Step::done;
    }
    ERR_clear_error();
    std::size_t written = 0;
    const Step step =
        outcome_of(SSL_write_ex(ssl_, plain.data(), plain.size(), &written), "sending");
    // Into memory all of it goes at once.
    return step == Step::done && written == plain.size() ? Step::done : Step::failed;
}

void TlsSession::drain(std::vector<std::uint8_t>& wire) {
    BIO* out = SSL_get_wbio(ssl_);
    const std::size_t waiting = BIO_ctrl_pending(out);
    if (waiting == 0) {
        return;
    }
    const std::size_t before = wire.size();
    wire.resize(before + waiting);
    std::size_t got = 0;
    const int ok = BIO_read_ex(out, wire.data() + before, waiting, &got);
    KURA_ASSERT(ok == 1 && got == waiting);
}

}  // namespace kura::cluster::net
