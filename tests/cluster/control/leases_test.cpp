#include "tests/cluster/control/control_world.hpp"

#include <gtest/gtest.h>

namespace kura::cluster::control {
namespace {

JobSpec leased_spec() {
    JobSpec spec = shared_spec(Objective::any);
    spec.local_first = kSecond;
    return spec;
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

JobSpec long_leased_spec() {
    JobSpec spec = leased_spec();
    spec.local_first = kSecond * 100;
    return spec;
}

// The first node is given three jobs, so that each of three nodes works on one for a long time.
// Answers the second one's; none: JobId{}.
JobId lend_to_the_second(ControlWorld& world) {
    for (std::uint64_t id = 1; id <= 3; ++id) {
        world.submit(0, JobId{id}, long_leased_spec());
    }
    return world[1].lanes.size() == 1 ? world[1].lanes[0].job : JobId{};
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
    const JobId lost = lend_to_the_second(world);
    ASSERT_NE(lost, JobId{});
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
    const JobId lent = lend_to_the_second(world);
    ASSERT_NE(lent, JobId{});
    world[0].is_up = false;
    EXPECT_EQ(world.status(1, lent).state, JobState::unknown);
    EXPECT_TRUE(std::get<JobList>(world.ask(1, ListJobs{})).jobs.empty());
    ASSERT_TRUE(world.run_until([&] { return world[1].control->view()->members.size() == 2; }));
    world.submit(1, lent, long_leased_spec());
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
