#include "cluster/search/closing.hpp"
#include "cluster/search/record_table.hpp"
#include "cluster/search/replica_log.hpp"
#include "cluster/search/takeover.hpp"
#include "cluster/search/window_book.hpp"
#include "solver/base/rng.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace kura::cluster::search {
namespace {

using kura::search::make_word;

std::string key_of(std::uint32_t number) {
    std::string key(4, '\0');
    std::memcpy(key.data(), &number, sizeof number);
    return key;
}

const std::uint8_t* bytes(const std::string& key) {
    return reinterpret_cast<const std::uint8_t*>(key.data());
}

const view::ReplicaSet kThree{Epoch{4}, {NodeId{1}, NodeId{2}, NodeId{3}}};

TEST(ClosingTest, ABetterCostReopensAndALaterGenerationToo) {
    // Goal: the order of words is the order of knowledge. Method: compare words.
    const Arrival arrival{3, 4, 1};
    const std::uint64_t nine = make_word(kOrder, 9, arrival);
    const std::uint64_t closed_nine = closed_in(nine, Generation{1});
    EXPECT_LT(nine, closed_nine);
    EXPECT_LT(closed_nine, make_word(kOrder, 8, Arrival{}));
    EXPECT_LT(closed_nine, closed_in(nine, Generation{2}));
    EXPECT_FALSE(is_open(closed_nine, Generation{1}));
    EXPECT_TRUE(is_open(closed_nine, Generation{2}));
    EXPECT_EQ(kura::search::word_arrival(kOrder, closed_nine), arrival);
}

TEST(RecordTableTest, ChunksBringWhatDiffersAndOnlyThat) {
    // Goal: a take-over gets everything it lacks. Method: random tables that share most records;
    // chunk by chunk until complete, while the receiver's digest changes.
    base::Rng rng(5);
    RecordTable from(4, 8, std::size_t{1} << 26);
    RecordTable to(4, 8, std::size_t{1} << 26);
    const PartitionId p{3};
    for (std::uint32_t n = 0; n < 3000; ++n) {
        const std::uint64_t word = make_word(kOrder, static_cast<int>(rng.below(50)), Arrival{});
        from.merge(p, bytes(key_of(n)), word);
        if (rng.below(100) < 97) {
            to.merge(p, bytes(key_of(n)), word);
        }
    }
    std::string cursor;
    std::size_t sent = 0;
    for (bool is_complete = false; !is_complete;) {
        const RecordTable::Chunk chunk = from.missing_from(p, to.digest(p), cursor, 100);
        is_complete = chunk.is_complete;
        for (std::size_t i = 0; i < chunk.records.size(); ++i) {
            to.merge(p, chunk.records.key(i), chunk.records.header(i));
            cursor.assign(reinterpret_cast<const char*>(chunk.records.key(i)), 4);
        }
        sent += chunk.records.size();
    }
    EXPECT_EQ(from.digest(p), to.digest(p));
    EXPECT_EQ(from.missing_from(p, to.digest(p), "", 10).records.size(), 0U);
    EXPECT_LE(sent, 3000U);
}

TEST(ReplicaLogTest, CommitsAtTheQuorumAndAcceptsNoGaps) {
    // Goal: W of N, cumulative. Method: N=3, W=2; acknowledgements out of order.
    ReplicaLog log(PartitionId{1}, kThree, NodeId{1}, 2, 4);
    for (std::uint32_t n = 0; n < 4; ++n) {
        log.append(bytes(key_of(n)), n + 1);
    }
    log.wait(77);
    std::vector<std::uint64_t> ready;
    const auto note = [&](std::uint64_t id) { ready.push_back(id); };
    EXPECT_FALSE(log.acknowledge(NodeId{2}, 2, 4)) << "0 and 1 are missing";
    EXPECT_EQ(log.committed(), 0U);
    EXPECT_TRUE(log.acknowledge(NodeId{2}, 0, 3));
    EXPECT_EQ(log.committed(), 3U);
    log.take_ready(note);
    EXPECT_TRUE(ready.empty());
    EXPECT_TRUE(log.acknowledge(NodeId{3}, 0, 4));
    log.take_ready(note);
    log.take_ready(note);
    EXPECT_EQ(ready, std::vector<std::uint64_t>{77}) << "told once";
    EXPECT_FALSE(log.is_everywhere());
    log.acknowledge(NodeId{2}, 3, 4);
    EXPECT_TRUE(log.is_everywhere());
    EXPECT_FALSE(log.acknowledge(NodeId{9}, 0, 4)) << "a stranger";
}

TEST(ReplicaLogTest, ResendsFromTheLastAcknowledgement) {
    // Goal: loss costs a resend. Method: take a message, let time pass, take it again.
    const SearchOptions options;
    ReplicaLog log(PartitionId{1}, kThree, NodeId{1}, 2, 4);
    log.append(bytes(key_of(1)), 5);
    Instant now(Duration(1'000'000));
    Replicate message{{}, Records(4)};
    ASSERT_TRUE(log.extend(message, NodeId{2}, now, options));
    EXPECT_FALSE(log.extend(message, NodeId{2}, now, options)) << "under way";
    ASSERT_TRUE(log.extend(message, NodeId{2}, now + options.resend, options));
    ASSERT_EQ(message.stretches.size(), 2U);
    EXPECT_EQ(message.stretches[1], message.stretches[0]);
    EXPECT_EQ(message.stretches[1], (Stretch{PartitionId{1}, 1, Epoch{4}, 0, 1}));
    EXPECT_EQ(message.records.size(), 2U);
}

TEST(ReplicaLogTest, AReplicaAloneCommitsAtOnce) {
    // Goal: N=1 waits for nobody. Method: a set of one.
    ReplicaLog log(PartitionId{1}, {Epoch{1}, {NodeId{1}}}, NodeId{1}, 1, 4);
    log.append(bytes(key_of(1)), 5);
    EXPECT_TRUE(log.is_committed());
}

TEST(TakeoverTest, NeedsTheSealQuorumOfEverySet) {
    // Goal: N-W+1 of each set in the chain. Method: two sets, answers one by one.
    const std::vector<view::ReplicaSet> chain{{Epoch{1}, {NodeId{1}, NodeId{2}, NodeId{3}}},
                                              {Epoch{2}, {NodeId{3}, NodeId{4}, NodeId{5}}}};
    Takeover takeover(PartitionId{1}, Epoch{3}, NodeId{5});
    EXPECT_EQ(takeover.due(chain, Instant(), Duration(1)).size(), 4U) << "all but itself";
    const auto answer = [&](std::uint64_t node) {
        Sealed sealed{PartitionId{1}, Epoch{3}, "", Records(4), true, {}};
        takeover.answered(NodeId{node}, sealed);
        return takeover.is_done(chain, 2, BrokenRule::none);
    };
    EXPECT_FALSE(answer(4)) << "the second set has two with itself; the first has none";
    EXPECT_FALSE(answer(1));
    EXPECT_TRUE(answer(2));
}

TEST(WindowBookTest, RegroupingKeepsEveryItem) {
    // Goal: a change of owners loses nothing on its way. Method: windows to two nodes, sent and
    // being filled; then all partitions belong to a third.
    WindowBook book(4);
    for (std::uint32_t n = 0; n < 10; ++n) {
        book.add(NodeId{1 + n % 2}, {n % 2, 0, make_word(kOrder, 1, Arrival{})}, bytes(key_of(n)),
                 n);
    }
    const std::uint64_t sent = book.seal(NodeId{1}, Instant());
    book.regroup([](PartitionId p) { return p.value == 0 ? NodeId{3} : NodeId{2}; });
    EXPECT_EQ(book.find(sent), nullptr);
    EXPECT_EQ(book.items(), 10U);
    EXPECT_EQ(book.acknowledge(book.seal(NodeId{3}, Instant()))->slots.size(), 5U);
    EXPECT_EQ(book.acknowledge(book.seal(NodeId{2}, Instant()))->slots.size(), 5U);
    EXPECT_TRUE(book.empty());
}

}  // namespace
}  // namespace kura::cluster::search
