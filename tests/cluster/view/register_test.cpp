#include "cluster/view/acceptor.hpp"
#include "cluster/view/proposer.hpp"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kura::cluster::view {
namespace {

// A cluster of nodes around one register, over a network that loses, repeats and reorders. Clients
// start jobs with unique ids: a register that works is a growing set of them.
struct WorldOptions {
    int nodes = 5;
    int loss_percent = 8;
    int repeat_percent = 12;
    int late_percent = 0;        // on its way for long, while seeds change
    bool amnesia = false;        // broken on purpose: acceptors forget when they restart
    bool ignores_seeds = false;  // broken on purpose: acceptors take any seeds
    bool changes_seeds = true;
    int steps = 6000;
};

constexpr std::uint64_t kLate = 2000;

class World {
  public:
    World(std::uint64_t seed, const WorldOptions& options) : options_(options), rng_(seed) {
        const View first = bootstrap(member(0), {.partitions = 16, .replicas = 2});
        for (int n = 0; n < options.nodes; ++n) {
            nodes_.push_back({});
            restart(n);
        }
        nodes_[0].acceptor = Acceptor::bootstrapped(std::make_shared<const View>(first), NodeId{1});
        seeds_ = first.seeds;
        for (int n = 0; n < options.nodes; ++n) {
            nodes_[at(n)].proposer->learn_seeds(seeds_);
        }
        for (int n = 1; n < options.nodes; ++n) {
            request(n, [m = member(n)](const View& v) { return admit(v, std::vector{m}); });
        }
    }

    // Returns what went wrong, or nothing.
    std::optional<std::string> run() {
        for (int step = 0; step < options_.steps && !error_; ++step) {
            random_step(step);
        }
        // Heal: no faults any more, and every node must get a change through.
        options_.loss_percent = options_.repeat_percent = options_.late_percent = 0;
        for (int n = 0; n < options_.nodes; ++n) {
            start_unique_job(n);
        }
        for (int step = 0; step < 60'000 && !error_ && !pending_.empty(); ++step) {
            deliver_or_tick();
        }
        if (!error_ && !pending_.empty()) {
            error_ = "changes wait for ever after healing";
        }
        return error_;
    }

    [[nodiscard]] std::size_t seeds() const { return seeds_.places.size(); }
    [[nodiscard]] std::size_t chosen() const { return chosen_.size(); }
    [[nodiscard]] std::uint64_t seed_changes() const { return seeds_.number; }

  private:
    struct Node {
        Acceptor acceptor;  // durable
        std::optional<Proposer> proposer;
        NodeId life;
    };
    struct Packet {
        int to;
        int from;
        RegisterMessage message;
        Instant not_before;
    };
    struct Pending {
        int node;
        JobId job;
        std::size_t chosen_before;
    };

    static std::size_t at(int n) { return static_cast<std::size_t>(n); }
    static Place place(int n) { return Place{static_cast<std::uint64_t>(n) + 100}; }
    static Member member(int n) {
        return {.node = {.id = NodeId{static_cast<std::uint64_t>(n) + 1},
                         .place = place(n),
                         .zone = Zone{1},
                         .weight = 1},
                .incarnation = Incarnation{1}};
    }

    void restart(int n) {
        Node& node = nodes_[at(n)];
        node.life = NodeId{++lives_};
        const ProposerOptions quick{.resend = Duration(40),
                                    .attempt = Duration(400),
                                    .pause = Duration(60),
                                    .give_up = Duration(1'000'000)};
        node.proposer.emplace(node.life, seeds_, quick, base::Rng(rng_.next()));
        std::erase_if(pending_, [&](const auto& entry) { return entry.second.node == n; });
        if (options_.amnesia) {
            node.acceptor = Acceptor();
        }
    }

    void request(int n, Change change) {
        act(n, nodes_[at(n)].proposer->step(ChangeRequest{++requests_, std::move(change)}, now_));
    }

    void start_unique_job(int n) {
        const JobId id{++jobs_};
        pending_[requests_ + 1] = {n, id, chosen_.size()};
        request(n, [id](const View& v) { return start_job(v, id, 1, 1); });
    }

    void random_step(int step) {
        const int n = static_cast<int>(rng_.below(at(options_.nodes)));
        if (step % 40 == 0) {
            start_unique_job(n);
        } else if (step % 97 == 0) {
            restart(n);
        } else if (step % 131 == 0 && options_.changes_seeds) {
            request(n, [](const View& v) { return mend_seeds(v); });
        } else if (step % 409 == 0 && options_.changes_seeds) {
            const Member out = member(n);
            request(n, [out](const View& v) { return expel(v, std::vector{out.node.id}); });
        } else if (step % 409 == 200 && options_.changes_seeds) {
            // A place comes back as a new member, with what its acceptor has on disk.
            request(n, [m = member(n)](const View& v) { return admit(v, std::vector{m}); });
        } else {
            deliver_or_tick();
        }
    }

    void deliver_or_tick() {
        now_ += Duration(1);
        if (packets_.empty() || rng_.below(100) < 25) {
            const int n = static_cast<int>(rng_.below(at(options_.nodes)));
            act(n, nodes_[at(n)].proposer->step(std::monostate{}, now_));
            return;
        }
        const std::size_t pick = rng_.below(packets_.size());
        const Packet packet = packets_[pick];
        if (now_ < packet.not_before) {
            return;
        }
        packets_[pick] = packets_.back();
        packets_.pop_back();
        Node& node = nodes_[at(packet.to)];
        if (const auto* prepare = std::get_if<Prepare>(&packet.message)) {
            answer(packet, *prepare);
        } else if (const auto* accept = std::get_if<Accept>(&packet.message)) {
            answer(packet, *accept);
        } else {
            act(packet.to,
                node.proposer->step(RegisterInput{place(packet.from), packet.message}, now_));
        }
    }

    template <typename Request>
    void answer(const Packet& packet, Request request) {
        Node& node = nodes_[at(packet.to)];
        if (options_.ignores_seeds) {
            request.seeds.number =
                std::max(request.seeds.number, node.acceptor.state().seeds.number);
        }
        // Disk and reply are one step here, so a crash between them is a lost reply.
        send(packet.from, packet.to, node.acceptor.step(request).message);
    }

    void send(int to, int from, const RegisterMessage& message) {
        const int copies = rng_.below(100) < at(options_.repeat_percent) ? 2 : 1;
        for (int i = 0; i < copies; ++i) {
            if (rng_.below(100) >= at(options_.loss_percent)) {
                const bool is_late = rng_.below(100) < at(options_.late_percent);
                const Instant arrives = now_ + Duration(is_late ? rng_.below(kLate) : 0);
                packets_.push_back({to, from, message, arrives});
            }
        }
    }

    void act(int n, const std::vector<ProposerAction>& actions) {
        for (const ProposerAction& action : actions) {
            if (const auto* out = std::get_if<RegisterSend>(&action)) {
                send(static_cast<int>(out->to.value) - 100, n, out->message);
            } else if (const auto* chosen = std::get_if<ViewChosen>(&action)) {
                check_chosen(*chosen->view);
            } else {
                check_outcome(std::get<ChangeOutcome>(action));
            }
        }
    }

    static std::set<JobId> jobs_of(const View& view) {
        std::set<JobId> ids;
        for (const Job& job : view.jobs) {
            ids.insert(job.id);
        }
        return ids;
    }

    // Chosen values form one line: one value a revision, each with all jobs of those before.
    void check_chosen(const View& view) {
        const auto [entry, is_new] = chosen_.emplace(view.revision, view);
        if (!is_new && entry->second != view) {
            error_ = "two values for revision " + std::to_string(view.revision);
        }
        const std::set<JobId> mine = jobs_of(view);
        for (const auto neighbour : {-1, 1}) {
            if ((neighbour < 0 && entry == chosen_.begin()) ||
                (neighbour > 0 && std::next(entry) == chosen_.end())) {
                continue;
            }
            const std::set<JobId> other = jobs_of(std::next(entry, neighbour)->second);
            const auto& small = neighbour < 0 ? other : mine;
            const auto& large = neighbour < 0 ? mine : other;
            if (!std::includes(large.begin(), large.end(), small.begin(), small.end())) {
                error_ = "a chosen change was lost at revision " + std::to_string(view.revision);
            }
        }
        if (view.seeds.number > seeds_.number) {
            seeds_ = view.seeds;
        }
    }

    // Real time: a change is in every value chosen from its completion on.
    void check_outcome(const ChangeOutcome& outcome) {
        const auto pending = pending_.find(outcome.number);
        if (pending == pending_.end()) {
            return;
        }
        if (!outcome.view) {
            error_ = "refused: " + outcome.view.error().message;
        } else if ((*outcome.view)->job(pending->second.job) == nullptr) {
            error_ = "a completed change is missing from its own outcome";
        } else if (!finished_.empty() && (*outcome.view)->revision < finished_.rbegin()->first &&
                   pending->second.chosen_before >= finished_.rbegin()->second) {
            error_ = "a later change got an older revision";
        }
        if (outcome.view) {
            finished_[(*outcome.view)->revision] = chosen_.size();
        }
        pending_.erase(pending);
    }

    WorldOptions options_;
    base::Rng rng_;
    std::vector<Node> nodes_;
    SeedSet seeds_;
    std::vector<Packet> packets_;
    std::map<std::uint64_t, Pending> pending_;
    std::map<std::uint64_t, View> chosen_;
    std::map<std::uint64_t, std::size_t> finished_;  // revision -> chosen_.size() then
    std::optional<std::string> error_;
    Instant now_;
    std::uint64_t requests_ = 0;
    std::uint64_t jobs_ = 0;
    std::uint64_t lives_ = 1000;
};

TEST(RegisterTest, StaysOneLineOfValuesUnderLossAndRestarts) {
    // Goal: linearizable, and live after healing, with seeds that come and go. Method: 60 seeded
    // runs; every chosen value is checked against its neighbours.
    std::uint64_t seed_changes = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        World world(seed, {.late_percent = seed % 2 == 0 ? 2 : 0});
        const auto error = world.run();
        ASSERT_FALSE(error) << "seed " << seed << ": " << *error;
        EXPECT_GT(world.chosen(), 20U);
        seed_changes += world.seed_changes();
    }
    EXPECT_GT(seed_changes, 300U) << "the runs must change the seeds to be worth anything";
}

int failures(const WorldOptions& options, int seeds) {
    int failed = 0;
    for (int seed = 1; seed <= seeds; ++seed) {
        World world(static_cast<std::uint64_t>(seed), options);
        failed += world.run() ? 1 : 0;
    }
    return failed;
}

TEST(RegisterTest, ForgetfulAcceptorsAreCaught) {
    // Goal: the check above can fail. Method: acceptors that lose their disk at a restart.
    EXPECT_GT(failures({.amnesia = true, .steps = 3000}, 20), 10);
}

TEST(RegisterTest, AcceptorsThatTakeAnySeedsAreCaught) {
    // Goal: refusing older seeds is needed. Method: acceptors without that rule, and messages that
    // arrive when their seeds are no more.
    EXPECT_GT(failures({.late_percent = 20, .ignores_seeds = true}, 300), 2);
}

TEST(RegisterTest, OneNodeAloneIsItsOwnMajority) {
    // Goal: a cluster of one works. Method: one node, no others to ask.
    World world(1, {.nodes = 1, .changes_seeds = false, .steps = 500});
    EXPECT_FALSE(world.run());
    EXPECT_EQ(world.seeds(), 1U);
}

TEST(AcceptorTest, SaysWhenItsStateMustBeOnDiskFirst) {
    // Goal: a promise or acceptance is persisted, a refusal or a repetition is not. Method: one of
    // each.
    const SeedSet seeds{.number = 1, .places = {Place{1}}};
    Acceptor acceptor;
    EXPECT_TRUE(acceptor.step(Prepare{{2, NodeId{1}}, seeds}).persist_first);
    EXPECT_FALSE(acceptor.step(Prepare{{1, NodeId{2}}, seeds}).persist_first);
    const auto value = std::make_shared<const View>();
    EXPECT_TRUE(acceptor.step(Accept{{2, NodeId{1}}, seeds, value}).persist_first);
    EXPECT_FALSE(acceptor.step(Accept{{2, NodeId{1}}, seeds, value}).persist_first);
    const auto refused = acceptor.step(Accept{{1, NodeId{3}}, seeds, value});
    EXPECT_TRUE(std::holds_alternative<Refused>(refused.message));
}

}  // namespace
}  // namespace kura::cluster::view
