// The order of positions in the sink search, packed so that the smaller number is the better one:
// fewer boxes left, fewer free areas, fewer boxes on goals, fewer lost room links, boxes farther
// from the goals.
#pragma once

#include <algorithm>
#include <cstdint>

namespace kura::plan {

struct SinkScore {
    int boxes = 0;
    int regions = 0;
    int on_goals = 0;
    int rooms = 0;
    std::uint32_t spread = 0;

    static constexpr int kSpreadBits = 30;

    [[nodiscard]] constexpr std::uint64_t packed() const {
        const auto capped = [](int value, int most) {
            return static_cast<std::uint64_t>(std::clamp(value, 0, most));
        };
        constexpr std::uint64_t kSpreadMax = (std::uint64_t{1} << kSpreadBits) - 1;
        return capped(boxes, 511) << 55 | capped(regions, 255) << 47 | capped(on_goals, 511) << 38 |
               capped(rooms, 255) << 30 |
               (kSpreadMax - std::min<std::uint64_t>(spread, kSpreadMax));
    }
    static constexpr SinkScore of(std::uint64_t packed) {
        constexpr std::uint64_t kSpreadMax = (std::uint64_t{1} << kSpreadBits) - 1;
        return {static_cast<int>(packed >> 55), static_cast<int>(packed >> 47 & 255),
                static_cast<int>(packed >> 38 & 511), static_cast<int>(packed >> 30 & 255),
                static_cast<std::uint32_t>(kSpreadMax - (packed & kSpreadMax))};
    }
    // The cell: everything but the spread.
    static constexpr std::uint64_t cell_of(std::uint64_t packed) { return packed >> kSpreadBits; }
};

}  // namespace kura::plan
