#include "solver/optimize/node_store.hpp"

#include "solver/base/hash.hpp"

#include <algorithm>

namespace kura::optimize {
namespace {

constexpr std::size_t kSlotsMin = std::size_t{1} << 12;
constexpr std::size_t kSlotsMax = std::size_t{1} << 31;

}  // namespace

std::size_t NodeStore::home(const NodeKey& key) const {
    return base::mix64(key.low ^ base::mix64(key.high)) & (slots_.size() - 1);
}

void NodeStore::clear() {
    // A small search after a large one need not sweep the whole table.
    if (nodes_.size() * 8 < slots_.size()) {
        for (const Node& node : nodes_) {
            std::size_t at = home(node.key);
            while (slots_[at] != 0) {
                slots_[at] = 0;
                at = (at + 1) & (slots_.size() - 1);
            }
        }
    } else {
        std::fill(slots_.begin(), slots_.end(), 0);
    }
    nodes_.clear();
}

NodeStore::Found NodeStore::find_or_add(const NodeKey& key) {
    if (nodes_.size() * 2 >= slots_.size() && !grow()) {
        return {kFull, false};
    }
    std::size_t at = home(key);
    while (slots_[at] != 0) {
        const std::uint32_t index = slots_[at] - 1;
        if (nodes_[index].key == key) {
            return {index, false};
        }
        at = (at + 1) & (slots_.size() - 1);
    }
    nodes_.push_back(Node{.key = key});
    slots_[at] = static_cast<std::uint32_t>(nodes_.size());
    return {static_cast<std::uint32_t>(nodes_.size() - 1), true};
}

// Old and new tables live side by side for a moment, so both are in the budget then.
bool NodeStore::grow() {
    const std::size_t slots = std::max(kSlotsMin, slots_.size() * 2);
    const std::size_t bytes = slots * sizeof(std::uint32_t) + slots / 2 * sizeof(Node);
    if (slots > kSlotsMax || !budget_.try_acquire(bytes)) {
        return false;
    }
    std::vector<Node> nodes;
    nodes.reserve(slots / 2);
    nodes.assign(nodes_.begin(), nodes_.end());
    nodes_ = std::move(nodes);
    slots_.assign(slots, 0);
    slots_.shrink_to_fit();
    for (std::size_t index = 0; index < nodes_.size(); ++index) {
        std::size_t at = home(nodes_[index].key);
        while (slots_[at] != 0) {
            at = (at + 1) & (slots_.size() - 1);
        }
        slots_[at] = static_cast<std::uint32_t>(index + 1);
    }
    budget_.release(bytes_);
    bytes_ = bytes;
    return true;
}

}  // namespace kura::optimize
