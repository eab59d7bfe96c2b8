#include "solver/search/visited_table.hpp"

#include "solver/base/assert.hpp"

#include <algorithm>

namespace kura::search {

namespace {

constexpr std::uint64_t kLoadNumerator = 7;  // grow above 7/8: keeps records near 22 bytes a state
constexpr std::uint64_t kLoadDenominator = 8;
constexpr std::uint64_t kSlackMax = 256;  // a longer overhang at 7/8 load has probability e^-50
constexpr std::size_t kFirstRecords = 16;
constexpr std::size_t kCounted = 4;  // about the mean displacement at 7/8 load
constexpr std::size_t kReserveMin = std::size_t{64} << 20;

// What an empty sub-table points at: one empty record, never written.
alignas(64) std::uint8_t empty_record[kVisitedKeyBytesMax + sizeof(std::uint64_t)] = {};

std::uint64_t slack_of(std::uint64_t slots) {
    return std::clamp<std::uint64_t>(slots / 8, 2, kSlackMax);
}

std::uint64_t load_limit(std::uint64_t homes) {
    return homes * kLoadNumerator / kLoadDenominator;
}

// Once the budget refuses to grow, a sub-table fills up to here before it calls itself full.
std::uint64_t load_limit_hard(std::uint64_t homes) {
    return homes - homes / 20;
}

}  // namespace

VisitedTable::VisitedTable(const VisitedTableOptions& options, base::MemoryBudget& budget)
    : layout_(options.key_bytes), partition_bits_(options.partition_bits), budget_(budget) {
    KURA_ASSERT(partition_bits_ >= 0 && partition_bits_ <= 16, partition_bits_);
    tables_.resize(std::size_t{1} << partition_bits_);
    for (SubTable& table : tables_) {
        table.records = empty_record;
    }
    // Four times an even share of all memory: a sub-table that outgrows it moves once.
    const std::size_t fair = budget.limit() / tables_.size();
    reserve_bytes_ = std::min(std::max(fair * 4, kReserveMin), std::max(budget.limit(), fair));
}

VisitedTable::~VisitedTable() {
    budget_.release(static_cast<std::size_t>(memory_bytes()));
}

VisitedTable::Place VisitedTable::locate(const SubTable& table, const Probe& probe) const {
    const std::size_t stride = layout_.record_bytes();
    std::uint8_t* record = table.records + home_offset(table, probe.lead);
    // Leads descend over the whole sub-table (an empty slot reads as 0 in between, which is below
    // all), so the records to pass among the next few are those above: counted without a branch.
    if (const std::uint8_t* const last = table.records + table.slots * stride;
        record + kCounted * stride <= last) {
        std::size_t above = 0;
        for (std::size_t n = 0; n < kCounted; ++n) {
            above += layout_.lead(record + n * stride) > probe.lead ? 1 : 0;
        }
        record += above * stride;
        if (above < kCounted) {
            return match(record, probe);
        }
    }
    while (layout_.lead(record) > probe.lead) {
        record += stride;
    }
    return match(record, probe);
}

VisitedTable::Place VisitedTable::match(std::uint8_t* record, const Probe& probe) const {
    const std::size_t stride = layout_.record_bytes();
    // An empty slot has lead 0, so only the word tells it from a key whose lead is 0.
    while (layout_.lead(record) == probe.lead && layout_.word(record) != 0) {
        if (layout_.rest_equal(record, probe.key)) {
            return {record, true};
        }
        record += stride;
    }
    return {record, false};
}

VisitedTable::MergeResult VisitedTable::merge(const Probe& probe, std::uint64_t word) {
    KURA_DASSERT(word != 0);
    const Place place = locate(tables_[probe.partition], probe);
    if (!place.found) {
        return insert(probe, word, place.record);
    }
    const std::uint64_t before = layout_.word(place.record);
    if (word <= before) {
        return {Outcome::kept, before};
    }
    layout_.set_word(place.record, word);
    return {Outcome::improved, before};
}

std::uint64_t VisitedTable::find(const Probe& probe) const {
    const Place place = locate(tables_[probe.partition], probe);
    return place.found ? layout_.word(place.record) : 0;
}

VisitedTable::MergeResult VisitedTable::insert(const Probe& probe, std::uint64_t word,
                                               std::uint8_t* at) {
    KURA_ASSERT(word != 0);
    SubTable& table = tables_[probe.partition];
    const std::size_t stride = layout_.record_bytes();
    if (table.size >= table.grow_at) {
        if (!make_room(table)) {
            return {Outcome::full, 0};
        }
        at = locate(table, probe).record;
    }
    std::uint8_t* empty = at;
    for (;;) {
        while (layout_.word(empty) != 0) {
            empty += stride;
        }
        if (empty < table.records + table.slots * stride) {
            break;
        }
        if (!grow(table)) {  // the slack is used up
            return {Outcome::full, 0};
        }
        at = locate(table, probe).record;
        empty = at;
    }
    std::memmove(at + stride, at, static_cast<std::size_t>(empty - at));
    layout_.write(at, probe.lead, probe.key, word);
    ++table.size;
    size_.store(size_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    return {Outcome::inserted, 0};
}

void VisitedTable::reserve(std::uint32_t partition, std::uint64_t records) {
    SubTable& table = tables_[partition];
    if (records > budget_.limit() / layout_.record_bytes()) {
        return;
    }
    const std::uint64_t homes = records * kLoadDenominator / kLoadNumerator + 2;
    const std::size_t bytes = (homes + kSlackMax + 1) * layout_.record_bytes();
    if (records > table.grow_at && bytes <= budget_.limit() / 2) {
        grow(table, bytes);
    }
}

// Grows, or when the budget refuses, admits a few more records until the hard limit is reached.
bool VisitedTable::make_room(SubTable& table) {
    if (grow(table)) {
        return true;
    }
    const std::uint64_t hard = load_limit_hard(table.homes);
    if (table.size >= hard) {
        return false;
    }
    table.grow_at = std::min(hard, table.size + 1 + table.homes / 128);
    return true;
}

bool VisitedTable::grow(SubTable& table, std::size_t bytes_min) {
    const std::size_t before = table.arena.committed();
    const std::size_t first = kFirstRecords * layout_.record_bytes();
    // A quarter would be allowed; an eighth keeps the average load higher for little more moving.
    const std::size_t wanted =
        table.arena.rounded(std::max({first, before + before / 8 + 1, bytes_min}));
    const std::size_t least = table.arena.rounded(std::max(first, before + 1));
    std::size_t bytes = wanted;
    if (!budget_.try_acquire(bytes - before)) {
        bytes = least;
        if (least == wanted || !budget_.try_acquire(bytes - before)) {
            return false;
        }
    }
    if (!table.arena.grow(bytes, std::max(reserve_bytes_, bytes * 4))) {
        budget_.release(bytes - before);
        return false;
    }
    memory_bytes_.store(memory_bytes() + bytes - before, std::memory_order_relaxed);
    const std::uint64_t slots_before = table.slots;
    table.records = table.arena.base();
    table.slots = bytes / layout_.record_bytes() - 1;
    table.homes = table.slots - slack_of(table.slots);
    table.grow_at = std::max(load_limit(table.homes), std::uint64_t{1});
    spread(table, slots_before);
    return true;
}

// Moves the records to their new homes: first all to the end of the slots, in order, then each
// forward to the first free slot from its home on. It fits: a home's distance to the end of the
// homes never shrinks when their number grows, and the slack never shrinks either.
void VisitedTable::spread(SubTable& table, std::uint64_t slots_before) {
    const std::size_t stride = layout_.record_bytes();
    std::uint8_t* const begin = table.records;
    std::uint8_t* const end = begin + table.slots * stride;
    std::uint8_t* pile = end;
    for (std::uint8_t* from = begin + slots_before * stride; from != begin;) {
        from -= stride;
        if (layout_.word(from) != 0) {
            pile -= stride;
            std::memcpy(pile, from, stride);
        }
    }
    std::uint8_t* free = begin;
    for (; pile != end; pile += stride) {
        std::uint8_t* const home = begin + home_offset(table, layout_.lead(pile));
        if (home > free) {
            KURA_ASSERT(home <= pile);
            std::memset(free, 0, static_cast<std::size_t>(home - free));
            free = home;
        }
        if (free != pile) {
            std::memcpy(free, pile, stride);
        }
        free += stride;
    }
    std::memset(free, 0, static_cast<std::size_t>(end - free));
}

}  // namespace kura::search
