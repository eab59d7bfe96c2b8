#include "cluster/wire/view_codec.hpp"

#include "cluster/view/view_check.hpp"
#include "cluster/wire/view_fields.hpp"

#include <memory>
#include <utility>

namespace kura::cluster::wire {

template <>
inline constexpr auto kFields<view::AcceptorState> = std::tuple(&view::AcceptorState::promised,
                                                                &view::AcceptorState::accepted,
                                                                &view::AcceptorState::seeds,
                                                                &view::AcceptorState::value);

namespace {

using base::Result;

Result<void> check_value(const view::ViewPtr& value) {
    return value == nullptr ? Result<void>() : view::check(*value);
}

}  // namespace

void encode_view(const view::View& view, std::vector<std::uint8_t>& out) {
    encode_archive(view, out);
}

void encode_register(const view::RegisterMessage& message, std::vector<std::uint8_t>& out) {
    encode_archive(message, out);
}

void encode_acceptor(const view::AcceptorState& state, std::vector<std::uint8_t>& out) {
    encode_archive(state, out);
}

Result<view::ViewPtr> decode_view(std::span<const std::uint8_t> bytes) {
    return decode_archive<view::View>(bytes, "view")
        .and_then([](view::View view) -> Result<view::ViewPtr> {
            return view::check(view).map(
                [&] { return std::make_shared<const view::View>(std::move(view)); });
        });
}

Result<view::RegisterMessage> decode_register(std::span<const std::uint8_t> bytes) {
    return decode_archive<view::RegisterMessage>(bytes, "register message")
        .and_then([](view::RegisterMessage message) -> Result<view::RegisterMessage> {
            return view::check(message).map([&] { return std::move(message); });
        });
}

Result<view::AcceptorState> decode_acceptor(std::span<const std::uint8_t> bytes) {
    return decode_archive<view::AcceptorState>(bytes, "state of the register")
        .and_then([](view::AcceptorState state) -> Result<view::AcceptorState> {
            return view::check(state.seeds)
                .and_then([&] { return check_value(state.value); })
                .map([&] { return std::move(state); });
        });
}

}  // namespace kura::cluster::wire
