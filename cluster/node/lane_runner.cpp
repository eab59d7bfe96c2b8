#include "cluster/node/lane_runner.hpp"

#include "puzzles/format/reader.hpp"
#include "solver/engine.hpp"

#include <chrono>
#include <utility>

namespace kura::cluster::node {

using control::LaneResult;
using control::LaneVerdict;

LaneRunner::~LaneRunner() {
    for (auto& [job, lane] : lanes_) {
        lane->stop = true;
    }
    for (auto& [job, lane] : lanes_) {
        lane->thread.join();
    }
}

void LaneRunner::start(const control::StartLane& request) {
    collect();
    auto lane = std::make_unique<Lane>();
    Lane& started = *lane;
    ++running_;
    lanes_.emplace(request.job, std::move(lane));
    started.thread = std::thread([this, &started, request] {
        LaneResult result = search(request, started.stop);
        --running_;
        tell_(control::LaneEnded{request.job, std::move(result)});
        started.is_done = true;
    });
}

void LaneRunner::stop(JobId job) {
    for (auto [at, end] = lanes_.equal_range(job); at != end; ++at) {
        at->second->stop = true;
    }
    collect();
}

void LaneRunner::collect() {
    for (auto at = lanes_.begin(); at != lanes_.end();) {
        if (at->second->is_done) {
            at->second->thread.join();
            at = lanes_.erase(at);
        } else {
            ++at;
        }
    }
}

LaneResult LaneRunner::search(const control::StartLane& request,
                              const std::atomic<bool>& stop) const {
    LaneResult result;
    const puzzles::ReadResult read = puzzles::read_text(request.spec->level, "job");
    if (read.entries.empty() || !read.entries.front().usable()) {
        result.detail = "the puzzle can't be read";
        return result;
    }
    base::MemoryBudget budget(request.spec->memory_bytes);
    SolveOptions options;
    options.memory = &budget;
    options.seed = request.seed;
    options.stop = &stop;
    if (request.spec->objective == control::Objective::pushes) {
        options.objective = Objective::pushes;
    }
    if (request.time > Duration(0)) {
        options.deadline = Clock::now() + request.time;
    }
    options.progress = [&](const Progress& progress) { report_(request.job, progress.expanded); };
    const SolveResult solved = solve(read.entries.front().level, options);
    report_(request.job, solved.expanded);
    result.pushes = solved.pushes;
    result.moves = solved.solution;
    result.strategy = solved.strategy;
    result.detail = solved.detail;
    result.expanded = solved.expanded;
    result.lower_bound = solved.lower_bound;
    if (solved.verdict == Verdict::unsolvable) {
        result.verdict = LaneVerdict::unsolvable;
    } else if (solved.has_solution) {
        result.verdict =
            solved.optimal == Optimality::pushes ? LaneVerdict::optimal : LaneVerdict::solved;
    }
    return result;
}

}  // namespace kura::cluster::node
