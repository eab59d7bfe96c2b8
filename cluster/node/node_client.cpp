#include "cluster/node/node_client.hpp"

#include "cluster/wire/client_codec.hpp"

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
        const auto answer = client_->request(wire::request_frame(++numbers_, request),
                                             std::min(kAnswer, left(deadline)));
        auto reply = answer ? wire::decode_reply_frame(*answer)
                            : base::Result<wire::NumberedReply>(tl::unexpected(answer.error()));
        if (reply && reply->number == numbers_) {
            return std::move(reply->reply);
        }
        last = reply ? base::Error{base::ErrorCode::bad_input, "a node answers what was not asked"}
                     : reply.error();
        client_.reset();  // this node does not answer: the next one
        ++next_;
    } while (left(deadline).count() > 0);
    return tl::unexpected<base::Error>(last);
}

}  // namespace kura::cluster::node
