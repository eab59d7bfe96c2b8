#include "tools/bench/store_client.hpp"

#include "cluster/wire/client_codec.hpp"

#include <utility>

namespace kura::bench {

namespace {

namespace control = cluster::control;
namespace net = cluster::net;
namespace store = cluster::store;
namespace wire = cluster::wire;
using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPatience{10'000};

}  // namespace

base::Result<StoreClient> StoreClient::connect(const std::string& address) {
    base::Result<net::Client> client =
        net::Client::connect(net::Address::parse(address).value(), {});
    if (!client) {
        return tl::unexpected<base::Error>(client.error());
    }
    return StoreClient(*std::move(client));
}

base::Result<void> StoreClient::ask(const control::ClientRequest& request) {
    std::vector<std::uint8_t> frame = wire::request_frame(++numbers_, request);
    asked_at_[numbers_] = steady_clock::now();
    return client_.send(std::move(frame));
}

base::Result<store::Answer> StoreClient::take() {
    base::Result<std::vector<std::uint8_t>> frame = client_.receive(kPatience);
    if (!frame) {
        return tl::unexpected<base::Error>(frame.error());
    }
    auto reply = wire::decode_reply_frame(*frame);
    if (!reply) {
        return tl::unexpected<base::Error>(reply.error());
    }
    const auto asked = asked_at_.find(reply->number);
    if (asked == asked_at_.end()) {
        return base::fail(base::ErrorCode::bad_input, "an answer to what was not asked");
    }
    const std::chrono::duration<double> took = steady_clock::now() - asked->second;
    latencies_.push_back(took.count());
    asked_at_.erase(asked);
    auto* const answer = std::get_if<store::Answer>(&reply->reply);
    if (answer == nullptr || answer->outcome != store::Outcome::ok) {
        return base::fail(base::ErrorCode::unavailable,
                          answer == nullptr ? "no answer of the store" : answer->reason);
    }
    return std::move(*answer);
}

}  // namespace kura::bench
