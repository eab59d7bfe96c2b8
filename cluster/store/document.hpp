// Document: the concurrent versions of one key's value, and what their writers had seen.
// Shape:    a write replaces what its context covers; what it did not know stays beside it as a
//           sibling, to be shown to the next reader. A delete is a version too (a tombstone)
// Units:    bytes
// Invariants: (1) merging is commutative, associative and idempotent, but for what pruning forgets;
//           (2) pruning brings back a superseded version at worst, it never loses one; (3) a write
//           that was tried at several coordinators has several dots and counts once
// Threads:  plain values
// Source:   ARCHITECTURE.md, "Quorum store"
#pragma once

#include "cluster/store/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace kura::cluster::store {

// One request of a client, however often it is tried.
struct WriteId {
    NodeId origin;  // the node that the client asked
    std::uint64_t number = 0;

    friend auto operator<=>(const WriteId&, const WriteId&) = default;
};

struct Version {
    Dot dot;
    WriteId write;
    bool is_deleted = false;
    std::string value;

    friend bool operator==(const Version&, const Version&) = default;
};

inline constexpr std::size_t kRecentMax = 16;
inline constexpr std::size_t kSiblingsMax = 16;   // a write that would make more is refused
inline constexpr std::size_t kVersionsMax = 128;  // in a message: merging may bring more together

using RecentWrites = Counters<WriteId, kRecentMax>;  // by the counter of their dot

// What a reader has seen: it hands this back with its next write, which replaces all of it. A write
// that was tried twice may be seen under one dot and lie elsewhere under the other: it is covered
// by its id.
struct Context {
    Clock clock;
    RecentWrites recent;

    [[nodiscard]] bool covers(const Version& version) const {
        return store::covers(clock, version.dot) || recent.of(version.write) != 0;
    }
    [[nodiscard]] bool empty() const { return clock.empty(); }
    friend bool operator==(const Context&, const Context&) = default;
};

struct Document {
    Clock clock;
    RecentWrites recent;            // writes taken in
    std::vector<Version> versions;  // newest first

    [[nodiscard]] Context context() const { return {clock, recent}; }

    // Ensures: false and unchanged if this write is in already.
    bool put(const Context& context, Version version);
    // Ensures: true if anything changed.
    bool merge(const Document& other);

    [[nodiscard]] bool is_tombstone() const;
    [[nodiscard]] std::size_t bytes() const;
    // Equal documents have equal digests; a dot stands for its value.
    [[nodiscard]] std::uint64_t digest(std::uint64_t key_hash) const;

    friend bool operator==(const Document&, const Document&) = default;

  private:
    [[nodiscard]] bool has(const Dot& dot) const;
    // Whether this state has seen the version and replaced it.
    [[nodiscard]] bool supersedes(const Version& version) const;
    void keep_one_of_each_write();
};

}  // namespace kura::cluster::store
