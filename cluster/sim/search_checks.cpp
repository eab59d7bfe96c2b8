#include "cluster/search/closing.hpp"
#include "cluster/sim/search_sim.hpp"

#include <algorithm>

namespace kura::cluster::sim {

using kura::search::word_cost;

void SearchSim::fail(const std::string& what) {
    if (result_.error.empty()) {
        result_.error = what + " at " + std::to_string(now_.time_since_epoch().count()) + " us";
        say("FAILED: " + result_.error);
    }
}

// Rule 5: what bounds the search can be shown.
void SearchSim::check_certificate() {
    const auto& best = register_->job(kJob)->best;
    if (!best) {
        return;
    }
    if (!oracle_.best || best->cost < *oracle_.best) {
        fail("a certificate better than the optimum");
    } else if (best->moves.empty() && best->cost > 0) {
        fail("a certificate without a path");
    }
}

// The node that owns a partition by the register's view, if it is at work.
const search::SearchNode* SearchSim::owner_of(PartitionId partition) const {
    const auto at = nodes_.find(register_->map.owner(partition));
    if (at == nodes_.end() || !at->second.is_up || at->second.core->view() == nullptr ||
        at->second.core->view()->epoch != register_->epoch ||
        !at->second.core->is_active_owner(partition)) {
        return nullptr;
    }
    return at->second.core.get();
}

// Rule 3: where a state is closed in the present generation, each of its children is known to its
// owner at least as well, or not worth it. Committed records survive every change of owners, so
// this holds for whoever owns them now.
void SearchSim::check_closed() {
    const view::Job& job = *register_->job(kJob);
    const std::int32_t limit = job.best && !options_.exhaustive ? job.best->cost : search::kNoLimit;
    for (std::uint32_t p = 0; p < options_.partitions; ++p) {
        const search::SearchNode* node = owner_of(PartitionId{p});
        if (node == nullptr) {
            continue;
        }
        node->records().for_each(PartitionId{p}, [&](const std::uint8_t* key, std::uint64_t word) {
            if (search::is_open(word, job.generation)) {
                return;
            }
            const std::int32_t cost = word_cost(search::kOrder, word);
            judge_->children(key, [&](const search::Child& child) {
                const PartitionId home = register_->map.partition_of(child.placement_hash);
                const search::SearchNode* owner = owner_of(home);
                const std::int32_t reached = cost + child.cost;
                if (owner == nullptr || child.bound >= search::kDead ||
                    reached + child.bound >= limit) {
                    return;
                }
                const std::uint64_t known = owner->records().find(home, child.key);
                if (known == 0 || word_cost(search::kOrder, known) > reached) {
                    fail("a state is closed, but its child is lost");
                }
            });
        });
    }
}

void SearchSim::check_result() {
    const view::Job& job = *register_->job(kJob);
    if (options_.exhaustive) {
        check_visited();
        return;
    }
    if (job.best) {
        result_.cost = job.best->cost;
    }
    if (result_.cost != oracle_.best) {
        fail("the answer is " + (result_.cost ? std::to_string(*result_.cost) : "unsolvable") +
             " instead of " + (oracle_.best ? std::to_string(*oracle_.best) : "unsolvable"));
    }
}

// The visited set is that of a plain search, with the same costs. The end itself may have moved
// partitions to owners that were still waiting for the table.
void SearchSim::check_visited() {
    std::map<std::string, std::int32_t> visited;
    for (std::uint32_t p = 0; p < options_.partitions; ++p) {
        const auto at = nodes_.find(searched_->map.owner(PartitionId{p}));
        if (at == nodes_.end()) {
            fail("a partition without an owner");
            return;
        }
        const search::RecordTable& records = at->second.core->records();
        records.for_each(PartitionId{p}, [&](const std::uint8_t* key, std::uint64_t word) {
            visited[std::string(reinterpret_cast<const char*>(key), records.key_bytes())] =
                word_cost(search::kOrder, word);
        });
    }
    if (visited != oracle_.costs) {
        fail("the visited set differs: " + std::to_string(visited.size()) + " states instead of " +
             std::to_string(oracle_.costs.size()));
    }
}

}  // namespace kura::cluster::sim
