// Corral cache: what small searches have found out about corrals (corral_search.hpp), and about
// rooms (room_search.hpp).
// Shape:    slots of one cache line, four to a bucket: the exact key (no hash stands for it, so a
//           hit is never wrong) and one word of verdict and query count
// Units:    bytes, of the caller's budget; taken once, halved until it fits, never grown. Of these
//           only the front is used at first, twice as much whenever that is half full: a short
//           search touches few pages. Entries stay where they were, and are found there until the
//           front has doubled once more
// Invariants: a verdict dead or alive is never taken back while its entry is there; a full bucket
//           gives up the entry that is cheapest to find again (unknown, fewest queries)
// Threads:  any; one of 64 mutexes a bucket. One cache serves one board (a job), all its threads
// Errors:   without memory it stores nothing, and every query answers absent
// Source:   ARCHITECTURE.md, "Corral search"
#pragma once

#include "solver/base/memory_budget.hpp"
#include "solver/board/square.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <mutex>

namespace kura::deadlock {

enum class CorralVerdict : std::uint8_t {
    absent = 0,   // nothing is stored
    dead = 1,     // proved: no solution continues from any state with this corral
    alive = 2,    // the small search found a way out; says nothing about the state
    unknown = 3,  // its limit was reached
};

// Of a corral: the player's lowest square, the number of regions, their lowest squares, the boxes
// (ascending), then kNoSquare. Together with the board this is all a verdict depends on. Other
// small searches put a mark of theirs where the number of regions is, which is small.
struct CorralKey {
    static constexpr std::size_t kSquares = 30;
    std::array<board::Square, kSquares> squares;

    friend bool operator==(const CorralKey&, const CorralKey&) = default;
};

class CorralCache {
  public:
    struct Answer {
        CorralVerdict verdict = CorralVerdict::absent;
        std::uint32_t queries = 0;  // of an unknown entry, this one included

        // How many positions a search should look at now: `first` where nothing is known; of an
        // unknown entry as many as it was asked for, at each power of two from 128, at most `max`.
        // Ensures: 0 if no search is due.
        [[nodiscard]] std::uint32_t search_limit(std::uint32_t first, std::uint32_t max) const {
            if (verdict == CorralVerdict::absent) {
                return first;
            }
            constexpr std::uint32_t kRetryQueriesMin = 128;
            const bool due = verdict == CorralVerdict::unknown && queries >= kRetryQueriesMin &&
                             std::has_single_bit(queries);
            return due ? std::min(queries, max) : 0;
        }
    };

    CorralCache(base::MemoryBudget& budget, std::size_t bytes);
    ~CorralCache();
    CorralCache(const CorralCache&) = delete;
    CorralCache& operator=(const CorralCache&) = delete;

    // Looks the key up; counts the query if the entry is unknown. Cost: up to four cache misses.
    Answer query(const CorralKey& key);
    // Requires: verdict is not absent. May replace another entry.
    void store(const CorralKey& key, CorralVerdict verdict);

    [[nodiscard]] std::size_t memory_bytes() const { return bytes_; }

  private:
    struct Slot {
        CorralKey key;
        std::uint32_t state;  // queries * 4 + verdict; zero: empty
    };
    static_assert(sizeof(Slot) == 64);
    static constexpr std::size_t kSlotsPerBucket = 4;
    static constexpr std::size_t kStripes = 64;
    static constexpr std::uint32_t kQueriesMax = (std::uint32_t{1} << 30) - 1;

    static constexpr std::size_t kBucketsFirst = 4096;

    [[nodiscard]] static std::size_t hash_of(const CorralKey& key);
    [[nodiscard]] Slot* slot_of(const CorralKey& key, std::size_t bucket) const;
    void count_filled();

    // constant after construction
    base::MemoryBudget& budget_;
    std::size_t bytes_ = 0;
    std::size_t buckets_ = 0;  // a power of two, or zero
    std::atomic<std::size_t> buckets_used_{0};  // a power of two; only grows
    std::atomic<std::size_t> filled_{0};        // slots, since it grew last
    // guarded by stripes_[bucket % kStripes]
    Slot* slots_ = nullptr;
    std::array<std::mutex, kStripes> stripes_;
};

}  // namespace kura::deadlock
