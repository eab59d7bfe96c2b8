// The features of a forward position, packed so that the smaller number is the better one: more
// packed boxes, fewer free areas, fewer lost room links, fewer boxes out of plan, fewer hotspots,
// boxes farther from the goals (they are kept away until they can be packed).
// Source: Shoham and Schaeffer, "The FESS Algorithm" (2020)
#pragma once

#include <algorithm>
#include <cstdint>

namespace kura::strategy {

struct FessScore {
    int packed = 0;
    int regions = 0;
    int rooms = 0;
    int out_of_plan = 0;
    int hotspots = 0;
    int spread = 0;

    static constexpr std::uint64_t kSpreadMax = (1U << 21) - 1;

    [[nodiscard]] constexpr std::uint64_t packed_bits() const {
        const auto capped = [](int value, int most) {
            return static_cast<std::uint64_t>(std::clamp(value, 0, most));
        };
        return (511 - capped(packed, 511)) << 55 | capped(regions, 255) << 47 |
               capped(rooms, 255) << 39 | capped(out_of_plan, 511) << 30 |
               capped(hotspots, 511) << 21 | (kSpreadMax - capped(spread, kSpreadMax));
    }
    static constexpr FessScore of(std::uint64_t bits) {
        return {static_cast<int>(511 - (bits >> 55)),
                static_cast<int>(bits >> 47 & 255),
                static_cast<int>(bits >> 39 & 255),
                static_cast<int>(bits >> 30 & 511),
                static_cast<int>(bits >> 21 & 511),
                static_cast<int>(kSpreadMax - (bits & kSpreadMax))};
    }
    // The cell: all features but the spread.
    static constexpr std::uint64_t cell_of(std::uint64_t bits) { return bits >> 21; }

    friend bool operator==(const FessScore&, const FessScore&) = default;
};

// Worse than any position: the best past of a root's parent.
inline constexpr std::uint64_t kWorstScore = ~std::uint64_t{0};

}  // namespace kura::strategy
