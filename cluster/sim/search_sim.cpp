#include "cluster/sim/search_sim.hpp"

#include "cluster/search/closing.hpp"
#include "cluster/sim/watched_space.hpp"
#include "solver/base/assert.hpp"

#include <algorithm>
#include <utility>

namespace kura::cluster::sim {

namespace {

constexpr Duration kTick{5'000};
constexpr std::uint64_t kEventsMax = 20'000'000;  // and of each state so many more
constexpr std::uint64_t kEventsPerState = 100;
constexpr std::size_t kFewRecords = 16;

}  // namespace

SearchSim::SearchSim(std::uint64_t seed, const MakeSpace& make_space, const SimOptions& options)
    : options_(options), rng_(seed), make_space_(make_space), judge_(make_space()) {
    oracle_ = ask_oracle(*judge_);
    result_.states = oracle_.costs.size();
    options_.search.stop_at_goal = !options_.exhaustive;
    if (options_.has_faults && chance(50)) {
        options_.search.flush_age = Duration(0);  // each message by itself
    }
    if (seed % 3 == 0) {
        options_.search.batch_records = kFewRecords;  // a table takes many messages
    }
    // Nodes 1 to n, a member each, are there before the job starts.
    std::vector<view::Member> members;
    for (int n = 0; n < options_.nodes; ++n) {
        view::Member member;
        member.node = {NodeId{static_cast<std::uint64_t>(n) + 1},
                       Place{static_cast<std::uint64_t>(n) + 1},
                       Zone{static_cast<std::uint32_t>(n)}, 1};
        member.incarnation = Incarnation{1};
        members.push_back(member);
    }
    view::View first = view::bootstrap(
        members.front(), {.partitions = options_.partitions, .replicas = options_.replicas});
    first = view::admit(first, members).value();
    const auto moving = chance(options_.cold_percent) ? view::Moving::cold : view::Moving::warm;
    first = view::start_job(first, kJob, options_.replicas, options_.write, moving).value();
    register_ = std::make_shared<const view::View>(std::move(first));
    for (int n = 0; n < options_.nodes; ++n) {
        announce(start_node());
    }
}

std::unique_ptr<search::StateSpace> SearchSim::space_of(NodeId id) {
    std::unique_ptr<search::StateSpace> space = make_space_();
    if (!options_.counts_repeats) {
        return space;
    }
    return std::make_unique<WatchedSpace>(
        std::move(space), [this, id](const std::uint8_t* key) { note_expansion(id, key); });
}

void SearchSim::note_expansion(NodeId id, const std::uint8_t* key) {
    Node& node = nodes_.at(id);
    const search::SearchNode& core = *node.core;
    const PartitionId partition = core.view()->map.partition_of(node.space->placement_hash(key));
    const std::int32_t cost =
        kura::search::word_cost(search::kOrder, core.records().find(partition, key));
    std::string entry(reinterpret_cast<const char*>(key), core.records().key_bytes());
    entry += std::to_string(cost) + '/' + std::to_string(core.view()->job(kJob)->generation.value);
    result_.repeated += expanded_.insert(std::move(entry)).second ? 0 : 1;
}

NodeId SearchSim::start_node() {
    const NodeId id{++lives_};
    Node& node = nodes_[id];
    node.id = id;
    node.space = space_of(id);
    node.core = std::make_unique<search::SearchNode>(id, kJob, *node.space, options_.partitions,
                                                     options_.search);
    if (options_.has_faults) {
        node.slowness = chance(20) ? 8 : 1;
        node.clock_offset = random(0, 1'000'000'000);
        node.clock_permille = 950 + static_cast<int>(rng_.below(101));
    }
    schedule(random(0, kTick.count()), [this, id] { tick(id); });
    return id;
}

Duration SearchSim::random(std::int64_t at_least, std::int64_t at_most) {
    return Duration(at_least + static_cast<std::int64_t>(
                                   rng_.below(static_cast<std::uint64_t>(at_most - at_least) + 1)));
}

void SearchSim::say(const std::string& line) const {
    if (options_.log) {
        options_.log(std::to_string(now_.time_since_epoch().count()) + " us: " + line);
    }
}

void SearchSim::schedule(Duration delay, std::function<void()> what) {
    queue_.push({now_ + delay, ++scheduled_, std::move(what)});
}

Instant SearchSim::local_time(const Node& node) const {
    return Instant(node.clock_offset + now_.time_since_epoch() * node.clock_permille / 1000);
}

void SearchSim::step_node(Node& node, const search::Event& event) {
    if (!node.is_up) {
        return;
    }
    if (is_stopped(node)) {
        // A stopped process finds everything waiting when it goes on.
        schedule(node.stopped_until - now_,
                 [this, id = node.id, event] { step_node(nodes_.at(id), event); });
        return;
    }
    act(node, node.core->step(event, local_time(node)));
    wake(node);
}

void SearchSim::wake(Node& node) {
    if (node.is_up && !node.has_work_event && node.core->has_work()) {
        node.has_work_event = true;
        schedule(Duration(50) * node.slowness, [this, id = node.id] {
            Node& woken = nodes_.at(id);
            woken.has_work_event = false;
            step_node(woken, search::Work{1 + static_cast<int>(rng_.below(4))});
        });
    }
}

void SearchSim::tick(NodeId id) {
    Node& node = nodes_.at(id);
    if (!node.is_up || node.core->is_finished()) {
        return;
    }
    if (node.stopped_until > now_) {
        schedule(node.stopped_until - now_, [this, id] { tick(id); });
        return;
    }
    step_node(node, search::TimePassed{});
    schedule(kTick * node.slowness, [this, id] { tick(id); });
}

void SearchSim::act(Node& node, std::vector<search::Action> actions) {
    for (search::Action& action : actions) {
        if (auto* out = std::get_if<search::SendMessage>(&action)) {
            const bool is_ack = std::holds_alternative<search::OfferAck>(out->message);
            deliver(node.id, out->to, std::move(out->message));
            if (crashes_after_ack_ && is_ack && register_->members.size() > 1 &&
                (is_wild_ || is_tolerable(node.id))) {
                crashes_after_ack_ = false;
                muted_.insert(node.id);
                crash(node.id);
                return;
            }
        } else if (const auto* request = std::get_if<search::AskRegister>(&action)) {
            ask_register(request->request);
        } else if (std::holds_alternative<search::WantView>(action)) {
            schedule(random(200, 3000), [this, id = node.id] {
                if (is_healed_ || chance(70)) {
                    announce(id);
                }
            });
        } else if (const auto* progress = std::get_if<search::Progress>(&action)) {
            if (oracle_.best && progress->lower_bound > *oracle_.best && !options_.exhaustive) {
                fail("a lower bound of " + std::to_string(progress->lower_bound) +
                     " above the optimum");
            }
        } else if (const auto* gave_up = std::get_if<search::GaveUp>(&action)) {
            fail("gave up: " + gave_up->reason);
        }
    }
}

void SearchSim::deliver(NodeId from, NodeId to, search::Message message) {
    ++result_.messages;
    if (options_.carry) {
        std::optional<search::Message> carried = options_.carry(message);
        if (!carried) {
            fail("a message that nobody can read");
            return;
        }
        message = *std::move(carried);
    }
    const auto event =
        std::make_shared<const search::Event>(search::MessageArrived{from, std::move(message)});
    const int copies = !is_healed_ && chance(options_.repeat_percent) ? 2 : 1;
    for (int copy = 0; copy < copies; ++copy) {
        if (cuts_.contains({from, to}) || (!is_healed_ && chance(options_.loss_percent))) {
            continue;
        }
        // Mostly quick, sometimes so late that much overtakes it.
        const bool is_late = !is_healed_ && options_.has_faults && chance(10);
        schedule(is_late ? random(2'000, 60'000) : random(100, 2'000),
                 [this, to, event] { receive(to, event); });
    }
}

void SearchSim::receive(NodeId to, const EventPtr& event) {
    const auto at = nodes_.find(to);
    const auto& [from, message] = std::get<search::MessageArrived>(*event);
    if (at == nodes_.end() ||
        (muted_.contains(from) && std::holds_alternative<search::Replicate>(message))) {
        return;
    }
    if (is_stopped(at->second)) {
        schedule(at->second.stopped_until - now_, [this, to, event] { receive(to, event); });
        return;
    }
    step_node(at->second, *event);
    // The outbox rule: what a batch of messages caused goes out when no more is waiting.
    schedule(random(0, 200), [this, to] { step_node(nodes_.at(to), search::Work{0}); });
}

void SearchSim::write(const view::Change& change) {
    base::Result<view::View> next = change(*register_);
    if (!next || next->revision == register_->revision) {
        return;
    }
    for (std::uint32_t p = 0; p < options_.partitions; ++p) {
        const bool goes_on = next->job(kJob)->phase == view::JobPhase::running;
        result_.moved +=
            goes_on && next->map.owner(PartitionId{p}) != register_->map.owner(PartitionId{p}) ? 1
                                                                                               : 0;
    }
    searched_ = std::exchange(register_, std::make_shared<const view::View>(std::move(*next)));
    check_certificate();
    for (const auto& [id, node] : nodes_) {
        // News reach the members soon, some of them late, and the expelled by chance.
        const bool is_member = register_->member(id) != nullptr;
        if (node.is_up && (is_member || chance(30) || is_healed_)) {
            const bool is_late = !is_healed_ && chance(25);
            schedule(is_late ? random(5'000, 150'000) : random(200, 5'000),
                     [this, to = id] { announce(to); });
        }
    }
}

void SearchSim::announce(NodeId id) {
    const auto at = nodes_.find(id);
    if (at != nodes_.end()) {
        step_node(at->second, search::ViewArrived{register_});
    }
}

void SearchSim::ask_register(const search::RegisterRequest& request) {
    if (!is_healed_ && chance(options_.loss_percent)) {
        return;
    }
    view::Change change;
    if (const auto* done = std::get_if<std::vector<view::Established>>(&request)) {
        change = [done = *done](const view::View& v) { return view::establish(v, kJob, done); };
    } else if (const auto* warm = std::get_if<std::vector<view::Warmed>>(&request)) {
        change = [warm = *warm](const view::View& v) { return view::warmed(v, kJob, warm); };
    } else if (const auto* certificate = std::get_if<view::Certificate>(&request)) {
        change = [c = *certificate](const view::View& v) { return view::certify(v, kJob, c); };
    } else {
        change = [c = std::get<view::ExhaustionClaim>(request)](const view::View& v) {
            return view::conclude(v, c);
        };
    }
    schedule(random(200, 6'000), [this, change] { write(change); });
}

SimResult SearchSim::run() {
    plan_faults();
    schedule(options_.fault_phase, [this] { heal(); });
    const Instant deadline = now_ + options_.fault_phase + options_.heal_phase;
    const std::uint64_t events_max = kEventsMax + kEventsPerState * result_.states;
    std::uint64_t until_check = 0;
    while (!queue_.empty() && result_.error.empty()) {
        Item item = queue_.top();
        queue_.pop();
        now_ = item.when;
        item.what();
        if (options_.checks_closed && ++until_check >= 20) {
            until_check = 0;
            check_closed();
        }
        if (register_->job(kJob)->phase == view::JobPhase::exhausted) {
            result_.is_finished = true;
            break;
        }
        if (now_ > deadline || ++result_.events > events_max) {
            for (const auto& [id, node] : nodes_) {
                if (node.is_up && register_->member(id) != nullptr) {
                    say("node " + std::to_string(id.value) + ": " + node.core->status());
                }
            }
            fail("not finished after healing");
        }
    }
    if (result_.is_finished && result_.error.empty()) {
        check_result();
    }
    for (const auto& [id, node] : nodes_) {
        const std::uint64_t expanded = node.core->counters().expanded;
        result_.expanded += expanded;
        result_.most_expanded = std::max(result_.most_expanded, expanded);
        result_.sent += node.core->counters().sent;
        result_.generated += node.core->counters().generated;
    }
    result_.nodes = nodes_.size();
    result_.epochs = register_->epoch.value;
    result_.generations = register_->job(kJob)->generation.value;
    result_.time = now_.time_since_epoch();
    return result_;
}

}  // namespace kura::cluster::sim
