// Squares and directions of a board.
// A Square is the number of an inner square (one the player could reach with all boxes removed),
// counted row by row from 0. Everything outside is wall and has no number.
#pragma once

#include <array>
#include <cstdint>

namespace kura::board {

using Square = std::uint16_t;
inline constexpr Square kNoSquare = 0xFFFF;

// A direction is an index 0..3; the opposite is direction ^ 2.
using Direction = std::uint8_t;
inline constexpr Direction kUp = 0;
inline constexpr Direction kRight = 1;
inline constexpr Direction kDown = 2;
inline constexpr Direction kLeft = 3;
inline constexpr std::array<Direction, 4> kDirections{kUp, kRight, kDown, kLeft};

constexpr Direction opposite(Direction direction) {
    return direction ^ 2;
}
constexpr Direction turned(Direction direction) {
    return (direction + 1) & 3;
}

// The letter of a step in LURD notation; capital for a push.
constexpr char step_letter(Direction direction) {
    return "urdl"[direction];
}
constexpr char push_letter(Direction direction) {
    return "URDL"[direction];
}

}  // namespace kura::board
