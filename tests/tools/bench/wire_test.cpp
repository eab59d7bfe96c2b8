// Goal: what the wire benchmark sends is a message that a node would take.
// Method: there and back again.
#include "cluster/wire/search_codec.hpp"
#include "tools/bench/wire_bench.hpp"

#include <gtest/gtest.h>

#include <variant>
#include <vector>

namespace kura::bench {
namespace {

TEST(WireBenchTest, TypicalTrafficSurvivesTheWire) {
    const cluster::search::Traffic traffic = typical_traffic();
    std::vector<std::uint8_t> bytes;
    cluster::wire::encode_traffic(traffic, bytes);
    const auto decoded = cluster::wire::decode_traffic(bytes);
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_EQ(*decoded, traffic);
    EXPECT_EQ(traffic.messages.size(), 4U);
    const auto* const offer = std::get_if<cluster::search::Offer>(&traffic.messages.front());
    ASSERT_NE(offer, nullptr);
    EXPECT_EQ(offer->candidates.size(), 256U);
}

}  // namespace
}  // namespace kura::bench
