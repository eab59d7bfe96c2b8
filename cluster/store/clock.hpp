// Clocks of documents: which writes a state has seen, so that newer and concurrent can be told
// apart without any clock of the wall.
// Shape:    Dot names one write: who made it, and a counter that is larger than any it had seen
//           (Lamport 1978), so the oldest writes have the least counters whoever made them
//           Counters keeps the largest counter by key, and of more than `Most` keys those with the
//           largest counters: a join-semilattice, so copies that are pruned alike stay alike
// Invariants: a state whose clock covers a dot has taken in every write of that actor up to it.
//           So an actor is a node for as long as it forgets nothing: another life or another
//           tenure (it rises whenever the node erases documents) is another actor
// Threads:  plain values
// Source:   dotted version vectors (Preguiça, Baquero, Almeida, Fonte, Gonçalves 2010)
#pragma once

#include "cluster/base/ids.hpp"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace kura::cluster::store {

struct Actor {
    NodeId node;
    std::uint32_t tenure = 0;

    friend auto operator<=>(const Actor&, const Actor&) = default;
};

struct Dot {
    Actor actor;
    std::uint64_t counter = 0;  // from 1

    friend auto operator<=>(const Dot&, const Dot&) = default;
};

template <typename Key, std::size_t Most>
class Counters {
  public:
    struct Entry {
        Key key;
        std::uint64_t counter = 0;

        friend auto operator<=>(const Entry&, const Entry&) = default;
    };

    static constexpr std::size_t kMost = Most;

    Counters() = default;
    // From outside: in any order, repeated or too many.
    explicit Counters(const std::vector<Entry>& entries) {
        for (const Entry& entry : entries) {
            raise(entry.key, entry.counter);
        }
        prune();
    }

    [[nodiscard]] std::uint64_t of(const Key& key) const {
        const auto at = find(entries_, key);
        return at != entries_.end() && at->key == key ? at->counter : 0;
    }
    void add(const Key& key, std::uint64_t counter) {
        raise(key, counter);
        prune();
    }
    void join(const Counters& other) {
        for (const Entry& entry : other.entries_) {
            raise(entry.key, entry.counter);
        }
        prune();
    }
    [[nodiscard]] std::uint64_t largest() const {
        std::uint64_t found = 0;
        for (const Entry& entry : entries_) {
            found = std::max(found, entry.counter);
        }
        return found;
    }
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }  // by key
    [[nodiscard]] bool empty() const { return entries_.empty(); }

    friend bool operator==(const Counters&, const Counters&) = default;

  private:
    template <typename Entries>
    [[nodiscard]] static auto find(Entries& entries, const Key& key) {
        return std::lower_bound(
            entries.begin(), entries.end(), key,
            [](const Entry& entry, const Key& wanted) { return entry.key < wanted; });
    }
    void raise(const Key& key, std::uint64_t counter) {
        const auto at = find(entries_, key);
        if (at != entries_.end() && at->key == key) {
            at->counter = std::max(at->counter, counter);
        } else {
            entries_.insert(at, {key, counter});
        }
    }
    void prune() {
        while (entries_.size() > Most) {
            entries_.erase(std::min_element(
                entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
                    return std::pair(a.counter, a.key) < std::pair(b.counter, b.key);
                }));
        }
    }

    std::vector<Entry> entries_;
};

inline constexpr std::size_t kClockMax = 32;  // actors; more are pruned, the oldest first
inline constexpr std::uint64_t kCounterMax = std::uint64_t{1} << 62;  // far beyond any real one

using Clock = Counters<Actor, kClockMax>;

[[nodiscard]] inline bool covers(const Clock& clock, const Dot& dot) {
    return clock.of(dot.actor) >= dot.counter;
}

}  // namespace kura::cluster::store
