#include "cluster/store/document.hpp"

#include "cluster/disk/row_codec.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace kura::cluster::store {
namespace {

// A few replicas of one key, changed as coordinators change them.
class Replicas {
  public:
    // Each number is one deed: a write with what another replica has as context, the last write
    // tried again somewhere else, or news from one replica to another.
    explicit Replicas(const std::vector<std::uint16_t>& deeds) {
        for (const std::uint16_t deed : deeds) {
            const std::size_t a = deed % kCount;
            const std::size_t b = deed / 8 % kCount;
            switch (deed / 64 % 4) {
                case 0:
                    write(a, states_[b].context(), WriteId{NodeId{9}, ++writes_});
                    break;
                case 1:
                    if (writes_ > 0) {
                        write(a, last_context_, WriteId{NodeId{9}, writes_});
                    }
                    break;
                default:
                    states_[a].merge(states_[b]);
            }
        }
    }
    [[nodiscard]] const Document& operator[](std::size_t i) const { return states_[i]; }

    static constexpr std::size_t kCount = 3;

  private:
    void write(std::size_t at, const Context& context, WriteId id) {
        counters_[at] =
            std::max({counters_[at], states_[at].clock.largest(), context.clock.largest()}) + 1;
        Version version;
        version.dot = {{NodeId{at + 1}, 0}, counters_[at]};
        version.write = id;
        version.value = std::to_string(id.number);
        last_context_ = context;
        states_[at].put(context, version);
    }

    std::array<Document, kCount> states_;
    std::array<std::uint64_t, kCount> counters_{};
    Context last_context_;
    std::uint64_t writes_ = 0;
};

Document joined(Document a, const Document& b) {
    a.merge(b);
    return a;
}

std::vector<std::uint16_t> some_deeds() {
    // Fewer writes than are remembered: the laws hold as long as nothing is pruned.
    const int count = *rc::gen::inRange(0, 15);
    return *rc::gen::container<std::vector<std::uint16_t>>(static_cast<std::size_t>(count),
                                                           rc::gen::inRange<std::uint16_t>(0, 512));
}

RC_GTEST_PROP(DocumentLawTest, MergingIsCommutativeAssociativeAndIdempotent, ()) {
    const Replicas r(some_deeds());
    RC_ASSERT(joined(r[0], r[1]) == joined(r[1], r[0]));
    RC_ASSERT(joined(joined(r[0], r[1]), r[2]) == joined(r[0], joined(r[1], r[2])));
    RC_ASSERT(joined(r[0], r[0]) == r[0]);
    Document all = joined(joined(r[0], r[1]), r[2]);
    RC_ASSERT(!all.merge(r[1]));
    RC_ASSERT(all.digest(5) == joined(r[2], joined(r[1], r[0])).digest(5));
}

RC_GTEST_PROP(DocumentLawTest, AWriteStandsOnceAndReplacesExactlyWhatItsContextCovers, ()) {
    const Replicas r(some_deeds());
    Document all = joined(joined(r[0], r[1]), r[2]);
    std::vector<WriteId> ids;
    for (const Version& version : all.versions) {
        RC_ASSERT(std::find(ids.begin(), ids.end(), version.write) == ids.end());
        ids.push_back(version.write);
    }
    const std::size_t unseen = static_cast<std::size_t>(
        std::count_if(all.versions.begin(), all.versions.end(),
                      [&](const Version& version) { return !r[0].context().covers(version); }));
    Version mine;
    mine.dot = {{NodeId{8}, 0}, all.clock.largest() + 1};
    mine.write = {NodeId{8}, 1};
    RC_ASSERT(all.put(r[0].context(), mine));
    RC_ASSERT(all.versions.size() == unseen + 1);
    RC_ASSERT(all.versions.front() == mine);
    RC_ASSERT(!all.put({}, mine));  // tried again
}

RC_GTEST_PROP(DocumentLawTest, TheDiskGivesBackWhatItWasGiven, ()) {
    const Replicas r(some_deeds());
    const Document all = joined(joined(r[0], r[1]), r[2]);
    const std::vector<std::uint8_t> bytes = disk::encode(all);
    RC_ASSERT(disk::decode(bytes) == all);
    const auto cut = static_cast<std::size_t>(*rc::gen::inRange<std::uint64_t>(0, bytes.size()));
    RC_ASSERT(!disk::decode(std::span(bytes).first(cut)));
}

TEST(DocumentTest, ATombstoneIsAVersionWithoutValue) {
    // Goal: a delete leaves something that replaces older copies; a concurrent write survives it.
    Document here;
    Version first;
    first.dot = {{NodeId{1}, 0}, 1};
    first.write = {NodeId{9}, 1};
    here.put({}, first);
    const Document there = here;
    Version gone = first;
    gone.dot.counter = 2;
    gone.write.number = 2;
    gone.is_deleted = true;
    here.put(here.context(), gone);
    EXPECT_TRUE(here.is_tombstone());
    EXPECT_FALSE(here.merge(there));
    EXPECT_TRUE(here.is_tombstone());
    Document other = there;
    Version concurrent = first;
    concurrent.dot = {{NodeId{2}, 0}, 2};
    concurrent.write.number = 3;
    other.put(other.context(), concurrent);
    here.merge(other);
    EXPECT_FALSE(here.is_tombstone());
    EXPECT_EQ(here.versions.size(), 2U);
}

TEST(ClockTest, OfTooManyActorsTheOldestAreForgotten) {
    // Goal: clocks are bounded, alike on all replicas. Method: twice as many actors, joined in two
    // orders.
    Clock up;
    Clock down;
    for (std::uint64_t i = 1; i <= 2 * kClockMax; ++i) {
        up.add({NodeId{i}, 0}, i);
        down.add({NodeId{2 * kClockMax + 1 - i}, 0}, 2 * kClockMax + 1 - i);
    }
    EXPECT_EQ(up.entries().size(), kClockMax);
    EXPECT_EQ(up, down);
    EXPECT_FALSE(covers(up, {{NodeId{1}, 0}, 1}));
    EXPECT_TRUE(covers(up, {{NodeId{2 * kClockMax}, 0}, 1}));
    Clock joined_up = up;
    joined_up.join(down);
    EXPECT_EQ(joined_up, up);
}

}  // namespace
}  // namespace kura::cluster::store
