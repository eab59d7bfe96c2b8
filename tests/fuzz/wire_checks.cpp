#include "tests/fuzz/wire_checks.hpp"

#include "cluster/view/view_change.hpp"
#include "cluster/view/view_check.hpp"
#include "cluster/wire/client_codec.hpp"
#include "cluster/wire/control_codec.hpp"
#include "cluster/wire/envelope.hpp"
#include "cluster/wire/gossip_codec.hpp"
#include "cluster/wire/search_codec.hpp"
#include "cluster/wire/store_codec.hpp"
#include "cluster/wire/view_codec.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

namespace kura::fuzz {

namespace {

namespace gossip = cluster::gossip;
namespace view = cluster::view;
namespace wire = cluster::wire;
using cluster::JobId;
using cluster::NodeId;

using Bytes = std::vector<std::uint8_t>;

void require(bool condition, const char* what) {
    if (!condition) {
        std::fprintf(stderr, "wire fuzz check failed: %s\n", what);
        std::abort();
    }
}

std::span<const std::uint8_t> span_of(std::string_view bytes) {
    return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

void require_same(const Bytes& again, std::string_view bytes) {
    require(std::ranges::equal(again, span_of(bytes)), "what is accepted encodes to the same");
}

// What is hostile but keeps the invariants must not break who works with it.
void use_view(const view::View& view) {
    const auto hold = [&](const view::Change& change) {
        if (const auto changed = view::apply_change(change, view)) {
            const auto kept = view::check(*changed);
            require(kept.has_value(), kept ? "" : kept.error().message.c_str());
        }
    };
    if (view.map.partitions() > 64) {
        return;  // a placement costs too much here
    }
    hold([](const view::View& before) {
        return view::expel(before, std::vector<NodeId>{before.members.front().node.id});
    });
    if (view.seeds.places.size() <= view.members.size()) {
        hold(view::mend_seeds);
    }
    hold([](const view::View& before) {
        return view::start_job(before, JobId{1}, before.replicas, 1);
    });
}

}  // namespace

void check_wire_search(std::string_view bytes) {
    if (const auto packet = wire::decode_search(span_of(bytes))) {
        Bytes again;
        wire::encode_search(packet->job, packet->message, again);
        require_same(again, bytes);
    }
}

void check_wire_traffic(std::string_view bytes) {
    if (const auto traffic = wire::decode_traffic(span_of(bytes))) {
        Bytes again;
        wire::encode_traffic(*traffic, again);
        require_same(again, bytes);
    }
}

void check_wire_gossip(std::string_view bytes) {
    if (const auto packet = wire::decode_gossip(span_of(bytes))) {
        Bytes again;
        wire::encode_gossip(*packet, again);
        require_same(again, bytes);
        std::size_t room = gossip::kPacketHeaderBytes + packet->reply_to.size();
        if (const auto* request = std::get_if<gossip::PingRequest>(&packet->body)) {
            room += request->address.size();
        }
        for (const gossip::Rumour& rumour : packet->rumours) {
            room += rumour.bytes();
        }
        require(bytes.size() <= room, "a packet takes no more than gossip reckons with");
    }
}

void check_wire_register(std::string_view bytes) {
    const auto message = wire::decode_register(span_of(bytes));
    if (!message) {
        return;
    }
    Bytes again;
    wire::encode_register(*message, again);
    require_same(again, bytes);
    if (const auto* accept = std::get_if<view::Accept>(&*message)) {
        use_view(*accept->value);
    }
}

void check_wire_store(std::string_view bytes) {
    if (const auto message = wire::decode_store(span_of(bytes))) {
        Bytes again;
        wire::encode_store(*message, again);
        require_same(again, bytes);
    }
}

void check_wire_control(std::string_view bytes) {
    if (const auto message = wire::decode_control(span_of(bytes))) {
        Bytes again;
        wire::encode_control(*message, again);
        require_same(again, bytes);
    }
}

void check_wire_clients(std::string_view bytes) {
    wire::ByteReader reader(span_of(bytes));
    const wire::Envelope envelope = wire::read_envelope(reader);
    if (!reader.ok()) {
        return;
    }
    Bytes again;
    wire::ByteWriter writer(again);
    wire::write_envelope(writer, envelope);
    const auto rest = span_of(bytes).subspan(wire::kEnvelopeBytes);
    if (envelope.kind == wire::MessageKind::request) {
        if (const auto request = wire::decode_request(rest)) {
            wire::encode_request(*request, again);
            require_same(again, bytes);
        }
    } else if (const auto reply = wire::decode_reply(rest)) {
        wire::encode_reply(*reply, again);
        require_same(again, bytes);
    }
}

}  // namespace kura::fuzz
