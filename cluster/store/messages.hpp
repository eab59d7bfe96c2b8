// Messages between the nodes of the store.
// Shape:    plain values; the encoding is cluster/wire's, which also checks the limits below
// Invariants: any message may be lost, repeated and overtaken; each can be sent again as it is.
//           `epoch` is that of the sender's view: who knows that a partition has changed hands
//           since then answers Outdated and does nothing
// Source:   ARCHITECTURE.md, "Quorum store"
#pragma once

#include "cluster/base/instant.hpp"
#include "cluster/base/limits.hpp"
#include "cluster/store/request.hpp"
#include "cluster/store/xor_tree.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace kura::cluster::store {

inline constexpr std::size_t kRootsMax = kPartitionsMax;            // in one message, as the next
inline constexpr std::size_t kTablesMax = 64;                       // lattice tables of one node
inline constexpr std::size_t kItemsMax = 16384;                     // key hashes
inline constexpr std::size_t kPushBytesMax = std::size_t{1} << 20;  // or one document
inline constexpr std::size_t kPushItemsMax = 4096;

// --- Requests ---

struct Forward {
    WriteId id;
    Duration time_left{0};
    Request request;
};
struct ForwardAnswer {
    WriteId id;
    Answer answer;
};

// --- Replicas of documents ---

struct Replicate {
    std::uint64_t task = 0;  // of the sender; 0 wants no acknowledgement
    Epoch epoch;
    std::string key;
    Document document;
    NodeId kept_for = kNoNode;  // a copy to be kept for a node that is away
};
struct ReplicateAck {
    std::uint64_t task = 0;
    NodeId kept_for = kNoNode;
};
struct Read {
    std::uint64_t task = 0;
    Epoch epoch;
    std::string key;
};
struct ReadAnswer {
    std::uint64_t task = 0;
    bool is_synced = true;  // false: may lack what earlier replica sets held
    Document document;      // no versions: never heard of it
};
// The partition has changed hands since the epoch of the message; or, towards a node that asks for
// more than it may, `epoch` is what it should know first.
struct Outdated {
    std::uint64_t task = 0;
    Epoch epoch;
};

// --- Replicas of lattice records ---

struct BatchReplicate {
    std::uint64_t task = 0;
    Epoch epoch;
    RecordList puts;
};
struct BatchReplicateAck {
    std::uint64_t task = 0;
};
struct BatchRead {
    std::uint64_t task = 0;
    Epoch epoch;
    std::uint16_t value_bytes = 0;
    RecordList gets;
};
struct BatchReadAnswer {
    std::uint64_t task = 0;
    std::vector<std::uint8_t> found;      // as in Answer
    std::vector<std::uint8_t> is_synced;  // by key
};

// --- Comparing replicas ---

// The asker compares partitions with a peer by the roots of their digests.
struct PartitionRoot {
    PartitionId partition;
    std::uint64_t root = 0;
};
struct Roots {
    std::uint64_t exchange = 0;
    Epoch epoch;
    bool is_member = true;  // false: a former holder that wants to be taken over
    std::vector<PartitionRoot> roots;
};
struct RootsAnswer {
    std::uint64_t exchange = 0;
    Epoch epoch;
    std::vector<PartitionId> differ;
    std::vector<PartitionId> synced;  // which of those asked for the answerer is synced in
};

// One partition, step by step: tables, 64 digests, 64 below some of them, items, contents. The
// asker leads; the answerer keeps no state.
struct TablesRequest {
    std::uint64_t exchange = 0;
    Epoch epoch;
    PartitionId partition;
};
struct TableRoot {
    TableId table;
    std::uint64_t root = 0;
    std::uint64_t items = 0;
};
struct Tables {
    std::uint64_t exchange = 0;
    Epoch epoch;
    bool is_synced = false;
    bool is_veteran = false;  // was synced in this set or an earlier one
    bool is_suspect = false;  // was away so long that it may hold what was deleted
    std::uint64_t root = 0;   // of all tables
    std::vector<TableRoot> tables;
};
// Empty cells ask for the 64 digests of the first level, others for those below these cells.
struct DigestsRequest {
    std::uint64_t exchange = 0;
    PartitionId partition;
    TableId table;
    std::vector<std::uint16_t> cells;
};
struct Digests {
    std::uint64_t exchange = 0;
    TableId table;
    std::vector<std::uint16_t> cells;
    std::vector<std::uint64_t> digests;  // 64 a cell
};
struct ItemsRequest {
    std::uint64_t exchange = 0;
    PartitionId partition;
    TableId table;
    int level = 1;
    std::vector<std::uint16_t> cells;
    std::uint64_t after = 0;  // key hashes from here on
};
struct Item {
    std::uint64_t key_hash = 0;
    std::uint64_t digest = 0;

    friend auto operator<=>(const Item&, const Item&) = default;
};
struct Items {
    std::uint64_t exchange = 0;
    TableId table;
    std::uint64_t after = 0;
    std::vector<Item> items;  // ascending by key hash
    std::uint64_t next = 0;   // 0: that was all
};
struct Fetch {
    std::uint64_t exchange = 0;
    PartitionId partition;
    TableId table;
    std::vector<std::uint64_t> key_hashes;
};
// Contents; also unasked, for what the peer lacks.
struct Push {
    std::uint64_t exchange = 0;
    Epoch epoch;
    PartitionId partition;
    TableId table;
    std::vector<std::pair<std::string, Document>> documents;
    RecordList records;
    std::vector<std::uint64_t> done;  // key hashes that were asked for and need no more waiting
};
// To a former holder: what it held when its root was this is in my hands, and on disk.
struct Held {
    Epoch epoch;
    std::vector<PartitionRoot> roots;
};
// To the first of the list: I am synced in these.
struct Synced {
    Epoch epoch;
    std::vector<PartitionId> partitions;
};

// --- Tombstones ---

struct KeyDigest {
    std::string key;
    std::uint64_t digest = 0;
};
// Does everybody hold exactly these, and have nothing older to come?
struct TombstoneCheck {
    std::uint64_t task = 0;
    Epoch epoch;
    PartitionId partition;
    std::vector<KeyDigest> items;
};
struct TombstoneHeld {
    std::uint64_t task = 0;
    std::vector<std::uint32_t> held;  // which of the items
};
struct TombstoneDrop {
    Epoch epoch;
    PartitionId partition;
    std::vector<KeyDigest> items;
};

using Message =
    std::variant<Forward, ForwardAnswer, Replicate, ReplicateAck, Read, ReadAnswer, Outdated,
                 BatchReplicate, BatchReplicateAck, BatchRead, BatchReadAnswer, Roots, RootsAnswer,
                 TablesRequest, Tables, DigestsRequest, Digests, ItemsRequest, Items, Fetch, Push,
                 Held, Synced, TombstoneCheck, TombstoneHeld, TombstoneDrop>;

}  // namespace kura::cluster::store
