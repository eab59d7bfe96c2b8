// Messages of a distributed search, all of one job.
// Shape:    plain values; the encoding is cluster/wire's, which also checks the limits below
// Invariants: any message may be lost, repeated and overtaken; each can be sent again as it is
// Source:   ARCHITECTURE.md, "Distributed search"
#pragma once

#include "cluster/base/ids.hpp"
#include "cluster/search/packed_list.hpp"
#include "cluster/search/state_space.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace kura::cluster::search {

inline constexpr std::size_t kItemsMax = 65536;  // candidates, records, stretches of a message
inline constexpr int kLeaves = 64;               // of a partition's digest
inline constexpr std::size_t kPathMax = std::size_t{1} << 20;

using Digest = std::array<std::uint64_t, kLeaves>;  // XOR of the records' hashes, by leaf

// A state on its way to its owner.
struct CandidateHeader {
    std::uint32_t partition = 0;
    std::uint32_t bound = 0;
    std::uint64_t word = 0;  // open
};
using Candidates = PackedList<CandidateHeader>;
using Records = PackedList<std::uint64_t>;  // the header is the word

// A window: sent again until it is acknowledged, to the new owner after a change.
struct Offer {
    Epoch epoch;  // of the sender's view
    std::uint64_t window = 0;
    Candidates candidates;

    friend bool operator==(const Offer&, const Offer&) = default;
};

// Everything these windows touched is on W replicas.
struct OfferAck {
    std::vector<std::uint64_t> windows;

    friend bool operator==(const OfferAck&, const OfferAck&) = default;
};

// You are behind: my view is of this epoch.
struct Moved {
    Epoch epoch;

    friend bool operator==(const Moved&, const Moved&) = default;
};

// A stretch of a partition's log; with from == to, which no log needs to say, the piece of that
// number of the table that the log began with.
struct Stretch {
    PartitionId partition;
    std::uint32_t count = 0;  // of the message's records; 0 in an acknowledgement
    Epoch epoch;              // of the replica set; a replica sealed for a later one refuses
    std::uint64_t from = 0;
    std::uint64_t to = 0;

    [[nodiscard]] bool is_piece() const { return from == to; }
    friend bool operator==(const Stretch&, const Stretch&) = default;
};

// Stretches of many partitions: each has few new records at a time.
struct Replicate {
    std::vector<Stretch> stretches;
    Records records;  // of one stretch after the other

    friend bool operator==(const Replicate&, const Replicate&) = default;
};

struct ReplicateAck {
    std::vector<Stretch> stretches;

    friend bool operator==(const ReplicateAck&, const ReplicateAck&) = default;
};

// Promise to refuse epochs before this one, and give me what you hold beyond `known`.
struct Seal {
    PartitionId partition;
    Epoch epoch;
    std::string cursor;  // a key: records behind it in the table's order are wanted
    // Of those, which ones: with no cursor yet, what differs from this; else, in these leaves, a
    // bit each, as the first answer named them. So no piece but the first and the last needs a
    // digest.
    Digest known{};
    std::uint64_t leaves = 0;

    friend bool operator==(const Seal&, const Seal&) = default;
};

struct Sealed {
    PartitionId partition;
    Epoch epoch;
    std::string cursor;        // of the request
    Records records;           // in the table's order
    std::uint64_t leaves = 0;  // where its table differed when it was first asked
    bool is_complete = false;
    Digest held{};  // what the replica holds, when complete

    friend bool operator==(const Sealed&, const Sealed&) = default;
};

// I have promised a later epoch already.
struct Outdated {
    PartitionId partition;
    Epoch epoch;  // of the refused message
    Epoch promised;

    friend bool operator==(const Outdated&, const Outdated&) = default;
};

struct WaveRequest {
    std::uint64_t number = 0;
    Epoch epoch;
    Generation generation;
    std::int32_t limit = 0;        // cost of the certificate, or kNoLimit
    std::int32_t lower_bound = 0;  // of all open anywhere, by the wave before; kNoLimit: unknown

    friend bool operator==(const WaveRequest&, const WaveRequest&) = default;
};

struct WaveReply {
    std::uint64_t number = 0;
    Epoch epoch;
    Generation generation;
    bool is_passive = false;
    std::uint64_t activity = 0;
    std::int32_t lower_bound = 0;  // of all open since the wave before
    std::uint64_t expanded = 0;

    friend bool operator==(const WaveReply&, const WaveReply&) = default;
};

// Walks from a goal back to a root, from owner to owner.
struct Trace {
    std::string key;
    std::int32_t cost_max = 0;  // the record must be this good, or the path is broken
    std::uint32_t hops = 0;     // from node to node
    std::vector<Arrival> path;  // newest step first

    friend bool operator==(const Trace&, const Trace&) = default;
};

using Message = std::variant<Offer, OfferAck, Moved, Replicate, ReplicateAck, Seal, Sealed,
                             Outdated, WaveRequest, WaveReply, Trace>;

// What one step of a job had for one node. Each of the messages may be lost and repeated by itself.
struct Traffic {
    static constexpr std::size_t kMessagesMax = 64;

    JobId job;
    std::vector<Message> messages;  // at least one

    friend bool operator==(const Traffic&, const Traffic&) = default;
};

inline constexpr std::int32_t kNoLimit = kDead;

}  // namespace kura::cluster::search
