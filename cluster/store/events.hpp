// What happens to a store node, and what it wants done.
// Shape:    plain values; any shell (network, threads, simulator) turns the one into the other
// Threads:  plain values
// Source:   store_node.hpp
#pragma once

#include "cluster/base/instant.hpp"
#include "cluster/store/messages.hpp"
#include "cluster/view/view_change.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace kura::cluster::store {

// The store's entry among the jobs of the view: it carries N, W and the chains of replica sets.
inline constexpr JobId kStoreJob{0};

// One row on disk.
struct Row {
    std::string key;
    NodeId kept_for = kNoNode;
    std::optional<Document> document;  // none: erase the row
};

// Events.
struct ViewArrived {
    view::ViewPtr view;
};
struct MessageArrived {
    NodeId from;
    Message message;
};
struct ClientAsked {
    std::uint64_t client = 0;  // comes back with the answer
    Request request;
};
struct TimePassed {};
struct PeerChanged {
    NodeId node;
    bool is_reachable = true;
};
// This batch and all before it are on disk.
struct Persisted {
    std::uint64_t batch = 0;
};
// Nothing is written any more; this node takes no writes from now on.
struct PersistFailed {
    std::string reason;
};
// What the former life of this place had on disk; the first event, if any. `away` is the time since
// it last wrote there, by the wall clock.
struct Recovered {
    std::vector<Row> rows;
    Duration away{0};
};
struct SyncNow {};
using Event = std::variant<ViewArrived, MessageArrived, ClientAsked, TimePassed, PeerChanged,
                           Persisted, PersistFailed, Recovered, SyncNow>;

// Actions.
struct SendMessage {
    NodeId to;
    Message message;
};
struct Reply {
    std::uint64_t client = 0;
    Answer answer;
};
struct Persist {
    std::uint64_t batch = 0;  // ascending
    std::vector<Row> rows;    // all or none of them
    // Rows from before an absence wait to be compared: for the next life it must go on to count.
    bool is_in_doubt = false;
};
struct AskRegister {
    std::vector<view::Established> established;
};
struct WantView {
    Epoch at_least;
};
using Action = std::variant<SendMessage, Reply, Persist, AskRegister, WantView>;

}  // namespace kura::cluster::store
