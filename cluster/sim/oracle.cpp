#include "cluster/sim/oracle.hpp"

#include <functional>
#include <queue>
#include <utility>
#include <vector>

namespace kura::cluster::sim {

Oracle ask_oracle(search::StateSpace& space) {
    using Entry = std::pair<std::int32_t, std::string>;
    Oracle oracle;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    const auto reach = [&](const std::uint8_t* key, std::int32_t cost) {
        std::string text(reinterpret_cast<const char*>(key),
                         static_cast<std::size_t>(space.key_bytes()));
        const auto [at, is_new] = oracle.costs.emplace(text, cost);
        if (is_new || cost < at->second) {
            at->second = cost;
            queue.emplace(cost, std::move(text));
        }
    };
    space.roots([&](const search::Child& root) { reach(root.key, 0); });
    while (!queue.empty()) {
        const auto [cost, text] = queue.top();
        queue.pop();
        const auto* const key = reinterpret_cast<const std::uint8_t*>(text.data());
        if (cost > oracle.costs[text]) {
            continue;
        }
        if (!oracle.best && space.is_goal(key)) {
            oracle.best = cost;
        }
        space.children(key, [&, from = cost](const search::Child& child) {
            if (child.bound < search::kDead) {
                reach(child.key, from + child.cost);
            }
        });
    }
    return oracle;
}

}  // namespace kura::cluster::sim
