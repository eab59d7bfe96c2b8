#include "tools/compare/comparison.hpp"

#include <array>
#include <utility>

namespace kura::compare {

namespace {

constexpr std::array<std::pair<RunVerdict, std::string_view>, 7> kVerdicts = {{
    {RunVerdict::solved, "solved"},
    {RunVerdict::unsolvable, "unsolvable"},
    {RunVerdict::gave_up, "gave_up"},
    {RunVerdict::stopped, "stopped"},
    {RunVerdict::invalid, "invalid"},
    {RunVerdict::failed, "failed"},
    {RunVerdict::unverified, "unverified"},
}};

}  // namespace

std::string_view name_of(RunVerdict verdict) {
    for (const auto& [value, name] : kVerdicts) {
        if (value == verdict) {
            return name;
        }
    }
    return "failed";
}

std::optional<RunVerdict> verdict_of(std::string_view name) {
    for (const auto& [value, text] : kVerdicts) {
        if (text == name) {
            return value;
        }
    }
    return std::nullopt;
}

std::string Comparison::name_of_puzzle(int puzzle) const {
    const ComparedPuzzle& entry = puzzles[static_cast<std::size_t>(puzzle)];
    return sets[static_cast<std::size_t>(entry.set)].name + " #" +
           std::to_string(entry.level.index);
}

}  // namespace kura::compare
