// Store cluster: the store parts of a few nodes in this process, each with its own thread and its
// own sockets on loopback, under a view that never changes. What a node does besides (gossip,
// register, searches) is left out.
// Shape:    addresses for clients; with_core() to look, and to plant damage
// Threads:  one owner; each member has two threads of its own
// Errors:   start: no sockets
#pragma once

#include "cluster/node/disk_memory.hpp"
#include "cluster/node/net_link.hpp"
#include "cluster/node/store_worker.hpp"
#include "cluster/view/view.hpp"
#include "solver/base/result.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace kura::bench {

struct StoreClusterOptions {
    int nodes = 1;
    int replicas = 1;
    int write = 1;
    std::string data = {};  // a folder for what is durable; empty: documents stay in memory
};

class StoreCluster {
  public:
    [[nodiscard]] static base::Result<std::unique_ptr<StoreCluster>> start(
        const StoreClusterOptions& options);
    ~StoreCluster();

    [[nodiscard]] std::size_t size() const { return members_.size(); }
    [[nodiscard]] std::string address(std::size_t member) const;

    // Runs on the member's thread, and waits for its end.
    void with_core(std::size_t member, const std::function<void(cluster::store::StoreNode&)>& what);

  private:
    struct Member;

    StoreCluster() = default;

    cluster::view::ViewPtr view_;
    std::vector<std::unique_ptr<Member>> members_;
};

}  // namespace kura::bench
