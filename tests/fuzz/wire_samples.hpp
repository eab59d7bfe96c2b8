// A good message of each kind that nodes exchange, encoded: what fuzzers start from.
// Shape:    the same bytes in every run
// Threads:  pure functions
#pragma once

#include "cluster/control/messages.hpp"
#include "cluster/gossip/messages.hpp"
#include "cluster/search/messages.hpp"
#include "cluster/store/messages.hpp"
#include "cluster/view/register_messages.hpp"

#include <cstdint>
#include <vector>

namespace kura::fuzz {

using Bytes = std::vector<std::uint8_t>;

// Every alternative of the message, at least once.
[[nodiscard]] std::vector<cluster::search::Message> search_messages();
[[nodiscard]] std::vector<cluster::gossip::Packet> gossip_packets();
[[nodiscard]] std::vector<cluster::view::RegisterMessage> register_messages();
[[nodiscard]] std::vector<cluster::store::Message> store_messages();
[[nodiscard]] std::vector<cluster::control::ControlMessage> control_messages();
// Four partitions, three members, a running job with a certificate and chains.
[[nodiscard]] cluster::view::View sample_view();

[[nodiscard]] std::vector<Bytes> search_samples();
[[nodiscard]] std::vector<Bytes> traffic_samples();
[[nodiscard]] std::vector<Bytes> gossip_samples();
[[nodiscard]] std::vector<Bytes> register_samples();
[[nodiscard]] std::vector<Bytes> store_samples();
[[nodiscard]] std::vector<Bytes> control_samples();
// With their envelopes.
[[nodiscard]] std::vector<Bytes> client_samples();

}  // namespace kura::fuzz
