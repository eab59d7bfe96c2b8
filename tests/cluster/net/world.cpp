#include "tests/cluster/net/world.hpp"

#include <string_view>
#include <utility>

namespace kura::cluster::net {

std::vector<std::uint8_t> bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

void Listening::on_frame(Channel channel, ConnectionId from, Bytes frame) {
    if (channel == Channel::client && answers_through != nullptr) {
        static_cast<void>(answers_through->reply(from, {frame.begin(), frame.end()}));
    }
    const std::scoped_lock lock(mutex_);
    ++frame_count;
    if (keeps_frames) {
        frames.push_back(Heard{channel, from, {frame.begin(), frame.end()}});
    }
    changed_.notify_all();
}

void Listening::on_datagram(Bytes datagram) {
    const std::scoped_lock lock(mutex_);
    datagrams.emplace_back(datagram.begin(), datagram.end());
    changed_.notify_all();
}

void Listening::on_lost(const Address& address, Channel channel) {
    const std::scoped_lock lock(mutex_);
    lost.emplace_back(address, channel);
    changed_.notify_all();
}

void Listening::on_closed(ConnectionId id) {
    const std::scoped_lock lock(mutex_);
    closed.push_back(id);
    changed_.notify_all();
}

void Listening::log(std::string_view line) {
    const std::scoped_lock lock(mutex_);
    lines.emplace_back(line);
    changed_.notify_all();
}

bool Listening::wait(const std::function<bool(const Listening&)>& is_enough) {
    // Not all that is waited for is told: so it looks again after a while.
    constexpr std::chrono::milliseconds kLook{20};
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    std::unique_lock lock(mutex_);
    while (!is_enough(*this)) {
        if (std::chrono::steady_clock::now() > deadline) {
            return false;
        }
        changed_.wait_for(lock, kLook);
    }
    return true;
}

std::vector<Listening::Heard> Listening::take_frames() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(frames, {});
}

Node::Node(std::optional<Keyring> keys, const std::function<void(TransportOptions&)>& change) {
    TransportOptions options{.listen = {}, .keys = std::move(keys)};
    options.log = [this](std::string_view line) { heard.log(line); };
    if (change) {
        change(options);
    }
    auto started = Transport::start(std::move(options), heard);
    if (!started) {
        ADD_FAILURE() << started.error().message;
        return;
    }
    transport = *std::move(started);
    heard.answers_through = transport.get();
}

bool Node::wait_for(Counter counter, std::uint64_t least) {
    return heard.wait([&](const Listening&) { return count(counter) >= least; });
}

}  // namespace kura::cluster::net
