// Tally: how many positions and moves each deadlock test has dropped, for reports only.
// Shape:    one counter a kind; the test that fires first gets the count
// Cost:     one addition where something is dropped, nothing else
// Threads:  one owner
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kura::deadlock {

enum class Test : std::uint8_t {
    live,       // a square from which no goal can be reached
    pairs,      // exact tables of two boxes
    freeze,     // boxes that block each other for good
    diagonals,  // closed diagonals
    matching,   // no way to give every box a goal of its own
    settled,    // goals that settled boxes have cut off
    patterns,   // learned parts of positions
    endgames,   // the last boxes, by table
    corrals,    // small searches of areas the player can't reach
    rooms,      // small searches of rooms
    pi_corral,  // a PI-corral without a push
};

inline constexpr std::array<std::string_view, 11> kTestNames{
    "live",     "pairs",    "freeze",  "diagonals", "matching", "settled",
    "patterns", "endgames", "corrals", "rooms",     "pi_corral"};

class Tally {
  public:
    void count(Test test) { ++counts_[static_cast<std::size_t>(test)]; }
    // Counts if it fired. Ensures: returns `fired`, so that a test can be wrapped where it stands.
    bool count(Test test, bool fired) {
        counts_[static_cast<std::size_t>(test)] += fired ? 1 : 0;
        return fired;
    }
    [[nodiscard]] std::uint64_t of(Test test) const {
        return counts_[static_cast<std::size_t>(test)];
    }

  private:
    std::array<std::uint64_t, kTestNames.size()> counts_{};
};

}  // namespace kura::deadlock
