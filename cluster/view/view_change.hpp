// Changes of the view: pure functions from the value in the register to the one to be written.
// A register may apply a change twice (its first attempt was taken up by another proposer), so each
// is idempotent or guarded by what it expects to find.
// Errors:   ErrorCode::bad_input where the view does not allow it; the view stays as it is
// Threads:  pure functions
// Source:   ARCHITECTURE.md, "View register"
#pragma once

#include "cluster/view/view.hpp"
#include "solver/base/result.hpp"

#include <functional>
#include <span>
#include <vector>

namespace kura::cluster::view {

using Change = std::function<base::Result<View>(const View&)>;

// What the register does with a change. Errors: the change's own; a view is not left if an epoch,
// a revision or a generation of it could rise no more, which only a forged one has.
base::Result<View> apply_change(const Change& change, const View& view);

struct ClusterOptions {
    std::uint32_t partitions = kPartitionsDefault;
    int replicas = 3;
    std::size_t seeds_wanted = 3;  // 1, 3 or 5
};

// The view of a cluster of one. Requires: options within the limits.
View bootstrap(const Member& first, const ClusterOptions& options);

// Adds members, or takes over newer statements of those that are in. A newcomer with the place of
// a member is that node's next life: the old one is expelled with it.
base::Result<View> admit(const View& view, std::span<const Member> members);

// Removes members, alive or not. Where that leaves a job's partition without a seal quorum, the
// job's generation rises: everything that survived is open again.
base::Result<View> expel(const View& view, std::span<const NodeId> nodes);

// Brings the seeds one node closer to the wanted number of members, distinct zones first.
base::Result<View> mend_seeds(const View& view);
[[nodiscard]] bool needs_seeds_mended(const View& view);

base::Result<View> start_job(const View& view, JobId id, int replicas, int write,
                             Moving moving = Moving::cold);
base::Result<View> stop_job(const View& view, JobId id);
base::Result<View> forget_job(const View& view, JobId id);

// The owner's log of a partition has reached its quorum, recovered table included.
struct Established {
    PartitionId partition;
    Epoch since;  // of the replica set it speaks of
};
base::Result<View> establish(const View& view, JobId id, std::span<const Established> partitions);

// The next owner of a partition that is to move holds the job's table. It moves once that is so for
// all jobs that want it.
struct Warmed {
    PartitionId partition;
    Epoch since;  // of the replica set in which it got it
};
base::Result<View> warmed(const View& view, JobId id, std::span<const Warmed> partitions);

// Requires: the certificate was replayed. Keeps the better of two.
base::Result<View> certify(const View& view, JobId id, const Certificate& certificate);

// What a search must have found unchanged for its exhaustion to count.
struct ExhaustionClaim {
    JobId job;
    Epoch epoch;
    Generation generation;
    std::optional<std::int32_t> best_cost;
};
base::Result<View> conclude(const View& view, const ExhaustionClaim& claim);

// One process alone has searched everything: nothing is better than `best`, or nothing solves it.
// Requires: a certificate was replayed. Refused where it contradicts a better certificate.
base::Result<View> conclude_alone(const View& view, JobId id,
                                  const std::optional<Certificate>& best);

}  // namespace kura::cluster::view
