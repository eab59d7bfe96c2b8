// Placement: whose the lines between two boards are, the board's above or the board's below.
// Shape:    gap 0 stands before the first board, gap i between boards i and i+1, the last after all
// Invariants: one side for all keys of a file, and one for all its prose
// Threads:  immutable after construction
// Errors:   none: every file gets an answer
//
// Files put titles and keys before or after their boards, and only the whole file tells which. Each
// inner gap votes by which of its boards the lines are nearer to, in blank lines; a draw is decided
// by the ends of the file: what stands after the last board can't belong to a next one.
#pragma once

#include "puzzles/format/text_items.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace kura::puzzles::format {

using Items = std::span<const Item>;

enum class Side { before, after };

[[nodiscard]] bool is_prose(const Item& item);
[[nodiscard]] bool is_named(const Item& item, std::string_view name);  // a key of that name

class Placement {
  public:
    // Requires: boards are the places of the boards in found.items, at least one; both outlive
    // this.
    Placement(const TextItems& found, const std::vector<std::size_t>& boards);

    [[nodiscard]] Side keys() const { return keys_; }
    [[nodiscard]] Side prose() const { return prose_; }
    [[nodiscard]] Items gap(std::size_t index) const;

    // The number of items at the top that speak of the whole file although keys stand before
    // their boards: the paragraph with Collection:, if keys of the first board follow it.
    [[nodiscard]] std::size_t header_size() const;

    // True if a Title: of its own will name this board (0-based).
    [[nodiscard]] bool titled_by_key(std::size_t board) const { return titled_[board]; }

  private:
    [[nodiscard]] std::size_t last_gap() const { return boards_.size(); }
    template <typename Predicate>
    [[nodiscard]] int votes_between(Predicate mine) const;
    template <typename Predicate>
    [[nodiscard]] bool any_between(Predicate mine) const;
    [[nodiscard]] Side decide_keys() const;
    [[nodiscard]] Side decide_prose() const;
    [[nodiscard]] bool any_titled_by_key() const;
    [[nodiscard]] bool find_title(std::size_t board) const;

    const TextItems& found_;
    const std::vector<std::size_t>& boards_;
    Side keys_ = Side::before;
    Side prose_ = Side::before;
    std::vector<bool> titled_;  // worked out once: a gap may hold a million lines of prose
};

}  // namespace kura::puzzles::format
