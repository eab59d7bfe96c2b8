#include "cluster/node/store_worker.hpp"

#include "cluster/node/clock.hpp"

#include <chrono>
#include <utility>

namespace kura::cluster::node {

namespace {

constexpr Duration kTick{5'000};
constexpr std::size_t kEarlyMax = 1024;
// The control thread's requests among the clients'.
constexpr std::uint64_t kOwnMark = std::uint64_t{1} << 63;

}  // namespace

StoreWorker::StoreWorker(NodeId self, Link& link, const AddressBook& addresses, StoreDisk disk,
                         Tell tell)
    : self_(self),
      link_(link),
      addresses_(addresses),
      tell_(std::move(tell)),
      disk_(std::move(disk)),
      thread_([this] { run(); }) {}

StoreWorker::~StoreWorker() {
    is_stopping_ = true;
    mailbox_.put(StopStore{});
    thread_.join();
}

void StoreWorker::run() {
    Instant next_tick = steady_now();
    while (!is_stopping_) {
        std::vector<StoreEvent> events = mailbox_.take(std::chrono::microseconds(kTick.count()));
        Instant now = steady_now();
        for (StoreEvent& event : events) {
            take(event, now);
        }
        if (core_ != nullptr && now >= next_tick) {
            next_tick = now + kTick;
            step(store::TimePassed{}, now);
        }
    }
}

void StoreWorker::take(StoreEvent& event, Instant now) {
    if (const auto* told = std::get_if<control::TellView>(&event)) {
        if (core_ == nullptr) {
            core_ = std::make_unique<store::StoreNode>(self_, told->view->map.partitions(),
                                                       store::StoreOptions{});
            if (auto recovered = std::exchange(disk_.recovered, std::nullopt)) {
                step(*std::move(recovered), now);
            }
        }
        step(store::ViewArrived{told->view}, now);
        for (StoreEvent& early : std::exchange(early_, {})) {
            take(early, now);
        }
    } else if (core_ == nullptr) {
        if (early_.size() < kEarlyMax) {
            early_.push_back(std::move(event));
        }
    } else if (auto* arrived = std::get_if<StoreArrived>(&event)) {
        step(store::MessageArrived{arrived->from, std::move(arrived->message)}, now);
    } else if (auto* asked = std::get_if<StoreAsked>(&event)) {
        step(store::ClientAsked{asked->client, std::move(asked->request)}, now);
    } else if (const auto* document = std::get_if<control::AskDocument>(&event)) {
        ask_document(*document, now);
    } else if (const auto* wanted = std::get_if<FiguresAsked>(&event)) {
        link_.reply(wanted->client, figures());
    } else if (const auto* peer = std::get_if<PeerReachable>(&event)) {
        step(store::PeerChanged{peer->node, peer->is_reachable}, now);
    } else if (const auto* written = std::get_if<RowsWritten>(&event)) {
        if (written->error.empty()) {
            step(store::Persisted{written->batch}, now);
        } else {
            step(store::PersistFailed{written->error}, now);
        }
    } else if (const auto* with = std::get_if<WithCore>(&event)) {
        with->what(*core_);
    }
}

void StoreWorker::ask_document(const control::AskDocument& request, Instant now) {
    documents_[request.token] = request.put;
    const std::uint64_t client = kOwnMark | request.token;
    if (request.put) {
        store::Put put;
        put.key = request.key;
        put.value = *request.put;
        step(store::ClientAsked{client, put}, now);
    } else {
        store::Get get;
        get.key = request.key;
        step(store::ClientAsked{client, get}, now);
    }
}

void StoreWorker::step(store::Event event, Instant now) {
    for (store::Action& action : core_->step(std::move(event), now)) {
        if (auto* out = std::get_if<store::SendMessage>(&action)) {
            if (std::string address = addresses_.find(out->to); !address.empty()) {
                link_.send(address, {self_, out->to, std::move(out->message)});
            }
        } else if (const auto* reply = std::get_if<store::Reply>(&action)) {
            answer(*reply);
        } else if (auto* persist = std::get_if<store::Persist>(&action)) {
            if (disk_.writer != nullptr) {
                disk_.writer->write(persist->batch, std::move(persist->rows), persist->is_in_doubt);
            } else {
                mailbox_.put(RowsWritten{persist->batch, {}});
            }
        } else if (auto* asked = std::get_if<store::AskRegister>(&action)) {
            tell_(control::SearchAsked{store::kStoreJob, std::move(asked->established)});
        } else {
            tell_(control::SearchWantsView{std::get<store::WantView>(action).at_least});
        }
    }
}

void StoreWorker::answer(const store::Reply& reply) {
    if ((reply.client & kOwnMark) == 0) {
        link_.reply(reply.client, reply.answer);
        return;
    }
    const auto asked = documents_.find(reply.client & ~kOwnMark);
    if (asked == documents_.end()) {
        return;
    }
    control::DocumentDone done;
    done.token = asked->first;
    done.is_available = reply.answer.outcome == store::Outcome::ok;
    done.value = asked->second;
    if (!done.value && !reply.answer.values.empty()) {
        done.value = reply.answer.values.front();
    }
    documents_.erase(asked);
    tell_(std::move(done));
}

control::StoreFigures StoreWorker::figures() const {
    const store::StoreCounters& counters = core_->counters();
    const auto line = [](const char* name, std::uint64_t value) {
        return std::string(name) + ' ' + std::to_string(value);
    };
    return {{line("requests_under_way", core_->requests()), line("answered", counters.answered),
             line("refused_busy", counters.refused), line("unavailable", counters.unavailable),
             line("read_repairs", counters.read_repairs),
             line("partitions_compared", counters.exchanges), line("fetched", counters.fetched),
             line("pushed", counters.pushed), line("kept_for_others", core_->kept_copies()),
             line("delivered", counters.delivered),
             line("partitions_erased", counters.erased_partitions),
             line("tombstones_collected", counters.collected)}};
}

}  // namespace kura::cluster::node
