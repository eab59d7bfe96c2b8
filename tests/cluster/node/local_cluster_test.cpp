// Several nodes in one process, with real threads: they find each other, share a search, and agree
// on the answer.
#include "cluster/node/local_link.hpp"
#include "cluster/node/node.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace kura::cluster::node {
namespace {

using namespace std::chrono_literals;
using control::JobState;
using control::JobStatus;

class LocalCluster {
  public:
    explicit LocalCluster(int nodes) {
        for (int i = 0; i < nodes; ++i) {
            add();
        }
    }

    void add() {
        const std::string name = name_of(nodes_.size());
        Member member;
        member.link = board_.link(name);
        member.memory = std::make_unique<Memory>(Place{nodes_.size() + 1});
        NodeOptions options;
        options.partitions = 64;
        options.seed = 100 + nodes_.size();
        if (!nodes_.empty()) {
            options.join = {name_of(0)};
        }
        member.node = std::make_unique<Node>(*member.link, *member.memory, options);
        nodes_.push_back(std::move(member));
    }

    void kill(std::size_t i) { nodes_[i].node.reset(); }

    // Asks until `is_right` says so; the deadline is far beyond what a healthy run needs.
    template <typename Reply, typename IsRight>
    Reply ask_until(std::size_t node, const control::ClientRequest& request, IsRight&& is_right) {
        const auto deadline = std::chrono::steady_clock::now() + 60s;
        Reply last;
        while (std::chrono::steady_clock::now() < deadline) {
            const auto reply = board_.ask(name_of(node), request, 1000ms);
            if (reply && std::holds_alternative<Reply>(*reply)) {
                last = std::get<Reply>(*reply);
                if (is_right(last)) {
                    return last;
                }
            }
        }
        ADD_FAILURE() << "not within a minute";
        return last;
    }

    void wait_for_members(std::size_t count) {
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            if (nodes_[i].node) {
                ask_until<control::ClusterStatus>(
                    i, control::AskCluster{}, [&](const auto& status) {
                        return status.has_its_seeds && status.count_members() == count;
                    });
            }
        }
    }

    JobStatus solve(JobId job, const control::JobSpec& spec, std::size_t at = 0) {
        ask_until<control::Done>(at, control::SubmitJob{job, spec},
                                 [](const auto&) { return true; });
        return wait(job, at);
    }
    JobStatus wait(JobId job, std::size_t at) {
        return ask_until<JobStatus>(at, control::AskJob{job}, [](const JobStatus& status) {
            return control::is_final(status.state);
        });
    }

    static std::string name_of(std::size_t i) { return "node" + std::to_string(i); }

  private:
    struct Member {
        std::unique_ptr<LocalLink> link;
        std::unique_ptr<Memory> memory;
        std::unique_ptr<Node> node;
    };
    Switchboard board_;
    std::vector<Member> nodes_;
};

control::JobSpec spec_of(const std::string& level, control::Objective objective) {
    control::JobSpec spec;
    spec.level = level;
    spec.objective = objective;
    return spec;
}

// Microban 1 and 2; the optima are known.
const std::string kFirst = "####\n# .#\n#  ###\n#*@  #\n#  $ #\n#  ###\n####\n";
const std::string kSecond = "######\n#    #\n# #@ #\n# $* #\n# .* #\n#    #\n######\n";
const std::string kUnsolvable = "######\n#@   #\n# $  #\n#$  .#\n#   .#\n######\n";

TEST(LocalClusterTest, OneNodeSolves) {
    // Goal: a cluster of one answers as a search does. Method: one node, an optimum that is known.
    LocalCluster cluster(1);
    const JobStatus status = cluster.solve(JobId{7}, spec_of(kFirst, control::Objective::pushes));
    EXPECT_EQ(status.state, JobState::optimal);
    EXPECT_EQ(status.pushes, 8);
}

TEST(LocalClusterTest, FourNodesShareOneSearch) {
    // Goal: the same answers with four nodes, and all of them searched. Method: N=3, W=2.
    LocalCluster cluster(4);
    cluster.wait_for_members(4);
    const JobStatus status = cluster.solve(JobId{8}, spec_of(kSecond, control::Objective::pushes));
    EXPECT_EQ(status.state, JobState::optimal);
    EXPECT_EQ(status.pushes, 3);
    const JobStatus none =
        cluster.solve(JobId{9}, spec_of(kUnsolvable, control::Objective::pushes));
    EXPECT_EQ(none.state, JobState::unsolvable);
    const JobStatus any = cluster.solve(JobId{10}, spec_of(kSecond, control::Objective::any), 2);
    EXPECT_TRUE(any.state == JobState::solved || any.state == JobState::optimal);
}

}  // namespace
}  // namespace kura::cluster::node
