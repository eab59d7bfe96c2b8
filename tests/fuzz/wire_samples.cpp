#include "tests/fuzz/wire_samples.hpp"

#include "cluster/view/view_change.hpp"
#include "cluster/wire/client_codec.hpp"
#include "cluster/wire/control_codec.hpp"
#include "cluster/wire/envelope.hpp"
#include "cluster/wire/gossip_codec.hpp"
#include "cluster/wire/search_codec.hpp"
#include "cluster/wire/store_codec.hpp"
#include "cluster/wire/view_codec.hpp"
#include "tests/fuzz/wire_checks.hpp"

#include <memory>
#include <string>
#include <utility>

namespace kura::fuzz {

namespace {

namespace control = cluster::control;
namespace gossip = cluster::gossip;
namespace search = cluster::search;
namespace store = cluster::store;
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
        search::Replicate{{{PartitionId{2}, 0, Epoch{3}, 10, 12},
                           {PartitionId{4000}, 2, Epoch{300}, 0, ~std::uint64_t{0}}},
                          records()},
        search::Replicate{},
        search::ReplicateAck{{{PartitionId{2}, 0, Epoch{3}, 10, 12}}},
        search::Seal{PartitionId{1}, Epoch{5}, "", digest, 0},
        search::Seal{PartitionId{1}, Epoch{5}, "cursor", {}, 0x8001},
        search::Sealed{PartitionId{1}, Epoch{5}, "a", records(), 0x8001, true, digest},
        search::Sealed{},
        search::Outdated{PartitionId{1}, Epoch{5}, Epoch{6}},
        search::WaveRequest{4, Epoch{5}, Generation{2}, search::kNoLimit, 17},
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
    view = *view::start_job(view, JobId{8}, 3, 2, view::Moving::warm);
    const std::vector<view::Member> more{member(2), member(3)};
    view = *view::admit(view, more);
    view = *view::certify(view, JobId{8}, {.cost = 12, .moves = "rrRRuulDl"});
    view = *view::start_job(view, JobId{9}, 1, 1);
    view = *view::start_job(view, JobId{10}, 2, 1, view::Moving::warm);
    const view::Move& move = view.moves.at(0);
    const std::vector reported{view::Warmed{move.partition, view.since[move.partition.value]}};
    view = *view::warmed(view, JobId{8}, reported);
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

std::vector<store::Message> store_messages() {
    const store::WriteId write{NodeId{4}, 17};
    const Epoch epoch{3};
    const PartitionId partition{2};
    const store::TableId table{5, 3};
    store::Context context;
    context.clock.add({NodeId{4}, 1}, 9);
    context.recent.add({NodeId{4}, 16}, 9);
    store::Document document;
    document.put(context, {{{NodeId{4}, 1}, 10}, write, false, "value"});
    document.put({}, {{{NodeId{5}, 0}, 3}, {NodeId{5}, 1}, true, ""});
    store::RecordList keys(5, 0);
    keys.push_back(kKeys, kKeys);  // of which a list of keys takes no value
    store::RecordList puts(5, 3);
    puts.push_back(kKeys, kKeys + 2);
    puts.push_back(kKeys + 1, kKeys);
    const store::Answer answer{
        store::Outcome::conflict, "why", true, epoch, {"a", ""}, context, {1}};
    return {
        store::Forward{write, cluster::Duration(5), store::Get{"key", 2, {epoch}}},
        store::Forward{write, {}, store::Put{"key", "value", context, true, 2, true, {epoch}}},
        store::Forward{write, {}, store::Batch{puts, keys, 3, 1, 2, {epoch}}},
        store::ForwardAnswer{write, answer},
        store::Replicate{1, epoch, "key", document, NodeId{6}},
        store::ReplicateAck{1, NodeId{6}},
        store::Read{2, epoch, "key"},
        store::ReadAnswer{2, false, document},
        store::Outdated{3, epoch},
        store::BatchReplicate{4, epoch, puts},
        store::BatchReplicateAck{4},
        store::BatchRead{5, epoch, 3, keys},
        store::BatchReadAnswer{5, {1, 'a', 'b', 'c'}, {1}},
        store::Roots{6, epoch, false, {{partition, 77}}},
        store::RootsAnswer{6, epoch, {partition}, {PartitionId{0}, partition}},
        store::TablesRequest{6, epoch, partition},
        store::Tables{6, epoch, true, true, true, 77, {{store::kDocuments, 1, 2}, {table, 3, 4}}},
        store::DigestsRequest{6, partition, table, {1, 63}},
        store::Digests{6, table, {1}, std::vector<std::uint64_t>(64, 8)},
        store::ItemsRequest{6, partition, table, 2, {64, 4095}, 12},
        store::Items{6, table, 12, {{13, 1}, {14, 2}}, 15},
        store::Fetch{6, partition, table, {13, 14}},
        store::Push{6, epoch, partition, table, {{"key", document}}, puts, {14}},
        store::Held{epoch, {{partition, 77}}},
        store::Synced{epoch, {partition}},
        store::TombstoneCheck{7, epoch, partition, {{"key", 5}}},
        store::TombstoneHeld{7, {0}},
        store::TombstoneDrop{epoch, partition, {{"key", 5}}},
    };
}

std::vector<control::ControlMessage> control_messages() {
    std::vector<control::ControlMessage> messages;
    for (const view::RegisterMessage& message : register_messages()) {
        messages.emplace_back(control::RegisterTraffic{Place{1}, Place{2}, message});
    }
    messages.emplace_back(control::ViewNews{std::make_shared<const view::View>(sample_view())});
    messages.emplace_back(control::ViewKnown{8});
    control::JobReport report;
    report.job = JobId{8};
    report.node = NodeId{2};
    report.address = "10.0.0.2:7000";
    report.expanded = 1000;
    report.lower_bound = -1;
    report.lane = "fess";
    report.gave_up = "memory";
    report.is_last = true;
    messages.emplace_back(report);
    messages.emplace_back(control::Lease{JobId{8},
                                         3,
                                         {.level = "#####\n#@$.#\n#####\n",
                                          .title = "one push",
                                          .objective = control::Objective::pushes,
                                          .time_limit = cluster::Duration(60'000'000)},
                                         cluster::Duration(1'000'000)});
    messages.emplace_back(control::LeaseResult{
        JobId{8}, 3, {control::LaneVerdict::optimal, 1, "R", "astar", "because", 5, 1}});
    return messages;
}

std::vector<Bytes> search_samples() {
    return encoded(search_messages(), [](const search::Message& message, Bytes& out) {
        wire::encode_search(JobId{8}, message, out);
    });
}

std::vector<Bytes> traffic_samples() {
    const std::vector<search::Traffic> traffic{{JobId{8}, {search_messages().front()}},
                                               {JobId{8}, search_messages()}};
    return encoded(traffic, wire::encode_traffic);
}

std::vector<Bytes> gossip_samples() {
    return encoded(gossip_packets(), wire::encode_gossip);
}

std::vector<Bytes> register_samples() {
    return encoded(register_messages(), wire::encode_register);
}

std::vector<Bytes> store_samples() {
    return encoded(store_messages(), wire::encode_store);
}

std::vector<Bytes> control_samples() {
    return encoded(control_messages(), wire::encode_control);
}

std::vector<Bytes> client_samples() {
    control::JobSpec spec;
    spec.level = "#####\n#@$.#\n#####\n";
    spec.title = "one push";
    control::JobStatus status;
    status.job = JobId{9};
    status.state = control::JobState::solved;
    status.moves = "R";
    status.reports.resize(2);
    control::ClusterStatus cluster;
    cluster.members.resize(2);
    store::Get get;
    get.key = "job/9";
    store::Answer answer;
    answer.values = {"one", "two"};
    std::vector<Bytes> samples;
    const auto add = [&](wire::MessageKind kind, const auto& message, auto encode) {
        Bytes& out = samples.emplace_back();
        wire::ByteWriter writer(out);
        wire::write_envelope(writer, {kind, kFuzzCluster, 0, 7});
        encode(message, out);
    };
    for (const control::ClientRequest& request : std::vector<control::ClientRequest>{
             control::SubmitJob{JobId{9}, spec}, control::AskJob{JobId{9}}, control::ListJobs{},
             control::CancelJob{JobId{9}}, control::AskCluster{}, store::Request(get),
             control::AskStore{}}) {
        add(wire::MessageKind::request, request, wire::encode_request);
    }
    for (const control::ClientReply& reply :
         std::vector<control::ClientReply>{control::Done{}, status, control::JobList{{status}},
                                           cluster, answer, control::StoreFigures{{"answered 3"}},
                                           control::Refused{control::Refusal::busy, "later"}}) {
        add(wire::MessageKind::reply, reply, wire::encode_reply);
    }
    return samples;
}

}  // namespace kura::fuzz
