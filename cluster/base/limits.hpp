// What a node accepts from other nodes and operators. Whatever is larger is refused before anything
// is stored.
// Units:    elements, or bytes where the name says so
#pragma once

#include <cstddef>
#include <cstdint>

namespace kura::cluster {

inline constexpr std::uint32_t kPartitionsMax = 65536;
inline constexpr std::uint32_t kPartitionsDefault = 4096;  // serves 80 nodes within 2%
inline constexpr int kReplicasMax = 7;
inline constexpr std::size_t kMembersMax = 1024;
inline constexpr std::uint32_t kWeightMax = 1'000'000;
inline constexpr std::size_t kSeedsMax = 7;    // 5 are used; two more while they are exchanged
inline constexpr std::size_t kJobsMax = 1024;  // in one view
inline constexpr std::size_t kChainMax = 64;   // configurations of a partition not yet superseded
// What only ever rises, by one: nobody gets there by counting, and who is there would wrap.
inline constexpr std::uint64_t kCountsMax = std::uint64_t{1} << 62;
inline constexpr std::uint32_t kGenerationsMax = std::uint32_t{1} << 30;
inline constexpr std::size_t kMetadataBytesMax = 512;  // a node's description in gossip

}  // namespace kura::cluster
