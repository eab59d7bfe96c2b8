// Wall cache: what was worked out for sets of walls (settled boxes), least recently used out first.
// Threads: one owner. Units: entries
#pragma once

#include "solver/base/hash.hpp"
#include "solver/board/square_set.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>
#include <utility>

namespace kura::deadlock {

template <typename Entry>
class WallCache {
  public:
    explicit WallCache(int entries_max)
        : entries_max_(static_cast<std::size_t>(std::max(entries_max, 1))) {}

    // The entry of these walls; made by make() -> std::unique_ptr<Entry> if it is not there.
    // Ensures: valid until the next call.
    template <typename Make>
    Entry& get(const board::SquareSet& walls, Make make) {
        const auto known = places_.find(walls);
        if (known != places_.end()) {
            recency_.splice(recency_.begin(), recency_, known->second);
            return *recency_.front().entry;
        }
        std::unique_ptr<Entry> made = make();
        if (recency_.size() >= entries_max_) {
            places_.erase(recency_.back().walls);
            recency_.pop_back();
        }
        recency_.push_front({walls, std::move(made)});
        places_.emplace(walls, recency_.begin());
        return *recency_.front().entry;
    }

  private:
    struct HashSet {
        std::size_t operator()(const board::SquareSet& set) const {
            std::uint64_t hash = 0;
            for (int i = 0; i < set.words(); ++i) {
                hash = base::mix64(hash ^ set.word(i));
            }
            return hash;
        }
    };
    struct Item {
        board::SquareSet walls;
        std::unique_ptr<Entry> entry;
    };

    const std::size_t entries_max_;
    std::list<Item> recency_;  // most recently used first
    std::unordered_map<board::SquareSet, typename std::list<Item>::iterator, HashSet> places_;
};

}  // namespace kura::deadlock
