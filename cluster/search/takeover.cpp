#include "cluster/search/takeover.hpp"

#include <algorithm>

namespace kura::cluster::search {

bool Takeover::is_done(std::span<const view::ReplicaSet> chain, int write,
                       BrokenRule broken) const {
    if (broken == BrokenRule::no_seal) {
        return true;
    }
    if (broken == BrokenRule::newest_set_only && chain.size() > 1) {
        chain = chain.last(1);
    }
    return std::all_of(chain.begin(), chain.end(), [&](const view::ReplicaSet& set) {
        const auto through = std::count_if(set.nodes.begin(), set.nodes.end(), [&](NodeId node) {
            const auto source = sources_.find(node);
            return node == self_ || (source != sources_.end() && source->second.is_complete);
        });
        return through >= set.seal_quorum(write);
    });
}

std::vector<NodeId> Takeover::due(std::span<const view::ReplicaSet> chain,
                                  const view::ReplicaSet& to_be, Instant now, Duration resend) {
    std::vector<NodeId> nodes;
    const auto ask = [&](NodeId node) {
        Source& source = sources_[node];
        if (node == self_ || source.is_complete ||
            (source.is_asked && now - source.last_asked < resend)) {
            return;
        }
        source.is_asked = true;
        source.last_asked = now;
        nodes.push_back(node);
    };
    for (const view::ReplicaSet& set : chain) {
        std::for_each(set.nodes.begin(), set.nodes.end(), ask);
    }
    std::for_each(to_be.nodes.begin(), to_be.nodes.end(), ask);
    return nodes;
}

bool Takeover::answered(NodeId from, const Sealed& sealed) {
    const auto found = sources_.find(from);
    if (found == sources_.end() || sealed.epoch != epoch_ || found->second.is_complete ||
        sealed.cursor != found->second.cursor) {
        return false;
    }
    Source& source = found->second;
    if (sealed.is_complete) {
        source.is_complete = true;
        source.held = sealed.held;
        return false;
    }
    if (sealed.records.empty()) {
        return false;  // neither the end nor a step towards it
    }
    const std::size_t last = sealed.records.size() - 1;
    source.cursor.assign(reinterpret_cast<const char*>(sealed.records.key(last)),
                         sealed.records.key_bytes());
    source.leaves = sealed.leaves;
    source.is_asked = false;
    return true;
}

std::vector<std::pair<NodeId, Digest>> Takeover::held() const {
    std::vector<std::pair<NodeId, Digest>> result;
    for (const auto& [node, source] : sources_) {
        if (source.is_complete) {
            result.emplace_back(node, source.held);
        }
    }
    return result;
}

}  // namespace kura::cluster::search
