// What of the view travels: the lists of members for archive_codec.hpp. Included by encoders only.
// Shape:    append only, as the order is the order of the bytes; a change is a new kWireVersion
// Errors:   as archive_codec.hpp; a partition map's size is checked here, as it is built from it
// Threads:  constants
#pragma once

#include "cluster/base/limits.hpp"
#include "cluster/view/register_messages.hpp"
#include "cluster/wire/archive_codec.hpp"

#include <bit>
#include <span>
#include <tuple>

namespace kura::cluster::wire {

template <>
inline constexpr auto kFields<ring::RingMember> = std::tuple(&ring::RingMember::id,
                                                             &ring::RingMember::place,
                                                             &ring::RingMember::zone,
                                                             &ring::RingMember::weight);

template <>
struct Codec<ring::PartitionMap> {
    static constexpr std::size_t kBytesMin = 2 * sizeof(std::uint32_t);
    static void put(ArchiveSink& out, const ring::PartitionMap& map) {
        Codec<std::uint32_t>::put(out, map.partitions());
        Codec<std::int32_t>::put(out, map.copies());
        for (std::uint32_t p = 0; p < map.partitions(); ++p) {
            const auto nodes = map.preference(PartitionId{p});
            out.numbers(nodes.data(), nodes.size(), sizeof(NodeId));
        }
    }
    static void get(ArchiveSource& in, ring::PartitionMap& map) {
        std::uint32_t partitions = 0;
        std::int32_t copies = 0;
        Codec<std::uint32_t>::get(in, partitions);
        Codec<std::int32_t>::get(in, copies);
        if (!in.check(std::has_single_bit(partitions) && partitions <= kPartitionsMax,
                      "the number of partitions") ||
            !in.check(copies >= 1 && copies <= kReplicasMax, "the number of copies") ||
            !in.check(
                in.remaining() / sizeof(NodeId) / partitions >= static_cast<std::size_t>(copies),
                "it ends too soon")) {
            return;
        }
        map = ring::PartitionMap(partitions, copies);
        for (std::uint32_t p = 0; p < partitions; ++p) {
            const auto nodes = map.preference(PartitionId{p});
            in.numbers(nodes.data(), nodes.size(), sizeof(NodeId));
        }
    }
};

template <>
inline constexpr auto kFields<view::Member> = std::tuple(&view::Member::node,
                                                         &view::Member::incarnation);

template <>
inline constexpr auto kFields<view::ReplicaSet> = std::tuple(&view::ReplicaSet::since,
                                                             at_most(&view::ReplicaSet::nodes,
                                                                     std::size_t{kReplicasMax}));

template <>
inline constexpr auto kFields<view::Chain> = std::tuple(&view::Chain::partition,
                                                        at_most(&view::Chain::sets, kChainMax));

template <>
inline constexpr auto kFields<view::Certificate> = std::tuple(&view::Certificate::cost,
                                                              &view::Certificate::moves);

template <>
inline constexpr auto kLastOf<view::JobPhase> = view::JobPhase::stopped;

template <>
inline constexpr auto kLastOf<view::Moving> = view::Moving::warm;

template <>
inline constexpr auto kFields<view::Move> =
    std::tuple(&view::Move::partition, at_most(&view::Move::nodes, std::size_t{kReplicasMax}));

template <>
inline constexpr auto kFields<view::Job> = std::tuple(&view::Job::id, &view::Job::replicas,
                                                      &view::Job::write, &view::Job::generation,
                                                      &view::Job::phase, &view::Job::best,
                                                      at_most(&view::Job::chains, kPartitionsMax),
                                                      &view::Job::moving,
                                                      at_most(&view::Job::warm, kPartitionsMax));

template <>
inline constexpr auto kFields<view::SeedSet> =
    std::tuple(&view::SeedSet::number, at_most(&view::SeedSet::places, kSeedsMax));

template <>
inline constexpr auto kFields<view::View> = std::tuple(
    &view::View::revision, &view::View::epoch, &view::View::seeds, &view::View::seeds_wanted,
    &view::View::replicas, at_most(&view::View::members, kMembersMax), &view::View::map,
    at_most(&view::View::since, kPartitionsMax), at_most(&view::View::jobs, kJobsMax),
    at_most(&view::View::moves, kPartitionsMax));

template <>
inline constexpr auto kFields<view::Ballot> = std::tuple(&view::Ballot::counter,
                                                         &view::Ballot::proposer);
template <>
inline constexpr auto kFields<view::Prepare> = std::tuple(&view::Prepare::ballot,
                                                          &view::Prepare::seeds);
template <>
inline constexpr auto kFields<view::Promise> = std::tuple(&view::Promise::ballot,
                                                          &view::Promise::accepted,
                                                          &view::Promise::value);
template <>
inline constexpr auto kFields<view::Accept> = std::tuple(&view::Accept::ballot,
                                                         &view::Accept::seeds,
                                                         &view::Accept::value);
template <>
inline constexpr auto kFields<view::Accepted> = std::tuple(&view::Accepted::ballot);
template <>
inline constexpr auto kFields<view::Refused> = std::tuple(&view::Refused::ballot,
                                                          &view::Refused::promised,
                                                          &view::Refused::seeds);

}  // namespace kura::cluster::wire
