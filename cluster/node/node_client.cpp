#include "cluster/node/node_client.hpp"

#include "cluster/wire/client_codec.hpp"
#include "cluster/wire/envelope.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace kura::cluster::node {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kConnect{1000};
constexpr milliseconds kAnswer{3000};
constexpr milliseconds kPause{50};  // before all are tried again

milliseconds left(steady_clock::time_point deadline) {
    return std::max(milliseconds(0),
                    std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now()));
}

}  // namespace

void NodeClient::learn(const control::ClusterStatus& status) {
    for (const control::MemberStatus& member : status.members) {
        if (member.is_member && !member.address.empty() &&
            std::find(addresses_.begin(), addresses_.end(), member.address) == addresses_.end()) {
            addresses_.push_back(member.address);
        }
    }
}

base::Result<void> NodeClient::connect(milliseconds patience) {
    base::Error last{base::ErrorCode::unavailable, "no node to ask"};
    for (std::size_t tried = 0; tried < addresses_.size(); ++tried) {
        const std::string& text = addresses_[next_ % addresses_.size()];
        const base::Result<net::Address> address = net::Address::parse(text);
        if (!address) {
            last = address.error();
            ++next_;
            continue;
        }
        base::Result<net::Client> client = net::Client::connect(
            *address, {.keys = keys_, .timeout = std::min(patience, kConnect)});
        if (client) {
            client_ = std::make_unique<net::Client>(*std::move(client));
            connected_to_ = text;
            return {};
        }
        last = client.error();
        ++next_;
    }
    return tl::unexpected<base::Error>(last);
}

base::Result<control::ClientReply> NodeClient::ask(const control::ClientRequest& request,
                                                   milliseconds patience) {
    const auto deadline = steady_clock::now() + patience;
    base::Error last{base::ErrorCode::unavailable, "no node answers"};
    do {
        if (client_ == nullptr) {
            if (const base::Result<void> connected = connect(left(deadline)); !connected) {
                // A cluster that was there a moment ago may have a bad one.
                if (connected_to_.empty() || left(deadline) <= kPause) {
                    return tl::unexpected<base::Error>(connected.error());
                }
                std::this_thread::sleep_for(kPause);
                continue;
            }
        }
        std::vector<std::uint8_t> frame;
        wire::ByteWriter writer(frame);
        wire::write_envelope(writer, {wire::MessageKind::request, 0, 0, ++numbers_});
        wire::encode_request(request, frame);
        base::Result<std::vector<std::uint8_t>> answer =
            client_->request(std::move(frame), std::min(kAnswer, left(deadline)));
        if (answer && answer->size() >= wire::kEnvelopeBytes) {
            wire::ByteReader reader(*answer);
            const wire::Envelope envelope = wire::read_envelope(reader);
            if (envelope.kind == wire::MessageKind::reply && envelope.to == numbers_) {
                return wire::decode_reply(std::span(*answer).subspan(wire::kEnvelopeBytes));
            }
            last.message = "a node answers what was not asked";
        } else if (!answer) {
            last = answer.error();
        }
        client_.reset();  // this node does not answer: the next one
        ++next_;
    } while (left(deadline).count() > 0);
    return tl::unexpected<base::Error>(last);
}

}  // namespace kura::cluster::node
