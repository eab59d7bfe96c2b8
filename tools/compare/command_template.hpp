// Command template: a command line with {placeholders}, made into words without a shell.
// Shape:    words are separated by spaces; '...' and "..." keep spaces; \ keeps the next character
//           {name} is replaced inside its word, after the splitting, so a value is never split
// Invariants: a value can't become an option or a second command by what it holds
// Threads:  pure functions
// Errors:   Result: an unclosed quote, no word at all, a placeholder that nobody knows
#pragma once

#include "solver/base/result.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kura::compare {

using Placeholders = std::map<std::string, std::string, std::less<>>;

class CommandTemplate {
  public:
    // known: the names that may stand in braces.
    [[nodiscard]] static base::Result<CommandTemplate> parse(std::string_view text,
                                                             const std::vector<std::string>& known);

    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> fill(const Placeholders& values) const;
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    std::string text_;
    std::vector<std::string> words_;
};

// The words as one line for a POSIX shell.
[[nodiscard]] std::string shell_line(const std::vector<std::string>& words);

}  // namespace kura::compare
