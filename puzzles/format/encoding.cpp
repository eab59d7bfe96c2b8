#include "puzzles/format/encoding.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace kura::puzzles::format {
namespace {

constexpr std::string_view kSpaces = " \t\r\f\v";

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

// Length of the UTF-8 character at the start of bytes, 0 if there is none (overlong forms,
// surrogates and values above U+10FFFF are none).
std::size_t utf8_length(std::string_view bytes) {
    const auto at = [&](std::size_t i) {
        return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
    };
    const auto tail = [&](std::size_t i) { return (at(i) & 0xC0U) == 0x80U; };
    const unsigned first = at(0);
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return tail(1) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        const bool overlong = first == 0xE0 && at(1) < 0xA0;
        const bool surrogate = first == 0xED && at(1) >= 0xA0;
        return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool overlong = first == 0xF0 && at(1) < 0x90;
        const bool above = first == 0xF4 && at(1) >= 0x90;
        return tail(1) && tail(2) && tail(3) && !overlong && !above ? 4 : 0;
    }
    return 0;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        std::uint64_t eight = 0;  // puzzle files are nearly all ASCII: eight bytes a step
        while (bytes.size() >= sizeof eight) {
            std::memcpy(&eight, bytes.data(), sizeof eight);
            if ((eight & 0x8080808080808080ULL) != 0) {
                break;
            }
            bytes.remove_prefix(sizeof eight);
        }
        if (bytes.empty()) {
            break;
        }
        const std::size_t length = utf8_length(bytes);
        if (length == 0) {
            return false;
        }
        bytes.remove_prefix(length);
    }
    return true;
}

std::string utf8_of_latin1(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 8);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xC0U | (byte >> 6U));
            out += static_cast<char>(0x80U | (byte & 0x3FU));
        }
    }
    return out;
}

bool is_utf16(std::string_view bytes) {
    return bytes.substr(0, 2) == "\xFF\xFE" || bytes.substr(0, 2) == "\xFE\xFF";
}

std::vector<std::string_view> split_lines(std::string_view text, std::size_t lines_max) {
    std::vector<std::string_view> lines;
    lines.reserve(std::min(lines_max, text.size() / 16 + 1));
    // The next \n and the next \r are remembered, so each is looked for once.
    std::size_t line_feed = std::min(text.find('\n'), text.size());
    std::size_t carriage_return = std::min(text.find('\r'), text.size());
    for (std::size_t begin = 0; begin < text.size() && lines.size() < lines_max;) {
        std::size_t end = std::min(line_feed, carriage_return);
        lines.push_back(text.substr(begin, end - begin));
        end += carriage_return < line_feed && carriage_return + 1 == line_feed ? 1 : 0;
        begin = end + 1;
        if (line_feed < begin) {
            line_feed = std::min(text.find('\n', begin), text.size());
        }
        if (carriage_return < begin) {
            carriage_return = std::min(text.find('\r', begin), text.size());
        }
    }
    return lines;
}

std::string_view trim_right(std::string_view text) {
    const std::size_t last = text.find_last_not_of(kSpaces);
    return last == std::string_view::npos ? std::string_view{} : text.substr(0, last + 1);
}

std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kSpaces);
    return first == std::string_view::npos ? std::string_view{} : trim_right(text.substr(first));
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                              [](char x, char y) { return lower(x) == lower(y); });
}

bool starts_ignoring_case(std::string_view text, std::string_view prefix) {
    return equals_ignoring_case(text.substr(0, prefix.size()), prefix);
}

std::string_view cut(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) {
        return text;
    }
    std::size_t end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return text.substr(0, end);
}

std::string clean(std::string_view text, std::size_t bytes_max) {
    std::string out(cut(trim(text), bytes_max));
    for (char& c : out) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            c = ' ';
        }
    }
    return std::string(trim(out));
}

}  // namespace kura::puzzles::format
