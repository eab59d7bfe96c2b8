#include "tools/cli/cluster_solver.hpp"

#include "puzzles/verify/verify.hpp"
#include "solver/base/system_random.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace kura::cli {

namespace {

namespace control = cluster::control;
using cluster::Duration;
using cluster::JobId;
using control::JobState;
using control::JobStatus;
using std::chrono::milliseconds;

// Of one question, failed nodes included; a cluster that is silent for longer is not there.
constexpr milliseconds kPatience{15'000};
constexpr milliseconds kPollMin{5};
constexpr milliseconds kPollMax{100};
// Nodes tell each other what they did less often than we ask one of them.
constexpr double kTimelineStep = 0.5;

JobId draw_job() {
    return JobId{base::system_random() | 1};
}

Duration microseconds_of(double seconds) {
    return Duration(static_cast<std::int64_t>(seconds * 1e6));
}

control::JobSpec spec_of(const puzzles::Level& level, const SolveArguments& arguments) {
    control::JobSpec spec;
    for (const std::string& row : level.rows) {
        spec.level += row + '\n';
    }
    spec.title = level.title;
    spec.objective = arguments.objective == Objective::pushes ? control::Objective::pushes
                                                              : control::Objective::any;
    spec.time_limit = microseconds_of(arguments.seconds);
    spec.local_first = microseconds_of(arguments.local_first);
    spec.replicas = arguments.replicas;
    spec.write = arguments.write;
    return spec;
}

// One puzzle on its way through the cluster.
class Run {
  public:
    Run(ClusterSolver::Asker& asker, const puzzles::Level& level, control::JobSpec spec)
        : asker_(asker), level_(level), spec_(std::move(spec)) {}

    ClusterSolver::Solved follow(const std::atomic<bool>& stop,
                                 const std::function<void(const Progress&)>& progress);

  private:
    [[nodiscard]] bool submit();
    [[nodiscard]] bool ask_status();
    void cancel() { (void)asker_.ask(control::CancelJob{job_}, milliseconds(2000)); }
    void fail(const std::string& why);
    void conclude(ClusterSolver::Solved& solved) const;
    [[nodiscard]] Timeline::Counts counts() const;

    ClusterSolver::Asker& asker_;
    const puzzles::Level& level_;
    const control::JobSpec spec_;
    const JobId job_ = draw_job();
    JobStatus status_;
    std::string failure_;
};

void Run::fail(const std::string& why) {
    failure_ = why;
}

// Ensures: false if the cluster can't take it; failure_ says why.
bool Run::submit() {
    const auto deadline = Clock::now() + kPatience;
    while (true) {
        const auto reply = asker_.ask(control::SubmitJob{job_, spec_}, kPatience);
        if (!reply) {
            fail(reply.error().message);
            return false;
        }
        const auto* refused = std::get_if<control::Refused>(&*reply);
        if (refused == nullptr) {
            return true;
        }
        // A node that is just joining takes it in a moment.
        if (refused->why == control::Refusal::bad_request || Clock::now() >= deadline) {
            fail(refused->message);
            return false;
        }
        std::this_thread::sleep_for(kPollMax);
    }
}

bool Run::ask_status() {
    const auto reply = asker_.ask(control::AskJob{job_}, kPatience);
    if (!reply) {
        fail(reply.error().message);
        return false;
    }
    if (const auto* status = std::get_if<JobStatus>(&*reply)) {
        status_ = *status;
        // The node we asked first may be gone, and with it all that was known of the job.
        return status_.state != JobState::unknown || submit();
    }
    if (const auto* refused = std::get_if<control::Refused>(&*reply)) {
        fail(refused->message);
        return false;
    }
    return true;
}

ClusterSolver::Solved Run::follow(const std::atomic<bool>& stop,
                                  const std::function<void(const Progress&)>& progress) {
    const Clock::time_point start = Clock::now();
    ClusterSolver::Solved solved;
    solved.timeline = Timeline(kTimelineStep);
    SolveResult& result = solved.result;
    milliseconds pause = kPollMin;
    bool is_there = submit();
    while (is_there && !control::is_final(status_.state)) {
        std::this_thread::sleep_for(pause);
        pause = std::min(kPollMax, pause * 2);
        if (stop.load(std::memory_order_acquire)) {
            cancel();
            break;
        }
        is_there = ask_status();
        Progress now;
        now.seconds = std::chrono::duration<double>(Clock::now() - start).count();
        solved.timeline.sample(now.seconds, counts());
        for (const control::JobReport& report : status_.reports) {
            now.expanded += report.expanded + report.lane_expanded;
            now.generated += report.generated;
            now.stored += report.records;
        }
        now.lower_bound = status_.lower_bound;
        now.best_cost = status_.pushes;
        now.phase = "searching";
        progress(now);
    }
    conclude(solved);
    result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    solved.timeline.end(result.seconds, counts());
    if (!is_there) {
        result.verdict = Verdict::gave_up;
        result.reason = Reason::unavailable;
        result.detail = failure_;
    } else if (!control::is_final(status_.state)) {
        result.verdict = Verdict::stopped;
        result.reason = Reason::user;
    }
    return solved;
}

// What each node expanded so far.
Timeline::Counts Run::counts() const {
    Timeline::Counts counts;
    for (const control::JobReport& report : status_.reports) {
        counts[report.node.value] = report.expanded + report.lane_expanded;
    }
    return counts;
}

void Run::conclude(ClusterSolver::Solved& solved) const {
    SolveResult& result = solved.result;
    result.verdict = Verdict::gave_up;
    result.reason = status_.state == JobState::stopped ? Reason::time : Reason::incomplete;
    result.strategy = status_.strategy.empty() ? "cluster" : status_.strategy;
    result.detail = status_.detail;
    result.lower_bound = status_.lower_bound;
    for (const control::JobReport& report : status_.reports) {
        result.expanded += report.expanded + report.lane_expanded;
        result.generated += report.generated;
        result.stored += report.records;
        solved.nodes.push_back({report.node.value, report.address, report.expanded,
                                report.lane_expanded, report.generated, report.sent,
                                report.duplicates, report.reexpanded, report.takeovers,
                                report.messages, report.bytes, report.processor_us});
        if (!report.gave_up.empty()) {
            result.detail = report.gave_up;
        }
    }
    if (status_.state == JobState::unsolvable) {
        result.verdict = Verdict::unsolvable;
        result.reason = Reason::none;
        return;
    }
    if (status_.pushes < 0) {
        return;
    }
    const puzzles::Verification judged = puzzles::verify(level_, status_.moves);
    if (!judged.solved) {
        result.detail = "the cluster's solution does not replay: please report this";
        return;
    }
    result.has_solution = true;
    result.solution = judged.canonical;
    result.pushes = judged.pushes;
    result.moves = judged.moves;
    if (status_.state == JobState::solved || status_.state == JobState::optimal) {
        result.verdict = Verdict::solved;
        result.reason = Reason::none;
    }
    if (status_.state == JobState::optimal) {
        result.optimal = Optimality::pushes;
        result.lower_bound = result.pushes;
    }
}

}  // namespace

ClusterSolver::Solved ClusterSolver::solve(const puzzles::Level& level,
                                           const std::atomic<bool>& stop,
                                           const std::function<void(const Progress&)>& progress) {
    const std::unique_ptr<Asker> asker = source_->make_asker();
    Run run(*asker, level, spec_of(level, arguments_));
    return run.follow(stop, progress);
}

}  // namespace kura::cli
