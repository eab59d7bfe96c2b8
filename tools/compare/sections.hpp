// Sections: what a comparison says to people, as tables of words, for text and Markdown alike.
// Shape:    failures first, then figures by configuration, scaling, pairs, one-sided puzzles
// Invariants: a figure that is not known is "-", never 0
// Threads:  pure functions
// Errors:   none
#pragma once

#include "tools/compare/comparison.hpp"

#include <string>
#include <vector>

namespace kura::compare {

struct Table {
    std::vector<std::string> head;
    std::vector<std::vector<std::string>> rows;  // as wide as the head
    std::size_t text_columns = 1;                // these lean left, the others are figures
};

struct Section {
    std::string title;
    Table table;                     // may have no rows
    std::vector<std::string> notes;  // sentences below it
};

[[nodiscard]] std::vector<std::string> header_of(const Comparison& comparison);
[[nodiscard]] std::vector<Section> sections_of(const Comparison& comparison);

}  // namespace kura::compare
