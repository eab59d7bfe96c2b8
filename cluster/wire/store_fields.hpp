// What of the store travels: the lists of members for archive_codec.hpp. Included by encoders only.
// Shape:    append only, as the order is the order of the bytes; a change is a new kWireVersion.
//           Clocks are their entries; a record list is its two lengths and its block
// Errors:   as archive_codec.hpp; also clocks that are not as they would be kept, and blocks that
//           hold no whole number of records
// Threads:  constants
#pragma once

#include "cluster/store/messages.hpp"
#include "cluster/wire/archive_codec.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace kura::cluster::wire {

using store::kKeyBytesMax;

// --- Values ---

template <>
inline constexpr auto kFields<store::Actor> = std::tuple(&store::Actor::node,
                                                         &store::Actor::tenure);
template <>
inline constexpr auto kFields<store::Dot> = std::tuple(&store::Dot::actor, &store::Dot::counter);
template <>
inline constexpr auto kFields<store::WriteId> = std::tuple(&store::WriteId::origin,
                                                           &store::WriteId::number);
template <>
inline constexpr auto kFields<store::Clock::Entry> = std::tuple(&store::Clock::Entry::key,
                                                                &store::Clock::Entry::counter);
using store::RecentWrites;
template <>
inline constexpr auto kFields<RecentWrites::Entry> = std::tuple(&RecentWrites::Entry::key,
                                                                &RecentWrites::Entry::counter);

template <>
inline constexpr auto kFields<store::Context> = std::tuple(&store::Context::clock,
                                                           &store::Context::recent);

template <typename Key, std::size_t Most>
struct Codec<store::Counters<Key, Most>> {
    using Counters = store::Counters<Key, Most>;
    using Entries = std::vector<typename Counters::Entry>;
    static constexpr std::size_t kBytesMin = Codec<Entries>::kBytesMin;
    static void put(ArchiveSink& out, const Counters& counters) {
        Codec<Entries>::put(out, counters.entries());
    }
    static void get(ArchiveSource& in, Counters& counters) {
        Entries entries;
        Codec<Entries>::get(in, entries, Most);
        counters = Counters(entries);
        in.check(counters.entries() == entries, "a clock out of order");
    }
};

template <>
struct Codec<store::RecordList> {
    using Block = std::vector<std::uint8_t>;
    static constexpr std::size_t kBytesMin = 2 * sizeof(std::uint16_t) + Codec<Block>::kBytesMin;
    static void put(ArchiveSink& out, const store::RecordList& list) {
        Codec<std::uint16_t>::put(out, list.key_bytes());
        Codec<std::uint16_t>::put(out, list.value_bytes());
        Codec<Block>::put(out, list.bytes());
    }
    static void get(ArchiveSource& in, store::RecordList& list) {
        std::uint16_t key_bytes = 0;
        std::uint16_t value_bytes = 0;
        Block block;
        Codec<std::uint16_t>::get(in, key_bytes);
        Codec<std::uint16_t>::get(in, value_bytes);
        in.check(key_bytes <= kKeyBytesMax && value_bytes <= store::kLatticeValueBytesMax,
                 "records of a length beyond the limits");
        Codec<Block>::get(in, block);
        store::RecordList read(key_bytes, value_bytes, std::move(block));
        if (in.check(read.is_whole(), "a part of a record") &&
            in.check(read.empty() || key_bytes > 0, "records without a key") &&
            in.check(read.size() <= store::kBatchRecordsMax, "more elements than the limit")) {
            list = std::move(read);
        }
    }
};

template <>
inline constexpr auto kFields<store::TableId> = std::tuple(&store::TableId::key_bytes,
                                                           &store::TableId::value_bytes);
template <>
inline constexpr auto kFields<store::Version> =
    std::tuple(&store::Version::dot, &store::Version::write, &store::Version::is_deleted,
               at_most(&store::Version::value, store::kValueBytesMax));
template <>
inline constexpr auto kFields<store::Document> = std::tuple(&store::Document::clock,
                                                            &store::Document::recent,
                                                            at_most(&store::Document::versions,
                                                                    store::kVersionsMax));

// --- Requests of clients ---

template <>
inline constexpr auto kFields<store::Session> = std::tuple(&store::Session::seen);
template <>
inline constexpr auto kFields<store::Get> = std::tuple(at_most(&store::Get::key, kKeyBytesMax),
                                                       &store::Get::read, &store::Get::session);
template <>
inline constexpr auto kFields<store::Put> = std::tuple(
    at_most(&store::Put::key, kKeyBytesMax), at_most(&store::Put::value, store::kValueBytesMax),
    &store::Put::context, &store::Put::is_delete, &store::Put::write, &store::Put::is_sloppy,
    &store::Put::session);
template <>
inline constexpr auto kFields<store::Batch> = std::tuple(&store::Batch::puts, &store::Batch::gets,
                                                         &store::Batch::value_bytes,
                                                         &store::Batch::read, &store::Batch::write,
                                                         &store::Batch::session);
template <>
inline constexpr auto kLastOf<store::Outcome> = store::Outcome::read_only;
template <>
inline constexpr auto kFields<store::Answer> =
    std::tuple(&store::Answer::outcome, &store::Answer::reason, &store::Answer::is_weak,
               &store::Answer::epoch, at_most(&store::Answer::values, store::kVersionsMax),
               &store::Answer::context, &store::Answer::found);

// --- Messages ---

template <>
inline constexpr auto kFields<store::Forward> = std::tuple(&store::Forward::id,
                                                           &store::Forward::time_left,
                                                           &store::Forward::request);
template <>
inline constexpr auto kFields<store::ForwardAnswer> = std::tuple(&store::ForwardAnswer::id,
                                                                 &store::ForwardAnswer::answer);
template <>
inline constexpr auto kFields<store::Replicate> =
    std::tuple(&store::Replicate::task, &store::Replicate::epoch,
               at_most(&store::Replicate::key, kKeyBytesMax), &store::Replicate::document,
               &store::Replicate::kept_for);
template <>
inline constexpr auto kFields<store::ReplicateAck> = std::tuple(&store::ReplicateAck::task,
                                                                &store::ReplicateAck::kept_for);
template <>
inline constexpr auto kFields<store::Read> = std::tuple(&store::Read::task, &store::Read::epoch,
                                                        at_most(&store::Read::key, kKeyBytesMax));
template <>
inline constexpr auto kFields<store::ReadAnswer> = std::tuple(&store::ReadAnswer::task,
                                                              &store::ReadAnswer::is_synced,
                                                              &store::ReadAnswer::document);
template <>
inline constexpr auto kFields<store::Outdated> = std::tuple(&store::Outdated::task,
                                                            &store::Outdated::epoch);
template <>
inline constexpr auto kFields<store::BatchReplicate> = std::tuple(&store::BatchReplicate::task,
                                                                  &store::BatchReplicate::epoch,
                                                                  &store::BatchReplicate::puts);
template <>
inline constexpr auto kFields<store::BatchReplicateAck> =
    std::tuple(&store::BatchReplicateAck::task);
template <>
inline constexpr auto kFields<store::BatchRead> = std::tuple(&store::BatchRead::task,
                                                             &store::BatchRead::epoch,
                                                             &store::BatchRead::value_bytes,
                                                             &store::BatchRead::gets);
template <>
inline constexpr auto kFields<store::BatchReadAnswer> =
    std::tuple(&store::BatchReadAnswer::task, &store::BatchReadAnswer::found,
               at_most(&store::BatchReadAnswer::is_synced, store::kBatchRecordsMax));
template <>
inline constexpr auto kFields<store::PartitionRoot> = std::tuple(&store::PartitionRoot::partition,
                                                                 &store::PartitionRoot::root);
template <>
inline constexpr auto kFields<store::Roots> =
    std::tuple(&store::Roots::exchange, &store::Roots::epoch, &store::Roots::is_member,
               at_most(&store::Roots::roots, store::kRootsMax));
template <>
inline constexpr auto kFields<store::RootsAnswer> =
    std::tuple(&store::RootsAnswer::exchange, &store::RootsAnswer::epoch,
               at_most(&store::RootsAnswer::differ, store::kRootsMax),
               at_most(&store::RootsAnswer::synced, store::kRootsMax));
template <>
inline constexpr auto kFields<store::TablesRequest> = std::tuple(&store::TablesRequest::exchange,
                                                                 &store::TablesRequest::epoch,
                                                                 &store::TablesRequest::partition);
template <>
inline constexpr auto kFields<store::TableRoot> = std::tuple(&store::TableRoot::table,
                                                             &store::TableRoot::root,
                                                             &store::TableRoot::items);
template <>
inline constexpr auto kFields<store::Tables> =
    std::tuple(&store::Tables::exchange, &store::Tables::epoch, &store::Tables::is_synced,
               &store::Tables::is_veteran, &store::Tables::is_suspect, &store::Tables::root,
               at_most(&store::Tables::tables, store::kTablesMax));
template <>
inline constexpr auto kFields<store::DigestsRequest> = std::tuple(
    &store::DigestsRequest::exchange, &store::DigestsRequest::partition,
    &store::DigestsRequest::table, at_most(&store::DigestsRequest::cells, store::kLowerCells));
template <>
inline constexpr auto kFields<store::Digests> =
    std::tuple(&store::Digests::exchange, &store::Digests::table,
               at_most(&store::Digests::cells, store::kLowerCells),
               at_most(&store::Digests::digests, store::kFanout* store::kLowerCells));
template <>
inline constexpr auto kFields<store::ItemsRequest> = std::tuple(
    &store::ItemsRequest::exchange, &store::ItemsRequest::partition, &store::ItemsRequest::table,
    &store::ItemsRequest::level, at_most(&store::ItemsRequest::cells, store::kLowerCells),
    &store::ItemsRequest::after);
template <>
inline constexpr auto kFields<store::Item> = std::tuple(&store::Item::key_hash,
                                                        &store::Item::digest);
template <>
inline constexpr auto kFields<store::Items> =
    std::tuple(&store::Items::exchange, &store::Items::table, &store::Items::after,
               at_most(&store::Items::items, store::kItemsMax), &store::Items::next);
template <>
inline constexpr auto kFields<store::Fetch> =
    std::tuple(&store::Fetch::exchange, &store::Fetch::partition, &store::Fetch::table,
               at_most(&store::Fetch::key_hashes, store::kItemsMax));
template <>
inline constexpr auto kFields<store::Push> =
    std::tuple(&store::Push::exchange, &store::Push::epoch, &store::Push::partition,
               &store::Push::table, at_most(&store::Push::documents, store::kPushItemsMax),
               &store::Push::records, at_most(&store::Push::done, store::kItemsMax));
template <>
inline constexpr auto kFields<store::Held> =
    std::tuple(&store::Held::epoch, at_most(&store::Held::roots, store::kRootsMax));
template <>
inline constexpr auto kFields<store::Synced> =
    std::tuple(&store::Synced::epoch, at_most(&store::Synced::partitions, store::kRootsMax));
template <>
inline constexpr auto kFields<store::KeyDigest> =
    std::tuple(at_most(&store::KeyDigest::key, kKeyBytesMax), &store::KeyDigest::digest);
template <>
inline constexpr auto kFields<store::TombstoneCheck> = std::tuple(
    &store::TombstoneCheck::task, &store::TombstoneCheck::epoch, &store::TombstoneCheck::partition,
    at_most(&store::TombstoneCheck::items, store::kItemsMax));
template <>
inline constexpr auto kFields<store::TombstoneHeld> =
    std::tuple(&store::TombstoneHeld::task, at_most(&store::TombstoneHeld::held, store::kItemsMax));
template <>
inline constexpr auto kFields<store::TombstoneDrop> =
    std::tuple(&store::TombstoneDrop::epoch, &store::TombstoneDrop::partition,
               at_most(&store::TombstoneDrop::items, store::kItemsMax));

}  // namespace kura::cluster::wire
