#include "puzzles/lurd/lurd.hpp"

namespace kura::puzzles {
namespace {

constexpr std::string_view kLetters = "lurdLURD";
constexpr std::string_view kSpaces = " \t\r\n\f\v";

}  // namespace

Moves parse_lurd(std::string_view text, std::size_t moves_max) {
    Expansion expansion =
        expand(text, {.alphabet = kLetters, .skipped = kSpaces, .length_max = moves_max});
    if (expansion.error != RleError::none) {
        return {{}, expansion.error, expansion.error_offset};
    }
    return {std::move(expansion.text), RleError::none, 0};
}

std::string explain_lurd_error(RleError error) {
    switch (error) {
        case RleError::none:
            return "no error";
        case RleError::bad_character:
            return "not a move: only l, u, r, d, counts and groups are";
        case RleError::bad_count:
            return "a count must be above 0 and stand before a move";
        case RleError::bad_group:
            return "a bracket without its partner";
        case RleError::too_long:
            return "more than " + std::to_string(kMovesMax) + " moves";
    }
    return "unknown error";
}

bool looks_like_lurd(std::string_view line) {
    bool letters = false;
    for (const char c : line) {
        switch (c) {
            case 'l':
            case 'u':
            case 'r':
            case 'd':
            case 'L':
            case 'U':
            case 'R':
            case 'D':
                letters = true;
                break;
            case ' ':
            case '\t':
            case '\r':
            case '(':
            case ')':
                break;
            default:
                if (c < '0' || c > '9') {
                    return false;
                }
        }
    }
    return letters;
}

std::string compress_lurd(std::string_view lurd) {
    return compress(lurd);
}

}  // namespace kura::puzzles
