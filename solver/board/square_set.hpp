// A set of squares as a bitset. Loops run over the words a board needs (2 words up to 128 squares,
// 4 up to 256), storage is the largest board's, so sets live on the stack.
// Invariants: bits at and beyond the board's square count are zero
// Threads:  a plain value. Cost: O(words) unless said otherwise
#pragma once

#include "solver/base/limits.hpp"
#include "solver/board/square.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace kura::board {

inline constexpr int kSquareWordsMax = (base::kSquaresMax + 63) / 64;

class SquareSet {
  public:
    SquareSet() = default;
    explicit SquareSet(int squares) : words_((squares + 63) / 64) { clear(); }
    SquareSet(const SquareSet& other) : words_(other.words_) {
        std::copy_n(other.bits_.data(), words_, bits_.data());
    }
    SquareSet& operator=(const SquareSet& other) {
        words_ = other.words_;
        std::copy_n(other.bits_.data(), words_, bits_.data());
        return *this;
    }

    [[nodiscard]] bool contains(Square square) const {
        return ((bits_[square >> 6] >> (square & 63)) & 1) != 0;
    }
    void insert(Square square) { bits_[square >> 6] |= std::uint64_t{1} << (square & 63); }
    void erase(Square square) { bits_[square >> 6] &= ~(std::uint64_t{1} << (square & 63)); }
    void clear() { std::fill_n(bits_.data(), words_, std::uint64_t{0}); }

    [[nodiscard]] int words() const { return words_; }
    [[nodiscard]] std::uint64_t word(int index) const {
        return bits_[static_cast<unsigned>(index)];
    }
    [[nodiscard]] const std::uint64_t* data() const { return bits_.data(); }
    [[nodiscard]] std::uint64_t* data() { return bits_.data(); }

    [[nodiscard]] bool empty() const {
        return std::all_of(bits_.data(), bits_.data() + words_, [](auto w) { return w == 0; });
    }
    [[nodiscard]] int count() const {
        int total = 0;
        for (int i = 0; i < words_; ++i) {
            total += std::popcount(word(i));
        }
        return total;
    }
    // Ensures: the lowest square, or kNoSquare.
    [[nodiscard]] Square first() const {
        for (int i = 0; i < words_; ++i) {
            if (word(i) != 0) {
                return static_cast<Square>(i * 64 + std::countr_zero(word(i)));
            }
        }
        return kNoSquare;
    }
    [[nodiscard]] bool intersects(const SquareSet& other) const {
        for (int i = 0; i < words_; ++i) {
            if ((word(i) & other.word(i)) != 0) {
                return true;
            }
        }
        return false;
    }
    [[nodiscard]] bool is_subset_of(const SquareSet& other) const {
        for (int i = 0; i < words_; ++i) {
            if ((word(i) & ~other.word(i)) != 0) {
                return false;
            }
        }
        return true;
    }

    SquareSet& operator|=(const SquareSet& other) {
        for (unsigned i = 0; i < static_cast<unsigned>(words_); ++i) {
            bits_[i] |= other.bits_[i];
        }
        return *this;
    }
    SquareSet& operator&=(const SquareSet& other) {
        for (unsigned i = 0; i < static_cast<unsigned>(words_); ++i) {
            bits_[i] &= other.bits_[i];
        }
        return *this;
    }
    SquareSet& operator-=(const SquareSet& other) {
        for (unsigned i = 0; i < static_cast<unsigned>(words_); ++i) {
            bits_[i] &= ~other.bits_[i];
        }
        return *this;
    }
    friend bool operator==(const SquareSet& a, const SquareSet& b) {
        return a.words_ == b.words_ && std::equal(a.data(), a.data() + a.words_, b.data());
    }

    // Calls visit(Square) in ascending order.
    template <typename Visit>
    void for_each(Visit visit) const {
        for (int i = 0; i < words_; ++i) {
            for (std::uint64_t rest = word(i); rest != 0; rest &= rest - 1) {
                visit(static_cast<Square>(i * 64 + std::countr_zero(rest)));
            }
        }
    }

  private:
    std::array<std::uint64_t, kSquareWordsMax> bits_;  // only words_ of them are ever read
    int words_ = 0;
};

}  // namespace kura::board
