// Partition items: what a table of one partition answers to a replica that compares itself with it.
// Shape:    a Table has tree() and for_each_item(fn(key_hash, digest)), in any order
// Cost:     O(1) for the upper digests, O(items) for the lower ones where they are not kept, and
//           for lists of items
// Threads:  one owner
// Source:   xor_tree.hpp
#pragma once

#include "cluster/store/messages.hpp"
#include "cluster/store/xor_tree.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kura::cluster::store {

template <typename Table>
std::vector<std::uint64_t> lower_digests(const Table& table) {
    if (!table.tree().lower().empty()) {
        return table.tree().lower();
    }
    std::vector<std::uint64_t> lower(kLowerCells, 0);
    table.for_each_item([&](std::uint64_t key_hash, std::uint64_t digest) {
        lower[table.tree().cell(key_hash, 2)] ^= digest;
    });
    return lower;
}

// As DigestsRequest asks. Requires: cells below 64.
template <typename Table>
std::vector<std::uint64_t> digests_of(const Table& table, std::span<const std::uint16_t> cells) {
    if (cells.empty()) {
        const auto& upper = table.tree().upper();
        return {upper.begin(), upper.end()};
    }
    const std::vector<std::uint64_t> lower = lower_digests(table);
    std::vector<std::uint64_t> chosen;
    chosen.reserve(cells.size() * kFanout);
    for (const std::uint16_t cell : cells) {
        const auto first = lower.begin() + static_cast<std::ptrdiff_t>(cell * kFanout);
        chosen.insert(chosen.end(), first, first + static_cast<std::ptrdiff_t>(kFanout));
    }
    return chosen;
}

struct ItemRange {
    int level = 1;
    std::vector<std::uint16_t> cells;
    std::uint64_t after = 0;  // key hashes from here on
};

struct ItemChunk {
    std::vector<Item> items;  // ascending
    std::uint64_t next = 0;   // where to go on, 0: that was all
};

template <typename Table>
ItemChunk items_of(const Table& table, const ItemRange& range, std::size_t items_max) {
    std::vector<bool> is_wanted(range.level == 1 ? kFanout : kLowerCells, false);
    for (const std::uint16_t cell : range.cells) {
        if (cell < is_wanted.size()) {
            is_wanted[cell] = true;
        }
    }
    ItemChunk chunk;
    table.for_each_item([&](std::uint64_t key_hash, std::uint64_t digest) {
        if (key_hash >= range.after && is_wanted[table.tree().cell(key_hash, range.level)]) {
            chunk.items.push_back({key_hash, digest});
        }
    });
    std::sort(chunk.items.begin(), chunk.items.end());
    std::size_t end = std::min(items_max, chunk.items.size());
    while (end < chunk.items.size() && end > 0 &&
           chunk.items[end].key_hash == chunk.items[end - 1].key_hash) {
        ++end;  // keys with equal hashes stay together
    }
    if (end < chunk.items.size()) {
        chunk.next = chunk.items[end].key_hash;
        chunk.items.resize(end);
    }
    return chunk;
}

}  // namespace kura::cluster::store
