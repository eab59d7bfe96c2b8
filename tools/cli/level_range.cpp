#include "tools/cli/level_range.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string>

namespace kura::cli {

namespace {

constexpr int kLast = std::numeric_limits<int>::max();
constexpr std::size_t kPartsMax = 10'000;

std::optional<int> parse_index(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 1) {
        return std::nullopt;
    }
    return value;
}

std::optional<std::pair<int, int>> parse_part(std::string_view part) {
    const std::size_t dash = part.find('-');
    if (dash == std::string_view::npos) {
        const std::optional<int> index = parse_index(part);
        return index ? std::optional(std::pair(*index, *index)) : std::nullopt;
    }
    const std::string_view from = part.substr(0, dash);
    const std::string_view to = part.substr(dash + 1);
    if (from.empty() && to.empty()) {
        return std::nullopt;
    }
    const std::optional<int> first = from.empty() ? 1 : parse_index(from);
    const std::optional<int> last = to.empty() ? kLast : parse_index(to);
    if (!first || !last || *first > *last) {
        return std::nullopt;
    }
    return std::pair(*first, *last);
}

}  // namespace

base::Result<LevelRange> LevelRange::parse(std::string_view text) {
    LevelRange range;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t comma = std::min(text.find(',', start), text.size());
        const auto part = parse_part(text.substr(start, comma - start));
        if (!part || range.parts_.size() == kPartsMax) {
            return base::fail(base::ErrorCode::bad_input,
                              "'" + std::string(text) + "' is no list of levels such as 3,7-9");
        }
        range.parts_.push_back(*part);
        start = comma + 1;
    }
    return range;
}

LevelRange LevelRange::between(int first, int last) {
    LevelRange range;
    range.parts_.emplace_back(first, last);
    return range;
}

bool LevelRange::contains(int index) const {
    return parts_.empty() || std::any_of(parts_.begin(), parts_.end(), [&](const auto& part) {
               return part.first <= index && index <= part.second;
           });
}

}  // namespace kura::cli
