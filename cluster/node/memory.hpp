// Memory: what a node keeps beyond one life. This one lasts as long as the process; one on disk
// (disk_memory.hpp) lasts longer.
// Invariants: what save_acceptor() was given is there when it returns
// Threads:  all by the control thread, but the row writer by the store's
#pragma once

#include "cluster/node/store_disk.hpp"
#include "cluster/view/acceptor.hpp"
#include "solver/base/result.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace kura::cluster::node {

class Memory {
  public:
    explicit Memory(Place place) : place_(place) {}
    virtual ~Memory() = default;

    [[nodiscard]] Place place() const { return place_; }
    [[nodiscard]] const view::AcceptorState& acceptor() const { return acceptor_; }
    virtual base::Result<void> save_acceptor(const view::AcceptorState& state) {
        acceptor_ = state;
        return {};
    }

    // Where the other members were, for a start at which nobody is told where to join.
    [[nodiscard]] const std::vector<std::string>& addresses() const { return addresses_; }
    virtual void save_addresses(std::vector<std::string> addresses) {
        addresses_ = std::move(addresses);
    }

    // Whether a process that starts later can go on with it.
    [[nodiscard]] virtual bool is_durable() const { return false; }

    // Once for each life, the one before having ended. Rows are told as written through `written`.
    using Written = std::function<void(RowsWritten)>;
    [[nodiscard]] virtual StoreDisk open_store(const Written& /*written*/) { return {}; }

  protected:
    Place place_;
    view::AcceptorState acceptor_;
    std::vector<std::string> addresses_;
};

}  // namespace kura::cluster::node
