// SLC reader: puzzle collections in XML (SokobanLevels/LevelCollection/Level/L), tolerantly.
// Shape:    <Level Id="title" Copyright="author"><L>  ###</L>…</Level>; Title, Copyright of the
//           LevelCollection and Title of the file are the set's; everything else is skipped
// Invariants: no recursion, no external entities: nothing outside the text is ever looked at
// Threads:  pure functions
// Errors:   bad_xml for the file, where a tag does not end; levels before it are kept
#pragma once

#include "puzzles/format/reader.hpp"

#include <string>
#include <string_view>

namespace kura::puzzles::format {

// Requires: text is UTF-8. Ensures: entries and problems appended to result.
void read_slc(std::string_view text, std::string_view source, ReadResult& result);

// The text with &amp; &lt; &gt; &quot; &apos; &#10; &#xA; replaced; unknown ones stay.
[[nodiscard]] std::string decode_entities(std::string_view text);

}  // namespace kura::puzzles::format
