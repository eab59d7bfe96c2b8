#include "tests/fuzz/wire_samples.hpp"

#include "cluster/view/view_change.hpp"
#include "cluster/wire/frame.hpp"
#include "cluster/wire/gossip_codec.hpp"
#include "cluster/wire/search_codec.hpp"
#include "cluster/wire/view_codec.hpp"
#include "tests/fuzz/wire_checks.hpp"

#include <memory>
#include <string>
#include <utility>

namespace kura::fuzz {

namespace {

namespace gossip = cluster::gossip;
namespace search = cluster::search;
namespace view = cluster::view;
namespace wire = cluster::wire;
using cluster::Epoch;
using cluster::Generation;
using cluster::Incarnation;
using cluster::JobId;
using cluster::NodeId;
using cluster::PartitionId;
using cluster::Place;
using cluster::Zone;

constexpr std::uint8_t kKeys[] = "abcdefgh";

search::Candidates candidates() {
    search::Candidates list(5);
    list.push_back({.partition = 3, .bound = 17, .word = 0x1234567890}, kKeys);
    list.push_back({.partition = 0, .bound = 0, .word = 1}, kKeys + 3);
    return list;
}

search::Records records() {
    search::Records list(3);
    list.push_back(7, kKeys + 1);
    list.push_back(~std::uint64_t{0}, kKeys + 4);
    return list;
}

view::Member member(std::uint64_t id) {
    return {.node = {.id = NodeId{id},
                     .place = Place{100 + id},
                     .zone = Zone{static_cast<std::uint32_t>(id % 2)},
                     .weight = 10},
            .incarnation = Incarnation{1}};
}

template <typename Messages, typename Encode>
std::vector<Bytes> encoded(const Messages& messages, Encode encode) {
    std::vector<Bytes> samples;
    for (const auto& message : messages) {
        encode(message, samples.emplace_back());
    }
    return samples;
}

}  // namespace

std::vector<search::Message> search_messages() {
    search::Digest digest{};
    digest[1] = 5;
    return {
        search::Offer{Epoch{3}, 9, candidates()},
        search::Offer{Epoch{3}, 10, search::Candidates(5)},
        search::OfferAck{{1, 2, ~std::uint64_t{0}}},
        search::OfferAck{},
        search::Moved{Epoch{4}},
        search::Replicate{PartitionId{2}, Epoch{3}, 10, 12, records()},
        search::ReplicateAck{PartitionId{2}, Epoch{3}, 10, 12},
        search::Seal{PartitionId{1}, Epoch{5}, "cursor", digest},
        search::Sealed{PartitionId{1}, Epoch{5}, "a", records(), true, digest},
        search::Sealed{},
        search::Outdated{PartitionId{1}, Epoch{5}, Epoch{6}},
        search::WaveRequest{4, Epoch{5}, Generation{2}, search::kNoLimit},
        search::WaveReply{4, Epoch{5}, Generation{2}, true, 77, -1, 1'000'000},
        search::Trace{"key", 40, 2, {{}, {.from = 10, .to = 4000, .side = 3}}},
    };
}

std::vector<gossip::Packet> gossip_packets() {
    const gossip::Description description{.address = "10.0.0.1:7000",
                                          .place = Place{11},
                                          .zone = Zone{300},
                                          .weight = 1000,
                                          .protocol = {1, 3},
                                          .metadata = "load=0.5"};
    const gossip::Rumour own{NodeId{1}, Incarnation{1000}, gossip::Status::alive, NodeId{1},
                             description};
    const gossip::Rumour accused{NodeId{2}, Incarnation{3}, gossip::Status::suspect, NodeId{1}, {}};
    const gossip::Rumour gone{NodeId{3}, Incarnation{3}, gossip::Status::left, NodeId{3}, {}};
    return {
        {42, NodeId{1}, "10.0.0.1:7000", gossip::Ping{1, NodeId{2}}, {own, accused, gone}},
        {42, NodeId{1}, "", gossip::PingRequest{2, NodeId{2}, "10.0.0.2:7000"}, {}},
        {42, NodeId{1}, "x", gossip::Ack{3, NodeId{1}}, {accused}},
        {42, NodeId{1}, "x", gossip::Nack{4}, {}},
        {42, NodeId{1}, "x", gossip::RumoursOnly{}, {gone}},
        {42, NodeId{1}, "x", gossip::Exchange{true}, {own, own}},
    };
}

view::View sample_view() {
    view::View view = view::bootstrap(member(1), {.partitions = 4, .replicas = 3});
    view = *view::start_job(view, JobId{8}, 3, 2);
    const std::vector<view::Member> more{member(2), member(3)};
    view = *view::admit(view, more);
    view = *view::certify(view, JobId{8}, {.cost = 12, .moves = "rrRRuulDl"});
    view = *view::start_job(view, JobId{9}, 1, 1);
    return *view::stop_job(view, JobId{9});
}

std::vector<view::RegisterMessage> register_messages() {
    const auto value = std::make_shared<const view::View>(sample_view());
    const view::Ballot ballot{.counter = 6, .proposer = NodeId{2}};
    const view::Ballot earlier{.counter = 5, .proposer = NodeId{3}};
    const view::SeedSet seeds{.number = 2, .places = {Place{101}, Place{102}, Place{103}}};
    return {
        view::Prepare{ballot, seeds},
        view::Promise{ballot, {}, nullptr},
        view::Promise{ballot, earlier, value},
        view::Accept{ballot, seeds, value},
        view::Accepted{ballot},
        view::Refused{earlier, ballot, seeds},
        view::Refused{earlier, ballot, {}},
    };
}

std::vector<Bytes> search_samples() {
    return encoded(search_messages(), [](const search::Message& message, Bytes& out) {
        wire::encode_search(JobId{8}, message, out);
    });
}

std::vector<Bytes> gossip_samples() {
    return encoded(gossip_packets(), wire::encode_gossip);
}

std::vector<Bytes> register_samples() {
    return encoded(register_messages(), wire::encode_register);
}

std::vector<Bytes> frame_samples() {
    std::vector<Bytes> samples;
    for (const bool has_checksum : {true, false}) {
        Bytes& out = samples.emplace_back();
        wire::ByteWriter writer(out);
        for (const Bytes& payload : search_samples()) {
            wire::FrameWriter frame(writer, {.kind = wire::FrameKind::search,
                                             .has_checksum = has_checksum,
                                             .cluster = kFuzzCluster,
                                             .from = NodeId{5}});
            writer.bytes(payload);
            (void)frame.end();
        }
    }
    return samples;
}

}  // namespace kura::fuzz
