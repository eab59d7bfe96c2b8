#include "cluster/view/view_change.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace kura::cluster::view {
namespace {

Member member(std::uint64_t id, std::uint32_t zone = 1) {
    return {.node = {.id = NodeId{id}, .place = Place{100 + id}, .zone = Zone{zone}, .weight = 1},
            .incarnation = Incarnation{1}};
}

View cluster_of(std::uint64_t count, int replicas = 3) {
    View view = bootstrap(member(1), {.partitions = 64, .replicas = replicas, .seeds_wanted = 3});
    for (std::uint64_t id = 2; id <= count; ++id) {
        view = admit(view, std::vector{member(id)}).value();
    }
    return view;
}

View without(const View& view, std::uint64_t id) {
    return expel(view, std::vector{NodeId{id}}).value();
}

View with_job(const View& view, int replicas, int write) {
    return start_job(view, JobId{1}, replicas, write).value();
}

// Everything established, as after a quiet while.
View settled(View view) {
    std::vector<Established> all;
    for (std::uint32_t p = 0; p < view.map.partitions(); ++p) {
        all.push_back({PartitionId{p}, view.since[p]});
    }
    return establish(view, JobId{1}, all).value();
}

TEST(ViewChangeTest, AdmittingIsIdempotentAndOrderedByIncarnation) {
    // Goal: a change applied twice does nothing more; older statements lose. Method: admit again.
    const View view = cluster_of(3);
    EXPECT_EQ(admit(view, std::vector{member(2)}).value(), view);
    Member heavier = member(2);
    heavier.node.weight = 5;
    EXPECT_EQ(admit(view, std::vector{heavier}).value(), view) << "the same incarnation";
    heavier.incarnation = Incarnation{2};
    const View changed = admit(view, std::vector{heavier}).value();
    EXPECT_EQ(changed.member(NodeId{2})->node.weight, 5U);
    EXPECT_EQ(changed.epoch, view.epoch.next());
}

TEST(ViewChangeTest, TheNextLifeOfANodeReplacesTheOldOne) {
    // Goal: one place, one member. Method: admit another id with the place of a member.
    Member reborn = member(2);
    reborn.node.id = NodeId{77};
    const View view = admit(cluster_of(3), std::vector{reborn}).value();
    EXPECT_EQ(view.members.size(), 3U);
    EXPECT_EQ(view.member(NodeId{2}), nullptr);
    EXPECT_NE(view.member(NodeId{77}), nullptr);
}

TEST(ViewChangeTest, ChainsGrowUntilEstablished) {
    // Goal: a partition's earlier sets are kept from its first change to its next establishment.
    // Method: a loss and a join in a row, then establish.
    const View before = with_job(cluster_of(6), 3, 2);
    EXPECT_TRUE(before.jobs[0].chains.empty());
    const View once = without(before, 1);
    const View twice = admit(once, std::vector{member(20)}).value();
    std::size_t longest = 0;
    for (std::uint32_t p = 0; p < 64; ++p) {
        const PartitionId id{p};
        const Chain* chain = twice.jobs[0].chain(id);
        std::vector<ReplicaSet> expected;
        if (once.since[p] != before.since[p]) {
            expected.push_back(before.replica_set(before.jobs[0], id));
        }
        if (twice.since[p] != once.since[p]) {
            expected.push_back(once.replica_set(once.jobs[0], id));
        }
        longest = std::max(longest, expected.size());
        EXPECT_EQ(chain == nullptr ? std::vector<ReplicaSet>() : chain->sets, expected) << p;
    }
    EXPECT_EQ(longest, 2U);
    EXPECT_EQ(twice.jobs[0].generation, Generation{1}) << "each set keeps a seal quorum of 2";
    EXPECT_TRUE(settled(twice).jobs[0].chains.empty());
    EXPECT_EQ(settled(twice).epoch, twice.epoch);
}

TEST(ViewChangeTest, EstablishingAnOlderEpochDoesNothing) {
    // Goal: late reports can't truncate a newer chain. Method: report the epoch before the change.
    const View before = with_job(cluster_of(4), 3, 2);
    const View after = without(before, 1);
    std::vector<Established> late;
    for (std::uint32_t p = 0; p < 64; ++p) {
        late.push_back({PartitionId{p}, before.since[p]});
    }
    const View reported = establish(after, JobId{1}, late).value();
    for (std::uint32_t p = 0; p < 64; ++p) {
        if (after.since[p] != before.since[p]) {
            EXPECT_NE(reported.jobs[0].chain(PartitionId{p}), nullptr);
        }
    }
}

TEST(ViewChangeTest, LosingASealQuorumRaisesTheGeneration) {
    // Goal: rule 7. Method: N=3 W=2 survives one loss without, and a second one before repair with
    // a bump if both held one partition; N=1 bumps at once, but not when ownership moves.
    const View three = with_job(cluster_of(3), 3, 2);
    EXPECT_EQ(without(three, 1).jobs[0].generation, Generation{1});
    EXPECT_EQ(without(without(three, 1), 2).jobs[0].generation, Generation{2});
    EXPECT_EQ(without(settled(without(three, 1)), 2).jobs[0].generation, Generation{1})
        << "a set of two commits on both";
    const View single = with_job(cluster_of(3, 1), 1, 1);
    EXPECT_EQ(admit(single, std::vector{member(9)}).value().jobs[0].generation, Generation{1});
    EXPECT_EQ(without(single, 1).jobs[0].generation, Generation{2});
}

TEST(ViewChangeTest, SeedsGrowToThreeInDistinctZonesAndAreReplaced) {
    // Goal: one seed while it is alone or two, then three; a lost one is exchanged. Method: mend
    // until nothing is left to mend, counting that each step changes one place.
    View view = cluster_of(2);
    EXPECT_FALSE(needs_seeds_mended(view)) << "two seeds survive no more losses than one";
    view = admit(view, std::vector{member(3, 1), member(4, 2), member(5, 3)}).value();
    const auto mend = [](View v) {
        for (int steps = 0; needs_seeds_mended(v); ++steps) {
            const std::size_t before = v.seeds.places.size();
            v = mend_seeds(v).value();
            EXPECT_TRUE(v.seeds.places.size() == before + 1 || v.seeds.places.size() + 1 == before);
            EXPECT_LT(steps, 10);
        }
        return v;
    };
    view = mend(view);
    EXPECT_EQ(view.seeds.places, (std::vector{Place{101}, Place{104}, Place{105}}));
    view = mend(without(view, 4));
    EXPECT_EQ(view.seeds.places.size(), 3U);
    EXPECT_FALSE(view.seeds.contains(Place{104}));
}

TEST(ViewChangeTest, OnlyABetterCertificateIsKept) {
    // Goal: the bound falls only. Method: three certificates.
    View view = with_job(cluster_of(3), 3, 2);
    view = certify(view, JobId{1}, {.cost = 9, .moves = "x"}).value();
    EXPECT_EQ(certify(view, JobId{1}, {.cost = 9, .moves = "y"}).value(), view);
    view = certify(view, JobId{1}, {.cost = 7, .moves = "z"}).value();
    EXPECT_EQ(view.jobs[0].best->cost, 7);
}

TEST(ViewChangeTest, ConcludingNeedsAnUnchangedView) {
    // Goal: rule 6's conditional write. Method: claims that differ in one thing each.
    const View view =
        certify(with_job(cluster_of(4), 3, 2), JobId{1}, {.cost = 5, .moves = ""}).value();
    const ExhaustionClaim right{JobId{1}, view.epoch, Generation{1}, 5};
    ExhaustionClaim wrong = right;
    wrong.best_cost = std::nullopt;
    EXPECT_FALSE(conclude(view, wrong).has_value());
    wrong = right;
    wrong.generation = Generation{2};
    EXPECT_FALSE(conclude(view, wrong).has_value());
    EXPECT_FALSE(conclude(without(view, 4), right).has_value()) << "another epoch";
    const View done = conclude(view, right).value();
    EXPECT_EQ(done.jobs[0].phase, JobPhase::exhausted);
    EXPECT_EQ(conclude(done, right).value(), done);
}

}  // namespace
}  // namespace kura::cluster::view
