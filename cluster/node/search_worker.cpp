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
// Connections lose nothing while they stand, and machines that share a core answer late.
constexpr Duration kResend{100'000};
// Any solution is found by a lane much sooner than by this search, which proves that there is none.
constexpr int kLaneTurns = 7;  // for each of the search
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
    std::map<NodeId, std::vector<search::Message>> outbox;
    Instant next_work;  // not before: the lane beside it has its turn
    std::int32_t lower_bound = 0;
    std::string gave_up;
    std::uint64_t messages = 0;
    std::uint64_t bytes_before = 0;  // what the node had sent when the job began
    std::uint64_t processor_us = 0;
};

SearchWorker::SearchWorker(NodeId self, Link& link, const AddressBook& addresses, HasLane has_lane,
                           Tell tell)
    : self_(self),
      link_(link),
      addresses_(addresses),
      has_lane_(std::move(has_lane)),
      tell_(std::move(tell)),
      thread_([this] { run(); }) {}

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
        send_outboxes();
        if (now >= next_report) {
            next_report = now + kReport;
            report();
        }
    }
}

void SearchWorker::take(SearchEvent& event, Instant now) {
    if (auto* arrived = std::get_if<SearchArrived>(&event)) {
        if (const auto at = jobs_.find(arrived->traffic.job); at != jobs_.end()) {
            for (search::Message& message : arrived->traffic.messages) {
                act(*at->second,
                    at->second->core->step(
                        search::MessageArrived{arrived->from, std::move(message)}, now));
            }
        }
    } else if (const auto* told = std::get_if<control::TellView>(&event)) {
        view_ = told->view;
        step_all(search::ViewArrived{view_}, now);
    } else if (const auto* request = std::get_if<control::OpenSearch>(&event)) {
        open(*request, now);
    } else {
        close(std::get<control::CloseSearch>(event).job);
    }
}

// The last report is waited for, also where there was nothing to do.
void SearchWorker::close(JobId id) {
    if (jobs_.contains(id)) {
        report(id);
        jobs_.erase(id);
    } else if (auto unopened = unopened_.extract(id)) {
        unopened.mapped().is_last = true;
        tell_(control::SearchReported{std::move(unopened.mapped())});
    }
}

void SearchWorker::open(const control::OpenSearch& request, Instant now) {
    if (jobs_.contains(request.job) || view_ == nullptr) {
        return;
    }
    auto job = std::make_unique<Job>();
    job->id = request.job;
    job->spec = request.spec;
    control::JobReport nothing;  // is all there is to report, unless it opens
    nothing.job = request.job;
    nothing.node = self_;
    nothing.address = link_.address();
    const auto refuse = [&](const std::string& why) {
        nothing.gave_up = why;
        unopened_[request.job] = nothing;
        tell_(control::SearchReported{std::move(nothing)});
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
        unopened_[request.job] = std::move(nothing);
        tell_(control::LaneEnded{request.job, *at_once});
        return;
    }
    job->board = std::make_unique<board::Board>(*std::move(board));
    job->space = std::make_unique<search::BoardSpace>(job->level, *job->board, strategy::Rules{});
    search::SearchOptions options;
    options.memory_bytes = request.spec->memory_bytes;
    options.resend = kResend;
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
            post(job, out->to, std::move(out->message));
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

// Messages of one round to one node go out together; a stretch of a table by itself, as bulk.
void SearchWorker::post(Job& job, NodeId to, search::Message message) {
    if (std::holds_alternative<search::Sealed>(message)) {
        SearchTraffic alone{job.id, {}};
        alone.messages.push_back(std::move(message));
        send(to, std::move(alone));
        return;
    }
    std::vector<search::Message>& messages = job.outbox[to];
    messages.push_back(std::move(message));
    if (messages.size() >= SearchTraffic::kMessagesMax) {
        send(to, {job.id, std::exchange(messages, {})});
    }
}

void SearchWorker::send(NodeId to, SearchTraffic traffic) {
    if (const std::string address = addresses_.find(to); !address.empty()) {
        link_.send(address, {self_, to, std::move(traffic)});
    }
}

void SearchWorker::send_outboxes() {
    for (auto& [id, job] : jobs_) {
        for (auto& [to, messages] : job->outbox) {
            if (!messages.empty()) {
                send(to, {id, std::exchange(messages, {})});
            }
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
    const bool has_lane = has_lane_();
    for (auto& [id, job] : jobs_) {
        const bool yields = has_lane && job->spec->objective == control::Objective::any;
        const bool expands =
            !is_paused && !(yields && now < job->next_work) && job->core->has_work();
        const Instant before = yields ? steady_now() : now;
        act(*job, job->core->step(search::Work{expands ? kQuantum : 0}, now));
        has_more |= expands && !yields;
        if (expands && yields) {
            const Instant after = steady_now();
            job->next_work = after + (after - before) * kLaneTurns;
        }
    }
    return has_more;
}

void SearchWorker::report(std::optional<JobId> last) {
    const LinkCounters sent = link_.sent();
    // What jobs that run side by side took is told in equal parts: a look at the clock for each
    // step would cost more than it tells.
    const std::uint64_t processor_us = thread_processor_us();
    const std::uint64_t since = processor_us - std::exchange(reported_processor_us_, processor_us);
    for (auto& [id, job] : jobs_) {
        job->processor_us += since / jobs_.size();
        const search::SearchCounters& counters = job->core->counters();
        control::JobReport report;
        report.job = id;
        report.node = self_;
        report.address = link_.address();
        report.expanded = counters.expanded;
        report.reexpanded = counters.reexpanded;
        report.in_flight = job->core->in_flight();
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
        report.is_last = id == last;
        tell_(control::SearchReported{std::move(report)});
    }
}

}  // namespace kura::cluster::node
