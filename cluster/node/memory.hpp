// Memory: what a node keeps beyond one life. This one lasts as long as the process; one on disk
// lasts longer.
// Invariants: what save_acceptor() was given is there when it returns
// Threads:  save_acceptor by the control thread, the row writer by the store's
#pragma once

#include "cluster/node/store_worker.hpp"
#include "cluster/view/acceptor.hpp"
#include "solver/base/result.hpp"

#include <functional>
#include <optional>
#include <string>
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

    // Documents of earlier lives; asked once at the start of each.
    [[nodiscard]] virtual std::optional<store::Recovered> recover() { return std::nullopt; }
    // Rows are told as written through this from now on; null: documents are kept in memory only.
    using Written = std::function<void(RowsWritten)>;
    [[nodiscard]] virtual RowWriter* writer(const Written& /*written*/) { return nullptr; }

  protected:
    Place place_;
    view::AcceptorState acceptor_;
};

}  // namespace kura::cluster::node
