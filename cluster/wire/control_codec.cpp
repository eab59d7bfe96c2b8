#include "cluster/wire/control_codec.hpp"

#include "cluster/view/view_check.hpp"
#include "cluster/wire/control_fields.hpp"

#include <utility>
#include <variant>

namespace kura::cluster::wire {

namespace {

using base::Result;

template <typename Message>
Result<void> check_message(const Message& /*message*/) {
    return {};
}
Result<void> check_message(const control::RegisterTraffic& traffic) {
    return view::check(traffic.message);
}
Result<void> check_message(const control::ViewNews& news) {
    return news.view == nullptr ? base::fail(base::ErrorCode::bad_input, "news of no view")
                                : view::check(*news.view);
}
Result<void> check_message(const control::Lease& lease) {
    return control::check(lease.spec);
}

}  // namespace

void encode_control(const control::ControlMessage& message, std::vector<std::uint8_t>& out) {
    encode_archive(message, out);
}

Result<control::ControlMessage> decode_control(std::span<const std::uint8_t> bytes) {
    return decode_archive<control::ControlMessage>(bytes, "message of control")
        .and_then([](control::ControlMessage message) -> Result<control::ControlMessage> {
            return std::visit([](const auto& chosen) { return check_message(chosen); }, message)
                .map([&] { return std::move(message); });
        });
}

}  // namespace kura::cluster::wire
