// Exit codes of kura. Scripts rely on them: append only; tested one by one in tests/e2e.
// Shape:    0-2 the usual ones; 1x answers of one puzzle, 2x its limits, 3x errors, 128+n signals
#pragma once

namespace kura::cli {

inline constexpr int kExitOk = 0;            // every puzzle solved and verified
inline constexpr int kExitUnsolved = 1;      // a batch finished, not everything is solved
inline constexpr int kExitUsage = 2;         // the command line is wrong
inline constexpr int kExitUnsolvable = 11;   // one puzzle, proved unsolvable
inline constexpr int kExitGaveUp = 12;       // one puzzle, an incomplete method found nothing
inline constexpr int kExitMemory = 22;       // one puzzle, the memory limit was reached
inline constexpr int kExitTime = 23;         // one puzzle, the time limit was reached
inline constexpr int kExitNodes = 24;        // one puzzle, the node limit was reached
inline constexpr int kExitInternal = 32;     // a bug, or the system refused to write
inline constexpr int kExitBadInput = 33;     // a puzzle or a file can't be used
inline constexpr int kExitUnavailable = 35;  // no node, or no majority of the seeds, answers
inline constexpr int kExitSignal = 128;      // plus the signal's number

}  // namespace kura::cli
