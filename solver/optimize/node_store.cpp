#include "solver/optimize/node_store.hpp"

#include "solver/base/hash.hpp"

#include <algorithm>

namespace kura::optimize {
namespace {

constexpr std::size_t kSlotsMin = std::size_t{1} << 12;
constexpr std::size_t kSlotsMax = std::size_t{1} << 31;
constexpr std::uint64_t kIndexMask = 0xFFFFFFFF;

std::uint64_t hash_of(const NodeKey& key) {
    return base::mix64(key.low ^ base::mix64(key.high));
}

}  // namespace

void NodeStore::clear() {
    // A small search after a large one need not sweep the whole table.
    if (nodes_.size() * 8 < slots_.size()) {
        for (const Node& node : nodes_) {
            for (std::size_t at = home(hash_of(node.key)); slots_[at] != 0; at = next(at)) {
                slots_[at] = 0;
            }
        }
    } else {
        std::fill(slots_.begin(), slots_.end(), 0);
    }
    nodes_.clear();
}

// The place in the table comes from the high half of the hash, the tag is its low half.
NodeStore::Found NodeStore::find_or_add(const NodeKey& key) {
    if (nodes_.size() * 2 >= slots_.size() && !grow()) {
        return {kFull, false};
    }
    const std::uint64_t hash = hash_of(key);
    std::size_t at = home(hash);
    for (; slots_[at] != 0; at = next(at)) {
        const std::uint64_t slot = slots_[at];
        const auto index = static_cast<std::uint32_t>((slot & kIndexMask) - 1);
        if (slot >> 32 == (hash & kIndexMask) && nodes_[index].key == key) {
            return {index, false};
        }
    }
    nodes_.push_back(Node{.key = key});
    slots_[at] = hash << 32 | nodes_.size();
    return {static_cast<std::uint32_t>(nodes_.size() - 1), true};
}

// Old and new tables live side by side for a moment, so both are in the budget then.
bool NodeStore::grow() {
    const std::size_t slots = std::max(kSlotsMin, slots_.size() * 2);
    const std::size_t bytes = slots * sizeof(std::uint64_t) + slots / 2 * sizeof(Node);
    if (slots > kSlotsMax || !budget_.try_acquire(bytes)) {
        return false;
    }
    std::vector<Node> nodes;
    nodes.reserve(slots / 2);
    nodes.assign(nodes_.begin(), nodes_.end());
    nodes_ = std::move(nodes);
    std::vector<std::uint64_t>(slots, 0).swap(slots_);
    for (std::size_t index = 0; index < nodes_.size(); ++index) {
        const std::uint64_t hash = hash_of(nodes_[index].key);
        std::size_t at = home(hash);
        while (slots_[at] != 0) {
            at = next(at);
        }
        slots_[at] = hash << 32 | (index + 1);
    }
    budget_.release(bytes_);
    bytes_ = bytes;
    return true;
}

}  // namespace kura::optimize
