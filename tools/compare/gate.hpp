// Gate: a condition on figures that makes a comparison fail, such as "states_per_s < 0.95".
// Shape:    FIGURE OP NUMBER, joined by "and", "or" and parentheses ("and" binds tighter);
//           OP is < <= > >= == !=; a bare figure is the ratio to the baseline's, now.FIGURE the
//           figure itself
//           figures: states_per_s generated_per_s solved par2 geomean time_score quality
//           peak_bytes bytes_per_state unverified problems seconds (the paired ratio, where both
//           were run in turn)
// Invariants: what can't be judged, for want of a figure, fails, since no gate opens by itself
// Threads:  plain values
// Errors:   parse(): Result with the place in the text
#pragma once

#include "solver/base/result.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace kura::compare {

inline constexpr std::size_t kGateBytesMax = 1000;
inline constexpr int kGateDepthMax = 32;

// Figures of one configuration by name; what is not known is absent.
using Figures = std::map<std::string, double, std::less<>>;

class Gate {
  public:
    struct Node;

    [[nodiscard]] static base::Result<Gate> parse(std::string_view text);

    // True where the condition holds, which is failure; nothing if a figure it needs is missing.
    // baseline: null if there is none.
    [[nodiscard]] std::optional<bool> holds(const Figures& now, const Figures* baseline) const;

    [[nodiscard]] bool needs_baseline() const;
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    std::string text_;
    std::shared_ptr<const Node> root_;  // immutable
};

}  // namespace kura::compare
