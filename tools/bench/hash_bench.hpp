// Hash benchmark: the visited table beside packaged hash tables, each the sole table of a thread
// that uses it as a search would: the same keys, the same order, exact keys and a word for each.
// Shape:    in turn, round by round, each table is filled and then asked, half for keys it holds.
//           The visited table is asked in batches, which is its interface; the others have none.
//           All hash a key by its first bytes, which are random: hashing well costs nobody anything
// Units:    operations per second of the thread's processor time; bytes: what a table asked of its
//           allocator in the end, without what malloc adds
// Threads:  the calling one. oneTBB's table is made for many, and locks each element it finds
// Errors:   see row.hpp; a table that answers wrongly is an assertion
#pragma once

#include "tools/bench/options.hpp"
#include "tools/bench/row.hpp"

#include <vector>

namespace kura::bench {

[[nodiscard]] std::vector<Row> hash_rows(const BenchOptions& options);

}  // namespace kura::bench
