// Last words: the line of what a program printed that says why it ended.
// Shape:    the first line marked as an error, as apt does ("E: ..."), else the last line that has
//           something in it
// Threads:  pure functions; of_file reads the disk
// Errors:   nothing printed, or no such file: empty
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace kura::process {

[[nodiscard]] std::string last_words(std::string_view output);
[[nodiscard]] std::string last_words_of_file(const std::filesystem::path& log);

}  // namespace kura::process
