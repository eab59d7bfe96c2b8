// Search simulator: a cluster searching one space, in simulated time, under faults.
// Phase one has faults: messages are lost, repeated, delayed past each other, links are cut one way
// or both, nodes crash, stop for a while, are expelled though they live, join, run slowly and with
// wrong clocks. Phase two heals everything and demands that the search ends. Invariants are checked
// all along against the omniscient state.
// Shape:    events in order of time; the register is one place that answers late or not at all (its
//           own protocol is tested in tests/cluster/view)
// Invariants: the same seed gives the same run
// Threads:  one owner
// Source:   ARCHITECTURE.md, "Simulator"
#pragma once

#include "cluster/search/search_node.hpp"
#include "cluster/sim/oracle.hpp"
#include "solver/base/rng.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

namespace kura::cluster::sim {

struct SimOptions {
    int nodes = 5;
    std::uint32_t partitions = 8;
    int replicas = 3;
    int write = 2;
    int loss_percent = 8;
    int repeat_percent = 12;
    bool has_faults = true;
    bool exhaustive = false;  // expand everything and compare the visited set
    Duration fault_phase{400'000};
    int crashes = 3;
    int expulsions = 2;  // of nodes that live on
    int joins = 2;
    int pauses = 2;
    int cuts = 2;
    int wild_percent = 25;  // of the runs lose more nodes than a quorum can stand
    int cold_percent = 25;  // of the runs move partitions at once to owners that hold nothing
    // Of simulated time after healing, beyond what the work itself needs.
    Duration heal_phase{60'000'000};
    bool counts_repeats = false;  // states expanded twice: costly on large spaces
    bool checks_closed = true;    // the closed-state invariant after steps: costly on large spaces
    search::SearchOptions search;
    // What a message is when it arrives, if it does: tests send it through the wire's codec.
    std::function<std::optional<search::Message>(const search::Message&)> carry;
    std::function<void(const std::string&)> log;  // one line a fault
};

struct SimResult {
    bool is_finished = false;
    std::string error;  // empty: everything held
    std::optional<std::int32_t> cost;
    std::uint64_t expanded = 0;
    std::uint64_t most_expanded = 0;  // by one node
    std::uint64_t repeated = 0;       // of all, at a cost and generation they were before
    std::uint64_t messages = 0;
    std::uint64_t events = 0;
    std::uint64_t epochs = 0;
    std::uint64_t moved = 0;  // partitions that got another owner while the search went on
    std::uint32_t generations = 0;
    std::uint64_t sent = 0;
    std::uint64_t generated = 0;
    std::uint64_t states = 0;  // distinct, by the oracle
    std::uint64_t nodes = 0;   // lives, those that joined and those that ended among them
    Duration time{0};
};

class SearchSim {
  public:
    // One space a node: a node's life may keep scratch memory.
    using MakeSpace = std::function<std::unique_ptr<search::StateSpace>()>;

    SearchSim(std::uint64_t seed, const MakeSpace& make_space, const SimOptions& options);

    SimResult run();

  private:
    struct Node {
        NodeId id;
        std::unique_ptr<search::StateSpace> space;
        std::unique_ptr<search::SearchNode> core;
        bool is_up = true;
        Instant stopped_until;
        int slowness = 1;  // factor on the time that work takes
        Duration clock_offset{0};
        int clock_permille = 1000;
        bool has_work_event = false;
        std::set<std::uint64_t> acked;
    };
    struct Item {
        Instant when;
        std::uint64_t number = 0;
        std::function<void()> what;
        friend bool operator<(const Item& a, const Item& b) {
            return a.when != b.when ? a.when > b.when : a.number > b.number;
        }
    };
    static constexpr JobId kJob{1};

    // Running (search_sim.cpp).
    NodeId start_node();
    std::unique_ptr<search::StateSpace> space_of(NodeId id);
    void note_expansion(NodeId id, const std::uint8_t* key);
    void schedule(Duration delay, std::function<void()> what);
    void step_node(Node& node, const search::Event& event);
    [[nodiscard]] bool is_stopped(const Node& node) const { return node.stopped_until > now_; }
    void act(Node& node, std::vector<search::Action> actions);
    // Events are copied in the queue; what they carry is not.
    using EventPtr = std::shared_ptr<const search::Event>;
    void deliver(NodeId from, NodeId to, search::Message message);
    void receive(NodeId to, const EventPtr& event);
    void tick(NodeId id);
    void wake(Node& node);
    void ask_register(const search::RegisterRequest& request);
    void write(const view::Change& change);
    void announce(NodeId id);
    [[nodiscard]] Instant local_time(const Node& node) const;
    [[nodiscard]] Duration random(std::int64_t at_least, std::int64_t at_most);
    [[nodiscard]] bool chance(int percent) {
        return rng_.below(100) < static_cast<std::uint64_t>(percent);
    }
    void say(const std::string& line) const;

    // Faults (search_faults.cpp).
    void plan_faults();
    void crash_one();
    void try_again(void (SearchSim::*fault)());
    [[nodiscard]] bool is_tolerable(NodeId id) const;
    void crash(NodeId id);
    void expel(NodeId id);
    void expel_one();
    void join_one();
    void join(Place place);
    void pause_one();
    void cut_links();
    void heal();
    NodeId any_member();

    // Invariants (search_checks.cpp).
    void fail(const std::string& what);
    void check_certificate();
    void check_closed();
    void check_result();
    void check_visited();
    [[nodiscard]] const search::SearchNode* owner_of(PartitionId partition) const;

    SimOptions options_;
    base::Rng rng_;
    MakeSpace make_space_;
    std::unique_ptr<search::StateSpace> judge_;
    Oracle oracle_;
    view::ViewPtr register_;
    view::ViewPtr searched_;  // before the last write: at the end, where the search was exhausted
    std::map<NodeId, Node> nodes_;
    std::set<std::pair<NodeId, NodeId>> cuts_;
    std::unordered_set<std::string> expanded_;  // keys, each with cost and generation
    std::set<NodeId> muted_;                    // what these replicated last is lost with them
    std::priority_queue<Item> queue_;
    std::uint64_t scheduled_ = 0;
    std::uint64_t lives_ = 0;
    Instant now_;
    bool is_healed_ = false;
    bool is_wild_ = false;            // loses more than sealing can make up for
    bool crashes_after_ack_ = false;  // the next acknowledgement is its node's last deed
    SimResult result_;
};

}  // namespace kura::cluster::sim
