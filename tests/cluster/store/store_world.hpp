// Store world: nodes of the store, their disks, a network with faults, the register, and clients
// that remember what they were told; for tests of the store core.
// Shape:    a queue of things to happen in order of time; the same seed gives the same run
// Invariants checked all along: nobody erases what the new replicas do not hold on disk; a session
//           reads its writes; lattice values never fall. At the end: nothing acknowledged is lost,
//           all replicas are equal, former holders hold nothing, deletes stay deleted
// Source:   ARCHITECTURE.md, "Quorum store"
#pragma once

#include "cluster/store/store_node.hpp"
#include "solver/base/rng.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kura::cluster::store {

struct WorldOptions {
    int nodes = 5;
    std::uint32_t partitions = 16;
    int replicas = 3;
    int write = 2;
    int read = 2;
    int loss_percent = 6;
    int repeat_percent = 10;
    int crashes = 3;      // that come back with their disks
    int disk_losses = 1;  // that come back as somebody else
    int expulsions = 1;   // of nodes that live on
    int joins = 1;
    int cuts = 3;
    bool is_wild = false;  // crashes while replicas are being mended: sessions may look back
    int clients = 4;
    int keys = 12;
    Duration fault_phase{3'000'000};
    StoreOptions store;
    std::function<void(const std::string&)> log;
};

// Times that suit a simulation of seconds.
StoreOptions quick_options();

class StoreWorld {
  public:
    StoreWorld(std::uint64_t seed, const WorldOptions& options);
    StoreWorld(const StoreWorld&) = delete;
    StoreWorld& operator=(const StoreWorld&) = delete;

    // Runs everything; the first thing that went wrong, or nothing.
    std::string run();

    // For directed tests.
    void run_for(Duration time);
    void schedule(Duration delay, std::function<void()> what);
    // Until nothing changes: all synced, equal, delivered. False: not within that time.
    bool settle(Duration within);
    Answer ask(std::size_t node, const Request& request, Duration within = Duration{5'000'000});
    void crash(std::size_t node);
    void restart(std::size_t node, Duration away = Duration{0});
    void lose_disk(std::size_t node);
    void expel(std::size_t node);
    std::size_t join();
    void tell(std::size_t node, const Event& event);
    void cut(std::size_t a, std::size_t b);
    void set_faults(int loss_percent, int repeat_percent);
    void heal();
    [[nodiscard]] StoreNode& core(std::size_t node) { return *nodes_[node].core; }
    [[nodiscard]] std::size_t nodes() const { return nodes_.size(); }
    [[nodiscard]] bool is_up(std::size_t node) const { return nodes_[node].is_up; }
    [[nodiscard]] const view::View& view() const { return *view_; }
    // Which of the world's nodes hold a key, first to last, and which do not.
    [[nodiscard]] std::vector<std::size_t> holders(const std::string& key) const;
    [[nodiscard]] std::vector<std::size_t> others(const std::string& key) const;
    [[nodiscard]] std::uint64_t messages() const { return messages_; }
    [[nodiscard]] const std::string& error() const { return error_; }
    [[nodiscard]] std::size_t rows_on_disk(std::size_t node) const {
        return nodes_[node].disk.size();
    }

  private:
    using Disk = std::map<std::pair<NodeId, std::string>, Document>;
    struct Node {
        NodeId id;
        Place place;
        std::unique_ptr<StoreNode> core;
        bool is_up = false;
        bool is_member = true;  // wants to be
        Disk disk;
        std::map<std::uint64_t, std::vector<Row>> unwritten;  // batches, until it is their turn
        std::uint64_t written = 0;
    };
    struct Item {
        Instant when;
        std::uint64_t number = 0;
        std::function<void()> what;
        friend bool operator<(const Item& a, const Item& b) {
            return a.when != b.when ? a.when > b.when : a.number > b.number;
        }
    };
    struct KeyHistory {
        std::set<std::string> acked;       // values whose writes were acknowledged
        std::set<std::string> attempted;   // values ever sent
        std::set<std::string> superseded;  // maybe: a write was sent whose context covers them
        std::set<std::string> gone;        // certainly: such a write was acknowledged
        std::uint64_t merged = 0;          // lattice: the largest acknowledged
        std::uint64_t merged_max = 0;      // and ever sent
    };
    struct Seen {
        Context context;
        std::vector<std::string> values;
    };
    struct Client {
        Session session;
        int kind = 0;  // of the request under way, as its key, value, and what its context covers
        std::string key;
        std::string value;
        std::vector<std::string> covers;
        std::vector<std::pair<std::string, std::uint64_t>> merged;  // of a batch: what to where
        std::uint64_t number = 0;
        std::map<std::string, std::set<std::string>> own;   // by key: acknowledged to this client
        std::map<std::string, std::set<std::string>> gone;  // by key: covered by its own writes
        std::map<std::string, std::uint64_t> own_merged;
        std::map<std::string, Seen> seen;
    };

    // Running (store_world.cpp).
    void start_life(std::size_t node, Duration away);
    void step(std::size_t node, const Event& event);
    void act(std::size_t node, const std::vector<Action>& actions);
    void transmit(NodeId from, NodeId to, const Message& message);
    void write_to_disk(std::size_t node, NodeId life, const Persist& persist);
    void tick(std::size_t node);
    void change_view(const view::Change& change);
    void announce(std::size_t node);
    void report_reachable(std::size_t node, bool is_reachable);
    [[nodiscard]] std::size_t index_of(NodeId id) const;
    [[nodiscard]] Duration random(std::int64_t at_least, std::int64_t at_most);
    [[nodiscard]] bool chance(int percent);
    [[nodiscard]] bool is_quiet() const;
    void say(const std::string& line) const;
    void fail(const std::string& what);

    // Faults (store_world_faults.cpp).
    void plan_faults();
    void fault(int kind);
    [[nodiscard]] bool may_crash() const;
    [[nodiscard]] std::size_t any_member();

    // Clients (store_world_clients.cpp).
    void client_acts(std::size_t client);
    Request next_request(Client& client);
    [[nodiscard]] std::string any_key();
    void client_hears(std::size_t client, const Answer& answer);
    void hear_get(Client& client, const Answer& answer);
    void hear_batch(Client& client, const Answer& answer);
    void check_erasures(std::size_t node, const Persist& persist);
    void check_end();
    [[nodiscard]] bool has_tombstones() const;
    [[nodiscard]] static std::string value_of(std::uint64_t number);

    WorldOptions options_;
    base::Rng rng_;
    view::ViewPtr view_;
    std::vector<Node> nodes_;
    std::map<NodeId, std::size_t> index_;
    std::set<std::pair<std::size_t, std::size_t>> cuts_;
    std::priority_queue<Item> queue_;
    std::uint64_t scheduled_ = 0;
    std::uint64_t lives_ = 0;
    std::uint64_t places_ = 0;
    std::uint64_t messages_ = 0;
    Instant now_;
    bool is_healed_ = false;
    int losses_ = 0;  // of memory: lattice records of one replica each

    std::vector<Client> clients_;
    std::map<std::string, KeyHistory> history_;
    std::uint64_t values_ = 0;
    std::map<std::uint64_t, std::function<void(const Answer&)>> waiting_;
    std::uint64_t requests_ = 0;
    std::string error_;
};

}  // namespace kura::cluster::store
