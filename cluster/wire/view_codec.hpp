// Encoding of the view and of its register's messages, as archives (archive_codec.hpp).
// Shape:    view_fields.hpp lists the members; an AcceptorState is what a seed keeps on disk
// Invariants: what decodes passes view::check(), so nothing in it points beyond anything else
// Threads:  pure functions
// Errors:   bad_input: truncated, too long, beyond a limit, or a view that breaks its invariants
#pragma once

#include "cluster/view/acceptor.hpp"
#include "cluster/view/register_messages.hpp"
#include "solver/base/result.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace kura::cluster::wire {

// These append.
void encode_view(const view::View& view, std::vector<std::uint8_t>& out);
void encode_register(const view::RegisterMessage& message, std::vector<std::uint8_t>& out);
void encode_acceptor(const view::AcceptorState& state, std::vector<std::uint8_t>& out);

[[nodiscard]] base::Result<view::ViewPtr> decode_view(std::span<const std::uint8_t> bytes);
[[nodiscard]] base::Result<view::RegisterMessage> decode_register(
    std::span<const std::uint8_t> bytes);
[[nodiscard]] base::Result<view::AcceptorState> decode_acceptor(
    std::span<const std::uint8_t> bytes);

}  // namespace kura::cluster::wire
