#include "cluster/wire/view_codec.hpp"

#include "cluster/view/view_check.hpp"
#include "cluster/wire/view_fields.hpp"

#include <memory>
#include <utility>
#include <variant>

namespace kura::cluster::wire {

template <>
inline constexpr auto kFields<view::AcceptorState> = std::tuple(&view::AcceptorState::promised,
                                                                &view::AcceptorState::accepted,
                                                                &view::AcceptorState::seeds,
                                                                &view::AcceptorState::value);

namespace {

using base::Result;

Result<void> wrong(const char* what) {
    return base::fail(base::ErrorCode::bad_input, std::string("register message: ") + what);
}

Result<void> check_value(const view::ViewPtr& value) {
    return value == nullptr ? Result<void>() : view::check(*value);
}

// A proposer asks its seeds, so it has some.
Result<void> check_asking(const view::SeedSet& seeds) {
    return seeds.places.empty() ? wrong("no seeds") : view::check(seeds);
}

Result<void> check_message(const view::Prepare& message) {
    return check_asking(message.seeds);
}
Result<void> check_message(const view::Promise& message) {
    if ((message.value == nullptr) != (message.accepted == view::Ballot{})) {
        return wrong("a value that nobody proposed, or a proposal without one");
    }
    return check_value(message.value);
}
Result<void> check_message(const view::Accept& message) {
    if (message.value == nullptr) {
        return wrong("nothing to accept");
    }
    return check_asking(message.seeds).and_then([&] { return check_value(message.value); });
}
Result<void> check_message(const view::Accepted&) {
    return {};
}
Result<void> check_message(const view::Refused& message) {
    return view::check(message.seeds);
}

}  // namespace

void encode_view(const view::View& view, std::vector<std::uint8_t>& out) {
    encode_control(view, out);
}

void encode_register(const view::RegisterMessage& message, std::vector<std::uint8_t>& out) {
    encode_control(message, out);
}

void encode_acceptor(const view::AcceptorState& state, std::vector<std::uint8_t>& out) {
    encode_control(state, out);
}

Result<view::ViewPtr> decode_view(std::span<const std::uint8_t> bytes) {
    return decode_control<view::View>(bytes, "view")
        .and_then([](view::View view) -> Result<view::ViewPtr> {
            return view::check(view).map(
                [&] { return std::make_shared<const view::View>(std::move(view)); });
        });
}

Result<view::RegisterMessage> decode_register(std::span<const std::uint8_t> bytes) {
    return decode_control<view::RegisterMessage>(bytes, "register message")
        .and_then([](view::RegisterMessage message) -> Result<view::RegisterMessage> {
            return std::visit([](const auto& chosen) { return check_message(chosen); }, message)
                .map([&] { return std::move(message); });
        });
}

Result<view::AcceptorState> decode_acceptor(std::span<const std::uint8_t> bytes) {
    return decode_control<view::AcceptorState>(bytes, "state of the register")
        .and_then([](view::AcceptorState state) -> Result<view::AcceptorState> {
            return view::check(state.seeds)
                .and_then([&] { return check_value(state.value); })
                .map([&] { return std::move(state); });
        });
}

}  // namespace kura::cluster::wire
