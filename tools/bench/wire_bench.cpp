#include "tools/bench/wire_bench.hpp"

#include "cluster/search/options.hpp"
#include "cluster/wire/search_codec.hpp"
#include "solver/base/assert.hpp"
#include "tools/bench/key_maker.hpp"
#include "tools/bench/throughput.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace kura::bench {

namespace {

namespace search = cluster::search;
namespace wire = cluster::wire;

constexpr std::size_t kKeyBytes = 13;
constexpr std::size_t kStretches = 8;
constexpr std::uint32_t kRecordsPerStretch = 16;
constexpr std::uint32_t kPartitions = 4096;
constexpr std::uint64_t kSeed = 1;

std::uint32_t partition_of(std::uint64_t placement) {
    return static_cast<std::uint32_t>(placement % kPartitions);
}

// A rate of messages as a rate of bytes.
Row in_bytes(Row row, std::string name, double bytes_per_message) {
    row.name = std::move(name);
    row.what = "  the same in bytes";
    row.unit = Unit::bytes_per_second;
    row.note.clear();
    if (row.measured) {
        *row.measured *= bytes_per_message;
    }
    if (row.interval) {
        row.interval->low *= bytes_per_message;
        row.interval->high *= bytes_per_message;
    }
    return row;
}

}  // namespace

search::Traffic typical_traffic() {
    const KeyMaker maker{kSeed, kKeyBytes};
    std::array<std::uint8_t, kKeyBytes> key{};
    std::uint64_t number = 0;
    search::Offer offer{.epoch = {1}, .window = 1000, .candidates = search::Candidates(kKeyBytes)};
    const std::size_t window = search::SearchOptions{}.window_items;
    for (; number < window; ++number) {
        const std::uint64_t placement = maker.make(number, key.data());
        offer.candidates.push_back({.partition = partition_of(placement),
                                    .bound = static_cast<std::uint32_t>(number % 64),
                                    .word = placement | 1},
                                   key.data());
    }
    search::Replicate replicate{.stretches = {}, .records = search::Records(kKeyBytes)};
    search::ReplicateAck acknowledged;
    for (std::uint32_t i = 0; i < kStretches; ++i) {
        const search::Stretch stretch{.partition = {i * 100},
                                      .count = kRecordsPerStretch,
                                      .epoch = {1},
                                      .from = 5000 + i,
                                      .to = 5000 + i + kRecordsPerStretch};
        replicate.stretches.push_back(stretch);
        acknowledged.stretches.push_back(stretch);
        acknowledged.stretches.back().count = 0;
        for (std::uint32_t record = 0; record < kRecordsPerStretch; ++record, ++number) {
            replicate.records.push_back(maker.make(number, key.data()) | 1, key.data());
        }
    }
    search::Traffic traffic{.job = {1}, .messages = {}};
    traffic.messages.emplace_back(std::move(offer));
    traffic.messages.emplace_back(search::OfferAck{.windows = {997, 998}});
    traffic.messages.emplace_back(std::move(replicate));
    traffic.messages.emplace_back(std::move(acknowledged));
    return traffic;
}

std::vector<Row> wire_rows(const BenchOptions& options) {
    const search::Traffic traffic = typical_traffic();
    const std::size_t messages = traffic.messages.size();
    std::vector<std::uint8_t> encoded;
    wire::encode_traffic(traffic, encoded);
    const double bytes_per_message =
        static_cast<double>(encoded.size()) / static_cast<double>(messages);
    std::vector<std::uint8_t> out;
    const Work encode{.items = messages, .pass = [&] {
                          out.clear();
                          wire::encode_traffic(traffic, out);
                          return static_cast<std::uint64_t>(out.size());
                      }};
    const Work decode{.items = messages, .pass = [&] {
                          const auto decoded = wire::decode_traffic(encoded);
                          KURA_ASSERT(decoded.has_value());
                          return static_cast<std::uint64_t>(decoded->messages.size());
                      }};
    const ThroughputOptions repeat = throughput_options(options);
    const auto row = [](const char* name, const char* what) {
        return Row{.group = "wire", .name = name, .what = what, .unit = Unit::per_second};
    };
    std::vector<Row> rows{
        throughput_row(row("wire_encoded", "messages of a search's step encoded"), encode, repeat)};
    rows[0].note = fmt::format("{} messages, {} bytes a step", messages, encoded.size());
    rows.push_back(in_bytes(rows[0], "wire_encoded_bytes", bytes_per_message));
    Row decoded =
        throughput_row(row("wire_decoded", "messages decoded and checked"), decode, repeat);
    rows.push_back(decoded);
    rows.push_back(in_bytes(std::move(decoded), "wire_decoded_bytes", bytes_per_message));
    return rows;
}

}  // namespace kura::bench
