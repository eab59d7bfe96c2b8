// Take-over: how the new owner of a partition learns what its predecessors committed.
// It seals enough replicas of every earlier set in the chain: from then on they refuse older
// epochs, so nothing more can be committed behind its back. What was committed is on one of them.
// Shape:    seal messages to all nodes of the chain until each set has its seal quorum
// Invariants: a source counts once it has promised and has handed over all it held
// Threads:  one owner
// Source:   ARCHITECTURE.md, "Distributed search", rule 4
#pragma once

#include "cluster/base/instant.hpp"
#include "cluster/search/messages.hpp"
#include "cluster/search/options.hpp"
#include "cluster/view/view.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace kura::cluster::search {

class Takeover {
  public:
    Takeover(PartitionId partition, Epoch epoch, NodeId self)
        : partition_(partition), epoch_(epoch), self_(self) {}

    // Whether every set of the chain has its quorum. This node counts where it is a member: it has
    // promised to itself.
    [[nodiscard]] bool is_done(std::span<const view::ReplicaSet> chain, int write,
                               BrokenRule broken) const;

    // Whom to ask (again): the nodes of the chain, and those of the set to be. Nothing depends on
    // what the latter answer, but what they hold need not be copied to them.
    std::vector<NodeId> due(std::span<const view::ReplicaSet> chain, const view::ReplicaSet& to_be,
                            Instant now, Duration resend);
    // Whether the request to it names what this node holds: later ones name leaves.
    [[nodiscard]] bool is_first(NodeId source) const { return sources_.at(source).cursor.empty(); }
    // What to ask it; `known` is the digest of what this node holds by now, for the first request.
    [[nodiscard]] Seal request(NodeId source, const Digest& known) const {
        const Source& asked = sources_.at(source);
        return {partition_, epoch_, asked.cursor, is_first(source) ? known : Digest{},
                asked.leaves};
    }

    // An answer came; its records are merged already. Ensures: true if more may be asked at once.
    bool answered(NodeId from, const Sealed& sealed);

    // What each source that is through held at its end.
    [[nodiscard]] std::vector<std::pair<NodeId, Digest>> held() const;

  private:
    struct Source {
        std::string cursor;
        std::uint64_t leaves = 0;
        bool is_complete = false;
        bool is_asked = false;
        Instant last_asked;
        Digest held{};
    };

    const PartitionId partition_;
    const Epoch epoch_;
    const NodeId self_;
    std::map<NodeId, Source> sources_;
};

}  // namespace kura::cluster::search
