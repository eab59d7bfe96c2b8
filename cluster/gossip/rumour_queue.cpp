#include "cluster/gossip/rumour_queue.hpp"

#include <algorithm>

namespace kura::cluster::gossip {

void RumourQueue::push(const Rumour& rumour) {
    std::erase_if(entries_, [&](const Entry& entry) { return entry.rumour.node == rumour.node; });
    entries_.push_back({rumour, 0, ++pushed_});
}

std::vector<Rumour> RumourQueue::take(std::size_t bytes, int transmissions) {
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
        return a.told != b.told ? a.told < b.told : a.number > b.number;
    });
    std::vector<Rumour> taken;
    for (Entry& entry : entries_) {
        const std::size_t size = entry.rumour.bytes();
        if (size <= bytes) {
            bytes -= size;
            ++entry.told;
            taken.push_back(entry.rumour);
        }
    }
    std::erase_if(entries_, [&](const Entry& entry) { return entry.told >= transmissions; });
    return taken;
}

bool RumourQueue::holds(NodeId node) const {
    return std::any_of(entries_.begin(), entries_.end(),
                       [&](const Entry& entry) { return entry.rumour.node == node; });
}

}  // namespace kura::cluster::gossip
