// Key codec: a state (and the lane that searches it) as a short string of bytes, and back.
// Shape:    bits, low first: lane, player's square, boxes. Boxes are a combinatorial rank among the
//           live squares where that is at most 256 bits and shorter, else a bitset of live squares
// Units:    key_bytes() is fixed per codec, 1..kKeyBytesMax
// Invariants: decode(encode(x)) == x; different states have different keys (exact, no hashing)
// Threads:  immutable after construction, any
// Errors:   encode requires every box on a live square and exactly box_count boxes
// Source:   combinatorial number system (Lehmer 1964); ARCHITECTURE.md, "Keys"
#pragma once

#include "solver/state/state.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace kura::state {

inline constexpr int kKeyBytesMax = (base::kSquaresMax + 12 + 8 + 7) / 8;

class KeyCodec {
  public:
    // lanes: how many lanes share one table; 1..256.
    explicit KeyCodec(const board::Board& board, int lanes = 1);

    [[nodiscard]] int key_bytes() const { return key_bytes_; }
    [[nodiscard]] bool is_ranked() const { return limbs_ > 0; }

    // Cost: O(boxes) ranked, O(boxes + key bytes) otherwise.
    void encode(const board::SquareSet& boxes, board::Square player, int lane,
                std::uint8_t* key) const;
    // Requires: is_valid(). Ensures: returns the lane. Cost: O(live squares).
    int decode(const std::uint8_t* key, State& state) const;

    // Whether key_bytes() bytes from elsewhere are some state's key. Cost: a few words.
    [[nodiscard]] bool is_valid(const std::uint8_t* key) const;

    // A hash of the state alone, the same for every lane.
    [[nodiscard]] std::uint64_t state_hash(const std::uint8_t* key) const;

  private:
    using Wide = std::array<std::uint64_t, 4>;  // little-endian 256-bit number

    void fill_binomials();
    template <int Limbs>
    void encode_rank(const board::SquareSet& boxes, Wide& rank) const;
    template <int Limbs>
    void decode_rank(Wide rank, board::SquareSet& boxes) const;

    const board::Board& board_;
    const int lanes_;
    int live_ = 0;
    int boxes_ = 0;
    int lane_bits_ = 0;
    int player_bits_ = 0;
    int key_bytes_ = 0;
    int rank_bits_ = 0;
    int limbs_ = 0;  // 0: bitset
    Wide largest_rank_{};
    std::vector<std::uint64_t> binomials_;  // C(square, box + 1), limbs_ words each
};

}  // namespace kura::state
