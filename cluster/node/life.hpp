// Life: a node under one id, from its start until it is stopped, has left or was expelled.
// Shape:    run() is the control thread; the search, the store and the lanes have their own
// Threads:  run() by one; stop(), leave() and the receiver's calls from any
// Source:   ARCHITECTURE.md, "Node"
#pragma once

#include "cluster/node/address_book.hpp"
#include "cluster/node/lane_runner.hpp"
#include "cluster/node/link.hpp"
#include "cluster/node/mailbox.hpp"
#include "cluster/node/memory.hpp"
#include "cluster/node/node.hpp"
#include "cluster/node/search_worker.hpp"
#include "cluster/node/store_worker.hpp"

#include <atomic>
#include <map>
#include <mutex>

namespace kura::cluster::node {

enum class LifeEnd { stopped, left, expelled };

class Life final : public Receiver {
  public:
    Life(NodeId self, Link& link, Memory& memory, const NodeOptions& options,
         const std::vector<std::string>& join, base::Rng rng);
    ~Life() override;

    LifeEnd run();
    void stop();
    void leave() { mailbox_.put(control::Leave{}); }
    // Where the others are, for a next life.
    [[nodiscard]] std::vector<std::string> known_addresses() const;

    void on_message(NodeMessage message) override;
    void on_gossip(gossip::Packet packet) override;
    void on_request(ClientId client, control::ClientRequest request) override;

  private:
    void act(control::Action& action);
    void tell(control::Event event);
    void save(const control::SaveAcceptor& request);
    void remember_members();
    void on_written(RowsWritten written);
    [[nodiscard]] control::ControlOptions control_options(
        const std::vector<std::string>& join) const;

    const NodeId self_;
    Link& link_;
    Memory& memory_;
    const NodeOptions& options_;
    AddressBook addresses_;
    Mailbox<control::Event> mailbox_;
    std::atomic<bool> is_stopping_{false};
    std::optional<LifeEnd> end_;
    std::string save_failure_;             // the last one, said once
    std::atomic<bool> has_failed_{false};  // to write rows

    std::mutex lanes_mutex_;
    std::map<JobId, std::uint64_t> lane_expanded_;
    LaneRunner lanes_;
    SearchWorker search_;
    StoreWorker store_;
    control::Control control_;
};

}  // namespace kura::cluster::node
