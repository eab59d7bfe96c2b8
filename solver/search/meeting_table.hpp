// Meeting table: has the other side of the search probably been in this state already?
// Shape:    fixed number of buckets of eight entries, one cache line each. An entry is one word:
//           fingerprint (47 bits, never 0), side (1), cost (16, saturating)
// Units:    costs in pushes; bytes. A false hit has probability about 2^-44 a probe
// Invariants: one process-wide table, never cleared, never grown; memory costs once it is touched
// Threads:  any, lock-free. Entries are read and written relaxed and may be lost in a race: a hit
//           is a hint until the path replays, and a missed meeting is met again one push later
// Errors:   no memory => a table of no buckets, which never hits; a full bucket forgets an entry
// Source:   none
#pragma once

#include "solver/base/memory_budget.hpp"
#include "solver/search/huge_arena.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace kura::search {

enum class MeetingSide : std::uint8_t { forward = 0, backward = 1 };

class MeetingTable {
  public:
    static constexpr std::uint32_t kCostMax = 0xFFFF;

    struct Hit {
        std::uint32_t cost;  // of the other side; kCostMax stands for that or more
    };

    // bytes_wished is halved until the budget agrees. Huge pages are faster once the table is full,
    // but each of the first touches then costs 2 MB.
    MeetingTable(std::size_t bytes_wished, base::MemoryBudget& budget,
                 HugeArena::Pages pages = HugeArena::Pages::small);
    MeetingTable(const MeetingTable&) = delete;
    MeetingTable& operator=(const MeetingTable&) = delete;
    ~MeetingTable();

    void prefetch(std::uint64_t state_hash) const {
        if (buckets_ != 0) {
            __builtin_prefetch(bucket_of(scrambled(state_hash)), 1);
        }
    }

    // Remembers that `side` reaches the state at `cost` (the smallest cost is kept), and says what
    // the other side is known to pay. Both sides hash a state alike (boxes and player).
    std::optional<Hit> insert_and_probe(std::uint64_t state_hash, MeetingSide side,
                                        std::uint32_t cost);

    [[nodiscard]] std::size_t memory_bytes() const { return arena_.committed(); }

  private:
    static constexpr std::size_t kEntries = 8;

    static std::uint64_t scrambled(std::uint64_t state_hash);
    [[nodiscard]] std::uint64_t* bucket_of(std::uint64_t scrambled) const;

    base::MemoryBudget& budget_;
    HugeArena arena_;
    std::uint64_t buckets_ = 0;
};

}  // namespace kura::search
