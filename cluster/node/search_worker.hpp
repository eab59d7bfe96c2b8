// Search worker: the thread that searches. It runs this node's part of every running job.
// Shape:    events in, search messages out through the link, the rest to the control thread
// Units:    the quantum in expansions: between two looks into the mailbox
// Threads:  one of its own; put() from any
// Errors:   a job that can't be searched here (board, memory) is reported with the reason; other
//           nodes' parts then can't end, and the job ends by its time
// Source:   ARCHITECTURE.md, "Node"
#pragma once

#include "cluster/control/control.hpp"
#include "cluster/node/address_book.hpp"
#include "cluster/node/link.hpp"
#include "cluster/node/mailbox.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <variant>

namespace kura::cluster::node {

struct SearchArrived {
    NodeId from;
    SearchTraffic traffic;
};
using SearchEvent =
    std::variant<control::TellView, control::OpenSearch, control::CloseSearch, SearchArrived>;

class SearchWorker {
  public:
    using Tell = std::function<void(control::Event)>;
    // Whether a lane runs beside, which then gets most of the processor.
    using HasLane = std::function<bool()>;

    SearchWorker(NodeId self, Link& link, const AddressBook& addresses, HasLane has_lane,
                 Tell tell);
    ~SearchWorker();

    void put(SearchEvent event) { mailbox_.put(std::move(event)); }

  private:
    struct Job;

    void run();
    void take(SearchEvent& event, Instant now);
    void open(const control::OpenSearch& request, Instant now);
    void act(Job& job, std::vector<search::Action> actions);
    void post(Job& job, NodeId to, search::Message message);
    void send(NodeId to, SearchTraffic traffic);
    void send_outboxes();
    void step_all(const search::Event& event, Instant now);
    bool work(Instant now);
    void report(std::optional<JobId> last = std::nullopt);
    void close(JobId id);
    [[nodiscard]] bool is_congested() const;

    const NodeId self_;
    Link& link_;
    const AddressBook& addresses_;
    const HasLane has_lane_;
    const Tell tell_;
    Mailbox<SearchEvent> mailbox_;
    view::ViewPtr view_;
    std::map<JobId, std::unique_ptr<Job>> jobs_;
    std::map<JobId, control::JobReport> unopened_;  // of jobs that have no part here
    std::uint64_t reported_processor_us_ = 0;
    std::atomic<bool> is_stopping_{false};
    std::thread thread_;  // last: the members above must be there before it starts
};

}  // namespace kura::cluster::node
