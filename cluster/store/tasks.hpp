// What a store node has under way: requests it took from clients, requests it coordinates,
// comparisons with other replicas.
// Shape:    plain records, found by number
// Threads:  one owner
// Source:   store_node.hpp
#pragma once

#include "cluster/base/instant.hpp"
#include "cluster/store/messages.hpp"
#include "cluster/store/partition_items.hpp"
#include "cluster/view/view.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kura::cluster::store {

// The nodes that may hold something of a partition: what is asked must be heard from a quorum of
// each set.
struct ReplicaSets {
    std::vector<view::ReplicaSet> earlier;  // not superseded yet
    view::ReplicaSet now;

    [[nodiscard]] std::vector<NodeId> all() const {
        std::set<NodeId> nodes(now.nodes.begin(), now.nodes.end());
        for (const view::ReplicaSet& set : earlier) {
            nodes.insert(set.nodes.begin(), set.nodes.end());
        }
        return {nodes.begin(), nodes.end()};
    }
};

inline bool contains(const std::vector<NodeId>& nodes, NodeId node) {
    return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

inline Answer failure(Outcome outcome, std::string reason, Epoch epoch) {
    Answer answer;
    answer.outcome = outcome;
    answer.reason = std::move(reason);
    answer.epoch = epoch;
    return answer;
}

// A client's request, until it is answered. A batch is split by coordinator into parts, which are
// origins of their own.
struct Origin {
    std::uint64_t client = 0;
    std::uint64_t parent = 0;  // 0: none
    Request request;
    Instant deadline;
    Instant next_try;
    std::vector<NodeId> tried;
    Epoch wants;  // waits for a view of this epoch
    std::string last_reason;

    // Of a batch that was split.
    std::set<std::uint64_t> parts;
    std::vector<std::uint32_t> places;  // of a part: where its gets stand in the parent's
    Answer gathered;
};

struct DocumentTask {
    NodeId from;
    WriteId id;
    std::string key;
    PartitionId partition;
    bool is_put = false;
    bool is_sloppy = false;
    int quorum = 0;     // as asked, 0: the cluster's own
    Document document;  // a put's state; a get's answers merged
    Epoch since;        // of the replica set that is being asked
    bool is_answered = false;
    Instant started;
    Instant deadline;
    Instant next_send;

    struct Heard {
        NodeId node;
        std::uint64_t digest = 0;
        bool is_synced = true;
    };
    std::vector<NodeId> acked;
    std::vector<NodeId> kept;  // nodes that another node keeps a copy for
    std::vector<Heard> heard;
    std::uint32_t sends = 0;
};

struct BatchTask {
    NodeId from;
    WriteId id;
    Batch batch;
    std::vector<std::uint8_t> found;
    Instant deadline;
    Instant next_send;

    struct Partition {
        PartitionId id;
        bool has_puts = false;
        bool has_gets = false;
    };
    std::vector<Partition> partitions;
    std::map<NodeId, std::vector<std::uint32_t>> puts;  // by replica: which of them
    std::map<NodeId, std::vector<std::uint32_t>> gets;
    std::set<NodeId> acked;
    // Who answered, and for which partitions that node is not synced.
    std::map<NodeId, std::set<PartitionId>> unsynced;
};

struct TombstoneTask {
    PartitionId partition;
    Epoch since;
    std::vector<KeyDigest> items;
    std::map<std::uint32_t, std::set<NodeId>> held;
    Instant deadline;
};

// A copy kept for a node that is away.
struct KeptCopy {
    Document document;
    Instant expires;
    std::uint64_t task = 0;  // of the delivery under way
};

// One partition being compared with a peer, which leads to this node holding what the peer held.
struct Exchange {
    PartitionId partition;
    NodeId peer;
    Epoch since;
    std::uint64_t peer_root = 0;
    bool is_peer_synced = false;
    std::vector<TableRoot> todo;  // tables that differ, the current one at the back
    ItemRange range;
    std::uint64_t next = 0;  // chunk
    std::set<std::uint64_t> missing;
    Message last_sent;  // sent again when no answer comes
    Instant next_send;
    int tries = 0;
};

}  // namespace kura::cluster::store
