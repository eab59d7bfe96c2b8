// A puzzle as text: what a file says, before any solver looks at it.
// Shape:    rows in canonical XSB characters (# wall, @ player, + player on goal, $ box, * box on
//           goal, . goal, space floor), right-trimmed, so rows may have different lengths
// Invariants: at most kSideMax rows and columns; only the seven characters above
// Threads:  a plain value
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace kura::puzzles {

inline constexpr int kSideMax = 64;
inline constexpr int kBoxesMax = 300;

// A solution or snapshot that came with the puzzle; lurd is canonical after reading (no spaces, no
// counts), its letter case is as the file had it.
struct StoredMoves {
    std::string name;  // "Solution", "Snapshot 2", ...; never empty
    std::string lurd;
};

struct Level {
    std::string title;  // may be empty
    std::vector<std::string> rows;
    std::string author;
    std::vector<std::pair<std::string, std::string>> fields;  // other "Key: value" lines, in order
    std::string comment;                                      // may span lines
    std::vector<StoredMoves> solutions;
    std::vector<StoredMoves> snapshots;
    std::string source;  // file name, or "-"
    int index = 0;       // 1-based place in its file
    int line = 0;        // 1-based line of the first row in its file
};

}  // namespace kura::puzzles
