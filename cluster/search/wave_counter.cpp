#include "cluster/search/wave_counter.hpp"

#include <algorithm>
#include <utility>

namespace kura::cluster::search {

void WaveCounter::set_ground(const WaveGround& ground, const std::vector<NodeId>& members,
                             Instant now) {
    if (ground == ground_ && members == members_) {
        return;
    }
    ground_ = ground;
    members_ = members;
    ++number_;
    is_asking_ = false;
    next_ = now;
    asked_.clear();
    replies_.clear();
    before_.reset();
    lower_bound_ = kNoLimit;
}

std::vector<NodeId> WaveCounter::due(Instant now, const SearchOptions& options) {
    if (!is_asking_) {
        if (members_.empty() || now < next_) {
            return {};
        }
        is_asking_ = true;
    }
    std::vector<NodeId> nodes;
    for (const NodeId member : members_) {
        const auto asked = asked_.find(member);
        if (!replies_.contains(member) &&
            (asked == asked_.end() || now - asked->second >= options.resend)) {
            asked_[member] = now;
            nodes.push_back(member);
        }
    }
    return nodes;
}

bool WaveCounter::is_quiet_since_before() const {
    return before_ && std::all_of(replies_.begin(), replies_.end(), [&](const auto& entry) {
               const auto earlier = before_->find(entry.first);
               return earlier != before_->end() && earlier->second.is_passive &&
                      earlier->second.activity == entry.second.activity;
           });
}

std::optional<WaveResult> WaveCounter::answered(NodeId from, const WaveReply& reply, Instant now,
                                                const SearchOptions& options) {
    const WaveGround theirs{reply.epoch, reply.generation, ground_.limit};
    if (!is_asking_ || reply.number != number_ || theirs != ground_ ||
        std::find(members_.begin(), members_.end(), from) == members_.end()) {
        return std::nullopt;
    }
    replies_.emplace(from, reply);
    if (replies_.size() < members_.size()) {
        return std::nullopt;
    }
    WaveResult result;
    bool is_passive = true;
    std::int32_t least = kNoLimit;
    for (const auto& [node, answer] : replies_) {
        is_passive = is_passive && answer.is_passive;
        least = std::min(least, answer.lower_bound);
        result.expanded += answer.expanded;
    }
    result.is_exhausted =
        is_passive && (options.broken == BrokenRule::one_wave || is_quiet_since_before());
    if (before_) {
        result.lower_bound = std::min(least, ground_.limit);
        lower_bound_ = *result.lower_bound;
    }
    before_ = std::exchange(replies_, {});
    asked_.clear();
    ++number_;
    is_asking_ = false;
    next_ = now + options.wave_pause;
    return result;
}

}  // namespace kura::cluster::search
