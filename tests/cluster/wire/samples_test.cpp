// That each kind of message comes back as it was, and that the samples have every kind.
#include "cluster/wire/control_codec.hpp"
#include "cluster/wire/search_codec.hpp"
#include "cluster/wire/store_codec.hpp"
#include "tests/fuzz/wire_samples.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <variant>
#include <vector>

namespace kura::cluster::wire {
namespace {

using fuzz::Bytes;

template <typename Message>
void expect_all_kinds(const std::vector<Message>& messages) {
    std::set<std::size_t> kinds;
    for (const Message& message : messages) {
        kinds.insert(message.index());
    }
    EXPECT_EQ(kinds.size(), std::variant_size_v<Message>);
}

TEST(WireSamplesTest, HaveEveryKind) {
    // Goal: a new kind of message does not go untested.
    expect_all_kinds(fuzz::search_messages());
    expect_all_kinds(fuzz::register_messages());
    expect_all_kinds(fuzz::store_messages());
    expect_all_kinds(fuzz::control_messages());
    std::set<std::size_t> bodies;
    for (const gossip::Packet& packet : fuzz::gossip_packets()) {
        bodies.insert(packet.body.index());
    }
    EXPECT_EQ(bodies.size(), std::variant_size_v<gossip::Body>);
}

TEST(WireSamplesTest, TrafficKeepsItsMessages) {
    // Goal: what one step had for a node comes as it was, and nothing else comes at all. Method:
    // all kinds in one; none; messages of two jobs; a length too many.
    const search::Traffic traffic{JobId{8}, fuzz::search_messages()};
    Bytes bytes;
    encode_traffic(traffic, bytes);
    const auto decoded = decode_traffic(bytes);
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_EQ(*decoded, traffic);
    EXPECT_FALSE(decode_traffic({}));
    Bytes two = bytes;
    encode_traffic({JobId{9}, {fuzz::search_messages().front()}}, two);
    EXPECT_FALSE(decode_traffic(two));
    bytes.insert(bytes.end(), {1, 0, 0, 0});
    EXPECT_FALSE(decode_traffic(bytes));
}

TEST(WireSamplesTest, StoreMessagesKeepTheirParts) {
    // Goal: what lists of members can't show: clocks, documents and records come back whole.
    const auto messages = fuzz::store_messages();
    for (const store::Message& message : messages) {
        Bytes bytes;
        encode_store(message, bytes);
        const auto decoded = decode_store(bytes);
        ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
        ASSERT_EQ(decoded->index(), message.index());
        if (const auto* push = std::get_if<store::Push>(&message)) {
            const auto& back = std::get<store::Push>(*decoded);
            EXPECT_EQ(back.documents, push->documents);
            EXPECT_EQ(back.records, push->records);
            EXPECT_EQ(back.done, push->done);
            EXPECT_EQ(back.table, push->table);
        } else if (const auto* answer = std::get_if<store::ForwardAnswer>(&message)) {
            const auto& back = std::get<store::ForwardAnswer>(*decoded).answer;
            EXPECT_EQ(back.context, answer->answer.context);
            EXPECT_EQ(back.values, answer->answer.values);
            EXPECT_EQ(back.outcome, answer->answer.outcome);
            EXPECT_EQ(back.reason, answer->answer.reason);
        }
    }
}

TEST(WireSamplesTest, StoreChecksWhatItKeeps) {
    // Goal: records of a length beyond the limits, parts of records, and clocks out of order are
    // refused.
    const auto refused = [](const store::Message& message, std::size_t at, std::uint8_t byte) {
        Bytes bytes;
        encode_store(message, bytes);
        EXPECT_TRUE(decode_store(bytes).has_value());
        bytes.at(at) = byte;
        return !decode_store(bytes).has_value();
    };
    const std::uint8_t keys[] = "abcdefgh";
    store::RecordList puts(4, 2);
    puts.push_back(keys, keys);
    // Byte order, kind, task, epoch, key bytes, value bytes, size of the block.
    const store::Message replicate = store::BatchReplicate{0, {}, puts};
    EXPECT_TRUE(refused(replicate, 18, 251));
    EXPECT_TRUE(refused(replicate, 18, 0)) << "six bytes are three records, but without a key";
    EXPECT_TRUE(refused(replicate, 20, 129));
    EXPECT_TRUE(refused(replicate, 20, 1)) << "six bytes are no records of five";
    store::Context context;
    context.clock.add({NodeId{1}, 0}, 5);
    context.clock.add({NodeId{2}, 0}, 6);
    // Byte order, kind, write, time, kind of request, key "", value "", size, then the first node.
    const store::Message put = store::Forward{{}, {}, store::Put{"", "", context, {}, 0, {}, {}}};
    EXPECT_TRUE(refused(put, 51, 2));
    EXPECT_TRUE(refused(put, 51, 3));
}

TEST(WireSamplesTest, ControlChecksViewsAndJobs) {
    // Goal: a view or a job that breaks its invariants does not come in.
    const auto accepted = [](const control::ControlMessage& message) {
        Bytes bytes;
        encode_control(message, bytes);
        return decode_control(bytes).has_value();
    };
    view::View bad = fuzz::sample_view();
    bad.members.pop_back();
    const auto bad_view = std::make_shared<const view::View>(bad);
    EXPECT_FALSE(accepted(control::ViewNews{bad_view}));
    EXPECT_FALSE(accepted(control::ViewNews{nullptr}));
    EXPECT_FALSE(accepted(
        control::RegisterTraffic{{}, {}, view::Accept{{1, NodeId{1}}, {1, {Place{1}}}, bad_view}}));
    control::Lease lease;
    EXPECT_FALSE(accepted(lease)) << "no level";
    lease.spec.level = "#";
    EXPECT_TRUE(accepted(lease));
    lease.spec.write = 9;
    EXPECT_FALSE(accepted(lease)) << "W > N";
}

}  // namespace
}  // namespace kura::cluster::wire
