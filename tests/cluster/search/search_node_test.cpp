#include "cluster/search/search_node.hpp"

#include "cluster/search/closing.hpp"
#include "cluster/search/takeover.hpp"
#include "cluster/sim/graph_space.hpp"
#include "tests/cluster/search/keys.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace kura::cluster::search {
namespace {

constexpr JobId kJob{1};
constexpr NodeId kNew{9};
constexpr std::uint32_t kPartitions = 4;

view::Member member(std::uint64_t id) {
    return {.node = {NodeId{id}, Place{id}, Zone{1}, 1}, .incarnation = Incarnation{1}};
}

// One partition that moved to node 9, which was a replica of it before. The test is the others.
class NewOwner {
  public:
    NewOwner() : space_({{{1, 1}}, {}}), node_(kNew, kJob, space_, kPartitions, {}) {
        view::View view = view::bootstrap(member(1), {.partitions = kPartitions, .replicas = 3});
        const std::vector others{member(2), member(3)};
        view = *view::admit(view, others);
        view = *view::start_job(view, kJob, 3, 2, view::Moving::warm);
        view = *view::admit(view, std::vector{member(kNew.value)});
        partition_ = view.moves.at(0).partition;
        const Epoch warmed_in = view.since[partition_.value];
        const std::vector reached{view::Established{partition_, warmed_in}};
        view = *view::establish(view, kJob, reached);
        const std::uint64_t word = kura::search::make_word(kOrder, 0, Arrival{});
        Records records(4);
        records.push_back(word, bytes(key_of(0)));
        held_.merge(partition_, bytes(key_of(0)), word);
        step(MessageArrived{view.map.owner(partition_),
                            Replicate{{{partition_, 1, warmed_in, 0, 1}}, std::move(records)}});
        const std::vector warm{view::Warmed{partition_, warmed_in}};
        view = *view::warmed(view, kJob, warm);
        epoch_ = view.since[partition_.value];
        view_ = std::make_shared<const view::View>(std::move(view));
        step(ViewArrived{view_});
    }

    [[nodiscard]] bool is_active() const { return node_.is_active_owner(partition_); }
    [[nodiscard]] std::vector<NodeId> others() const {
        std::vector<NodeId> nodes;
        for (const NodeId node : view_->map.preference(partition_)) {
            if (node != kNew) {
                nodes.push_back(node);
            }
        }
        return nodes;
    }

    void answer_seal(NodeId from) {
        step(MessageArrived{
            from, Sealed{partition_, epoch_, "", Records(4), 0, true, held_.digest(partition_)}});
    }

    // Pieces of the table that go to that node.
    int pieces_to(NodeId node) {
        now_ += Duration(1'000'000);
        int pieces = 0;
        for (const Action& action : node_.step(TimePassed{}, now_)) {
            const auto* const out = std::get_if<SendMessage>(&action);
            const auto* const replicate =
                out != nullptr && out->to == node ? std::get_if<Replicate>(&out->message) : nullptr;
            for (std::size_t i = 0; replicate != nullptr && i < replicate->stretches.size(); ++i) {
                pieces += replicate->stretches[i].is_piece() ? 1 : 0;
            }
        }
        return pieces;
    }

  private:
    void step(const Event& event) {
        now_ += Duration(100);
        node_.step(event, now_);
    }

    sim::GraphSpace space_;
    SearchNode node_;
    RecordTable held_{4, kPartitions, std::size_t{1} << 20};  // what all replicas have
    view::ViewPtr view_;
    PartitionId partition_;
    Epoch epoch_;
    Instant now_;
};

TEST(SearchNodeTest, NobodyWaitsForWhoGaveUp) {
    // Goal: an owner that gave up copies nothing, so it lets go of what is to move. Method: a view
    // with one generation too many makes it give up; time passes.
    const sim::GraphSpace::Edge edge{1, 1};
    sim::GraphSpace space({{edge}, {}});
    view::View view = view::bootstrap(member(1), {.partitions = kPartitions, .replicas = 3});
    view = *view::start_job(view, kJob, 3, 2, view::Moving::warm);
    view = *view::admit(view, std::vector{member(2)});
    view.jobs[0].generation = Generation{kGenerationMax + 1};
    ASSERT_FALSE(view.moves.empty());
    SearchNode node(NodeId{1}, kJob, space, kPartitions, {});
    const Instant now(Duration(1'000'000));
    const std::vector<Action> first =
        node.step(ViewArrived{std::make_shared<const view::View>(view)}, now);
    ASSERT_EQ(first.size(), 1U);
    EXPECT_TRUE(std::holds_alternative<GaveUp>(first[0]));
    const std::vector<Action> then = node.step(TimePassed{}, now);
    ASSERT_EQ(then.size(), 1U);
    const auto& request = std::get<AskRegister>(then[0]).request;
    EXPECT_EQ(std::get<std::vector<view::Warmed>>(request).size(), view.moves.size());
}

TEST(SearchNodeTest, ALateAnswerToASealSavesTheCopy) {
    // Goal: a new owner works as soon as a seal quorum answered; who answers later, and lacks
    // nothing, gets no copy of the table. Method: the second replica answers late or not at all.
    for (const bool answers : {true, false}) {
        NewOwner owner;
        const std::vector<NodeId> others = owner.others();
        ASSERT_EQ(others.size(), 2U);
        EXPECT_FALSE(owner.is_active());
        owner.answer_seal(others[0]);
        EXPECT_TRUE(owner.is_active());
        if (answers) {
            owner.answer_seal(others[1]);
        }
        EXPECT_EQ(owner.pieces_to(others[0]), 0);
        EXPECT_EQ(owner.pieces_to(others[1]), answers ? 0 : 1);
    }
}

TEST(SearchNodeTest, TheFirstAnswerToASealNamesTheLeavesOfAll) {
    // Goal: the leaves that the first answer to a seal names hold for the later ones, which need no
    // digest. Method: a table of two pieces; the second is asked for with the first one's leaves,
    // and with none.
    sim::GraphSpace space(std::vector<std::vector<sim::GraphSpace::Edge>>(100));
    SearchOptions options;
    options.batch_records = 10;
    SearchNode node(kNew, kJob, space, kPartitions, options);
    const Instant now(Duration(1'000'000));
    const PartitionId p{3};
    const Epoch epoch{5};
    Replicate message{{{p, 15, Epoch{4}, 0, 15}}, Records(4)};
    for (std::uint32_t n = 0; n < 15; ++n) {
        message.records.push_back(7, bytes(key_of(n)));
    }
    node.step(MessageArrived{NodeId{1}, std::move(message)}, now);
    const auto ask = [&](const Seal& seal) {
        const std::vector<Action> actions = node.step(MessageArrived{NodeId{2}, seal}, now);
        EXPECT_EQ(actions.size(), 1U);
        return std::get<Sealed>(std::get<SendMessage>(actions.at(0)).message);
    };
    const Sealed first = ask({p, epoch, "", {}});
    EXPECT_EQ(first.records.size(), 10U);
    EXPECT_FALSE(first.is_complete);
    EXPECT_NE(first.leaves, 0U);

    Takeover takeover(p, epoch, NodeId{2});
    const view::ReplicaSet set{epoch, {kNew, NodeId{2}}};
    EXPECT_EQ(takeover.due({}, set, now, Duration(1)), std::vector{kNew});
    EXPECT_TRUE(takeover.is_first(kNew));
    EXPECT_TRUE(takeover.answered(kNew, first));
    EXPECT_FALSE(takeover.is_first(kNew));
    Seal then = takeover.request(kNew, Digest{1});
    EXPECT_EQ(then.leaves, first.leaves);
    const Sealed second = ask(then);
    EXPECT_EQ(second.records.size(), 5U);
    EXPECT_EQ(second.leaves, first.leaves);
    EXPECT_TRUE(second.is_complete);
    then.leaves = 0;
    EXPECT_TRUE(ask(then).records.empty());
}

TEST(SearchNodeTest, AReplicaTakesEachStretchForItsPartition) {
    // Goal: records are prepared across stretches, and still each one is merged into its own
    // partition, and none of a stretch that is refused. Method: longer and shorter stretches than
    // are prepared at once, an empty one, and one whose epoch was sealed away.
    sim::GraphSpace space(std::vector<std::vector<sim::GraphSpace::Edge>>(100));
    SearchNode node(kNew, kJob, space, kPartitions, {});
    const Instant now(Duration(1'000'000));
    const Epoch old{4};
    const Epoch present{5};
    const PartitionId sealed{2};
    node.step(MessageArrived{NodeId{2}, Seal{sealed, present, "", {}}}, now);
    const std::vector<Stretch> stretches{{PartitionId{0}, 20, present, 0, 20},
                                         {PartitionId{1}, 0, present, 7, 7},
                                         {sealed, 30, old, 0, 30},
                                         {PartitionId{3}, 1, present, 0, 1},
                                         {PartitionId{1}, 25, present, 0, 25}};
    Replicate message{stretches, Records(4)};
    const auto word_of = [](std::uint32_t n) {
        return kura::search::make_word(kOrder, static_cast<int>(n), Arrival{});
    };
    for (std::uint32_t n = 0; n < 76; ++n) {
        message.records.push_back(word_of(n), bytes(key_of(n)));
    }
    const std::vector<Action> actions =
        node.step(MessageArrived{NodeId{1}, std::move(message)}, now);
    std::uint32_t n = 0;
    for (const Stretch& stretch : stretches) {
        for (std::uint32_t i = 0; i < stretch.count; ++i, ++n) {
            EXPECT_EQ(node.records().find(stretch.partition, bytes(key_of(n))),
                      stretch.partition == sealed ? 0 : word_of(n))
                << n;
        }
    }
    EXPECT_EQ(node.records().size(), 46U);
    ASSERT_EQ(actions.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<Outdated>(std::get<SendMessage>(actions[0]).message));
    const auto& ack = std::get<ReplicateAck>(std::get<SendMessage>(actions[1]).message);
    ASSERT_EQ(ack.stretches.size(), 4U);
    EXPECT_EQ(ack.stretches[2].partition, PartitionId{3});
}

}  // namespace
}  // namespace kura::cluster::search
