// Address book: where the nodes are that gossip knows; written by the control thread, read by all.
// Threads:  any
#pragma once

#include "cluster/base/ids.hpp"

#include <map>
#include <mutex>
#include <string>

namespace kura::cluster::node {

class AddressBook {
  public:
    void set(NodeId node, const std::string& address) {
        const std::lock_guard lock(mutex_);
        addresses_[node] = address;
    }
    // Empty if nobody knows.
    [[nodiscard]] std::string find(NodeId node) const {
        const std::lock_guard lock(mutex_);
        const auto at = addresses_.find(node);
        return at == addresses_.end() ? std::string() : at->second;
    }

  private:
    mutable std::mutex mutex_;
    std::map<NodeId, std::string> addresses_;
};

}  // namespace kura::cluster::node
