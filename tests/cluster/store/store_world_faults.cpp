// What goes wrong, and when it may.
#include "tests/cluster/store/store_world.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace kura::cluster::store {

void StoreWorld::plan_faults() {
    const std::pair<int, int> kinds[] = {{options_.crashes, 0},
                                         {options_.disk_losses, 1},
                                         {options_.expulsions, 2},
                                         {options_.joins, 3},
                                         {options_.cuts, 4}};
    for (const auto& [count, kind] : kinds) {
        for (int i = 0; i < count; ++i) {
            schedule(random(100'000, options_.fault_phase.count()),
                     [this, kind = kind] { fault(kind); });
        }
    }
}

// Not more than W-1 replicas at once, unless the run is wild: all that was lost is mended.
bool StoreWorld::may_crash() const {
    if (options_.is_wild) {
        return true;
    }
    if (!view_->job(kStoreJob)->chains.empty()) {
        return false;
    }
    for (const Node& node : nodes_) {
        if (!node.is_up || !node.is_member) {
            continue;
        }
        for (std::uint32_t p = 0; p < options_.partitions; ++p) {
            const auto set = view_->replica_set(*view_->job(kStoreJob), PartitionId{p});
            if (set.contains(node.id) &&
                (node.core->view() == nullptr || node.core->view()->epoch < view_->epoch ||
                 !node.core->is_synced(PartitionId{p}))) {
                return false;
            }
        }
    }
    return std::all_of(nodes_.begin(), nodes_.end(),
                       [](const Node& node) { return node.is_up || !node.is_member; });
}

std::size_t StoreWorld::any_member() {
    while (true) {
        const std::size_t node = rng_.below(nodes_.size());
        if (nodes_[node].is_up && nodes_[node].is_member) {
            return node;
        }
    }
}

void StoreWorld::fault(int kind) {
    if (is_healed_) {
        return;
    }
    const auto up = std::count_if(nodes_.begin(), nodes_.end(),
                                  [](const Node& node) { return node.is_up && node.is_member; });
    if ((kind <= 2 && up <= options_.write) || (kind <= 1 && !may_crash())) {
        schedule(random(50'000, 200'000), [this, kind] { fault(kind); });
        return;
    }
    if (kind <= 1) {
        const std::size_t node = any_member();
        crash(node);
        if (kind == 1) {
            say("with its disk");
            lose_disk(node);
            nodes_[node].place = Place{++places_};
            const NodeId dead = nodes_[node].id;
            schedule(random(100'000, 300'000), [this, dead] {
                change_view([&](const view::View& view) {
                    return view::expel(view, std::vector<NodeId>{dead});
                });
            });
        }
        schedule(random(50'000, 600'000), [this, node] {
            if (!nodes_[node].is_up) {
                restart(node);
                report_reachable(node, true);
            }
        });
    } else if (kind == 2) {
        expel(any_member());
    } else if (kind == 3) {
        join();
    } else {
        const std::size_t a = any_member();
        const std::size_t b = any_member();
        const bool is_one_way = chance(30);
        cuts_.insert({a, b});
        if (!is_one_way) {
            cuts_.insert({b, a});
        }
        if (chance(50)) {
            step(a, PeerChanged{nodes_[b].id, false});
        }
        schedule(random(50'000, 500'000), [this, a, b] {
            cuts_.erase({a, b});
            cuts_.erase({b, a});
            step(a, PeerChanged{nodes_[b].id, true});
        });
    }
}

}  // namespace kura::cluster::store
