// Properties of all encodings over random messages.
#include "cluster/wire/gossip_codec.hpp"
#include "cluster/wire/search_codec.hpp"
#include "cluster/wire/view_codec.hpp"
#include "tests/cluster/wire/any.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

namespace kura::cluster::wire {
namespace {

using Bytes = std::vector<std::uint8_t>;

bool same_value(const view::ViewPtr& a, const view::ViewPtr& b) {
    return (a == nullptr) == (b == nullptr) && (a == nullptr || *a == *b);
}

// The register's messages compare by what their pointers point to.
bool same(const view::RegisterMessage& a, const view::RegisterMessage& b) {
    if (a.index() != b.index()) {
        return false;
    }
    return std::visit(
        [&]<typename T>(const T& x) {
            const T& y = std::get<T>(b);
            bool is_same = x.ballot == y.ballot;
            if constexpr (requires { x.seeds; }) {
                is_same = is_same && x.seeds == y.seeds;
            }
            if constexpr (requires { x.value; }) {
                is_same = is_same && same_value(x.value, y.value);
            }
            if constexpr (requires { x.accepted; }) {
                is_same = is_same && x.accepted == y.accepted;
            }
            if constexpr (requires { x.promised; }) {
                is_same = is_same && x.promised == y.promised;
            }
            return is_same;
        },
        a);
}

RC_GTEST_PROP(WireRoundTripTest, SearchMessagesComeBack, ()) {
    // Goal: decode(encode(m)) == m, also when it is appended to something.
    const SearchPacket packet{JobId{any_number()}, any_search_message()};
    Bytes bytes(any_up_to(3), 0xAB);
    const std::size_t before = bytes.size();
    encode_search(packet.job, packet.message, bytes);
    const auto decoded = decode_search(std::span(bytes).subspan(before));
    RC_ASSERT(decoded.has_value());
    RC_ASSERT(*decoded == packet);
}

RC_GTEST_PROP(WireRoundTripTest, GossipPacketsComeBackAndFitTheirReckoning, ()) {
    // Goal: as above; and bytes() of rumours, which gossip fills datagrams by, is never too small.
    const gossip::Packet packet = any_packet();
    Bytes bytes;
    encode_gossip(packet, bytes);
    const auto decoded = decode_gossip(bytes);
    RC_ASSERT(decoded.has_value());
    RC_ASSERT(*decoded == packet);
    std::size_t reckoned = gossip::kPacketHeaderBytes + packet.reply_to.size();
    if (const auto* request = std::get_if<gossip::PingRequest>(&packet.body)) {
        reckoned += request->address.size();
    }
    for (const gossip::Rumour& rumour : packet.rumours) {
        reckoned += rumour.bytes();
    }
    RC_ASSERT(bytes.size() <= reckoned);
}

RC_GTEST_PROP(WireRoundTripTest, ViewsComeBack, ()) {
    // Goal: every view that changes lead to passes the check and comes back.
    const view::View view = any_view();
    Bytes bytes;
    encode_view(view, bytes);
    const auto decoded = decode_view(bytes);
    RC_ASSERT(decoded.has_value());
    RC_ASSERT(**decoded == view);
}

RC_GTEST_PROP(WireRoundTripTest, RegisterMessagesComeBack, ()) {
    // Goal: the same for the register's messages.
    const view::RegisterMessage message = any_register_message();
    Bytes bytes;
    encode_register(message, bytes);
    const auto decoded = decode_register(bytes);
    RC_ASSERT(decoded.has_value());
    RC_ASSERT(same(*decoded, message));
}

RC_GTEST_PROP(WireRoundTripTest, AcceptorStatesComeBack, ()) {
    // Goal: the same for what a seed keeps on disk.
    const auto view = std::make_shared<const view::View>(any_view());
    const view::AcceptorState state{.promised = {any_number(), NodeId{any_number()}},
                                    .accepted = {any_number(), NodeId{any_number()}},
                                    .seeds = view->seeds,
                                    .value = any_up_to(1) == 0 ? nullptr : view};
    Bytes bytes;
    encode_acceptor(state, bytes);
    const auto decoded = decode_acceptor(bytes);
    RC_ASSERT(decoded.has_value());
    RC_ASSERT(decoded->promised == state.promised && decoded->accepted == state.accepted);
    RC_ASSERT(decoded->seeds == state.seeds && same_value(decoded->value, state.value));
}

}  // namespace
}  // namespace kura::cluster::wire
