#include "cluster/search/search_node.hpp"
#include "cluster/search/wave_counter.hpp"
#include "cluster/sim/graph_space.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <vector>

namespace kura::cluster::search {
namespace {

constexpr JobId kJob{1};

// Two nodes, N=1: node 1 asks for waves, node 2 owns the root of the graph 0 -> 1 -> 2, and node 1
// owns vertex 1. The test is the network.
class TwoNodes {
  public:
    using Edges = std::vector<std::vector<sim::GraphSpace::Edge>>;

    explicit TwoNodes(BrokenRule broken, const Edges& edges = {{{1, 1}}, {{2, 1}}, {}})
        : TwoNodes(options_with(broken), edges) {}
    TwoNodes(const SearchOptions& options, const Edges& edges) : space_(edges) {
        for (std::uint64_t place = 1; view_ == nullptr; place += 2) {
            try_places(place);
        }
        for (const std::uint64_t id : {1, 2}) {
            nodes_.push_back(std::make_unique<SearchNode>(NodeId{id}, kJob, space_, 64, options));
            step(id, ViewArrived{view_});
        }
        step(2, Work{0});
    }

    // Returns the actions; nothing travels by itself.
    std::vector<Action> step(std::uint64_t id, const Event& event) {
        now_ += Duration(100);
        return nodes_[id - 1]->step(event, now_);
    }

    // Lets both work and talk for a while; only what node 2 answers to waves is kept back.
    void run_rounds(int rounds) {
        for (int round = 0; round < rounds; ++round) {
            now_ += Duration(60'000);
            for (const std::uint64_t id : {1, 2}) {
                hand_on(id, step(id, TimePassed{}));
                hand_on(id, step(id, Work{4}));
            }
        }
    }
    [[nodiscard]] bool has_work(std::uint64_t id) { return nodes_[id - 1]->has_work(); }
    [[nodiscard]] const WaveReply& held() const { return held_; }
    [[nodiscard]] const view::ViewPtr& view() const { return view_; }

    template <typename Wanted>
    static const Wanted* find(const std::vector<Action>& actions) {
        for (const Action& action : actions) {
            if (const auto* out = std::get_if<SendMessage>(&action)) {
                if (const auto* wanted = std::get_if<Wanted>(&out->message)) {
                    return wanted;
                }
            }
        }
        return nullptr;
    }
    static std::optional<view::ExhaustionClaim> claim_in(const std::vector<Action>& actions) {
        for (const Action& action : actions) {
            if (const auto* ask = std::get_if<AskRegister>(&action)) {
                if (const auto* claim = std::get_if<view::ExhaustionClaim>(&ask->request)) {
                    return *claim;
                }
            }
        }
        return std::nullopt;
    }

  private:
    static SearchOptions options_with(BrokenRule broken) {
        SearchOptions options;
        options.broken = broken;
        return options;
    }

    void hand_on(std::uint64_t from, const std::vector<Action>& actions) {
        for (const Action& action : actions) {
            const auto* out = std::get_if<SendMessage>(&action);
            if (out == nullptr) {
                continue;
            }
            if (const auto* reply = std::get_if<WaveReply>(&out->message)) {
                held_ = *reply;
            } else {
                hand_on(out->to.value,
                        step(out->to.value, MessageArrived{NodeId{from}, out->message}));
            }
        }
    }

    void try_places(std::uint64_t place) {
        std::vector<view::Member> members(2);
        for (std::uint64_t n = 0; n < 2; ++n) {
            members[n].node = {NodeId{n + 1}, Place{place + n}, Zone{1}, 1};
            members[n].incarnation = Incarnation{1};
        }
        view::View view = view::bootstrap(members[0], {.partitions = 64, .replicas = 1});
        view = view::admit(view, members).value();
        view = view::start_job(view, kJob, 1, 1).value();
        std::vector<NodeId> owners;
        const auto note = [&](const Child& child) {
            owners.push_back(view.map.owner(view.map.partition_of(child.placement_hash)));
        };
        space_.roots(note);
        space_.roots([&](const Child& root) {
            const std::vector<std::uint8_t> key(root.key, root.key + 4);
            space_.children(key.data(), note);
        });
        if (owners[0] == NodeId{2} && owners[1] == NodeId{1}) {
            view_ = std::make_shared<const view::View>(std::move(view));
        }
    }

    sim::GraphSpace space_;
    view::ViewPtr view_;
    std::vector<std::unique_ptr<SearchNode>> nodes_;
    Instant now_;
    WaveReply held_;
};

// Work hops behind the probe: node 1 answers while it has nothing, then node 2 sends it a state,
// gets the acknowledgement, closes its own and answers too. One wave sees only passive nodes, yet
// vertex 1 is open.
bool is_fooled(BrokenRule broken) {
    TwoNodes two(broken);
    const auto asked = two.step(1, TimePassed{});
    const auto* request = TwoNodes::find<WaveRequest>(asked);
    EXPECT_NE(request, nullptr);
    const auto worked = two.step(2, Work{1});
    const auto* offer = TwoNodes::find<Offer>(worked);
    EXPECT_NE(offer, nullptr);
    two.step(1, MessageArrived{NodeId{2}, *offer});
    const auto acked = two.step(1, Work{0});
    const auto* ack = TwoNodes::find<OfferAck>(acked);
    EXPECT_NE(ack, nullptr);
    two.step(2, MessageArrived{NodeId{1}, *ack});
    const auto answered = two.step(2, MessageArrived{NodeId{1}, *request});
    const auto* reply = TwoNodes::find<WaveReply>(answered);
    EXPECT_NE(reply, nullptr);
    EXPECT_TRUE(reply->is_passive);
    return TwoNodes::claim_in(two.step(1, MessageArrived{NodeId{2}, *reply})).has_value();
}

TEST(WaveTest, OneWaveIsFooledByWorkThatHopsBehindIt) {
    // Goal: why two waves are needed. Method: the schedule above, with one wave and with two.
    EXPECT_TRUE(is_fooled(BrokenRule::one_wave));
    EXPECT_FALSE(is_fooled(BrokenRule::none));
}

TEST(WaveTest, AClaimSpeaksOfTheEpochItsWavesRanIn) {
    // Goal: a view that arrives before the last answer of a wave must not lend the claim its own
    // epoch, in which nobody was asked: the register would believe it. Method: nothing leads to the
    // goal; two waves end, the third has one answer to come; then a third node joins.
    TwoNodes two(BrokenRule::none, {{{1, 1}}, {}, {}});
    two.run_rounds(6);
    for (int wave = 0; wave < 2; ++wave) {
        const auto actions = two.step(1, MessageArrived{NodeId{2}, two.held()});
        EXPECT_FALSE(TwoNodes::claim_in(actions)) << "the first wave saw work";
        two.run_rounds(2);
    }
    EXPECT_TRUE(two.held().is_passive);
    view::Member third;
    third.node = {NodeId{3}, Place{3333}, Zone{1}, 1};
    third.incarnation = Incarnation{1};
    const auto later =
        std::make_shared<const view::View>(view::admit(*two.view(), std::vector{third}).value());
    two.step(1, ViewArrived{later});
    const auto claim = TwoNodes::claim_in(two.step(1, MessageArrived{NodeId{2}, two.held()}));
    if (claim) {
        EXPECT_EQ(claim->epoch, two.view()->epoch);
        EXPECT_FALSE(view::conclude(*later, *claim).has_value());
        EXPECT_TRUE(view::conclude(*two.view(), *claim).has_value()) << "true when it was asked";
    } else {
        ADD_FAILURE() << "the schedule does not reach the case";
    }
}

TEST(WaveTest, ANodeThatIsAheadWaitsForTheRest) {
    // Goal: what lies beyond the least bound open anywhere is expanded in small part only. Method:
    // a root whose many children cost more, and waves that say how far the others are.
    SearchOptions options;
    options.ahead_free = 0;
    TwoNodes::Edges edges(42);
    for (int vertex = 1; vertex < 41; ++vertex) {
        edges[0].push_back({vertex, 5});
    }
    TwoNodes two(options, edges);
    const auto asked = two.step(1, TimePassed{});
    WaveRequest request = *TwoNodes::find<WaveRequest>(asked);
    const auto tell_node_2 = [&](std::int32_t lower_bound) {
        ++request.number;
        request.lower_bound = lower_bound;
        two.step(2, MessageArrived{NodeId{1}, request});
    };
    tell_node_2(0);
    two.step(2, Work{1});  // the root
    ASSERT_TRUE(two.has_work(2));
    two.step(2, Work{100});
    EXPECT_FALSE(two.has_work(2)) << "one is within what is allowed";
    tell_node_2(5);
    EXPECT_TRUE(two.has_work(2)) << "the others have caught up";
    tell_node_2(0);
    EXPECT_FALSE(two.has_work(2));
    tell_node_2(kNoLimit);
    EXPECT_TRUE(two.has_work(2)) << "nothing is known of the others";
}

WaveReply passive_reply(const WaveRequest& request, std::uint64_t activity, std::int32_t low) {
    return {request.number, request.epoch, request.generation, true, activity, low, 0};
}

TEST(WaveTest, ExhaustionNeedsTwoEqualWavesOnOneGround) {
    // Goal: activity between the waves, or a change of epoch, starts the count again. Method: feed
    // a counter by hand.
    const SearchOptions options;
    WaveCounter waves;
    Instant now;
    const std::vector<NodeId> members{NodeId{1}, NodeId{2}};
    const auto run_wave = [&](std::uint64_t activity) {
        now += Duration(1'000'000);
        EXPECT_EQ(waves.due(now, options).size(), 2U);
        const WaveRequest request = waves.request();
        EXPECT_FALSE(waves.answered(NodeId{1}, passive_reply(request, activity, 7), now, options));
        EXPECT_FALSE(waves.answered(NodeId{1}, passive_reply(request, activity, 7), now, options))
            << "an answer counts once";
        return waves.answered(NodeId{2}, passive_reply(request, 3, 9), now, options).value();
    };
    waves.set_ground({Epoch{1}, Generation{1}, 20}, members, now);
    EXPECT_FALSE(run_wave(5).is_exhausted);
    EXPECT_FALSE(run_wave(6).is_exhausted) << "something happened";
    waves.set_ground({Epoch{2}, Generation{1}, 20}, members, now);
    EXPECT_FALSE(run_wave(6).is_exhausted) << "another epoch";
    const WaveResult last = run_wave(6);
    EXPECT_TRUE(last.is_exhausted);
    EXPECT_EQ(last.lower_bound, 7);
}

}  // namespace
}  // namespace kura::cluster::search
