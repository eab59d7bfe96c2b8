#include "cluster/node/search_worker.hpp"

#include "cluster/node/clock.hpp"
#include "cluster/search/board_space.hpp"
#include "puzzles/format/reader.hpp"
#include "solver/board/board.hpp"

#include <chrono>
#include <utility>

namespace kura::cluster::node {

namespace {

constexpr Duration kTick{2'000};
constexpr Duration kReport{100'000};
// Between two looks into the mailbox: well below a round trip, well above the cost of looking.
constexpr int kQuantum = 32;
// Where so much waits for the network the search would only fill memory.
constexpr std::size_t kQueuedBytesMax = std::size_t{16} << 20;

// What needs no search: no key could even be written for a box where no box can ever leave.
std::optional<control::LaneResult> decided_at_start(const board::Board& board) {
    control::LaneResult result;
    if (board.solved_at_start()) {
        result.verdict = control::LaneVerdict::optimal;
        return result;
    }
    if (!board.box_set().is_subset_of(board.live_set())) {
        result.verdict = control::LaneVerdict::unsolvable;
        result.detail = "a box stands where it can never be brought to a goal";
        return result;
    }
    return std::nullopt;
}

}  // namespace

struct SearchWorker::Job {
    JobId id;
    control::SpecPtr spec;
    puzzles::Level level;
    std::unique_ptr<board::Board> board;
    std::unique_ptr<search::BoardSpace> space;
    std::unique_ptr<search::SearchNode> core;
    std::int32_t lower_bound = 0;
    std::string gave_up;
    std::uint64_t messages = 0;
    std::uint64_t bytes_before = 0;  // what the node had sent when the job began
    std::uint64_t processor_us = 0;
};

SearchWorker::SearchWorker(NodeId self, Link& link, const AddressBook& addresses, Tell tell)
    : self_(self), link_(link), addresses_(addresses), tell_(std::move(tell)), thread_([this] {
          run();
      }) {}

SearchWorker::~SearchWorker() {
    is_stopping_ = true;
    mailbox_.put(control::CloseSearch{});
    thread_.join();
}

void SearchWorker::run() {
    Instant next_tick = steady_now();
    Instant next_report = next_tick;
    bool is_busy = false;
    while (!is_stopping_) {
        const Duration patience = is_busy ? Duration(0) : kTick;
        std::vector<SearchEvent> events =
            mailbox_.take(std::chrono::microseconds(jobs_.empty() ? 50'000 : patience.count()));
        Instant now = steady_now();
        for (SearchEvent& event : events) {
            take(event, now);
        }
        is_busy = work(now);
        now = steady_now();
        if (now >= next_tick) {
            next_tick = now + kTick;
            step_all(search::TimePassed{}, now);
        }
        if (now >= next_report) {
            next_report = now + kReport;
            report(now);
        }
    }
}

void SearchWorker::take(SearchEvent& event, Instant now) {
    if (auto* arrived = std::get_if<SearchArrived>(&event)) {
        if (const auto at = jobs_.find(arrived->traffic.job); at != jobs_.end()) {
            act(*at->second,
                at->second->core->step(
                    search::MessageArrived{arrived->from, std::move(arrived->traffic.message)},
                    now));
        }
    } else if (const auto* told = std::get_if<control::TellView>(&event)) {
        view_ = told->view;
        step_all(search::ViewArrived{view_}, now);
    } else if (const auto* request = std::get_if<control::OpenSearch>(&event)) {
        open(*request, now);
    } else {
        const JobId id = std::get<control::CloseSearch>(event).job;
        if (const auto at = jobs_.find(id); at != jobs_.end()) {
            report(now);
            jobs_.erase(at);
        }
    }
}

void SearchWorker::open(const control::OpenSearch& request, Instant now) {
    if (jobs_.contains(request.job) || view_ == nullptr) {
        return;
    }
    auto job = std::make_unique<Job>();
    job->id = request.job;
    job->spec = request.spec;
    const auto refuse = [&](const std::string& why) {
        control::JobReport report;
        report.job = request.job;
        report.node = self_;
        report.address = link_.address();
        report.gave_up = why;
        tell_(control::SearchReported{std::move(report)});
    };
    puzzles::ReadResult read = puzzles::read_text(request.spec->level, "job");
    if (read.entries.empty() || !read.entries.front().usable()) {
        refuse("the puzzle can't be read");
        return;
    }
    job->level = std::move(read.entries.front().level);
    base::Result<board::Board> board = board::Board::make(job->level);
    if (!board) {
        refuse(board.error().message);
        return;
    }
    if (const std::optional<control::LaneResult> at_once = decided_at_start(*board)) {
        tell_(control::LaneEnded{request.job, *at_once});
        return;
    }
    job->board = std::make_unique<board::Board>(*std::move(board));
    job->space = std::make_unique<search::BoardSpace>(job->level, *job->board, strategy::Rules{});
    search::SearchOptions options;
    options.memory_bytes = request.spec->memory_bytes;
    job->core = std::make_unique<search::SearchNode>(self_, request.job, *job->space,
                                                     view_->map.partitions(), options);
    job->bytes_before = link_.sent().bytes;
    Job& opened = *jobs_.emplace(request.job, std::move(job)).first->second;
    act(opened, opened.core->step(search::ViewArrived{view_}, now));
}

void SearchWorker::act(Job& job, std::vector<search::Action> actions) {
    for (search::Action& action : actions) {
        if (auto* out = std::get_if<search::SendMessage>(&action)) {
            ++job.messages;
            if (std::string address = addresses_.find(out->to); !address.empty()) {
                link_.send(address,
                           {self_, out->to, SearchTraffic{job.id, std::move(out->message)}});
            }
        } else if (auto* asked = std::get_if<search::AskRegister>(&action)) {
            tell_(control::SearchAsked{job.id, std::move(asked->request)});
        } else if (const auto* wanted = std::get_if<search::WantView>(&action)) {
            tell_(control::SearchWantsView{wanted->at_least});
        } else if (const auto* progress = std::get_if<search::Progress>(&action)) {
            job.lower_bound = progress->lower_bound;
        } else {
            job.gave_up = std::get<search::GaveUp>(action).reason;
        }
    }
}

void SearchWorker::step_all(const search::Event& event, Instant now) {
    for (auto& [id, job] : jobs_) {
        act(*job, job->core->step(event, now));
    }
}

bool SearchWorker::is_congested() const {
    if (view_ == nullptr) {
        return false;
    }
    for (const view::Member& member : view_->members) {
        if (member.node.id != self_ &&
            link_.queued_bytes(addresses_.find(member.node.id)) > kQueuedBytesMax) {
            return true;
        }
    }
    return false;
}

// A quantum of each job. Ensures: whether there is more to do at once.
bool SearchWorker::work(Instant now) {
    bool has_more = false;
    const bool is_paused = is_congested();
    for (auto& [id, job] : jobs_) {
        const std::uint64_t before = thread_processor_us();
        const bool expands = !is_paused && job->core->has_work();
        act(*job, job->core->step(search::Work{expands ? kQuantum : 0}, now));
        has_more |= expands;
        job->processor_us += thread_processor_us() - before;
    }
    return has_more;
}

void SearchWorker::report(Instant /*now*/) {
    const LinkCounters sent = link_.sent();
    for (auto& [id, job] : jobs_) {
        const search::SearchCounters& counters = job->core->counters();
        control::JobReport report;
        report.job = id;
        report.node = self_;
        report.address = link_.address();
        report.expanded = counters.expanded;
        report.generated = counters.generated;
        report.sent = counters.sent;
        report.duplicates = counters.duplicates;
        report.takeovers = counters.takeovers;
        report.records = job->core->records().size();
        report.messages = job->messages;
        report.bytes = sent.bytes - job->bytes_before;
        report.processor_us = job->processor_us;
        report.lower_bound = job->lower_bound;
        report.gave_up = job->gave_up;
        tell_(control::SearchReported{std::move(report)});
    }
}

}  // namespace kura::cluster::node
