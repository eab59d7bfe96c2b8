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

TEST(RecordTableTest, AReaderMeetsAllThatWasThereWhateverIsMergedMeanwhile) {
    // Goal: a copy of a table is whole though the table grows under it. Method: pieces, between
    // which many records are merged; what was there before must be among them, in wanted leaves.
    base::Rng rng(6);
    RecordTable table(4, 8, std::size_t{1} << 26);
    const PartitionId p{3};
    std::map<std::string, std::uint64_t> before;
    for (std::uint32_t n = 0; n < 2000; ++n) {
        const std::string key = key_of(static_cast<std::uint32_t>(rng.below(1U << 30)));
        table.merge(p, bytes(key), 7);
        before[key] = 7;
    }
    const std::uint64_t leaves = 0x0F0F0F0F0F0F0F0FULL;
    Records seen(4);
    RecordTable::Position position;
    for (int pieces = 0; !position.is_end; ++pieces) {
        ASSERT_LT(pieces, 1000);
        const std::size_t had = seen.size();
        position = table.read(p, position, leaves, 50, seen);
        EXPECT_TRUE(position.is_end || seen.size() - had >= 50);
        for (int n = 0; n < 100; ++n) {
            table.merge(p, bytes(key_of(static_cast<std::uint32_t>(rng.below(1U << 30)))), 7);
        }
    }
    for (std::size_t i = 0; i < seen.size(); ++i) {
        EXPECT_NE(leaves >> RecordTable::leaf_of(seen.key(i), 4) & 1, 0U);
        before.erase(std::string(reinterpret_cast<const char*>(seen.key(i)), 4));
    }
    for (const auto& [key, word] : before) {
        EXPECT_EQ(leaves >> RecordTable::leaf_of(bytes(key), 4) & 1, 0U) << "missed";
    }
}

TEST(RecordTableTest, OnlyWhatLeadsOnFollows) {
    // Goal: a node that lies can't keep a take-over from its end. Method: chunks in a wrong order,
    // and one that repeats the cursor.
    RecordTable table(4, 8, std::size_t{1} << 26);
    const PartitionId p{3};
    for (std::uint32_t n = 0; n < 10; ++n) {
        table.merge(p, bytes(key_of(n)), 7);
    }
    const Records all = table.missing_from(p, {}, "", 100).records;
    ASSERT_EQ(all.size(), 10U);
    const auto some = [&](std::initializer_list<std::size_t> which) {
        Records records(4);
        for (const std::size_t i : which) {
            records.push_back(7, all.key(i));
        }
        return records;
    };
    const std::string third(reinterpret_cast<const char*>(all.key(2)), 4);
    EXPECT_TRUE(table.follow("", all));
    EXPECT_TRUE(table.follow(third, some({3, 5, 9})));
    EXPECT_TRUE(table.follow(third, some({})));
    EXPECT_FALSE(table.follow(third, some({2, 3})));
    EXPECT_FALSE(table.follow("", some({4, 3})));
}

// Whose table is empty, so that no replica lacks anything.
ReplicaLog log_of_nothing() {
    ReplicaLog log(PartitionId{1}, kThree, NodeId{1}, 2, 4);
    log.set_held(NodeId{2}, {}, {});
    log.set_held(NodeId{3}, {}, {});
    return log;
}

TEST(ReplicaLogTest, CommitsAtTheQuorumAndAcceptsNoGaps) {
    // Goal: W of N, cumulative. Method: N=3, W=2; acknowledgements out of order.
    ReplicaLog log = log_of_nothing();
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
    ReplicaLog log = log_of_nothing();
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

TEST(ReplicaLogTest, WhoLacksTheTableCountsForNothing) {
    // Goal: a commit means that W replicas can give everything to a successor. Method: replicas
    // that acknowledge the log but have only pieces of the table.
    SearchOptions options;
    options.batch_records = 8;
    RecordTable table(4, 8, std::size_t{1} << 26);
    const PartitionId p{1};
    for (std::uint32_t n = 0; n < 20; ++n) {
        table.merge(p, bytes(key_of(n)), 7);
    }
    ReplicaLog log(p, kThree, NodeId{1}, 2, 4);
    log.append(bytes(key_of(1)), 9);
    log.wait(77);
    std::vector<std::uint64_t> ready;
    const auto note = [&](std::uint64_t id) { ready.push_back(id); };
    EXPECT_FALSE(log.acknowledge(NodeId{2}, 0, 1));
    EXPECT_FALSE(log.is_established());
    Instant now(Duration(1'000'000));
    std::size_t copied = 0;
    for (int piece = 0; !log.is_established(); ++piece) {
        ASSERT_LT(piece, 10);
        Replicate message{{}, Records(4)};
        ASSERT_TRUE(log.extend_copy(message, NodeId{2}, table, now, options));
        EXPECT_FALSE(log.extend_copy(message, NodeId{2}, table, now, options)) << "under way";
        ASSERT_EQ(message.stretches.size(), 1U);
        const Stretch& stretch = message.stretches[0];
        EXPECT_EQ(stretch.from, stretch.to);
        EXPECT_EQ(stretch.count, message.records.size());
        copied += stretch.count;
        log.take_ready(note);
        EXPECT_TRUE(ready.empty());
        EXPECT_FALSE(log.acknowledge_copy(NodeId{2}, stretch.from + 1)) << "no such piece";
        EXPECT_FALSE(log.acknowledge_copy(NodeId{3}, stretch.from)) << "another's";
        log.acknowledge_copy(NodeId{2}, stretch.from);
    }
    EXPECT_EQ(copied, 20U);
    EXPECT_TRUE(log.is_committed());
    log.take_ready(note);
    EXPECT_EQ(ready, std::vector<std::uint64_t>{77});
    EXPECT_FALSE(log.is_copied()) << "the other one still lacks it";
}

TEST(ReplicaLogTest, ASetThatLostAReplicaIsEstablishedWhenTheOthersHaveWhatItHad) {
    // Goal: the register may forget the set before only when nothing depends on it. Method: a
    // record that only the owner and the lost replica hold, then other replicas.
    ReplicaLog log = log_of_nothing();
    log.append(bytes(key_of(1)), 5);
    ASSERT_TRUE(log.acknowledge(NodeId{2}, 0, 1));
    ASSERT_TRUE(log.is_committed());
    log.change_set({Epoch{6}, {NodeId{1}, NodeId{3}, NodeId{4}}}, 2);
    EXPECT_FALSE(log.is_established()) << "node 3 lacks the record, node 4 all";
    EXPECT_FALSE(log.acknowledge(NodeId{4}, 1, 1)) << "it lacks the table";
    EXPECT_FALSE(log.is_established());
    EXPECT_TRUE(log.acknowledge(NodeId{3}, 0, 1));
    EXPECT_TRUE(log.is_established());
    EXPECT_TRUE(log.is_committed());
    EXPECT_TRUE(log.has_spoken_in(Epoch{4}));
    EXPECT_FALSE(log.has_spoken_in(Epoch{3}));
    EXPECT_FALSE(log.has_spoken_in(Epoch{7}));
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

TEST(WindowBookTest, RegroupingMakesNoWindowLonger) {
    // Goal: after a loss of nodes what all had under way still fits into messages. Method: windows
    // to many nodes, then one owner.
    WindowBook book(4);
    for (std::uint32_t n = 0; n < 50; ++n) {
        book.add(NodeId{n}, {0, 0, make_word(kOrder, 1, Arrival{})}, bytes(key_of(n)), n);
    }
    book.regroup([](PartitionId) { return NodeId{99}; }, 8);
    const std::vector<std::uint64_t> due = book.due(Instant(Duration(1'000'000)), Duration(1));
    ASSERT_EQ(due.size(), 6U);
    for (const std::uint64_t number : due) {
        EXPECT_EQ(book.find(number)->candidates.size(), 8U);
    }
    EXPECT_EQ(book.items(), 50U);
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
    book.regroup([](PartitionId p) { return p.value == 0 ? NodeId{3} : NodeId{2}; }, 100);
    EXPECT_EQ(book.find(sent), nullptr);
    EXPECT_EQ(book.items(), 10U);
    EXPECT_EQ(book.acknowledge(book.seal(NodeId{3}, Instant()))->slots.size(), 5U);
    EXPECT_EQ(book.acknowledge(book.seal(NodeId{2}, Instant()))->slots.size(), 5U);
    EXPECT_TRUE(book.empty());
}

}  // namespace
}  // namespace kura::cluster::search
