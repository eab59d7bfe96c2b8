#include "cluster/search/window_book.hpp"

#include "cluster/search/closing.hpp"

#include <algorithm>
#include <utility>

namespace kura::cluster::search {

namespace {

std::int32_t smallest_in(const Window& window) {
    std::int32_t smallest = kNoLimit;
    for (std::size_t i = 0; i < window.candidates.size(); ++i) {
        const CandidateHeader header = window.candidates.header(i);
        smallest = std::min(smallest, kura::search::word_cost(kOrder, header.word) +
                                          static_cast<std::int32_t>(header.bound));
    }
    return smallest;
}

bool is_addressed_right(const Window& window, const WindowBook::OwnerOf& owner_of) {
    for (std::size_t i = 0; i < window.candidates.size(); ++i) {
        if (owner_of(PartitionId{window.candidates.header(i).partition}) != window.to) {
            return false;
        }
    }
    return true;
}

}  // namespace

std::size_t WindowBook::add(NodeId to, const CandidateHeader& header, const std::uint8_t* key,
                            std::uint32_t slot) {
    auto at = filling_.find(to);
    if (at == filling_.end()) {
        at = filling_.emplace(to, Window{to, Candidates(key_bytes_), {}, Instant()}).first;
    }
    at->second.candidates.push_back(header, key);
    at->second.slots.push_back(slot);
    ++items_;
    return at->second.slots.size();
}

std::uint64_t WindowBook::seal(NodeId to, Instant now) {
    const auto at = filling_.find(to);
    if (at == filling_.end()) {
        return 0;
    }
    const std::uint64_t number = ++numbers_;
    at->second.last_sent = now;
    sent_.emplace(number, std::move(at->second));
    filling_.erase(at);
    return number;
}

std::vector<NodeId> WindowBook::filling() const {
    std::vector<NodeId> nodes;
    for (const auto& [node, window] : filling_) {
        nodes.push_back(node);
    }
    return nodes;
}

std::vector<std::uint64_t> WindowBook::due(Instant now, Duration resend) {
    std::vector<std::uint64_t> numbers;
    for (auto& [number, window] : sent_) {
        if (now - window.last_sent >= resend) {
            window.last_sent = now;
            numbers.push_back(number);
        }
    }
    return numbers;
}

const Window* WindowBook::find(std::uint64_t number) const {
    const auto at = sent_.find(number);
    return at == sent_.end() ? nullptr : &at->second;
}

std::optional<Window> WindowBook::acknowledge(std::uint64_t number) {
    const auto at = sent_.find(number);
    if (at == sent_.end()) {
        return std::nullopt;
    }
    Window window = std::move(at->second);
    sent_.erase(at);
    items_ -= window.slots.size();
    return window;
}

void WindowBook::scatter(const Window& window, const OwnerOf& owner_of, std::size_t window_items) {
    for (std::size_t i = 0; i < window.candidates.size(); ++i) {
        const CandidateHeader header = window.candidates.header(i);
        const NodeId owner = owner_of(PartitionId{header.partition});
        if (add(owner, header, window.candidates.key(i), window.slots[i]) >= window_items) {
            seal(owner, Instant());
        }
    }
}

void WindowBook::regroup(const OwnerOf& owner_of, std::size_t window_items) {
    std::vector<Window> wrong;
    const auto collect = [&](auto& windows) {
        for (auto at = windows.begin(); at != windows.end();) {
            if (is_addressed_right(at->second, owner_of)) {
                ++at;
                continue;
            }
            items_ -= at->second.slots.size();
            wrong.push_back(std::move(at->second));
            at = windows.erase(at);
        }
    };
    collect(filling_);
    collect(sent_);
    for (const Window& window : wrong) {
        scatter(window, owner_of, window_items);
    }
}

void WindowBook::clear() {
    filling_.clear();
    sent_.clear();
    items_ = 0;
}

std::int32_t WindowBook::lower_bound() const {
    std::int32_t smallest = kNoLimit;
    for (const auto& [node, window] : filling_) {
        smallest = std::min(smallest, smallest_in(window));
    }
    for (const auto& [number, window] : sent_) {
        smallest = std::min(smallest, smallest_in(window));
    }
    return smallest;
}

}  // namespace kura::cluster::search
