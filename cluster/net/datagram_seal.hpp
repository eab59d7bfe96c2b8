// Sealing datagrams, and opening each at most once.
// Shape:    [1, key id 8, life 12, counter 8, time 8][sealed payload][tag 16], numbers big-endian.
//           A life is one sender from its start to its end; AES-256-GCM with a key derived from
//           the cluster key and the life, the counter as nonce, so no nonce is used twice even
//           though all nodes share the cluster key. The head is authenticated with the payload
// Units:    times in milliseconds of the machine's clock (UTC)
// Invariants: a datagram is opened only if (1) it is authentic, (2) its counter was not seen and is
//           less than kWindow behind its life's newest, (3) its time is after the floor that held
//           when its life was admitted. A life is admitted only within `skew` of the own clock. The
//           floor is the start of this opener less skew, or the newest time of a forgotten life
// Limits:   what nobody can tell apart is accepted: after a restart, datagrams of the last `skew`
//           before it, each once; and a datagram that was meant for another node
// Threads:  DatagramSealer any; DatagramOpener one
// Errors:   a Refusal says why not
// Source:   RFC 4303, section 3.4.3 (the sliding window); ARCHITECTURE.md, "Network"
#pragma once

#include "cluster/net/cluster_key.hpp"

#include <atomic>
#include <bitset>
#include <cstdint>
#include <list>
#include <map>
#include <vector>

namespace kura::cluster::net {

inline constexpr std::size_t kLifeBytes = 12;
inline constexpr std::size_t kSealHeadBytes = 1 + 8 + kLifeBytes + 8 + 8;
inline constexpr std::size_t kSealBytes = kSealHeadBytes + kTagBytes;  // beside the payload
inline constexpr std::size_t kWindow = 1024;  // datagrams that may overtake each other

using Life = std::array<std::uint8_t, kLifeBytes>;

class DatagramSealer {
  public:
    explicit DatagramSealer(const ClusterKey& key);
    ~DatagramSealer() { wipe(secret_); }
    DatagramSealer(const DatagramSealer&) = delete;
    DatagramSealer& operator=(const DatagramSealer&) = delete;

    [[nodiscard]] std::vector<std::uint8_t> seal(Bytes payload, std::uint64_t now_ms);

  private:
    // Constant after construction.
    KeyId key_id_;
    Life life_{};
    Secret secret_{};

    std::atomic<std::uint64_t> counter_{0};
};

enum class Refusal {
    none,
    malformed,
    unknown_key,
    forged,    // or damaged
    stale,     // too old, or from a clock too far off
    replayed,  // or so late that it can't be told
};

class DatagramOpener {
  public:
    struct Options {
        std::uint64_t skew_ms = 60'000;
        std::size_t lives_max = 4096;  // 300 bytes each
    };

    DatagramOpener(const Keyring& ring, Options options, std::uint64_t now_ms);

    void replace_keys(const Keyring& ring) { ring_ = ring; }

    // The payload is in `payload` if nothing was refused.
    [[nodiscard]] Refusal open(Bytes datagram, std::uint64_t now_ms,
                               std::vector<std::uint8_t>& payload);

  private:
    struct Head;
    struct Sender {
        Secret secret{};
        KeyId key_id;
        std::uint64_t newest = 0;      // counter
        std::bitset<kWindow> seen;     // bit 0 is the newest
        std::uint64_t floor_ms = 0;    // when the life was admitted
        std::uint64_t newest_ms = 0;   // latest time of an opened datagram
        std::list<Life>::iterator at;  // in recent_
    };

    [[nodiscard]] Refusal judge(const Sender& sender, const Head& head) const;
    [[nodiscard]] bool is_fresh(std::uint64_t sent_ms, std::uint64_t now_ms) const;
    static void mark(Sender& sender, const Head& head);
    void admit(const Life& life, Sender& sender);

    Keyring ring_;
    Options options_;
    std::uint64_t floor_ms_;
    std::map<Life, Sender> senders_;
    std::list<Life> recent_;  // heard last comes first
};

}  // namespace kura::cluster::net
