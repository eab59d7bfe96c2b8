#include "cluster/control/control.hpp"

#include "tests/cluster/control/control_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace kura::cluster::control {
namespace {

bool contains(const std::vector<std::string>& said, const std::string& what) {
    return std::any_of(said.begin(), said.end(), [&](const std::string& line) {
        return line.find(what) != std::string::npos;
    });
}

// Goal: nodes find each other and lose each other; the register follows. Method: four cores.
TEST(ControlMembersTest, NodesBecomeOneClusterWithThreeSeeds) {
    ControlWorld world;
    ASSERT_TRUE(world.gather(4));
    EXPECT_EQ(world[3].control->view()->seeds.places.size(), 3U);
}

TEST(ControlMembersTest, TwoSeedsAreNotKeptForATick) {
    // Goal: while there are two, no loss can be made good. Method: writes take no time in this
    // world.
    ControlWorld world;
    world.add();
    world.add();
    world.add();
    ASSERT_TRUE(world.run_until([&] {
        const view::ViewPtr& view = world[0].control->view();
        return view != nullptr && view->members.size() == 3;
    }));
    EXPECT_FALSE(view::needs_seeds_mended(*world[0].control->view()));
    const auto status = std::get<ClusterStatus>(world.ask(0, AskCluster{}));
    EXPECT_TRUE(status.has_its_seeds);
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

TEST(ControlMembersTest, AMajorityIsBackOnceAWriteOfAnotherIsSeen) {
    // Goal: who failed to write and has nothing more to write does not complain for ever. Method: a
    // cancel is refused while the register is silent; another node's then gets through.
    ControlWorld world;
    ASSERT_TRUE(world.gather(3));
    world.submit(0, kJob, shared_spec());
    ASSERT_TRUE(world.run_until([&] { return world[1].opened.size() == 1; }));
    world.is_register_there = false;
    EXPECT_EQ(std::get<Refused>(world.ask(1, CancelJob{kJob})).why, Refusal::no_majority);
    EXPECT_FALSE(std::get<ClusterStatus>(world.ask(1, AskCluster{})).has_majority);
    world.is_register_there = true;
    world.ask(0, CancelJob{kJob});
    ASSERT_TRUE(world.run_until([&] { return world[1].closed.size() == 1; }));
    EXPECT_TRUE(std::get<ClusterStatus>(world.ask(1, AskCluster{})).has_majority);
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

TEST(ControlJobsTest, TheEndWaitsForTheLastReports) {
    // Goal: who did what is whole when a client hears of the end, and a node that says nothing
    // keeps it waiting for half a second. Method: a solution; reports that were made before the
    // end and come late, then the last ones of all nodes, or of all but one.
    for (const std::size_t reporting : {std::size_t{3}, std::size_t{2}}) {
        ControlWorld world;
        ASSERT_TRUE(world.gather(3));
        world.submit(0, kJob, shared_spec(Objective::any));
        world.run(kSecond);
        world.tell(1, LaneEnded{kJob, solved()});
        ASSERT_TRUE(world.run_until([&] {
            return !world[0].closed.empty() && !world[1].closed.empty() && !world[2].closed.empty();
        }));
        const auto report_all = [&](std::size_t nodes, std::uint64_t expanded, bool is_last) {
            for (std::size_t i = 0; i < nodes; ++i) {
                JobReport report;
                report.job = kJob;
                report.node = world[i].id;
                report.expanded = expanded;
                report.is_last = is_last;
                world.tell(i, SearchReported{report});
            }
            world.run(kSecond / 20);
        };
        report_all(3, 1, false);
        EXPECT_EQ(world.status(0, kJob).state, JobState::searching);
        report_all(reporting, 10, true);
        JobStatus status = world.status(0, kJob);
        EXPECT_EQ(status.state, reporting == 3 ? JobState::solved : JobState::searching);
        world.run(kSecond);
        status = world.status(0, kJob);
        EXPECT_EQ(status.state, JobState::solved);
        std::uint64_t expanded = 0;
        for (const JobReport& each : status.reports) {
            expanded += each.expanded;
        }
        EXPECT_EQ(expanded, 10 * reporting);
    }
}

TEST(ControlJobsTest, TellsWhatALossHasLeftToRecover) {
    // Goal: one can see when another loss would cost nothing. Method: a node dies under a search;
    // then the owners report that the present nodes hold all.
    ControlWorld world;
    ASSERT_TRUE(world.gather(3));
    world.submit(0, kJob, shared_spec(Objective::any));
    world.run(kSecond);
    EXPECT_EQ(world.status(0, kJob).recovering, 0U);
    world[2].is_up = false;
    EXPECT_TRUE(world.run_until([&] { return world.status(0, kJob).recovering > 0; }));
    world.run(kSecond);
    const JobStatus status = world.status(0, kJob);
    EXPECT_EQ(status.recovering, 16U) << "each was on all three nodes";
    std::vector<view::Established> all;
    for (std::uint32_t p = 0; p < status.recovering; ++p) {
        all.push_back({PartitionId{p}, Epoch{status.epoch}});
    }
    world.tell(0, SearchAsked{kJob, all});
    EXPECT_TRUE(world.run_until([&] { return world.status(1, kJob).recovering == 0; }));
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

}  // namespace
}  // namespace kura::cluster::control
