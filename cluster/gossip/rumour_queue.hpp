// Rumour queue: what has still to be told, and how often it was.
// Invariants: one rumour a node, the newest; each leaves after its number of transmissions
// Threads:  one owner
// Source:   SWIM's infection-style dissemination
#pragma once

#include "cluster/gossip/messages.hpp"

#include <cstddef>
#include <vector>

namespace kura::cluster::gossip {

class RumourQueue {
  public:
    // Replaces what is queued about the same node.
    void push(const Rumour& rumour);

    // Rumours for one packet: those told least often first, then the newest, as far as `bytes` go.
    // Each counts as told once more and leaves after `transmissions`.
    std::vector<Rumour> take(std::size_t bytes, int transmissions);

    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] bool holds(NodeId node) const;

  private:
    struct Entry {
        Rumour rumour;
        int told = 0;
        std::uint64_t number = 0;
    };

    std::vector<Entry> entries_;
    std::uint64_t pushed_ = 0;
};

}  // namespace kura::cluster::gossip
