// Expansion book: states that were expanded and may not be closed yet, because some child is still
// on its way to its quorum.
// Shape:    slots with a count of unacknowledged children
// Invariants: a slot is freed when its count is zero, so a late acknowledgement never meets another
//           expansion; a state is in flight once for each cost it was expanded at
// Threads:  one owner
// Source:   ARCHITECTURE.md, "Distributed search", rule 3
#pragma once

#include "cluster/base/ids.hpp"
#include "cluster/search/messages.hpp"
#include "solver/base/assert.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace kura::cluster::search {

struct Expansion {
    PartitionId partition;
    std::string key;
    std::uint64_t word = 0;  // as it was expanded: the cost that the children build on
    std::int32_t priority = 0;
    std::uint32_t children_left = 0;
    bool is_live = false;
};

class ExpansionBook {
  public:
    std::uint32_t open(Expansion expansion) {
        std::uint32_t slot = static_cast<std::uint32_t>(slots_.size());
        if (free_.empty()) {
            slots_.emplace_back();
        } else {
            slot = free_.back();
            free_.pop_back();
        }
        by_key_[expansion.key] = slot;
        slots_[slot] = std::move(expansion);
        slots_[slot].is_live = true;
        return slot;
    }
    [[nodiscard]] Expansion& at(std::uint32_t slot) { return slots_[slot]; }

    // Ensures: true if that was the last child.
    bool child_done(std::uint32_t slot) {
        KURA_ASSERT(slots_[slot].children_left > 0, slot);
        return --slots_[slot].children_left == 0;
    }
    void close(std::uint32_t slot) {
        KURA_ASSERT(slots_[slot].children_left == 0, slot);
        forget(slot);
        free_.push_back(slot);
    }
    // Its partition has another owner, who will expand it anew. The children still count.
    void abandon(PartitionId partition) {
        for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
            if (slots_[slot].is_live && slots_[slot].partition == partition) {
                forget(slot);
            }
        }
    }
    void clear() {
        slots_.clear();
        free_.clear();
        by_key_.clear();
    }

    // The latest live expansion of a key, or null.
    [[nodiscard]] const Expansion* find(const std::string& key) const {
        const auto at = by_key_.find(key);
        return at == by_key_.end() ? nullptr : &slots_[at->second];
    }
    [[nodiscard]] bool is_empty() const { return slots_.size() == free_.size(); }
    [[nodiscard]] std::size_t size() const { return slots_.size() - free_.size(); }
    [[nodiscard]] std::int32_t lower_bound() const {
        std::int32_t smallest = kNoLimit;
        for (const Expansion& expansion : slots_) {
            smallest = expansion.is_live ? std::min(smallest, expansion.priority) : smallest;
        }
        return smallest;
    }

  private:
    void forget(std::uint32_t slot) {
        // A better cost may have put the same key into another slot meanwhile.
        const auto at = by_key_.find(slots_[slot].key);
        if (at != by_key_.end() && at->second == slot) {
            by_key_.erase(at);
        }
        slots_[slot].is_live = false;
    }

    std::vector<Expansion> slots_;
    std::vector<std::uint32_t> free_;
    std::unordered_map<std::string, std::uint32_t> by_key_;
};

}  // namespace kura::cluster::search
