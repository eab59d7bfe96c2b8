// Offer book: windows that were merged and wait for the logs of the partitions they touched.
// Shape:    slots with a count of uncommitted logs
// Invariants: a slot is freed when its count is zero, so each log must tell it exactly once; an
//           offer that lost a partition is never acknowledged
// Threads:  one owner
// Source:   ARCHITECTURE.md, "Distributed search", rule 2
#pragma once

#include "cluster/base/ids.hpp"
#include "solver/base/assert.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace kura::cluster::search {

class OfferBook {
  public:
    struct Window {
        NodeId from;
        std::uint64_t number = 0;
    };

    [[nodiscard]] bool contains(NodeId from, std::uint64_t window) const {
        return waiting_.contains({from, window});
    }
    // Requires: not contained. Ensures: its id; it counts as one log until all logs are added.
    std::uint64_t open(NodeId from, std::uint64_t window) {
        std::uint64_t slot = entries_.size();
        if (free_.empty()) {
            entries_.emplace_back();
        } else {
            slot = free_.back();
            free_.pop_back();
        }
        entries_[slot] = {{from, window}, 1, true};
        waiting_.insert({from, window});
        return slot;
    }
    void add_log(std::uint64_t slot) { ++entries_[slot].left; }

    // A log has committed what it touched, or all were told. Ensures: the window, if that was the
    // last.
    std::optional<Window> log_done(std::uint64_t slot) {
        Entry& entry = entries_[slot];
        KURA_ASSERT(entry.left > 0, static_cast<long long>(slot));
        if (--entry.left > 0) {
            return std::nullopt;
        }
        free_.push_back(slot);
        if (!entry.is_live) {
            return std::nullopt;
        }
        waiting_.erase({entry.window.from, entry.window.number});
        return entry.window;
    }
    // A log is given up: its sender must offer that window again.
    void log_lost(std::uint64_t slot) {
        Entry& entry = entries_[slot];
        if (entry.is_live) {
            entry.is_live = false;
            waiting_.erase({entry.window.from, entry.window.number});
        }
        (void)log_done(slot);
    }

    [[nodiscard]] bool empty() const { return waiting_.empty(); }
    [[nodiscard]] std::size_t size() const { return waiting_.size(); }

  private:
    struct Entry {
        Window window;
        std::uint32_t left = 0;
        bool is_live = false;
    };

    std::vector<Entry> entries_;
    std::vector<std::uint64_t> free_;
    std::set<std::pair<NodeId, std::uint64_t>> waiting_;
};

}  // namespace kura::cluster::search
