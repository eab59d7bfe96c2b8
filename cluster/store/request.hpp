// What clients ask of the store, and what they get.
// Shape:    plain values; any node takes any request and passes it on once where it must
// Units:    bytes; R and W in nodes, 0 asks for the cluster's own
// Errors:   outcomes other than ok carry one line that says what was missing
// Source:   ARCHITECTURE.md, "Quorum store"
#pragma once

#include "cluster/store/document.hpp"
#include "cluster/store/record_list.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace kura::cluster::store {

inline constexpr std::size_t kBatchRecordsMax = 65536;  // keys or records of one lattice request

// The newest view that earlier answers to this client came from; a node with an older one waits
// for it. So a client that passes it on reads its own writes wherever it asks.
struct Session {
    Epoch seen;
};

struct Get {
    std::string key;
    int read = 0;
    Session session;
};

// Replaces the versions that the context covers; without one it stands beside all there are. A
// delete without context covers what its coordinator holds.
struct Put {
    std::string key;
    std::string value;
    Context context;
    bool is_delete = false;
    int write = 0;
    bool is_sloppy = false;  // copies kept for nodes that are away count towards W
    Session session;
};

// Merges first, then looks up.
struct Batch {
    RecordList puts;  // of (key, value)
    RecordList gets;  // of keys with as many bytes
    std::uint16_t value_bytes = 0;
    int read = 0;
    int write = 0;
    Session session;

    [[nodiscard]] TableId table() const {
        return {puts.empty() ? gets.key_bytes() : puts.key_bytes(), value_bytes};
    }
};

using Request = std::variant<Get, Put, Batch>;

enum class Outcome : std::uint8_t {  // append only
    ok = 0,
    busy = 1,         // too many requests under way: try later
    unavailable = 2,  // no quorum in time; a write may or may not have happened
    bad_request = 3,  // beyond the limits
    conflict = 4,     // too many siblings: read, then write with the context
    moved = 5,        // between nodes only: ask somebody else
};

struct Answer {
    Outcome outcome = Outcome::ok;
    std::string reason;
    // R + W <= N, or copies kept for others counted: a later read may miss this write, this read
    // may have missed an earlier one.
    bool is_weak = false;
    Epoch epoch;                      // for Session
    std::vector<std::string> values;  // Get: siblings, newest first; none where there is nothing
    Context context;  // for the next Put; after a Put empty where siblings want to be read first
    // Batch: by key asked for, one byte (1: found) and the value, or zeros.
    std::vector<std::uint8_t> found;
};

}  // namespace kura::cluster::store
