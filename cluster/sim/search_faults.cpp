#include "cluster/sim/search_sim.hpp"

#include <algorithm>

namespace kura::cluster::sim {

void SearchSim::plan_faults() {
    if (!options_.has_faults) {
        return;
    }
    is_wild_ = chance(options_.wild_percent);
    const std::int64_t span = options_.fault_phase.count();
    const auto plan = [&](int count, void (SearchSim::*fault)()) {
        for (int i = 0; i < count; ++i) {
            // Most of them early, while the small searches are running.
            const std::int64_t latest = rng_.below(3) == 0 ? span - 1 : span / 6;
            schedule(random(300, latest), [this, fault] {
                if (!is_healed_) {
                    (this->*fault)();
                }
            });
        }
    };
    plan(options_.crashes, &SearchSim::crash_one);
    plan(options_.expulsions, &SearchSim::expel_one);
    plan(options_.joins, &SearchSim::join_one);
    plan(options_.pauses, &SearchSim::pause_one);
    plan(options_.cuts, &SearchSim::cut_links);
}

NodeId SearchSim::any_member() {
    return register_->members[rng_.below(register_->members.size())].node.id;
}

// Whether losing a node leaves every replica set a seal quorum of living members. In most runs only
// such nodes are lost: a new generation would hide what sealing alone must get right.
bool SearchSim::is_tolerable(NodeId id) const {
    std::vector<NodeId> lost{id};
    for (const view::Member& member : register_->members) {
        if (!nodes_.at(member.node.id).is_up) {
            lost.push_back(member.node.id);
        }
    }
    const auto after = view::expel(*register_, lost);
    return after && after->job(kJob)->generation == register_->job(kJob)->generation;
}

void SearchSim::crash(NodeId id) {
    say("node " + std::to_string(id.value) + " crashes");
    nodes_.at(id).is_up = false;
    schedule(random(1'000, 60'000), [this, id] { expel(id); });
    const view::Member* const member = register_->member(id);
    if (member != nullptr && chance(30)) {
        // Its next life is there before anybody misses it, and has forgotten everything.
        schedule(random(500, 30'000), [this, place = member->node.place] { join(place); });
    } else if (chance(60)) {
        schedule(random(2'000, 80'000), [this] { join_one(); });
    }
}

void SearchSim::crash_one() {
    const NodeId id = any_member();
    if (register_->members.size() < 2 || (!is_wild_ && !is_tolerable(id))) {
        try_again(&SearchSim::crash_one);
        return;
    }
    if (chance(50)) {
        crashes_after_ack_ = true;  // the worst moment: it promised, and few others know why
        return;
    }
    crash(id);
}

void SearchSim::try_again(void (SearchSim::*fault)()) {
    schedule(random(500, 5'000), [this, fault] {
        if (!is_healed_) {
            (this->*fault)();
        }
    });
}

void SearchSim::expel(NodeId id) {
    if (register_->members.size() > 1 && register_->member(id) != nullptr) {
        write([id](const view::View& v) { return view::expel(v, std::vector{id}); });
        say("node " + std::to_string(id.value) + " is expelled, epoch " +
            std::to_string(register_->epoch.value) + ", generation " +
            std::to_string(register_->job(kJob)->generation.value));
    }
}

void SearchSim::expel_one() {
    const NodeId id = any_member();
    if (!is_wild_ && !is_tolerable(id)) {
        try_again(&SearchSim::expel_one);
        return;
    }
    expel(id);
    if (chance(70)) {
        join_one();
    }
}

void SearchSim::join_one() {
    join(Place{lives_ + 1});
}

void SearchSim::join(Place place) {
    const NodeId id = start_node();
    say("node " + std::to_string(id.value) + " joins at place " + std::to_string(place.value));
    view::Member member;
    member.node = {id, place, Zone{static_cast<std::uint32_t>(place.value)}, 1};
    member.incarnation = Incarnation{1};
    write([member](const view::View& v) { return view::admit(v, std::vector{member}); });
}

void SearchSim::pause_one() {
    const NodeId id = any_member();
    const Duration time = random(5'000, 150'000);
    say("node " + std::to_string(id.value) + " stops for " + std::to_string(time.count()) + " us");
    nodes_.at(id).stopped_until = now_ + time;
    if (chance(50)) {
        schedule(time / 2, [this, id] {
            if (is_wild_ || is_tolerable(id)) {
                expel(id);  // a zombie when it goes on
            }
        });
    }
}

// Cuts a random side off, both ways or one, for a while.
void SearchSim::cut_links() {
    std::set<NodeId> side;
    for (const auto& [id, node] : nodes_) {
        if (chance(40)) {
            side.insert(id);
        }
    }
    const bool is_one_way = chance(50);
    say(is_one_way ? "links are cut one way" : "links are cut");
    for (const auto& [a, first] : nodes_) {
        for (const auto& [b, second] : nodes_) {
            if (side.contains(a) && !side.contains(b)) {
                cuts_.insert({a, b});
                if (!is_one_way) {
                    cuts_.insert({b, a});
                }
            }
        }
    }
    schedule(random(5'000, 100'000), [this] { cuts_.clear(); });
}

// No more faults. Members that are down are found out; everybody hears the latest view.
void SearchSim::heal() {
    say("everything heals");
    is_healed_ = true;
    crashes_after_ack_ = false;
    cuts_.clear();
    std::vector<NodeId> dead;
    bool has_living = false;
    for (const view::Member& member : register_->members) {
        Node& node = nodes_.at(member.node.id);
        node.stopped_until = std::min(node.stopped_until, now_);
        node.slowness = 1;
        has_living = has_living || node.is_up;
        if (!node.is_up) {
            dead.push_back(member.node.id);
        }
    }
    if (!has_living) {
        join_one();
    }
    for (const NodeId id : dead) {
        expel(id);
    }
    for (const auto& [id, node] : nodes_) {
        announce(id);
    }
}

}  // namespace kura::cluster::sim
