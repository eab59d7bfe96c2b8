// Each invariant of a view, broken by itself.
#include "cluster/view/view_check.hpp"

#include "cluster/view/view_change.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace kura::cluster::view {
namespace {

Member member(std::uint64_t id) {
    return {.node = {.id = NodeId{id}, .place = Place{100 + id}, .zone = {}, .weight = 10},
            .incarnation = {}};
}

// Four partitions, three members, a running job with chains, another that was stopped.
View good_view() {
    View view = bootstrap(member(1), {.partitions = 4, .replicas = 3});
    view = *start_job(view, JobId{8}, 3, 2);
    const std::vector<Member> more{member(2), member(3)};
    view = *admit(view, more);
    view = *certify(view, JobId{8}, {.cost = 12, .moves = "rR"});
    view = *start_job(view, JobId{9}, 1, 1);
    return *stop_job(view, JobId{9});
}

std::string refusal(const std::function<void(View&)>& spoil) {
    View view = good_view();
    spoil(view);
    const auto result = check(view);
    return result ? "" : result.error().message;
}

TEST(ViewCheckTest, GoodViewsPass) {
    // Goal: what the register's changes lead to; random ones are in tests/cluster/wire.
    EXPECT_EQ(refusal([](View&) {}), "");
    EXPECT_FALSE(good_view().jobs.front().chains.empty());
    EXPECT_TRUE(check(SeedSet{}).has_value());
    EXPECT_FALSE(check(View{}).has_value());
}

TEST(ViewCheckTest, ClusterAndSeeds) {
    // Goal: N, the number of seeds wanted, seeds in order and not too many.
    EXPECT_EQ(refusal([](View& view) { view.replicas = 0; }), "view: the cluster's N");
    EXPECT_EQ(refusal([](View& view) { view.replicas = kReplicasMax + 1; }),
              "view: the cluster's N");
    for (const std::size_t wanted : {0, 2, 7}) {
        EXPECT_EQ(refusal([&](View& view) { view.seeds_wanted = wanted; }),
                  "view: the number of seeds that are wanted");
    }
    EXPECT_EQ(refusal([](View& view) { view.seeds.places.clear(); }), "view: there are no seeds");
    EXPECT_EQ(refusal([](View& view) {
                  view.seeds.places = {Place{2}, Place{1}};
              }),
              "view: the order of seeds");
    EXPECT_EQ(refusal([](View& view) {
                  view.seeds.places.clear();
                  for (std::uint64_t i = 0; i <= kSeedsMax; ++i) {
                      view.seeds.places.push_back(Place{i});
                  }
              }),
              "view: the number of seeds");
}

TEST(ViewCheckTest, CountsThatWouldWrap) {
    // Goal: the next epoch, revision, generation or set of seeds is always a later one.
    EXPECT_EQ(refusal([](View& view) { view.epoch = Epoch{kCountsMax}; }), "");
    EXPECT_EQ(refusal([](View& view) { view.epoch = Epoch{kCountsMax + 1}; }),
              "view: an epoch or a revision that nobody can have reached");
    EXPECT_EQ(refusal([](View& view) { view.revision = kCountsMax + 1; }),
              "view: an epoch or a revision that nobody can have reached");
    EXPECT_EQ(refusal([](View& view) { view.seeds.number = kCountsMax + 1; }),
              "view: the changes of the seeds");
    EXPECT_EQ(
        refusal([](View& view) { view.jobs[0].generation = Generation{kGenerationsMax + 1}; }),
        "view: a job's generation");
    // Such a view is never left: what came after it would be refused.
    for (const auto& spoil : std::vector<std::function<void(View&)>>{
             [](View& view) { view.epoch = Epoch{kCountsMax}; },
             [](View& view) { view.revision = kCountsMax; },
             [](View& view) { view.jobs[0].generation = Generation{kGenerationsMax}; }}) {
        View view = good_view();
        spoil(view);
        EXPECT_FALSE(
            apply_change(
                [](const View& before) { return expel(before, std::vector<NodeId>{NodeId{1}}); },
                view)
                .has_value());
        EXPECT_FALSE(
            apply_change([](const View& before) { return stop_job(before, JobId{8}); }, view)
                .has_value());
        EXPECT_TRUE(apply_change([](const View& before) { return before; }, view).has_value());
    }
}

TEST(ViewCheckTest, Members) {
    // Goal: none, out of order, twice, without id, with weights beyond the limits, at one place.
    EXPECT_EQ(refusal([](View& view) { view.members.clear(); }), "view: the number of members");
    EXPECT_EQ(refusal([](View& view) { view.members.resize(kMembersMax + 1); }),
              "view: the number of members");
    EXPECT_EQ(refusal([](View& view) { std::swap(view.members[0], view.members[1]); }),
              "view: the order of members");
    EXPECT_EQ(refusal([](View& view) { view.members[1] = view.members[0]; }),
              "view: the order of members");
    const char* const beyond = "view: a member without id or with a weight beyond the limits";
    EXPECT_EQ(refusal([](View& view) { view.members[0].node.id = kNoNode; }), beyond);
    EXPECT_EQ(refusal([](View& view) { view.members[0].node.weight = 0; }), beyond);
    EXPECT_EQ(refusal([](View& view) { view.members[0].node.weight = kWeightMax + 1; }), beyond);
    EXPECT_EQ(refusal([](View& view) { view.members[0].node.place = view.members[2].node.place; }),
              "view: two members at one place");
}

TEST(ViewCheckTest, Map) {
    // Goal: sizes that do not match, copies beyond N, strangers, one node twice, the future.
    EXPECT_EQ(refusal([](View& view) { view.map = {}; }), "view: the number of partitions");
    EXPECT_EQ(refusal([](View& view) { view.since.pop_back(); }), "view: the number of partitions");
    EXPECT_EQ(refusal([](View& view) { view.replicas = 2; }), "view: the number of copies");
    EXPECT_EQ(refusal([](View& view) { view.map = ring::PartitionMap(4, 0); }),
              "view: the number of copies");
    const char* const strangers = "view: a partition on nodes that are no members, or twice on one";
    EXPECT_EQ(refusal([](View& view) { view.map.preference(PartitionId{3})[2] = NodeId{77}; }),
              strangers);
    EXPECT_EQ(refusal([](View& view) {
                  const auto list = view.map.preference(PartitionId{0});
                  list[1] = list[0];
              }),
              strangers);
    EXPECT_EQ(refusal([](View& view) { view.since[1] = view.epoch.next(); }),
              "view: a partition that changes in the future");
}

TEST(ViewCheckTest, Jobs) {
    // Goal: order, N and W, phase, certificate.
    EXPECT_EQ(refusal([](View& view) { std::swap(view.jobs[0], view.jobs[1]); }),
              "view: the number or order of jobs");
    EXPECT_EQ(refusal([](View& view) { view.jobs[0].replicas = 4; }), "view: a job's N and W");
    EXPECT_EQ(refusal([](View& view) { view.jobs[0].write = 4; }), "view: a job's N and W");
    EXPECT_EQ(refusal([](View& view) { view.jobs[0].write = 0; }), "view: a job's N and W");
    // NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange): what must be refused
    EXPECT_EQ(refusal([](View& view) { view.jobs[0].phase = static_cast<JobPhase>(3); }),
              "view: a job's phase");
    EXPECT_EQ(refusal([](View& view) { view.jobs[0].best->cost = -1; }),
              "view: a certificate's cost");
}

TEST(ViewCheckTest, Moves) {
    // Goal: partitions in order and there, lists like those in effect, another owner than now.
    View view = bootstrap(member(1), {.partitions = 4, .replicas = 3});
    view = *start_job(view, JobId{8}, 1, 1, Moving::warm);
    view = *admit(view, std::vector{member(2)});
    ASSERT_EQ(view.moves.size(), 2U);
    ASSERT_TRUE(check(view).has_value());
    const auto spoilt = [&](const std::function<void(View&)>& spoil) {
        View wrong = view;
        spoil(wrong);
        const auto result = check(wrong);
        return result ? "" : result.error().message;
    };
    EXPECT_EQ(spoilt([](View& v) { std::swap(v.moves[0], v.moves[1]); }),
              "view: the order of moves");
    EXPECT_EQ(spoilt([](View& v) { v.moves[1].partition = PartitionId{4}; }),
              "view: a move of a partition that there is not");
    const char* const nodes = "view: the nodes of a move";
    EXPECT_EQ(spoilt([](View& v) { v.moves[0].nodes.pop_back(); }), nodes);
    EXPECT_EQ(spoilt([](View& v) { v.moves[0].nodes[1] = v.moves[0].nodes[0]; }), nodes);
    EXPECT_EQ(spoilt([](View& v) { v.moves[0].nodes[1] = NodeId{77}; }), nodes);
    EXPECT_EQ(spoilt([](View& v) { std::swap(v.moves[0].nodes[0], v.moves[0].nodes[1]); }), nodes);
    const char* const warm = "view: what is warm of the moves";
    EXPECT_EQ(spoilt([](View& v) {
                  v.jobs[0].warm = {v.moves[1].partition, v.moves[0].partition};
              }),
              warm);
    EXPECT_EQ(spoilt([](View& v) {
                  v.jobs[0].warm = {v.moves[0].partition};
                  v.moves.erase(v.moves.begin());
              }),
              warm);
}

TEST(ViewCheckTest, Chains) {
    // Goal: partitions in order and there, lengths, epochs in order, replica sets.
    const auto spoilt = [](const std::function<void(Chain&)>& spoil) {
        return refusal([&](View& view) { spoil(view.jobs[0].chains[0]); });
    };
    EXPECT_EQ(spoilt([](Chain& chain) { chain.partition = PartitionId{1}; }),
              "view: the order of chains");
    EXPECT_EQ(refusal([](View& view) { view.jobs[0].chains.back().partition = PartitionId{4}; }),
              "view: a chain of a partition that there is not");
    EXPECT_EQ(spoilt([](Chain& chain) { chain.sets.clear(); }), "view: the length of a chain");
    EXPECT_EQ(spoilt([](Chain& chain) { chain.sets.resize(kChainMax + 1); }),
              "view: the length of a chain");
    EXPECT_EQ(spoilt([](Chain& chain) { chain.sets.push_back(chain.sets.front()); }),
              "view: the order of a chain");
    EXPECT_EQ(spoilt([](Chain& chain) { chain.sets[0].since = Epoch{99}; }),
              "view: the order of a chain");
    const char* const nodes = "view: the nodes of a replica set";
    EXPECT_EQ(spoilt([](Chain& chain) { chain.sets[0].nodes.clear(); }), nodes);
    EXPECT_EQ(spoilt([](Chain& chain) { chain.sets[0].nodes = {NodeId{1}, NodeId{1}}; }), nodes);
    EXPECT_EQ(spoilt([](Chain& chain) {
                  chain.sets[0].nodes = {NodeId{1}, NodeId{2}, NodeId{3}, NodeId{4}};
              }),
              nodes);
}

TEST(ViewCheckTest, RegisterMessages) {
    // Goal: proposals have seeds and a value, promises a value exactly if something was accepted;
    // a bad value or bad seeds make a bad message.
    const auto good = std::make_shared<const View>(good_view());
    const auto bad = std::make_shared<const View>();
    const Ballot ballot{1, NodeId{1}};
    const SeedSet seeds{1, {Place{1}}};
    const SeedSet disordered{1, {Place{2}, Place{1}}};
    EXPECT_TRUE(check(RegisterMessage(Prepare{ballot, seeds})));
    EXPECT_FALSE(check(RegisterMessage(Prepare{ballot, {}})));
    EXPECT_FALSE(check(RegisterMessage(Prepare{ballot, disordered})));
    EXPECT_TRUE(check(RegisterMessage(Promise{ballot, {}, nullptr})));
    EXPECT_TRUE(check(RegisterMessage(Promise{ballot, ballot, good})));
    EXPECT_FALSE(check(RegisterMessage(Promise{ballot, ballot, nullptr})));
    EXPECT_FALSE(check(RegisterMessage(Promise{ballot, {}, good})));
    EXPECT_FALSE(check(RegisterMessage(Promise{ballot, ballot, bad})));
    EXPECT_TRUE(check(RegisterMessage(Accept{ballot, seeds, good})));
    EXPECT_FALSE(check(RegisterMessage(Accept{ballot, seeds, nullptr})));
    EXPECT_FALSE(check(RegisterMessage(Accept{ballot, seeds, bad})));
    EXPECT_FALSE(check(RegisterMessage(Accept{ballot, {}, good})));
    EXPECT_TRUE(check(RegisterMessage(Refused{ballot, ballot, {}})));
    EXPECT_FALSE(check(RegisterMessage(Refused{ballot, ballot, disordered})));
}

}  // namespace
}  // namespace kura::cluster::view
