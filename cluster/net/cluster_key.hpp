// The secret that makes machines one cluster, and the ring of keys a node holds while one key is
// exchanged for another.
// Shape:    a key is 256 random bits, in files 64 hexadecimal digits. A key file has a key a line,
//           '#' starts a comment; the first key is the one used for sending, all are accepted.
//           To rotate without a stop: add the new key on every node, then use() it on every node,
//           then remove the old one
// Invariants: a ring is never empty and holds a key once; a key file is readable by its owner alone
// Threads:  plain values
// Errors:   bad_input for what a file holds or who may read it, io for what the system refuses
#pragma once

#include "cluster/base/ids.hpp"
#include "cluster/net/crypto.hpp"
#include "solver/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kura::cluster::net {

// Names a key without giving it away: the first 64 bits of something derived from it.
using KeyId = Strong<struct KeyIdTag, std::uint64_t>;

class ClusterKey {
  public:
    [[nodiscard]] static ClusterKey generate();
    [[nodiscard]] static base::Result<ClusterKey> parse(std::string_view digits);

    ClusterKey(const ClusterKey&) = default;
    ClusterKey& operator=(const ClusterKey&) = default;
    ~ClusterKey() { wipe(secret_); }

    [[nodiscard]] KeyId id() const { return id_; }
    [[nodiscard]] std::string to_text() const;  // the secret itself, for a key file
    [[nodiscard]] Secret derive(std::string_view purpose, Bytes salt = {}) const;

  private:
    explicit ClusterKey(const Secret& secret);

    Secret secret_;
    KeyId id_;
};

class Keyring {
  public:
    static constexpr std::size_t kKeysMax = 16;

    explicit Keyring(const ClusterKey& key) : keys_{key} {}
    // Copied only: one that was moved from would be empty.
    Keyring(const Keyring&) = default;
    Keyring& operator=(const Keyring&) = default;
    ~Keyring() = default;

    [[nodiscard]] static base::Result<Keyring> read(const std::string& path);
    // At once and with mode 0600. Without `replace` an existing file is an error.
    [[nodiscard]] base::Result<void> write(const std::string& path, bool replace) const;

    [[nodiscard]] const ClusterKey& sending() const { return keys_.front(); }
    [[nodiscard]] const ClusterKey* find(KeyId id) const;  // none: not of this ring
    [[nodiscard]] const std::vector<ClusterKey>& keys() const { return keys_; }

    // False if the ring would become too large, or the key is not there, or is the one in use.
    [[nodiscard]] bool add(const ClusterKey& key);
    [[nodiscard]] bool use(KeyId id);
    [[nodiscard]] bool remove(KeyId id);

  private:
    std::vector<ClusterKey> keys_;
};

}  // namespace kura::cluster::net
