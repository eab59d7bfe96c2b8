#include "cluster/control/control.hpp"

#include "tests/cluster/control/control_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace kura::cluster::control {
namespace {

constexpr Duration kSecond{1'000'000};
constexpr JobId kJob{77};

JobSpec shared_spec(Objective objective = Objective::pushes) {
    JobSpec spec;
    spec.level = "#####\n#@$.#\n#####\n";
    spec.objective = objective;
    return spec;
}

JobSpec leased_spec() {
    JobSpec spec = shared_spec(Objective::any);
    spec.local_first = kSecond;
    return spec;
}

LaneResult solved() {
    LaneResult result;
    result.verdict = LaneVerdict::solved;
    result.pushes = 1;
    result.moves = "R";
    result.strategy = "test";
    return result;
}

bool contains(const std::vector<std::string>& said, const std::string& what) {
    return std::any_of(said.begin(), said.end(), [&](const std::string& line) {
        return line.find(what) != std::string::npos;
    });
}

// Goal: after a restart of everything the register says who belongs. Method: all at once, by what
// their acceptors saved.
TEST(ControlRestartTest, AllComeBack) {
    ControlWorld world;
    ASSERT_TRUE(world.gather(4));
    for (std::size_t i = 0; i < world.size(); ++i) {
        world.restart(i);
    }
    EXPECT_TRUE(world.gather(4));
}

// Goal: what a seed accepted may never have been chosen, so nobody may go by it. Method: a seed of
// three comes back alone, with a later view than the cluster's; then the others are there.
TEST(ControlRestartTest, AnAcceptedViewIsNotTakenForAChosenOne) {
    ControlWorld world;
    ASSERT_TRUE(world.gather(3));
    const view::ViewPtr chosen = world[0].control->view();
    view::View later = *chosen;
    ++later.revision;
    for (std::size_t i = 0; i < world.size(); ++i) {
        world[i].is_up = false;
    }
    world[0].saved.value = std::make_shared<const view::View>(later);
    world[0].is_up = true;
    world.restart(0);
    world.run(3 * kSecond);
    EXPECT_EQ(world[0].control->view(), nullptr);
    for (const std::size_t i : {1, 2}) {
        world[i].is_up = true;
        world.restart(i);
    }
    EXPECT_TRUE(world.gather(3));
}

// The node that works on a lease; none: size().
std::size_t holder_of_lease(ControlWorld& world) {
    for (std::size_t i = 0; i < world.size(); ++i) {
        if (world[i].is_up && !world[i].lanes.empty()) {
            return i;
        }
    }
    return world.size();
}

// Goal: nodes find each other and lose each other; the register follows. Method: four cores.
TEST(ControlMembersTest, NodesBecomeOneClusterWithThreeSeeds) {
    ControlWorld world;
    ASSERT_TRUE(world.gather(4));
    EXPECT_EQ(world[3].control->view()->seeds.places.size(), 3U);
}

TEST(ControlMembersTest, ADeadSeedIsExpelledAndReplaced) {
    ControlWorld world;
    ASSERT_TRUE(world.gather(4));
    world[0].is_up = false;
    EXPECT_TRUE(world.run_until([&] {
        const view::View& view = *world[1].control->view();
        return view.members.size() == 3 && !view::needs_seeds_mended(view);
    }));
    EXPECT_TRUE(contains(world[1].said, "taken for dead"));
}

TEST(ControlMembersTest, WhoSleptTooLongStartsAnew) {
    // Method: one node is stopped until it is expelled, then goes on as if nothing had happened.
    ControlWorld world;
    ASSERT_TRUE(world.gather(4));
    const NodeId zombie = world[3].id;
    world[3].is_paused = true;
    ASSERT_TRUE(world.run_until([&] { return world[0].control->view()->members.size() == 3; }));
    world[3].is_paused = false;
    world.run(kSecond / 5);
    EXPECT_TRUE(world[3].was_expelled) << "it has to know before it is seen alive for long";
    world.run(kSecond * 5);
    EXPECT_EQ(world[0].control->view()->member(zombie), nullptr);
}

TEST(ControlMembersTest, WhoLeavesIsOutOfTheViewBeforeItGoes) {
    ControlWorld world;
    ASSERT_TRUE(world.gather(4));
    world.tell(0, Leave{});
    ASSERT_TRUE(world.run_until([&] { return world[0].has_left; }, kSecond * 5));
    for (std::size_t i = 1; i < 4; ++i) {
        EXPECT_EQ(world[i].control->view()->members.size(), 3U);
        EXPECT_FALSE(contains(world[i].said, "dead"));
    }
    EXPECT_FALSE(world[0].was_expelled);
    EXPECT_TRUE(world.run_until(
        [&] { return !view::needs_seeds_mended(*world[1].control->view()); }, kSecond * 5));
}

TEST(ControlMembersTest, TheLastOneLeavesWithoutAsking) {
    ControlWorld world;
    ASSERT_TRUE(world.gather(1));
    world.tell(0, Leave{});
    EXPECT_TRUE(world.run_until([&] { return world[0].has_left; }, kSecond * 3));
}

TEST(ControlMembersTest, WithoutAMajorityOneLeavesAllTheSame) {
    ControlWorld world;
    ASSERT_TRUE(world.gather(3));
    world.is_register_there = false;
    world.tell(0, Leave{});
    EXPECT_TRUE(world.run_until([&] { return world[0].has_left; }, kSecond * 5));
}

// Goal: a job given to all runs once, everywhere, and ends everywhere.
TEST(ControlJobsTest, SubmittedTwiceItRunsOnce) {
    ControlWorld world;
    ASSERT_TRUE(world.gather(3));
    world.submit(0, kJob, shared_spec());
    world.submit(0, kJob, shared_spec());
    world.submit(1, kJob, shared_spec());
    world.run(kSecond * 8);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(world[i].opened, std::vector{kJob});
    }
    world.tell(1, SearchAsked{kJob, view::Certificate{1, "R"}});
    world.tell(2, LaneEnded{kJob, [] {
                                LaneResult result = solved();
                                result.verdict = LaneVerdict::optimal;
                                return result;
                            }()});
    world.run(kSecond);
    for (std::size_t i = 0; i < 3; ++i) {
        const JobStatus status = world.status(i, kJob);
        EXPECT_EQ(status.state, JobState::optimal);
        EXPECT_EQ(status.pushes, 1);
        EXPECT_EQ(world[i].closed, std::vector{kJob});
    }
    world.submit(2, kJob, shared_spec());
    world.run(kSecond * 8);
    EXPECT_EQ(world[0].opened.size(), 1U) << "asked again after its end it is not run again";
}

TEST(ControlJobsTest, AWaitingJobGoesOnWhenTheStoreIsBack) {
    ControlWorld world;
    ASSERT_TRUE(world.gather(3));
    world.is_store_there = false;
    world.submit(0, kJob, shared_spec());
    world.run(kSecond * 20);
    EXPECT_EQ(world.status(0, kJob).state, JobState::waiting);
    world.is_store_there = true;
    world.run(kSecond * 2);
    EXPECT_EQ(world.status(2, kJob).state, JobState::searching);
}

TEST(ControlJobsTest, AWaitingJobKeepsItsTimeLimit) {
    ControlWorld world;
    ASSERT_TRUE(world.gather(3));
    world.is_store_there = false;
    JobSpec spec = shared_spec();
    spec.time_limit = kSecond * 3;
    world.submit(0, kJob, spec);
    world.run(kSecond * 4);
    EXPECT_EQ(world.status(0, kJob).state, JobState::stopped);
    world.is_store_there = true;
    world.run(kSecond * 10);
    EXPECT_TRUE(world[1].opened.empty());
}

TEST(ControlJobsTest, ARunningJobKeepsItsTimeLimit) {
    ControlWorld world;
    ASSERT_TRUE(world.gather(3));
    JobSpec spec = shared_spec();
    spec.time_limit = kSecond * 3;
    world.submit(1, kJob, spec);
    world.run(kSecond * 5);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(world.status(i, kJob).state, JobState::stopped);
        EXPECT_EQ(world[i].closed.size(), 1U);
    }
}

TEST(ControlJobsTest, WhatALaneFoundOutlivesALostMajority) {
    ControlWorld world;
    ASSERT_TRUE(world.gather(3));
    world.submit(0, kJob, shared_spec(Objective::any));
    world.run(kSecond);
    world.is_register_there = false;
    for (std::size_t i = 0; i < 3; ++i) {  // whoever of them is a seed and asks itself
        world.tell(i, LaneEnded{kJob, i == 1 ? solved() : LaneResult{}});
    }
    world.run(kSecond * 30);
    EXPECT_EQ(world.status(0, kJob).state, JobState::searching);
    world.is_register_there = true;
    world.run(kSecond * 15);
    EXPECT_EQ(world.status(0, kJob).state, JobState::solved);
}

TEST(ControlJobsTest, AJobThatAllGaveUpEnds) {
    // Method: the shared search is refused everywhere; while a lane runs there is hope.
    ControlWorld world;
    ASSERT_TRUE(world.gather(3));
    world.submit(0, kJob, shared_spec(Objective::any));
    world.run(kSecond);
    for (std::size_t i = 0; i < 3; ++i) {
        JobReport report;
        report.job = kJob;
        report.node = world[i].id;
        report.gave_up = "out of memory";
        world.tell(i, SearchReported{report});
    }
    world.run(kSecond * 3);
    EXPECT_EQ(world.status(1, kJob).state, JobState::searching);
    for (std::size_t i = 0; i < 3; ++i) {
        world.tell(i, LaneEnded{kJob, LaneResult{}});
    }
    world.run(kSecond * 3);
    EXPECT_EQ(world.status(1, kJob).state, JobState::gave_up);
}

TEST(ControlJobsTest, ANewcomerLearnsWhatAFinishedJobWas) {
    ControlWorld world;
    ASSERT_TRUE(world.gather(2));
    JobSpec spec = shared_spec(Objective::any);
    spec.title = "first";
    world.submit(0, kJob, spec);
    world.run(kSecond);
    world.tell(0, LaneEnded{kJob, solved()});
    world.run(kSecond);
    ASSERT_TRUE(world.gather(3));
    world.run(kSecond * 2);
    const JobStatus status = world.status(2, kJob);
    EXPECT_EQ(status.state, JobState::solved);
    EXPECT_EQ(status.title, "first");
}

TEST(ControlJobsTest, FinishedJobsLeaveTheViewAndStayKnown) {
    ControlWorld world;
    ASSERT_TRUE(world.gather(2));
    const auto in_view = [&] { return world[0].control->view()->jobs.size() - 1; };  // the store's
    constexpr std::uint64_t kMany = 50;
    for (std::uint64_t id = 1; id <= kMany; ++id) {
        world.submit(0, JobId{id}, shared_spec(Objective::any));
        world.run(kSecond / 20);
        world.tell(0, LaneEnded{JobId{id}, solved()});
    }
    world.run(kSecond * 10);
    EXPECT_LE(in_view(), ControlOptions{}.finished_in_view_max);
    EXPECT_GT(in_view(), 0U);
    world.run(kSecond * 65);
    EXPECT_EQ(in_view(), 0U);
    for (std::uint64_t id = 1; id <= kMany; ++id) {
        EXPECT_EQ(world.status(1, JobId{id}).state, JobState::solved);
    }
}

TEST(ControlJobsTest, AJobIsCancelledWhereverItIs) {
    ControlWorld world;
    ASSERT_TRUE(world.gather(3));
    EXPECT_TRUE(std::holds_alternative<Refused>(world.ask(0, CancelJob{kJob})));
    // Before it is in the view.
    world.is_store_there = false;
    world.submit(0, kJob, shared_spec());
    EXPECT_TRUE(std::holds_alternative<Done>(world.ask(0, CancelJob{kJob})));
    world.is_store_there = true;
    world.run(kSecond * 10);
    EXPECT_EQ(world.status(0, kJob).state, JobState::stopped);
    EXPECT_TRUE(world[1].opened.empty());
    // At another node, while all search.
    const JobId second{78};
    world.submit(0, second, shared_spec());
    world.run(kSecond);
    EXPECT_TRUE(std::holds_alternative<Done>(world.ask(2, CancelJob{second})));
    world.run(kSecond);
    EXPECT_EQ(world.status(1, second).state, JobState::stopped);
}

TEST(ControlJobsTest, TheStoresOwnNumberIsNoJob) {
    // Goal: no client can stop what keeps the store's replicas.
    ControlWorld world;
    ASSERT_TRUE(world.gather(1));
    const JobId stores{0};
    EXPECT_TRUE(std::holds_alternative<Refused>(world.ask(0, CancelJob{stores})));
    EXPECT_TRUE(std::holds_alternative<Refused>(world.ask(0, SubmitJob{stores, shared_spec()})));
    EXPECT_EQ(world[0].control->view()->jobs[0].phase, view::JobPhase::running);
}

// Goal: a job that one node tries first is decided by it, or by another when that one fails.
TEST(ControlLeasesTest, TheHoldersResultIsTheJobs) {
    ControlWorld world;
    ASSERT_TRUE(world.gather(3));
    world.submit(0, kJob, leased_spec());
    const std::size_t holder = holder_of_lease(world);
    ASSERT_LT(holder, world.size());
    world.tell(holder, LaneEnded{kJob, solved()});
    EXPECT_EQ(world.status(0, kJob).state, JobState::solved);
    EXPECT_EQ(world[0].control->view()->job(kJob), nullptr);
}

TEST(ControlLeasesTest, ALeaseOfTheDeadGoesToAnother) {
    ControlWorld world;
    ASSERT_TRUE(world.gather(3));
    JobSpec spec = leased_spec();
    spec.local_first = kSecond * 100;
    // Several, so that some are leased to others.
    for (std::uint64_t id = 1; id <= 3; ++id) {
        world.submit(0, JobId{id}, spec);
    }
    ASSERT_EQ(world[1].lanes.size(), 1U);
    const JobId lost = world[1].lanes[0].job;
    world[1].is_up = false;
    const auto again = [&] { return world[0].lanes.size() + world[2].lanes.size() == 3; };
    ASSERT_TRUE(world.run_until(again, kSecond * 30));
    const std::size_t next = world[0].lanes.size() == 2 ? 0 : 2;
    EXPECT_EQ(world[next].lanes.back().job, lost);
    world.tell(next, LaneEnded{lost, solved()});
    EXPECT_EQ(world.status(0, lost).state, JobState::solved);
}

TEST(ControlLeasesTest, AJobWithoutAResultIsGivenToAll) {
    ControlWorld world;
    ASSERT_TRUE(world.gather(3));
    world.submit(0, kJob, leased_spec());
    world.tell(holder_of_lease(world), LaneEnded{kJob, LaneResult{}});
    world.run(kSecond);
    EXPECT_EQ(world.status(2, kJob).state, JobState::searching);
}

TEST(ControlLeasesTest, AHolderThatIsTooSlowIsNotWaitedForWithoutEnd) {
    // Method: nobody ever answers; after a few leases all search.
    ControlWorld world;
    ASSERT_TRUE(world.gather(1));
    world.submit(0, kJob, leased_spec());
    world.run(kSecond * 20);
    EXPECT_EQ(world.status(0, kJob).state, JobState::searching);
}

TEST(ControlLeasesTest, AResultThatComesAfterASecondAskingCounts) {
    // Method: one node, whose lane takes longer than its lease.
    ControlWorld world;
    ASSERT_TRUE(world.gather(1));
    world.submit(0, kJob, leased_spec());
    world.run(kSecond * 4);
    EXPECT_EQ(world[0].lanes.size(), 1U) << "it works on it already";
    world.tell(0, LaneEnded{kJob, solved()});
    EXPECT_EQ(world.status(0, kJob).state, JobState::solved);
}

TEST(ControlLeasesTest, WhoOnlyHoldsALeaseKnowsNoJob) {
    // Goal: a client that lost the node it asked submits again, whoever it asks then.
    // Method: the first node dies with the lease; the holder is asked.
    ControlWorld world;
    ASSERT_TRUE(world.gather(3));
    JobSpec spec = leased_spec();
    spec.local_first = kSecond * 100;
    for (std::uint64_t id = 1; id <= 3; ++id) {
        world.submit(0, JobId{id}, spec);
    }
    ASSERT_EQ(world[1].lanes.size(), 1U);
    const JobId lent = world[1].lanes[0].job;
    world[0].is_up = false;
    EXPECT_EQ(world.status(1, lent).state, JobState::unknown);
    EXPECT_TRUE(std::get<JobList>(world.ask(1, ListJobs{})).jobs.empty());
    ASSERT_TRUE(world.run_until([&] { return world[1].control->view()->members.size() == 2; }));
    world.submit(1, lent, spec);
    world.tell(1, LaneEnded{lent, solved()});
    world.run(kSecond * 5);
    const std::size_t second = world[2].lanes.size() > 1 ? 2 : 1;
    if (world.status(1, lent).state != JobState::solved) {
        world.tell(second, LaneEnded{lent, solved()});
    }
    EXPECT_EQ(world.status(1, lent).state, JobState::solved);
}

TEST(ControlLeasesTest, WhatOneDecidedEndsTheSearchOfTheOthers) {
    // Goal: no search hangs because one member has its answer and does not take part.
    // Method: the same job at two nodes: one decides it alone, the other gives it to all.
    ControlWorld world;
    ASSERT_TRUE(world.gather(3));
    world.submit(0, kJob, leased_spec());
    world.tell(holder_of_lease(world), LaneEnded{kJob, solved()});
    ASSERT_EQ(world.status(0, kJob).state, JobState::solved);
    world.submit(1, kJob, shared_spec(Objective::any));
    world.run(kSecond * 3);
    EXPECT_EQ(world.status(1, kJob).state, JobState::solved);
    EXPECT_EQ(world.status(2, kJob).state, JobState::solved);
}

}  // namespace
}  // namespace kura::cluster::control
