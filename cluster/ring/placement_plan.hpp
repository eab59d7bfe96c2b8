// Placement plan: the lists being rearranged by place(). Owners first, then the other replicas.
// Shape:    lists of member indices, the owner at the front; a list may be too long or too short
//           between the steps, never after finish()
// Invariants: the members of a list are distinct; owned and held are what the lists say
// Threads:  one owner
// Source:   placement.hpp
#pragma once

#include "cluster/ring/placement.hpp"
#include "cluster/ring/quota.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace kura::cluster::ring {

class PlacementPlan {
  public:
    PlacementPlan(const PartitionMap& old, std::span<const RingMember> members,
                  const PlacementOptions& options);

    void settle_owners();
    void settle_replicas();

    [[nodiscard]] Placement finish(const PartitionMap& old) const;

  private:
    using List = std::vector<int>;

    [[nodiscard]] int count() const { return static_cast<int>(members_.size()); }
    [[nodiscard]] static bool contains(const List& list, int member);
    // A random but repeatable liking of a member for a partition.
    [[nodiscard]] std::uint64_t score(int member, std::uint32_t partition) const;
    [[nodiscard]] std::vector<std::uint32_t> by_score(int member) const;
    [[nodiscard]] int zones_of(const List& list) const;
    [[nodiscard]] std::int64_t lack(int member) const {
        return held_quota_[static_cast<std::size_t>(member)].share -
               kQuotaUnit * held_[static_cast<std::size_t>(member)];
    }

    // Owners.
    void adopt_orphans();
    [[nodiscard]] int heir(const List& list, std::uint32_t partition) const;
    void take_ownership(int member, int target, bool from_upper_only);
    void shed_ownership();
    void make_owner(int member, std::uint32_t partition);
    [[nodiscard]] int last_dispensable(const List& list) const;

    // Replicas.
    void fill(std::uint32_t partition);
    void mend_zones(std::uint32_t partition);
    [[nodiscard]] int best_addition(const List& list, std::uint32_t partition, bool new_zone) const;
    [[nodiscard]] bool may_replace(const List& list, std::size_t at, int member) const;
    void replace(std::uint32_t partition, std::size_t at, int member);
    void take_replicas(int member, int target, bool from_upper_only);
    void shed_replicas();
    struct Hop {
        bool seen = false;
        int from = -1;  // who gives up this place, or -1 at the start of a chain
        std::uint32_t partition = 0;
        std::size_t at = 0;
    };
    void extend_paths(int giver, std::vector<Hop>& hops, std::vector<int>& reached);
    bool move_along_path(bool mend_giver);
    [[nodiscard]] int beyond_quota() const;

    // Constant after construction.
    const std::vector<RingMember> members_;
    const std::uint32_t partitions_;
    const PlacementOptions options_;
    const int copies_;
    std::vector<int> zone_index_;
    int zones_wanted_ = 0;
    std::vector<Quota> owner_quota_;
    std::vector<Quota> held_quota_;

    std::vector<List> lists_;
    std::vector<bool> has_owner_;
    std::vector<bool> was_orphan_;
    std::vector<int> owned_;
    std::vector<int> held_;
};

}  // namespace kura::cluster::ring
