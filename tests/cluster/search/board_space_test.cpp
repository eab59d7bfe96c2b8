// What the distributed search relies on in a board's expansion.
#include "cluster/search/board_space.hpp"

#include "solver/board/board.hpp"
#include "tests/support/levels.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <set>
#include <string>

namespace kura::cluster::search {

namespace {

puzzles::Level small() {
    return support::level_from({"#############", "#...  ###   #", "#...    $ $ #", "##..  # $ $ #",
                                " ### ##   $ #", "   #  #  $  #", "   #  $  $  #", "   ####  @  #",
                                "      #######"});
}

std::string key_of(const Child& child, int bytes) {
    return {reinterpret_cast<const char*>(child.key), static_cast<std::size_t>(bytes)};
}

using Children = std::map<std::string, std::set<std::string>>;

Children explore(StateSpace& space, bool newest_first, std::size_t most) {
    Children found;
    std::deque<std::string> open;
    std::set<std::string> seen;
    const auto add = [&](const Child& child) {
        const std::string key = key_of(child, space.key_bytes());
        if (child.bound < kDead && seen.insert(key).second) {
            open.push_back(key);
        }
    };
    space.roots(add);
    while (!open.empty() && found.size() < most) {
        const std::string key = newest_first ? open.back() : open.front();
        if (newest_first) {
            open.pop_back();
        } else {
            open.pop_front();
        }
        auto& children = found[key];
        space.children(reinterpret_cast<const std::uint8_t*>(key.data()), [&](const Child& child) {
            if (child.bound < kDead) {
                children.insert(key_of(child, space.key_bytes()));
            }
            add(child);
        });
    }
    return found;
}

TEST(BoardSpaceTest, WhatAnExpansionLeavesOutDependsOnTheStateAlone) {
    // Goal: what a loss took is found again by expanding its parents again, on any node: what was
    // met before may show that a child is dead, but leaves none out that it did not.
    const puzzles::Level level = small();
    const auto board = board::Board::make(level);
    ASSERT_TRUE(board.has_value());
    BoardSpace one(level, *board, strategy::Rules{});
    BoardSpace other(level, *board, strategy::Rules{});
    (void)explore(one, true, 5'000);
    const Children fresh = explore(other, false, 5'000);
    int more = 0;
    int fewer = 0;
    for (const auto& [key, children] : fresh) {
        std::set<std::string> again;
        std::set<std::string> dead;
        one.children(reinterpret_cast<const std::uint8_t*>(key.data()), [&](const Child& child) {
            (child.bound < kDead ? again : dead).insert(key_of(child, one.key_bytes()));
        });
        for (const std::string& child : children) {
            fewer += again.contains(child) || dead.contains(child) ? 0 : 1;
        }
        for (const std::string& child : again) {
            more += children.contains(child) ? 0 : 1;
        }
    }
    EXPECT_EQ(fewer, 0);
    EXPECT_EQ(more, 0);
}

TEST(BoardSpaceTest, ABoundDoesNotDependOnWhatWasExpandedBefore) {
    // Goal: who takes over a partition files states that it did not generate itself; with the
    // frozen boxes of another state as walls it took some for dead that were on the way to a goal.
    const puzzles::Level level = support::level_from(
        {"###########", "#..  #  ..#", "#   $ $   #", "## $ @ $ ##", "#    #    #", "###########"});
    const auto board = board::Board::make(level);
    ASSERT_TRUE(board.has_value());
    BoardSpace space(level, *board, strategy::Rules{});
    const Children found = explore(space, false, 3'000);
    const std::string* before = nullptr;
    int alive = 0;
    for (const auto& [key, children] : found) {
        const auto* at = reinterpret_cast<const std::uint8_t*>(key.data());
        space.children(at, [](const Child&) {});
        const int own = space.bound(at);
        if (before != nullptr) {
            space.children(reinterpret_cast<const std::uint8_t*>(before->data()),
                           [](const Child&) {});
            EXPECT_EQ(space.bound(at), own);
        }
        alive += own < kDead ? 1 : 0;
        before = &key;
    }
    EXPECT_GT(alive, 100);
}

}  // namespace

}  // namespace kura::cluster::search
