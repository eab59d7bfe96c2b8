#include "tests/cluster/wire/any.hpp"

#include "cluster/view/view_change.hpp"
#include "solver/state/key_codec.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

namespace kura::cluster::wire {

namespace {

template <typename Value>
Value any() {
    return *rc::gen::arbitrary<Value>();
}

template <typename Header, typename MakeHeader>
search::PackedList<Header> any_list(MakeHeader make_header) {
    const std::size_t key_bytes = 1 + any_up_to(40);
    search::PackedList<Header> list(static_cast<int>(key_bytes));
    for (std::size_t count = any_up_to(20); count > 0; --count) {
        std::string key = any_bytes(key_bytes);
        key.resize(key_bytes);
        list.push_back(make_header(), reinterpret_cast<const std::uint8_t*>(key.data()));
    }
    return list;
}

std::uint64_t any_word() {
    return std::max<std::uint64_t>(1, any_number());
}

search::Candidates any_candidates() {
    return any_list<search::CandidateHeader>([] {
        return search::CandidateHeader{any<std::uint32_t>(), any<std::uint32_t>(), any_word()};
    });
}

std::vector<search::Stretch> any_stretches() {
    std::vector<search::Stretch> stretches;
    for (std::size_t count = any_up_to(10); count > 0; --count) {
        const std::uint64_t from = any_number();
        stretches.push_back({PartitionId{any<std::uint32_t>()}, 0, Epoch{any_number()}, from,
                             std::max(from, any_number())});
    }
    return stretches;
}

search::Replicate any_replicate() {
    search::Replicate message{any_stretches(), search::Records(8)};
    for (search::Stretch& stretch : message.stretches) {
        const std::string key(8, static_cast<char>(any_up_to(255)));
        stretch.count = static_cast<std::uint32_t>(any_up_to(3));
        for (std::uint32_t n = 0; n < stretch.count; ++n) {
            message.records.push_back(any_word(),
                                      reinterpret_cast<const std::uint8_t*>(key.data()));
        }
    }
    return message;
}

search::Records any_records() {
    search::Records records(8);
    for (std::size_t count = any_up_to(10); count > 0; --count) {
        std::string key = any_bytes(8);
        key.resize(8);
        records.push_back(any_word(), reinterpret_cast<const std::uint8_t*>(key.data()));
    }
    return records;
}

search::Digest any_digest() {
    search::Digest digest{};
    digest[any_up_to(digest.size() - 1)] = any_number();
    return digest;
}

gossip::Description any_description() {
    const std::uint16_t lowest = any<std::uint16_t>();
    return {.address = any_bytes(60),
            .place = Place{any_number()},
            .zone = Zone{any<std::uint32_t>()},
            .weight = static_cast<std::uint32_t>(1 + any_up_to(kWeightMax - 1)),
            .protocol = {lowest, std::max(lowest, any<std::uint16_t>())},
            .metadata = any_bytes(100)};
}

gossip::Rumour any_rumour() {
    gossip::Rumour rumour{.node = NodeId{any_number()},
                          .incarnation = Incarnation{any_number()},
                          .status = static_cast<gossip::Status>(any_up_to(3)),
                          .source = NodeId{any_number()},
                          .description = {}};
    if (any<bool>()) {
        rumour.source = rumour.node;
    }
    if (any<bool>()) {
        rumour.description = any_description();
    }
    return rumour;
}

gossip::Body any_body() {
    switch (any_up_to(5)) {
        case 0:
            return gossip::Ping{any_number(), NodeId{any_number()}};
        case 1:
            return gossip::PingRequest{any_number(), NodeId{any_number()}, any_bytes(256)};
        case 2:
            return gossip::Ack{any_number(), NodeId{any_number()}};
        case 3:
            return gossip::Nack{any_number()};
        case 4:
            return gossip::RumoursOnly{};
        default:
            return gossip::Exchange{any<bool>()};
    }
}

view::Member any_member() {
    return {.node = {.id = NodeId{1 + any_up_to(200)},
                     .place = Place{any_up_to(200)},
                     .zone = Zone{static_cast<std::uint32_t>(any_up_to(3))},
                     .weight = static_cast<std::uint32_t>(1 + any_up_to(100))},
            .incarnation = Incarnation{any_number()}};
}

base::Result<view::View> any_change(const view::View& view) {
    const JobId job{any_up_to(3)};
    switch (any_up_to(8)) {
        case 0:
            return view::expel(view, std::vector<NodeId>{view.members.back().node.id});
        case 1:
            return view::mend_seeds(view);
        case 2:
            return view::stop_job(view, job);
        case 3:
            return view::certify(view, job,
                                 {static_cast<std::int32_t>(any_up_to(1000)), any_bytes(30)});
        case 4:
            return view::start_job(view, job, 1 + static_cast<int>(any_up_to(2)), 1,
                                   any<bool>() ? view::Moving::warm : view::Moving::cold);
        case 5: {
            std::vector<view::Warmed> some;
            for (const view::Move& move : view.moves) {
                if (any<bool>()) {
                    some.push_back({move.partition, view.since[move.partition.value]});
                }
            }
            return view::warmed(view, job, some);
        }
        default:
            return view::admit(view, std::vector<view::Member>{any_member()});
    }
}

view::SeedSet any_seeds() {
    std::set<Place> places{Place{any_number()}};
    for (std::size_t count = any_up_to(kSeedsMax - 1); count > 0; --count) {
        places.insert(Place{any_number()});
    }
    return {any_number() % (kCountsMax + 1), {places.begin(), places.end()}};
}

view::Ballot any_ballot() {
    return {1 + any_up_to(1000), NodeId{any_number()}};
}

}  // namespace

std::uint64_t any_number() {
    return any<std::uint64_t>();
}

std::size_t any_up_to(std::size_t max) {
    return *rc::gen::inRange<std::size_t>(0, max + 1);
}

std::string any_bytes(std::size_t max) {
    auto bytes = any<std::string>();
    bytes.resize(std::min(bytes.size(), max));
    return bytes;
}

search::Message any_search_message() {
    const PartitionId partition{any<std::uint32_t>()};
    const Epoch epoch{any_number()};
    const Generation generation{any<std::uint32_t>()};
    switch (any_up_to(10)) {
        case 0:
            return search::Offer{epoch, any_number(), any_candidates()};
        case 1:
            return search::OfferAck{any<std::vector<std::uint64_t>>()};
        case 2:
            return search::Moved{epoch};
        case 3:
            return any_replicate();
        case 4:
            return search::ReplicateAck{any_stretches()};
        case 5:
            return any<bool>() ? search::Seal{partition, epoch, "", any_digest(), 0}
                               : search::Seal{partition,
                                              epoch,
                                              "k" + any_bytes(state::kKeyBytesMax - 1),
                                              {},
                                              any_number()};
        case 6:
            return search::Sealed{partition,    epoch,       any_bytes(8), any_records(),
                                  any_number(), any<bool>(), any_digest()};
        case 7:
            return search::Outdated{partition, epoch, Epoch{any_number()}};
        case 8:
            return search::WaveRequest{any_number(), epoch, generation, any<std::int32_t>(),
                                       any<std::int32_t>()};
        case 9:
            return search::WaveReply{any_number(), epoch,        generation,
                                     any<bool>(),  any_number(), any<std::int32_t>(),
                                     any_number()};
        default: {
            search::Trace trace{any_bytes(100), any<std::int32_t>(), any<std::uint32_t>(), {}};
            for (std::size_t steps = any_up_to(30); steps > 0; --steps) {
                trace.path.push_back({.from = static_cast<board::Square>(any_up_to(4095)),
                                      .to = static_cast<board::Square>(any_up_to(4095)),
                                      .side = static_cast<board::Direction>(any_up_to(3))});
            }
            return trace;
        }
    }
}

gossip::Packet any_packet() {
    gossip::Packet packet{any_number(), NodeId{any_number()}, any_bytes(256), any_body(), {}};
    for (std::size_t count = any_up_to(10); count > 0; --count) {
        packet.rumours.push_back(any_rumour());
    }
    return packet;
}

view::View any_view() {
    view::View view =
        view::bootstrap(any_member(), {.partitions = std::uint32_t{1} << any_up_to(4),
                                       .replicas = static_cast<int>(1 + any_up_to(4))});
    for (std::size_t changes = any_up_to(12); changes > 0; --changes) {
        if (const auto changed = any_change(view)) {
            view = *changed;
        }
    }
    return view;
}

view::RegisterMessage any_register_message() {
    const view::Ballot ballot = any_ballot();
    switch (any_up_to(4)) {
        case 0:
            return view::Prepare{ballot, any_seeds()};
        case 1:
            return any<bool>() ? view::Promise{ballot, {}, nullptr}
                               : view::Promise{ballot, any_ballot(),
                                               std::make_shared<const view::View>(any_view())};
        case 2:
            return view::Accept{ballot, any_seeds(),
                                std::make_shared<const view::View>(any_view())};
        case 3:
            return view::Accepted{ballot};
        default:
            return view::Refused{ballot, any_ballot(), any_seeds()};
    }
}

}  // namespace kura::cluster::wire
