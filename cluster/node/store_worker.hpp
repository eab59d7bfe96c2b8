// Store worker: the thread of this node's part in the quorum store.
// Shape:    events in; messages out through the link; answers to clients through the link, those to
//           the control thread through tell
// Threads:  one of its own; put() from any
// Source:   ARCHITECTURE.md, "Node"
#pragma once

#include "cluster/control/control.hpp"
#include "cluster/node/address_book.hpp"
#include "cluster/node/link.hpp"
#include "cluster/node/mailbox.hpp"
#include "cluster/node/store_disk.hpp"
#include "cluster/store/store_node.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <variant>
#include <vector>

namespace kura::cluster::node {

struct StoreArrived {
    NodeId from;
    store::Message message;
};
struct StoreAsked {
    ClientId client = 0;
    store::Request request;
};
struct FiguresAsked {
    ClientId client = 0;
};
struct PeerReachable {
    NodeId node;
    bool is_reachable = true;
};
// For measurements: on the store's thread, once there is a view.
struct WithCore {
    std::function<void(store::StoreNode&)> what;
};
struct StopStore {};
using StoreEvent = std::variant<control::TellView, control::AskDocument, StoreArrived, StoreAsked,
                                FiguresAsked, PeerReachable, RowsWritten, WithCore, StopStore>;

class StoreWorker {
  public:
    using Tell = std::function<void(control::Event)>;

    StoreWorker(NodeId self, Link& link, const AddressBook& addresses, StoreDisk disk, Tell tell);
    ~StoreWorker();

    void put(StoreEvent event) { mailbox_.put(std::move(event)); }

  private:
    void run();
    void take(StoreEvent& event, Instant now);
    void step(store::Event event, Instant now);
    void answer(const store::Reply& reply);
    void ask_document(const control::AskDocument& request, Instant now);
    [[nodiscard]] control::StoreFigures figures() const;

    const NodeId self_;
    Link& link_;
    const AddressBook& addresses_;
    const Tell tell_;
    Mailbox<StoreEvent> mailbox_{4};
    StoreDisk disk_;  // after the mailbox, which it tells until it is gone
    std::unique_ptr<store::StoreNode> core_;
    std::vector<StoreEvent> early_;                                  // before the first view
    std::map<std::uint64_t, std::optional<std::string>> documents_;  // control's, by token
    std::atomic<bool> is_stopping_{false};
    std::thread thread_;  // last: the members above must be there before it starts
};

}  // namespace kura::cluster::node
