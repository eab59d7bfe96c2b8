// Preference changes: partitions get other preference lists, with all that follows for the jobs.
// A partition goes to an owner that holds nothing of it only when that holds the tables of all jobs
// that want it so. Until then it stays with its owner, or where that is gone with a replica: at the
// front of the list to be, and the rest of that list are its replicas.
// Errors:   as view_change.hpp
// Threads:  pure functions
// Source:   ARCHITECTURE.md, "View register"
#pragma once

#include "cluster/view/view.hpp"
#include "solver/base/result.hpp"

#include <vector>

namespace kura::cluster::view {

// The view after a change of members, sorted by id: who is gone is replaced at once. Where that
// leaves a job's partition without a seal quorum, the job's generation rises.
base::Result<View> with_members(const View& before, std::vector<Member> members);

// Makes the moves that no running job waits for, or leaves them for later where these are few of
// many. The revision is the caller's matter.
void finish_moves(View& view);

}  // namespace kura::cluster::view
