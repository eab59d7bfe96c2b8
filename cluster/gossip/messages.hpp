// Messages of gossip: probes and the rumours that ride on them.
// Shape:    plain values; the encoding is cluster/wire's. A packet goes as a datagram, or by stream
//           where it may be large or the datagram may have been lost
// Units:    sizes in bytes, the most that cluster/wire makes of it
// Threads:  plain values
// Source:   SWIM (Das, Gupta, Motivala 2002); Lifeguard (Dadgar, Phillips, Currey 2018)
#pragma once

#include "cluster/base/ids.hpp"
#include "cluster/base/limits.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace kura::cluster::gossip {

inline constexpr std::size_t kAddressBytesMax = 256;
inline constexpr std::size_t kRumoursMax = 2 * kMembersMax;  // in one packet
inline constexpr std::size_t kPacketHeaderBytes = 48;        // all but addresses and rumours

// The protocols a node can speak.
struct VersionRange {
    std::uint16_t lowest = 1;
    std::uint16_t highest = 1;

    [[nodiscard]] bool overlaps(const VersionRange& other) const {
        return lowest <= other.highest && other.lowest <= highest;
    }
    friend bool operator==(const VersionRange&, const VersionRange&) = default;
};

// What a node says about itself; a newer statement has a higher incarnation.
struct Description {
    std::string address;
    Place place;
    Zone zone;
    std::uint32_t weight = 1;
    VersionRange protocol;
    std::string metadata;  // version, load and the like; opaque here

    friend bool operator==(const Description&, const Description&) = default;
};

enum class Status : std::uint8_t {  // append only
    alive = 0,
    suspect = 1,
    dead = 2,
    left = 3,  // said by the node itself
};

struct Rumour {
    NodeId node;
    Incarnation incarnation;
    Status status = Status::alive;
    NodeId source;            // who says so first: independent accusers confirm a suspicion
    Description description;  // filled in for alive and in full exchanges

    [[nodiscard]] std::size_t bytes() const {
        return 27 + (description == Description{}
                         ? 0
                         : 26 + description.address.size() + description.metadata.size());
    }
    friend bool operator==(const Rumour&, const Rumour&) = default;
};

struct Ping {
    std::uint64_t sequence = 0;
    NodeId target;  // another life at the same address must not answer for it

    friend bool operator==(const Ping&, const Ping&) = default;
};

// Please ping the target for me.
struct PingRequest {
    std::uint64_t sequence = 0;
    NodeId target;
    std::string address;

    friend bool operator==(const PingRequest&, const PingRequest&) = default;
};

struct Ack {
    std::uint64_t sequence = 0;
    NodeId about;  // who is alive

    friend bool operator==(const Ack&, const Ack&) = default;
};

// I could not reach the target either, but I did hear you.
struct Nack {
    std::uint64_t sequence = 0;

    friend bool operator==(const Nack&, const Nack&) = default;
};

struct RumoursOnly {
    friend bool operator==(const RumoursOnly&, const RumoursOnly&) = default;
};

// Everything the sender knows, in the packet's rumours.
struct Exchange {
    bool wants_reply = false;

    friend bool operator==(const Exchange&, const Exchange&) = default;
};

using Body = std::variant<Ping, PingRequest, Ack, Nack, RumoursOnly, Exchange>;

struct Packet {
    std::uint64_t cluster = 0;  // packets of another cluster are dropped
    NodeId from;
    std::string reply_to;  // the sender's address
    Body body;
    std::vector<Rumour> rumours;

    friend bool operator==(const Packet&, const Packet&) = default;
};

}  // namespace kura::cluster::gossip
