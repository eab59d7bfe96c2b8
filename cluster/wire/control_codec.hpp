// Encoding of control's messages between nodes, as archives (archive_codec.hpp).
// Shape:    control_fields.hpp and view_fields.hpp list the members
// Invariants: what decodes has views that pass view::check() and jobs that pass control::check()
// Threads:  pure functions
// Errors:   bad_input: truncated, too long, beyond a limit, or a value that breaks its invariants
#pragma once

#include "cluster/control/messages.hpp"
#include "solver/base/result.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace kura::cluster::wire {

// Appends.
void encode_control(const control::ControlMessage& message, std::vector<std::uint8_t>& out);
[[nodiscard]] base::Result<control::ControlMessage> decode_control(
    std::span<const std::uint8_t> bytes);

}  // namespace kura::cluster::wire
