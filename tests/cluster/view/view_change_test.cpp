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

// Everything that is to move, at its next owner, as it reports it.
std::vector<Warmed> all_warmed(const View& view) {
    std::vector<Warmed> all;
    for (const Move& move : view.moves) {
        all.push_back({move.partition, view.since[move.partition.value]});
    }
    return all;
}

View with_warm_job(const View& view, JobId id = JobId{1}) {
    return start_job(view, id, 3, 2, Moving::warm).value();
}

TEST(ViewChangeTest, AnOwnerThatLivesStaysUntilTheNextOneIsWarm) {
    // Goal: a join takes no partition from its owner; the newcomer is a replica at first, and owner
    // when it was reported to hold the table. Method: the lists, before and after the report.
    const View before = with_warm_job(cluster_of(4));
    const View joined = admit(before, std::vector{member(9)}).value();
    ASSERT_FALSE(joined.moves.empty());
    for (const Move& move : joined.moves) {
        const auto list = joined.map.preference(move.partition);
        EXPECT_EQ(list.front(), before.map.owner(move.partition));
        EXPECT_EQ(move.nodes.front(), NodeId{9}) << "nobody else gets anything";
        EXPECT_NE(std::find(list.begin(), list.end(), NodeId{9}), list.end());
        EXPECT_NE(joined.jobs[0].chain(move.partition), nullptr);
    }
    std::vector<Warmed> some = all_warmed(joined);
    some.resize(2);
    const View first = warmed(joined, JobId{1}, some).value();
    for (const Warmed& entry : some) {
        EXPECT_EQ(first.map.owner(entry.partition), NodeId{9});
        EXPECT_EQ(first.since[entry.partition.value], joined.epoch.next());
    }
    EXPECT_EQ(first.moves.size() + 2, joined.moves.size());
    EXPECT_EQ(warmed(first, JobId{1}, some).value(), first) << "told again, nothing is left to do";
    const View last = warmed(first, JobId{1}, all_warmed(first)).value();
    EXPECT_EQ(last.moves, std::vector<Move>());
    EXPECT_TRUE(last.jobs[0].warm.empty());
    const View at_once = admit(with_job(cluster_of(4), 3, 2), std::vector{member(9)}).value();
    EXPECT_TRUE(at_once.moves.empty());
    EXPECT_EQ(last.map, at_once.map) << "where a job that does not wait is at once";
}

TEST(ViewChangeTest, AReportOfAnEarlierListMovesNothing) {
    // Goal: a table that was whole before the list changed may not be. Method: a loss between.
    const View joined = admit(with_warm_job(cluster_of(5)), std::vector{member(9)}).value();
    const std::vector<Warmed> early = all_warmed(joined);
    const View after = without(joined, 1);
    const View reported = warmed(after, JobId{1}, early).value();
    std::size_t late = 0;
    for (const Warmed& entry : early) {
        if (after.since[entry.partition.value] != entry.since) {
            ++late;
            EXPECT_EQ(reported.map.owner(entry.partition), after.map.owner(entry.partition));
            EXPECT_FALSE(reported.jobs[0].is_warm(entry.partition));
        }
    }
    EXPECT_GT(late, 0U);
}

TEST(ViewChangeTest, TheDeadAreReplacedAtOnceAlsoWhereSomethingWaits) {
    // Goal: nobody waits for the dead. Method: the owner dies, or the newcomer, before the move.
    const View joined = admit(with_warm_job(cluster_of(4)), std::vector{member(9)}).value();
    for (const std::uint64_t lost : {1, 9}) {
        const View after = without(joined, lost);
        EXPECT_EQ(after.moves.empty(), lost == 9);
        for (std::uint32_t p = 0; p < 64; ++p) {
            const PartitionId id{p};
            const auto list = after.map.preference(id);
            EXPECT_EQ(std::find(list.begin(), list.end(), NodeId{lost}), list.end());
            if (lost == 9) {
                EXPECT_EQ(list.front(), joined.map.owner(id)) << "nothing else moves";
            }
        }
        EXPECT_EQ(after.jobs[0].generation, Generation{1});
    }
}

TEST(ViewChangeTest, FewMovesOfManyWaitForOthers) {
    // Goal: no epoch for each partition: owners change an eighth at a time, in the end all. Method:
    // reports one by one.
    View view = bootstrap(member(1), {.partitions = 256, .replicas = 3, .seeds_wanted = 3});
    view = with_warm_job(admit(view, std::vector{member(2), member(3), member(4)}).value());
    view = admit(view, std::vector{member(9)}).value();
    const Epoch joined = view.epoch;
    const std::size_t moves = view.moves.size();
    ASSERT_GT(moves, 40U);
    for (const Warmed& entry : all_warmed(view)) {
        view = warmed(view, JobId{1}, std::vector{entry}).value();
    }
    EXPECT_TRUE(view.moves.empty());
    EXPECT_LE(view.epoch.value - joined.value, moves / 2);
    EXPECT_GT(view.epoch.value - joined.value, 4U);
}

TEST(ViewChangeTest, AFullChainDelaysItsMoveOnly) {
    // Goal: a move that a full chain forbids is made when the chain has ended. Method: fill one.
    View joined = admit(with_warm_job(cluster_of(4)), std::vector{member(9)}).value();
    const PartitionId full = joined.moves.front().partition;
    for (Chain& chain : joined.jobs[0].chains) {
        while (chain.partition == full && chain.sets.size() < kChainMax) {
            chain.sets.push_back(chain.sets.front());
        }
    }
    const View reported = warmed(joined, JobId{1}, all_warmed(joined)).value();
    ASSERT_EQ(reported.moves.size(), 1U);
    EXPECT_EQ(reported.moves[0].partition, full);
    const std::vector done{Established{full, reported.since[full.value]}};
    const View ended = establish(reported, JobId{1}, done).value();
    EXPECT_TRUE(ended.moves.empty());
    EXPECT_EQ(ended.map.owner(full), NodeId{9});
}

TEST(ViewChangeTest, ANextLifeGetsNothingBeforeItHoldsIt) {
    // Goal: who restarts before its loss was noticed has forgotten everything; others that hold its
    // partitions go on with them. Method: the place of an owner comes back as another node, once
    // in a quiet cluster and once while a newcomer is still waiting.
    for (const bool is_waiting : {false, true}) {
        View before = with_warm_job(cluster_of(4));
        if (is_waiting) {
            before = admit(before, std::vector{member(9)}).value();
        }
        Member reborn = member(2);
        reborn.node.id = NodeId{77};
        const View after = admit(before, std::vector{reborn}).value();
        std::size_t moved = 0;
        for (std::uint32_t p = 0; p < 64; ++p) {
            const PartitionId id{p};
            const NodeId owner = after.map.owner(id);
            const auto held = before.map.preference(id);
            EXPECT_NE(std::find(held.begin(), held.end(), owner), held.end()) << p;
            EXPECT_FALSE(before.move(id) != nullptr && owner == NodeId{9}) << p;
            const Move* const move = after.move(id);
            moved += move != nullptr && move->nodes.front() == NodeId{77} ? 1 : 0;
        }
        EXPECT_GT(moved, 0U);
    }
}

TEST(ViewChangeTest, AMoveWaitsForAllJobsThatWantItAndForNoneThatEnded) {
    // Goal: one job's report is not another's; the last end moves everything. Method: two jobs.
    const View two = with_warm_job(with_warm_job(cluster_of(4)), JobId{2});
    const View joined = admit(two, std::vector{member(9)}).value();
    const View half = warmed(joined, JobId{1}, all_warmed(joined)).value();
    EXPECT_EQ(half.map, joined.map);
    EXPECT_EQ(half.jobs[0].warm.size(), joined.moves.size());
    EXPECT_TRUE(stop_job(half, JobId{2}).value().moves.empty());
    EXPECT_TRUE(forget_job(half, JobId{2}).value().moves.empty());
    EXPECT_EQ(stop_job(half, JobId{1}).value().map, joined.map) << "the other one waits";
    EXPECT_TRUE(warmed(half, JobId{2}, all_warmed(half)).value().moves.empty());
    const ExhaustionClaim claim{JobId{2}, half.epoch, Generation{1}, {}};
    EXPECT_TRUE(conclude(half, claim).value().moves.empty());
    EXPECT_TRUE(conclude_alone(half, JobId{2}, {}).value().moves.empty());
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
