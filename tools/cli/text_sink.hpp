// Text sink: one line a puzzle for people, then the totals.
#pragma once

#include "tools/cli/console.hpp"
#include "tools/cli/outcome.hpp"

#include <memory>

namespace kura::cli {

struct TextStyle {
    bool several_sets = false;    // then every line names the set
    bool print_solution = false;  // below the line
                                  // an explanation that the result has is printed too
};

[[nodiscard]] std::unique_ptr<ResultSink> make_text_sink(Console& console, TextStyle style);

}  // namespace kura::cli
