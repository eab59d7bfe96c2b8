// Messages of control: what nodes tell each other beside gossip, the search and the store.
// Shape:    plain values; the encoding is cluster/wire's
// Invariants: any message may be lost, repeated and overtaken
// Source:   ARCHITECTURE.md, "Node"
#pragma once

#include "cluster/base/ids.hpp"
#include "cluster/control/job_spec.hpp"
#include "cluster/view/register_messages.hpp"

#include <cstdint>
#include <string>
#include <variant>

namespace kura::cluster::control {

inline constexpr std::size_t kTextBytesMax = 1024;  // of reasons and names of strategies

// Between a proposer and an acceptor, which are known by what survives their restart.
struct RegisterTraffic {
    Place from;
    Place to;
    view::RegisterMessage message;
};

// A chosen view, to members who may not have heard.
struct ViewNews {
    view::ViewPtr view;  // never null
};

// The newest view I know; whoever knows a newer one tells me.
struct ViewKnown {
    std::uint64_t revision = 0;
};

// How one node's part of a job goes; sent to all members every now and then.
struct JobReport {
    JobId job;
    NodeId node;
    std::string address;
    std::uint64_t expanded = 0;    // by the shared search
    std::uint64_t reexpanded = 0;  // of these, in vain: a loss had them expanded anew
    std::uint64_t in_flight = 0;   // of these, not closed yet
    std::uint64_t generated = 0;
    std::uint64_t sent = 0;  // candidates to other nodes
    std::uint64_t duplicates = 0;
    std::uint64_t records = 0;  // held, as owner and as replica
    std::uint64_t takeovers = 0;
    std::uint64_t messages = 0;
    std::uint64_t bytes = 0;
    std::uint64_t lane_expanded = 0;  // by this node's own lane
    std::uint64_t processor_us = 0;
    std::int32_t lower_bound = 0;
    std::string lane;      // the strategy that runs there, or nothing
    std::string gave_up;   // why the shared search ended here, or nothing
    bool is_last = false;  // made when the search was closed
};

// Please try this alone for so long; the sender waits for the result and asks somebody else if
// this node dies.
struct Lease {
    JobId job;
    std::uint64_t number = 0;
    JobSpec spec;
    Duration time{0};
};

enum class LaneVerdict : std::uint8_t {  // append only
    none = 0,
    solved = 1,
    optimal = 2,  // solved, and nothing is shorter in pushes
    unsolvable = 3,
};

struct LaneResult {
    LaneVerdict verdict = LaneVerdict::none;
    std::int32_t pushes = 0;
    std::string moves;     // a replayed solution where solved
    std::string strategy;  // what decided
    std::string detail;    // why not
    std::uint64_t expanded = 0;
    std::int32_t lower_bound = 0;
};

struct LeaseResult {
    JobId job;
    std::uint64_t number = 0;
    LaneResult result;
};

using ControlMessage =
    std::variant<RegisterTraffic, ViewNews, ViewKnown, JobReport, Lease, LeaseResult>;

}  // namespace kura::cluster::control
