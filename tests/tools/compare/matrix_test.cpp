// Goal: the configurations, the sample and the order of turns are those asked for.
// Method: small matrices, looked at whole.
#include "tools/compare/matrix.hpp"

#include "tests/tools/compare/samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace kura::compare {
namespace {

using testing::ElementsAre;

MatrixOptions one_build() {
    MatrixOptions options;
    options.builds.resize(1);
    options.builds[0].name = "this";
    options.strategies = {"auto"};
    options.threads = {1};
    options.nodes = {0};
    options.replicas = {1};
    options.cores = 2;
    return options;
}

std::vector<std::string> names_of(const MatrixOptions& options) {
    std::vector<std::string> names;
    const auto list = configurations_of(options);
    if (list) {
        for (const Configuration& entry : *list) {
            names.push_back(entry.name + (entry.is_oversubscribed ? "!" : ""));
        }
    }
    return names;
}

TEST(MatrixTest, StrategiesTimesThreads) {
    MatrixOptions options = one_build();
    options.strategies = {"auto", "astar"};
    options.threads = {1, 4};
    EXPECT_THAT(names_of(options), ElementsAre("auto, 1 thread", "auto, 4 threads!",
                                               "astar, 1 thread", "astar, 4 threads!"));
}

TEST(MatrixTest, ClustersHaveNoMoreReplicasThanNodes) {
    MatrixOptions options = one_build();
    options.nodes = {1, 2, 4};
    options.replicas = {1, 3};
    EXPECT_THAT(names_of(options),
                ElementsAre("1 node N=1", "2 nodes N=1", "4 nodes N=1!", "4 nodes N=3!"));
}

TEST(MatrixTest, BuildsAreToldApartAndSolversComeLast) {
    MatrixOptions options = one_build();
    options.builds.resize(2);
    options.builds[1].name = "old";
    options.threads = {1, 2};
    options.solvers = {{"other", "other {puzzle_file}", "", "", false}};
    EXPECT_THAT(names_of(options),
                ElementsAre("this, auto, 1 thread", "this, auto, 2 threads", "old, auto, 1 thread",
                            "old, auto, 2 threads", "other"));
}

TEST(MatrixTest, NoConfigurationIsRefused) {
    MatrixOptions options = one_build();
    options.nodes = {1};
    options.replicas = {3};
    EXPECT_FALSE(configurations_of(options));
}

TEST(MatrixTest, ASampleIsSpreadOverTheSet) {
    EXPECT_THAT(spread(10, 2), ElementsAre(2, 7));
    EXPECT_THAT(spread(3, 0), ElementsAre(0, 1, 2));
    EXPECT_THAT(spread(3, 9), ElementsAre(0, 1, 2));
    EXPECT_EQ(spread(90, 20).size(), 20U);
}

TEST(MatrixTest, TurnsGoForthAndBack) {
    // Goal: A B B A over puzzles and over repetitions; each cell has all its turns.
    const Comparison comparison = sample(2, 2, 2);
    std::string order;
    std::map<std::pair<int, int>, int> cells;
    for (const Turn& turn : turns_of(comparison)) {
        order += comparison.configurations[static_cast<std::size_t>(turn.configuration)].name;
        EXPECT_EQ(turn.order + 1, std::ssize(order));
        ++cells[{turn.configuration, turn.puzzle}];
    }
    EXPECT_EQ(order, "abbabaab");
    for (const auto& [cell, count] : cells) {
        EXPECT_EQ(count, 2);
    }
}

}  // namespace
}  // namespace kura::compare
