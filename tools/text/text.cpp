#include "tools/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace kura::text {

namespace {

bool starts_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row[b.size()];
}

constexpr double kOverflow = 999.5;  // from there on three digits are not enough

std::string three_digits(double value) {
    const int digits = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    return fmt::format("{:.{}f}", value, digits);
}

// By the first unit in which three digits are enough. What has none smaller is whole.
std::string scaled(double value, double step, const std::array<std::string_view, 5>& units) {
    std::size_t unit = 0;
    while (value >= kOverflow && unit + 1 < units.size()) {
        value /= step;
        ++unit;
    }
    return (unit == 0 ? fmt::format("{:.0f}", value) : three_digits(value)).append(units[unit]);
}

}  // namespace

std::string short_count(double count) {
    return scaled(count, 1000, {"", " k", " M", " G", " T"});
}

std::string short_bytes(std::uint64_t bytes) {
    return scaled(static_cast<double>(bytes), 1024, {" B", " kB", " MB", " GB", " TB"});
}

std::string hours_minutes_seconds(double seconds) {
    const long long whole = std::llround(std::max(seconds, 0.0));
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string short_seconds(double seconds) {
    if (seconds < 0.9995) {
        return three_digits(seconds * 1e3) + " ms";
    }
    return seconds < kOverflow ? three_digits(seconds) + " s" : hours_minutes_seconds(seconds);
}

std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

std::string fit(std::string_view text, std::size_t width) {
    const std::size_t given = width_of(text);
    if (given <= width) {
        return std::string(text) + std::string(width - given, ' ');
    }
    std::string cut;
    std::size_t characters = 0;
    for (const char c : text) {
        if (starts_character(c) && ++characters == width) {
            break;
        }
        cut += c;
    }
    return cut + "…";
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
    std::string best;
    std::size_t best_distance = word.size() / 3 + 2;
    for (const std::string& candidate : candidates) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best;
}

}  // namespace kura::text
