// View check: whether a view or a message of its register that came from outside keeps the
// invariants that the code which uses it takes for granted. It says nothing about whether such a
// view was ever chosen.
// Errors:   bad_input with the first thing that is wrong
// Threads:  pure functions
// Source:   view.hpp; ARCHITECTURE.md, "View register"
#pragma once

#include "cluster/view/register_messages.hpp"
#include "cluster/view/view.hpp"
#include "solver/base/result.hpp"

namespace kura::cluster::view {

// Everything but emptiness: an acceptor that was never asked knows no seeds yet.
[[nodiscard]] base::Result<void> check(const SeedSet& seeds);

// Cost: O(partitions * replicas * log members).
[[nodiscard]] base::Result<void> check(const View& view);

// Also its value and its seeds; a proposer has some, and proposes something.
[[nodiscard]] base::Result<void> check(const RegisterMessage& message);

}  // namespace kura::cluster::view
