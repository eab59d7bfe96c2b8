// Ownership: which shard holds a placement, and which sub-table of it.
// Invariants: the two use different bits of the placement hash, so that every shard fills all of
//           its sub-tables alike
#pragma once

#include <cstdint>

namespace kura::search {

// Equal shares of the hash space, by its high half.
inline int owner_of(std::uint64_t placement_hash, int shards) {
    return static_cast<int>(((placement_hash >> 32) * static_cast<std::uint64_t>(shards)) >> 32);
}

// What the visited table is asked with: the low half.
inline std::uint64_t table_hash(std::uint64_t placement_hash) {
    return placement_hash << 32;
}

// The part of it that names the sub-table, small enough to keep with every open key.
inline std::uint8_t sub_table_byte(std::uint64_t placement_hash) {
    return static_cast<std::uint8_t>(table_hash(placement_hash) >> 56);
}
inline std::uint64_t table_hash_of(std::uint8_t sub_table) {
    return std::uint64_t{sub_table} << 56;
}

}  // namespace kura::search
