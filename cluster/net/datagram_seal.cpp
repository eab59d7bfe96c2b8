#include "cluster/net/datagram_seal.hpp"

#include "solver/base/assert.hpp"

#include <algorithm>

namespace kura::cluster::net {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::string_view kPurpose = "kura datagram 1";

void put(std::uint8_t* at, std::uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
        *at++ = static_cast<std::uint8_t>(value >> static_cast<unsigned>(shift));
    }
}

std::uint64_t get(const std::uint8_t* at) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof value; ++i) {
        value = value << 8U | at[i];
    }
    return value;
}

Nonce nonce_of(std::uint64_t counter) {
    Nonce nonce{};
    put(nonce.data() + nonce.size() - sizeof counter, counter);
    return nonce;
}

}  // namespace

struct DatagramOpener::Head {
    KeyId key_id;
    Life life{};
    std::uint64_t counter = 0;
    std::uint64_t sent_ms = 0;

    explicit Head(Bytes datagram) {
        const std::uint8_t* at = datagram.data() + 1;
        key_id = KeyId{get(at)};
        std::copy_n(at + 8, life.size(), life.begin());
        counter = get(at + 8 + kLifeBytes);
        sent_ms = get(at + 16 + kLifeBytes);
    }
};

DatagramSealer::DatagramSealer(const ClusterKey& key) : key_id_(key.id()) {
    fill_random(life_);
    secret_ = key.derive(kPurpose, life_);
}

std::vector<std::uint8_t> DatagramSealer::seal(Bytes payload, std::uint64_t now_ms) {
    // Relaxed: the counter orders nothing, it only must not give a number twice.
    const std::uint64_t counter = counter_.fetch_add(1, std::memory_order_relaxed) + 1;
    std::vector<std::uint8_t> datagram(kSealBytes + payload.size());
    std::uint8_t* at = datagram.data();
    *at = kVersion;
    put(at + 1, key_id_.value);
    std::copy(life_.begin(), life_.end(), at + 9);
    put(at + 9 + kLifeBytes, counter);
    put(at + 17 + kLifeBytes, now_ms);
    const std::span<std::uint8_t> whole(datagram);
    net::seal(secret_, nonce_of(counter), whole.first(kSealHeadBytes), payload,
              whole.subspan(kSealHeadBytes));
    return datagram;
}

DatagramOpener::DatagramOpener(const Keyring& ring, Options options, std::uint64_t now_ms)
    : ring_(ring),
      options_(options),
      floor_ms_(now_ms > options.skew_ms ? now_ms - options.skew_ms : 0) {
    KURA_ASSERT(options.lives_max > 0);
}

bool DatagramOpener::is_fresh(std::uint64_t sent_ms, std::uint64_t now_ms) const {
    const std::uint64_t off = sent_ms > now_ms ? sent_ms - now_ms : now_ms - sent_ms;
    return off <= options_.skew_ms && sent_ms > floor_ms_;
}

Refusal DatagramOpener::judge(const Sender& sender, const Head& head) const {
    if (sender.newest == 0) {  // not admitted yet
        return Refusal::none;
    }
    if (head.sent_ms <= sender.floor_ms) {
        return Refusal::stale;
    }
    if (head.counter > sender.newest) {
        return Refusal::none;
    }
    const std::uint64_t behind = sender.newest - head.counter;
    return behind >= kWindow || sender.seen[behind] ? Refusal::replayed : Refusal::none;
}

void DatagramOpener::mark(Sender& sender, const Head& head) {
    if (head.counter > sender.newest) {
        const std::uint64_t ahead = head.counter - sender.newest;
        sender.seen = ahead >= kWindow ? std::bitset<kWindow>{} : sender.seen << ahead;
        sender.newest = head.counter;
    }
    sender.seen[sender.newest - head.counter] = true;
    sender.newest_ms = std::max(sender.newest_ms, head.sent_ms);
}

void DatagramOpener::admit(const Life& life, Sender& sender) {
    if (senders_.size() >= options_.lives_max) {
        // What was forgotten must not come in again as something new.
        const auto oldest = senders_.find(recent_.back());
        KURA_ASSERT(oldest != senders_.end());
        floor_ms_ = std::max(floor_ms_, oldest->second.newest_ms);
        wipe(oldest->second.secret);
        senders_.erase(oldest);
        recent_.pop_back();
    }
    recent_.push_front(life);
    sender.at = recent_.begin();
    senders_.emplace(life, sender);
    KURA_ASSERT(senders_.size() == recent_.size());
}

Refusal DatagramOpener::open(Bytes datagram, std::uint64_t now_ms,
                             std::vector<std::uint8_t>& payload) {
    if (datagram.size() < kSealBytes || datagram[0] != kVersion) {
        return Refusal::malformed;
    }
    const Head head(datagram);
    const ClusterKey* key = ring_.find(head.key_id);
    if (key == nullptr) {
        return Refusal::unknown_key;
    }
    if (head.counter == 0) {
        return Refusal::malformed;
    }
    const auto known = senders_.find(head.life);
    Sender stranger;
    Sender& sender = known == senders_.end() ? stranger : known->second;
    if (known == senders_.end()) {
        stranger.secret = key->derive(kPurpose, head.life);
        stranger.key_id = head.key_id;
        stranger.floor_ms = floor_ms_;
    }
    if (sender.key_id != head.key_id) {
        return Refusal::forged;
    }
    // Judged before it is decrypted (a flood of copies costs little), believed only after.
    const Refusal judged = judge(sender, head);
    if (judged != Refusal::none) {
        return judged;
    }
    payload.resize(datagram.size() - kSealBytes);
    if (!net::open(sender.secret, nonce_of(head.counter), datagram.first(kSealHeadBytes),
                   datagram.subspan(kSealHeadBytes), payload)) {
        return Refusal::forged;
    }
    if (known == senders_.end() && !is_fresh(head.sent_ms, now_ms)) {
        return Refusal::stale;
    }
    mark(sender, head);
    if (known == senders_.end()) {
        admit(head.life, stranger);
    } else {
        recent_.splice(recent_.begin(), recent_, sender.at);
    }
    return Refusal::none;
}

}  // namespace kura::cluster::net
