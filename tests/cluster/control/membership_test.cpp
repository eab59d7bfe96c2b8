#include "cluster/control/membership.hpp"

#include "cluster/view/view_change.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace kura::cluster::control {
namespace {

using gossip::Status;

view::Member member(std::uint64_t id) {
    return {.node = {.id = NodeId{id}, .place = Place{100 + id}, .zone = Zone{1}, .weight = 1},
            .incarnation = Incarnation{1}};
}

// What one node sees of a cluster whose members are 1 to `count`.
class Observer {
  public:
    explicit Observer(std::uint64_t self, std::uint64_t count) : self_(member(self)) {
        view_ = view::bootstrap(member(1), {.partitions = 16, .replicas = 3, .seeds_wanted = 3});
        for (std::uint64_t id = 1; id <= count; ++id) {
            view_ = view::admit(view_, std::vector{member(id)}).value();
            if (id != self) {
                see(id, Status::alive);
            }
        }
    }

    void see(std::uint64_t id, Status status) {
        gossip::Peer peer;
        peer.node = NodeId{id};
        peer.incarnation = Incarnation{1};
        peer.status = status;
        peer.description.place = Place{100 + id};
        peer.description.zone = Zone{1};
        peers_[peer.node] = peer;
    }

    void take(const view::View& view) {
        membership_.on_view(view_, view);
        view_ = view;
    }

    // When the node first asks for a change, and for which; none within ten seconds.
    std::optional<std::pair<Duration, MembershipChange>> first_change() {
        for (Duration passed{0}; passed < Duration(10'000'000); passed += Duration(10'000)) {
            now_ += Duration(10'000);
            if (const auto change = membership_.due(view_, self_, peers_, now_)) {
                return std::pair(passed, *change);
            }
        }
        return std::nullopt;
    }

    const MembershipOptions options;
    view::View view_;

  private:
    view::Member self_;
    std::map<NodeId, gossip::Peer> peers_;
    Membership membership_{options};
    Instant now_;
};

TEST(MembershipTest, NothingIsAskedForWhereNothingChanged) {
    // Goal: a quiet cluster writes nothing. Method: all members alive, one only suspected.
    Observer observer(1, 3);
    observer.see(3, Status::suspect);
    EXPECT_FALSE(observer.first_change());
}

TEST(MembershipTest, TheFirstInRankAsksAndTheNextATurnLater) {
    // Goal: one node asks, but none is needed. Method: the same newcomer, seen by each rank.
    for (std::uint64_t rank = 0; rank < 3; ++rank) {
        Observer observer(rank + 1, 3);
        observer.see(9, Status::alive);
        const auto change = observer.first_change();
        ASSERT_TRUE(change);
        ASSERT_EQ(change->second.in.size(), 1U);
        EXPECT_EQ(change->second.in[0].node.id, NodeId{9});
        EXPECT_TRUE(change->second.out.empty());
        const Duration due =
            observer.options.join_settle + observer.options.turn * static_cast<int>(rank);
        EXPECT_EQ(change->first, due);
    }
}

TEST(MembershipTest, TheDeadDoNotCountInRank) {
    // Goal: the death of the first in rank costs no turn. Method: node 2, next after the dead 1.
    Observer observer(2, 3);
    observer.see(1, Status::dead);
    const auto change = observer.first_change();
    ASSERT_TRUE(change);
    EXPECT_EQ(change->second.out, std::vector{NodeId{1}});
    EXPECT_EQ(change->first, observer.options.loss_settle);
}

TEST(MembershipTest, LossesWithinTheSettlingTimeAreOneChange) {
    // Goal: a rack that goes is one epoch, not three. Method: two die at once, a third joins.
    Observer observer(1, 4);
    observer.see(3, Status::dead);
    observer.see(4, Status::left);
    const auto change = observer.first_change();
    ASSERT_TRUE(change);
    EXPECT_EQ(change->second.out, (std::vector{NodeId{3}, NodeId{4}}));
}

TEST(MembershipTest, WhoWasExpelledNeverComesBackUnderItsId) {
    // Goal: a node that slept through its expulsion is not let in with what it remembers.
    // Method: it is expelled, then seen alive again; another newcomer is let in at once.
    Observer observer(1, 3);
    observer.take(view::expel(observer.view_, std::vector{NodeId{3}}).value());
    observer.see(3, Status::alive);
    EXPECT_FALSE(observer.first_change());
    observer.see(9, Status::alive);
    const auto change = observer.first_change();
    ASSERT_TRUE(change);
    ASSERT_EQ(change->second.in.size(), 1U);
    EXPECT_EQ(change->second.in[0].node.id, NodeId{9});
}

TEST(MembershipTest, AStrangerHasNoTurn) {
    // Goal: only members, or who comes to a member's place, ask. Method: node 9 in no view.
    Observer observer(9, 3);
    EXPECT_FALSE(observer.first_change());
}

}  // namespace
}  // namespace kura::cluster::control
