#include "tests/cluster/control/control_world.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace kura::cluster::control {
namespace {

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

}  // namespace
}  // namespace kura::cluster::control
