// Random messages for RapidCheck: to be called within a property.
// Shape:    each choice is RapidCheck's own, so that a failure shrinks
// Threads:  the property's
#pragma once

#include "cluster/gossip/messages.hpp"
#include "cluster/search/messages.hpp"
#include "cluster/view/register_messages.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace kura::cluster::wire {

[[nodiscard]] std::uint64_t any_number();
// Ensures: 0..max.
[[nodiscard]] std::size_t any_up_to(std::size_t max);
[[nodiscard]] std::string any_bytes(std::size_t max);

[[nodiscard]] search::Message any_search_message();
[[nodiscard]] gossip::Packet any_packet();
// Reached by the changes a register makes.
[[nodiscard]] view::View any_view();
[[nodiscard]] view::RegisterMessage any_register_message();

}  // namespace kura::cluster::wire
