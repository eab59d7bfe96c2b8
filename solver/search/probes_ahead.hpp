// Probes ahead: for records that are merged one after another, each prepared some places before its
// turn, so that several waits for memory pass at once.
// Shape:    next() is called once for each record, in their order; prepare(index) is too
// Threads:  one owner, the table's
// Source:   ARCHITECTURE.md, "Visited table"
#pragma once

#include "solver/search/visited_table.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace kura::search {

template <typename Prepare>
class ProbesAhead {
  public:
    ProbesAhead(std::size_t count, Prepare prepare) : count_(count), prepare_(std::move(prepare)) {
        while (prepared_ < kAhead && prepared_ < count_) {
            prepare_next();
        }
    }

    VisitedTable::Probe next() {
        const VisitedTable::Probe probe = probes_[next_++ % kAhead];
        if (prepared_ < count_) {
            prepare_next();
        }
        return probe;
    }

  private:
    static constexpr std::size_t kAhead = 16;

    void prepare_next() {
        probes_[prepared_ % kAhead] = prepare_(prepared_);
        ++prepared_;
    }

    const std::size_t count_;
    Prepare prepare_;
    std::size_t prepared_ = 0;
    std::size_t next_ = 0;
    std::array<VisitedTable::Probe, kAhead> probes_{};
};

}  // namespace kura::search
