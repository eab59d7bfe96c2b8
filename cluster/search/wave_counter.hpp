// Wave counter: asks all members of one epoch how they are doing, wave after wave.
// A search is exhausted when two complete waves, one after the other, find everybody passive with
// the same activity: then nothing happened between them, so there was a moment when all were
// passive at once. A single wave proves nothing: work may hop behind it. The same waves give a
// lower bound: each member reports the least bound of what was open since the wave before, and
// there is a moment between two waves that all these spans contain.
// Shape:    one wave at a time; members that don't answer are asked again
// Invariants: a wave counts only if all its answers are of the epoch, generation and limit it asked
// Threads:  one owner
// Errors:   none
// Source:   ARCHITECTURE.md, "Distributed search", rule 6
#pragma once

#include "cluster/base/instant.hpp"
#include "cluster/search/messages.hpp"
#include "cluster/search/options.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace kura::cluster::search {

// What has to stay the same from one wave to the next.
struct WaveGround {
    Epoch epoch;
    Generation generation;
    std::int32_t limit = kNoLimit;

    friend bool operator==(const WaveGround&, const WaveGround&) = default;
};

struct WaveResult {
    bool is_exhausted = false;
    std::optional<std::int32_t> lower_bound;
    std::uint64_t expanded = 0;
};

class WaveCounter {
  public:
    // Starts over if the ground or the members are not those of the wave under way.
    void set_ground(const WaveGround& ground, const std::vector<NodeId>& members, Instant now);

    // Whom to ask now.
    std::vector<NodeId> due(Instant now, const SearchOptions& options);
    // What the waves under way, and their result, hold for.
    [[nodiscard]] const WaveGround& ground() const { return ground_; }
    [[nodiscard]] WaveRequest request() const {
        return {number_, ground_.epoch, ground_.generation, ground_.limit, lower_bound_};
    }
    // Ensures: a result when that answer completes a wave.
    std::optional<WaveResult> answered(NodeId from, const WaveReply& reply, Instant now,
                                       const SearchOptions& options);

  private:
    using Replies = std::map<NodeId, WaveReply>;
    [[nodiscard]] bool is_quiet_since_before() const;

    WaveGround ground_;
    std::vector<NodeId> members_;
    std::uint64_t number_ = 0;
    bool is_asking_ = false;
    Instant next_;
    std::int32_t lower_bound_ = kNoLimit;  // found by the wave before, if any
    std::map<NodeId, Instant> asked_;
    Replies replies_;
    std::optional<Replies> before_;  // the complete wave before, on the same ground
};

}  // namespace kura::cluster::search
