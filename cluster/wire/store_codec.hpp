// Encoding of the store's messages between nodes, as archives (archive_codec.hpp).
// Shape:    store_fields.hpp lists the members
// Invariants: clocks and record lists are as the store keeps them; counts are within the limits of
//           cluster/store
// Threads:  pure functions
// Errors:   bad_input: truncated, too long, beyond a limit. Whether tables, cells and partitions
// are
//           there is the store's to judge
#pragma once

#include "cluster/store/messages.hpp"
#include "solver/base/result.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace kura::cluster::wire {

// Appends.
void encode_store(const store::Message& message, std::vector<std::uint8_t>& out);
[[nodiscard]] base::Result<store::Message> decode_store(std::span<const std::uint8_t> bytes);

}  // namespace kura::cluster::wire
