// Requests of clients and the replies to them; any node answers any of them.
// Shape:    plain values; the encoding is cluster/wire's. A client numbers its requests
// Invariants: each may be asked again after a lost connection, at any node: a job keeps the id that
//           its client drew, and submitting it twice does no harm
// Source:   ARCHITECTURE.md, "Node"
#pragma once

#include "cluster/base/ids.hpp"
#include "cluster/control/job_spec.hpp"
#include "cluster/control/messages.hpp"
#include "cluster/store/request.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace kura::cluster::control {

inline constexpr std::size_t kJobsListedMax = 4096;
inline constexpr std::size_t kLinesMax = 256;

struct SubmitJob {
    JobId job;
    JobSpec spec;
};
struct AskJob {
    JobId job;
};
struct ListJobs {};
struct CancelJob {
    JobId job;
};
struct AskCluster {};
struct AskStore {};  // figures

using ClientRequest =
    std::variant<SubmitJob, AskJob, ListJobs, CancelJob, AskCluster, store::Request, AskStore>;

enum class JobState : std::uint8_t {  // append only
    unknown = 0,
    waiting = 1,    // for a lease or for the register
    alone = 2,      // one node tries
    searching = 3,  // all do
    solved = 4,
    optimal = 5,
    unsolvable = 6,
    stopped = 7,  // by a user, or the time is over
    gave_up = 8,
};

[[nodiscard]] inline bool is_final(JobState state) {
    return state >= JobState::solved;
}

struct JobStatus {
    JobId job;
    JobState state = JobState::unknown;
    std::string title;
    std::int32_t lower_bound = 0;
    std::int32_t pushes = -1;  // of the best solution, -1: none yet
    std::string moves;
    std::string strategy;
    std::string detail;
    std::uint64_t epoch = 0;
    std::uint32_t generation = 0;
    // Partitions whose present nodes have not yet taken over all that earlier ones held: the loss
    // of another node may cost work.
    std::uint32_t recovering = 0;
    Duration time{0};  // since this node knows of it
    std::vector<JobReport> reports;
};

struct JobList {
    std::vector<JobStatus> jobs;  // without moves and reports
};

struct MemberStatus {
    NodeId node;
    Place place;
    std::string address;
    Zone zone;
    std::uint32_t weight = 0;
    std::string liveness;  // alive, suspect, dead, left
    bool is_member = false;
    bool is_seed = false;
    std::uint32_t owned = 0;  // partitions
    std::uint32_t held = 0;   // as owner or replica
};

struct ClusterStatus {
    NodeId answering;
    std::uint64_t revision = 0;
    std::uint64_t epoch = 0;
    std::uint32_t partitions = 0;
    int replicas = 0;
    bool has_majority = true;
    std::vector<MemberStatus> members;
    std::vector<JobId> running;
    bool has_its_seeds = false;  // as many as its members allow, so that a loss is made good

    [[nodiscard]] std::size_t count_members() const {
        return static_cast<std::size_t>(
            std::count_if(members.begin(), members.end(),
                          [](const MemberStatus& member) { return member.is_member; }));
    }
};

struct StoreFigures {
    std::vector<std::string> lines;  // "name value"
};

// Nothing to add: done.
struct Done {};

enum class Refusal : std::uint8_t {  // append only
    bad_request = 0,
    busy = 1,
    no_majority = 2,  // of seeds: the cluster keeps what it has, and changes nothing
    unavailable = 3,
};
struct Refused {
    Refusal why = Refusal::bad_request;
    std::string message;
};

using ClientReply =
    std::variant<Done, JobStatus, JobList, ClusterStatus, store::Answer, StoreFigures, Refused>;

}  // namespace kura::cluster::control
