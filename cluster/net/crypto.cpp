#include "cluster/net/crypto.hpp"

#include "solver/base/assert.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <memory>
#include <string>

namespace kura::cluster::net {
namespace {

struct CipherFree {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, CipherFree>;

Cipher new_cipher() {
    Cipher cipher(EVP_CIPHER_CTX_new());
    KURA_ASSERT(cipher != nullptr);
    return cipher;
}

int size_of(Bytes bytes) {
    return static_cast<int>(bytes.size());
}

}  // namespace

void fill_random(std::span<std::uint8_t> bytes) {
    const int filled = RAND_bytes(bytes.data(), size_of(bytes));
    KURA_ASSERT(filled == 1);
}

Secret derive(const Secret& key, Bytes salt, std::string_view purpose) {
    struct Free {
        void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }
        void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
    };
    const std::unique_ptr<EVP_KDF, Free> kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    KURA_ASSERT(kdf != nullptr);
    const std::unique_ptr<EVP_KDF_CTX, Free> context(EVP_KDF_CTX_new(kdf.get()));
    KURA_ASSERT(context != nullptr);

    // OSSL_PARAM takes pointers to what is only read as pointers to what may be written.
    std::string digest = "SHA256";
    Secret key_copy = key;
    std::string salt_copy(salt.begin(), salt.end());
    std::string purpose_copy(purpose);
    const std::array<OSSL_PARAM, 5> parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key_copy.data(), key_copy.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salt_copy.data(), salt_copy.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, purpose_copy.data(),
                                          purpose_copy.size()),
        OSSL_PARAM_construct_end()};
    Secret out{};
    const int derived = EVP_KDF_derive(context.get(), out.data(), out.size(), parameters.data());
    wipe(key_copy);
    KURA_ASSERT(derived == 1);
    return out;
}

void wipe(Secret& secret) {
    OPENSSL_cleanse(secret.data(), secret.size());
}

void seal(const Secret& key, const Nonce& nonce, Bytes associated, Bytes plain,
          std::span<std::uint8_t> sealed) {
    KURA_ASSERT(sealed.size() == plain.size() + kTagBytes);
    const Cipher cipher = new_cipher();
    EVP_CIPHER_CTX* raw = cipher.get();
    int size = 0;
    bool ok = EVP_EncryptInit_ex(raw, EVP_aes_256_gcm(), nullptr, key.data(), nonce.data()) == 1;
    ok = ok && EVP_EncryptUpdate(raw, nullptr, &size, associated.data(), size_of(associated)) == 1;
    ok = ok && EVP_EncryptUpdate(raw, sealed.data(), &size, plain.data(), size_of(plain)) == 1;
    ok = ok && EVP_EncryptFinal_ex(raw, sealed.data() + size, &size) == 1;
    ok = ok && EVP_CIPHER_CTX_ctrl(raw, EVP_CTRL_GCM_GET_TAG, static_cast<int>(kTagBytes),
                                   sealed.data() + plain.size()) == 1;
    KURA_ASSERT(ok);
}

bool open(const Secret& key, const Nonce& nonce, Bytes associated, Bytes sealed,
          std::span<std::uint8_t> plain) {
    KURA_ASSERT(sealed.size() == plain.size() + kTagBytes);
    std::array<std::uint8_t, kTagBytes> tag{};
    std::copy(sealed.end() - kTagBytes, sealed.end(), tag.begin());
    const Cipher cipher = new_cipher();
    EVP_CIPHER_CTX* raw = cipher.get();
    int size = 0;
    bool ok = EVP_DecryptInit_ex(raw, EVP_aes_256_gcm(), nullptr, key.data(), nonce.data()) == 1;
    ok = ok && EVP_DecryptUpdate(raw, nullptr, &size, associated.data(), size_of(associated)) == 1;
    ok = ok && EVP_DecryptUpdate(raw, plain.data(), &size, sealed.data(),
                                 static_cast<int>(plain.size())) == 1;
    ok = ok && EVP_CIPHER_CTX_ctrl(raw, EVP_CTRL_GCM_SET_TAG, static_cast<int>(kTagBytes),
                                   tag.data()) == 1;
    KURA_ASSERT(ok);
    return EVP_DecryptFinal_ex(raw, plain.data() + plain.size(), &size) == 1;
}

}  // namespace kura::cluster::net
