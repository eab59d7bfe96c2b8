#include "tests/cluster/store/store_world.hpp"

#include <algorithm>

namespace kura::cluster::store {

namespace {

constexpr Duration kTick{10'000};

template <typename T>
const T* as(const Action& action) {
    return std::get_if<T>(&action);
}

}  // namespace

StoreOptions quick_options() {
    StoreOptions options;
    options.request_timeout = Duration{1'000'000};
    options.attempt_timeout = Duration{200'000};
    options.resend = Duration{40'000};
    options.keep_after = Duration{80'000};
    options.kept_for_max = Duration{3'000'000};
    options.kept_retry = Duration{200'000};
    options.sync_interval = Duration{400'000};
    options.sync_retry = Duration{60'000};
    options.report_retry = Duration{100'000};
    options.tombstone_grace = Duration{4'000'000};
    options.tombstone_interval = Duration{500'000};
    return options;
}

StoreWorld::StoreWorld(std::uint64_t seed, const WorldOptions& options)
    : options_(options), rng_(seed) {
    std::vector<view::Member> members;
    for (int n = 0; n < options.nodes; ++n) {
        nodes_.emplace_back();
        nodes_.back().place = Place{++places_};
        nodes_.back().id = NodeId{1000 + ++lives_};
        index_[nodes_.back().id] = nodes_.size() - 1;
        const Zone zone{static_cast<std::uint32_t>(places_)};
        members.push_back({{nodes_.back().id, nodes_.back().place, zone, 1}, {}});
    }
    view::View view = view::bootstrap(
        members.front(), {.partitions = options.partitions, .replicas = options.replicas});
    view = *view::admit(view, members);
    view = *view::start_job(view, kStoreJob, options.replicas, options.write);
    view_ = std::make_shared<const view::View>(std::move(view));
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
        start_life(n, Duration{0});
        tick(n);
    }
}

void StoreWorld::schedule(Duration delay, std::function<void()> what) {
    queue_.push({now_ + delay, ++scheduled_, std::move(what)});
}

Duration StoreWorld::random(std::int64_t at_least, std::int64_t at_most) {
    return Duration(at_least + static_cast<std::int64_t>(
                                   rng_.below(static_cast<std::uint64_t>(at_most - at_least + 1))));
}

bool StoreWorld::chance(int percent) {
    return rng_.below(100) < static_cast<std::uint64_t>(percent);
}

void StoreWorld::say(const std::string& line) const {
    if (options_.log) {
        options_.log(std::to_string(now_.time_since_epoch().count() / 1000) + " ms: " + line);
    }
}

void StoreWorld::fail(const std::string& what) {
    if (error_.empty()) {
        error_ = std::to_string(now_.time_since_epoch().count() / 1000) + " ms: " + what;
        say("FAILED " + what);
    }
}

void StoreWorld::run_for(Duration time) {
    const Instant end = now_ + time;
    while (!queue_.empty() && queue_.top().when <= end && error_.empty()) {
        Item item = queue_.top();
        queue_.pop();
        now_ = item.when;
        item.what();
    }
    now_ = std::max(now_, end);
}

// The node's core starts with what its disk has; the view must name its id already.
void StoreWorld::start_life(std::size_t node, Duration away) {
    Node& n = nodes_[node];
    n.core = std::make_unique<StoreNode>(n.id, options_.partitions, options_.store);
    n.is_up = true;
    if (!n.disk.empty()) {
        Recovered recovered;
        recovered.away = away;
        for (const auto& [id, document] : n.disk) {
            recovered.rows.push_back({id.second, id.first, document});
        }
        step(node, recovered);
    }
    announce(node);
}

void StoreWorld::step(std::size_t node, const Event& event) {
    if (nodes_[node].is_up && error_.empty()) {
        act(node, nodes_[node].core->step(event, now_));
    }
}

void StoreWorld::tell(std::size_t node, const Event& event) {
    step(node, event);
}

void StoreWorld::act(std::size_t node, const std::vector<Action>& actions) {
    for (const Action& action : actions) {
        if (const auto* send = as<SendMessage>(action)) {
            transmit(nodes_[node].id, send->to, send->message);
        } else if (const auto* reply = as<Reply>(action)) {
            const auto at = waiting_.find(reply->client);
            if (at != waiting_.end()) {
                const auto hear = at->second;
                waiting_.erase(at);
                hear(reply->answer);
            }
        } else if (const auto* persist = as<Persist>(action)) {
            check_erasures(node, *persist);
            schedule(random(500, 8000), [this, node, life = nodes_[node].id, copy = *persist] {
                write_to_disk(node, life, copy);
            });
        } else if (const auto* ask = as<AskRegister>(action)) {
            schedule(random(1000, 10'000), [this, established = ask->established] {
                change_view([&](const view::View& view) {
                    return view::establish(view, kStoreJob, established);
                });
            });
        } else if (as<WantView>(action) != nullptr) {
            schedule(random(2000, 20'000), [this, node] { announce(node); });
        }
    }
}

// Batches may be slow, but not overtake each other: the disk works in order.
void StoreWorld::write_to_disk(std::size_t node, NodeId life, const Persist& persist) {
    Node& n = nodes_[node];
    if (n.id != life || !n.is_up) {
        return;  // it died before the write was done
    }
    n.unwritten[persist.batch] = persist.rows;
    while (!n.unwritten.empty() && n.unwritten.begin()->first == n.written + 1) {
        for (const Row& row : n.unwritten.begin()->second) {
            if (row.document) {
                n.disk[{row.kept_for, row.key}] = *row.document;
            } else {
                n.disk.erase({row.kept_for, row.key});
            }
        }
        n.unwritten.erase(n.unwritten.begin());
        ++n.written;
    }
    step(node, Persisted{n.written});
}

void StoreWorld::transmit(NodeId from, NodeId to, const Message& message) {
    ++messages_;
    const std::size_t a = index_of(from);
    const std::size_t b = index_of(to);
    if (b == nodes_.size() || cuts_.contains({a, b}) || chance(options_.loss_percent)) {
        return;
    }
    const int copies = chance(options_.repeat_percent) ? 2 : 1;
    for (int copy = 0; copy < copies; ++copy) {
        const Duration delay = chance(5) ? random(200, 200'000) : random(200, 5000);
        schedule(delay, [this, from, to, b, message] {
            if (b < nodes_.size() && nodes_[b].id == to) {
                step(b, MessageArrived{from, message});
            }
        });
    }
}

std::size_t StoreWorld::index_of(NodeId id) const {
    const auto at = index_.find(id);
    return at == index_.end() ? nodes_.size() : at->second;
}

void StoreWorld::tick(std::size_t node) {
    step(node, TimePassed{});
    if (chance(5)) {
        announce(node);
    }
    schedule(kTick, [this, node] { tick(node); });
}

void StoreWorld::announce(std::size_t node) {
    schedule(random(500, 40'000), [this, node, view = view_] { step(node, ViewArrived{view}); });
}

void StoreWorld::change_view(const view::Change& change) {
    const base::Result<view::View> changed = change(*view_);
    if (changed && changed->revision != view_->revision) {
        view_ = std::make_shared<const view::View>(*changed);
        for (std::size_t n = 0; n < nodes_.size(); ++n) {
            if (!chance(20)) {
                announce(n);
            }
        }
    }
}

void StoreWorld::report_reachable(std::size_t node, bool is_reachable) {
    for (std::size_t other = 0; other < nodes_.size(); ++other) {
        schedule(random(20'000, 400'000), [this, other, id = nodes_[node].id, is_reachable] {
            step(other, PeerChanged{id, is_reachable});
        });
    }
}

void StoreWorld::crash(std::size_t node) {
    say("crash of " + std::to_string(nodes_[node].id.value));
    nodes_[node].is_up = false;
    nodes_[node].unwritten.clear();
    nodes_[node].written = 0;
    ++losses_;
    report_reachable(node, false);
}

void StoreWorld::restart(std::size_t node, Duration away) {
    Node& n = nodes_[node];
    n.id = NodeId{1000 + ++lives_};
    index_[n.id] = node;
    say("node " + std::to_string(n.id.value) + " starts on " + std::to_string(n.disk.size()) +
        " rows");
    change_view([&](const view::View& view) {
        return view::admit(
            view, std::vector<view::Member>{
                      {{n.id, n.place, Zone{static_cast<std::uint32_t>(n.place.value)}, 1}, {}}});
    });
    start_life(node, away);
}

void StoreWorld::lose_disk(std::size_t node) {
    nodes_[node].disk.clear();
}

void StoreWorld::expel(std::size_t node) {
    say("expulsion of " + std::to_string(nodes_[node].id.value));
    nodes_[node].is_member = false;
    change_view([&](const view::View& view) {
        return view::expel(view, std::vector<NodeId>{nodes_[node].id});
    });
}

std::size_t StoreWorld::join() {
    nodes_.emplace_back();
    nodes_.back().place = Place{++places_};
    restart(nodes_.size() - 1);
    tick(nodes_.size() - 1);
    return nodes_.size() - 1;
}

void StoreWorld::cut(std::size_t a, std::size_t b) {
    cuts_.insert({a, b});
    cuts_.insert({b, a});
}

void StoreWorld::set_faults(int loss_percent, int repeat_percent) {
    options_.loss_percent = loss_percent;
    options_.repeat_percent = repeat_percent;
}

void StoreWorld::heal() {
    say("healed");
    is_healed_ = true;
    cuts_.clear();
    set_faults(0, 0);
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
        if (!nodes_[n].is_up) {
            restart(n);
        }
    }
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
        for (const Node& other : nodes_) {
            step(n, PeerChanged{other.id, true});
        }
        announce(n);
    }
}

bool StoreWorld::is_quiet() const {
    if (!view_->job(kStoreJob)->chains.empty()) {
        return false;
    }
    for (std::uint32_t p = 0; p < options_.partitions; ++p) {
        const view::ReplicaSet set = view_->replica_set(*view_->job(kStoreJob), PartitionId{p});
        const std::size_t first = index_of(set.nodes.front());
        for (const Node& node : nodes_) {
            const std::uint64_t root = node.core->root(PartitionId{p});
            if (!set.contains(node.id) ? root != 0
                                       : !node.core->is_synced(PartitionId{p}) ||
                                             root != nodes_[first].core->root(PartitionId{p})) {
                return false;
            }
        }
    }
    return std::all_of(nodes_.begin(), nodes_.end(), [&](const Node& node) {
        return node.is_up && node.core->kept_copies() == 0 && node.core->view() != nullptr &&
               node.core->view()->revision == view_->revision && node.unwritten.empty();
    });
}

bool StoreWorld::settle(Duration within) {
    const Instant end = now_ + within;
    while (now_ < end && error_.empty()) {
        run_for(Duration{50'000});
        if (is_quiet()) {
            return true;
        }
    }
    return false;
}

Answer StoreWorld::ask(std::size_t node, const Request& request, Duration within) {
    Answer heard;
    bool is_heard = false;
    const std::uint64_t number = ++requests_;
    waiting_[number] = [&](const Answer& answer) {
        heard = answer;
        is_heard = true;
    };
    step(node, ClientAsked{number, request});
    const Instant end = now_ + within;
    while (!is_heard && now_ < end && error_.empty()) {
        run_for(Duration{1000});
    }
    waiting_.erase(number);
    if (!is_heard) {
        heard.outcome = Outcome::unavailable;
        heard.reason = "NO ANSWER";
    }
    return heard;
}

std::vector<std::size_t> StoreWorld::holders(const std::string& key) const {
    std::vector<std::size_t> found;
    for (const NodeId id :
         view_->replica_set(*view_->job(kStoreJob), nodes_[0].core->partition_of(key)).nodes) {
        found.push_back(index_of(id));
    }
    return found;
}

std::vector<std::size_t> StoreWorld::others(const std::string& key) const {
    const std::vector<std::size_t> held = holders(key);
    std::vector<std::size_t> found;
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
        if (std::find(held.begin(), held.end(), n) == held.end()) {
            found.push_back(n);
        }
    }
    return found;
}

}  // namespace kura::cluster::store
