// kura jobs: what a cluster is working on and what it has decided.
#include "tools/cli/cluster_access.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/console.hpp"
#include "tools/cli/exit_codes.hpp"
#include "tools/text/text.hpp"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

namespace kura::cli {

namespace {

namespace control = cluster::control;
using control::JobState;
using Json = nlohmann::ordered_json;

const char* name_of(JobState state) {
    switch (state) {
        case JobState::unknown:
            return "unknown";
        case JobState::waiting:
            return "waiting";
        case JobState::alone:
            return "at one node";
        case JobState::searching:
            return "searching";
        case JobState::solved:
            return "solved";
        case JobState::optimal:
            return "optimal";
        case JobState::unsolvable:
            return "unsolvable";
        case JobState::stopped:
            return "stopped";
        case JobState::gave_up:
            return "gave up";
    }
    return "";
}

double seconds_of(cluster::Duration time) {
    return static_cast<double>(time.count()) / 1e6;
}

Json json_of(const control::JobStatus& status, bool whole) {
    Json job{{"job", std::to_string(status.job.value)},
             {"state", name_of(status.state)},
             {"title", status.title},
             {"seconds", seconds_of(status.time)},
             {"lower_bound", status.lower_bound},
             {"pushes", status.pushes < 0 ? Json() : Json(status.pushes)}};
    if (whole) {
        job["solution"] = status.moves;
        job["strategy"] = status.strategy;
        job["epoch"] = status.epoch;
        job["generation"] = status.generation;
        job["recovering"] = status.recovering;
        Json nodes = Json::array();
        for (const control::JobReport& report : status.reports) {
            nodes.push_back({{"address", report.address},
                             {"expanded", report.expanded},
                             {"lane_expanded", report.lane_expanded},
                             {"reexpanded", report.reexpanded},
                             {"in_flight", report.in_flight},
                             {"records", report.records},
                             {"processor_us", report.processor_us}});
        }
        job["nodes"] = nodes;
    }
    return job;
}

std::string line_of(const control::JobStatus& status) {
    return fmt::format("{:>20}  {:<12} {:>9}  {:>7}  {}\n", status.job.value, name_of(status.state),
                       text::short_seconds(seconds_of(status.time)),
                       status.pushes < 0 ? "-" : std::to_string(status.pushes), status.title);
}

int list(const JobsArguments& arguments) {
    const auto reply = ask_cluster(arguments.access, control::ListJobs{});
    if (!reply) {
        return complain_of_cluster(reply.error());
    }
    const auto* jobs = std::get_if<control::JobList>(&*reply);
    Console console;
    Json all = Json::array();
    std::string text =
        fmt::format("{:>20}  {:<12} {:>9}  {:>7}  {}\n", "job", "state", "time", "pushes", "title");
    if (jobs != nullptr) {
        for (const control::JobStatus& status : jobs->jobs) {
            all.push_back(json_of(status, false));
            text += line_of(status);
        }
    }
    console.print(arguments.access.json ? all.dump() + '\n' : text);
    return kExitOk;
}

int show(const JobsArguments& arguments) {
    const auto reply =
        ask_cluster(arguments.access, control::AskJob{cluster::JobId{arguments.job}});
    if (!reply) {
        return complain_of_cluster(reply.error());
    }
    const auto* status = std::get_if<control::JobStatus>(&*reply);
    if (status == nullptr || status->state == JobState::unknown) {
        complain("no such job: " + std::to_string(arguments.job));
        return kExitBadInput;
    }
    std::string text = line_of(*status);
    for (const control::JobReport& report : status->reports) {
        text += fmt::format("  {}: {} expanded together, {} alone, {} records\n", report.address,
                            report.expanded, report.lane_expanded, report.records);
    }
    if (status->recovering > 0) {
        text += fmt::format("  {} partitions are being recovered\n", status->recovering);
    }
    if (!status->moves.empty()) {
        text += status->moves + '\n';
    }
    Console console;
    console.print(arguments.access.json ? json_of(*status, true).dump() + '\n' : text);
    return kExitOk;
}

}  // namespace

int run(const JobsArguments& arguments) {
    if (arguments.what == JobsArguments::What::list) {
        return list(arguments);
    }
    if (arguments.what == JobsArguments::What::show) {
        return show(arguments);
    }
    const auto reply =
        ask_cluster(arguments.access, control::CancelJob{cluster::JobId{arguments.job}});
    return reply ? kExitOk : complain_of_cluster(reply.error());
}

}  // namespace kura::cli
