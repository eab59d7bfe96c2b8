#include "cluster/ring/placement_plan.hpp"

#include "solver/base/assert.hpp"
#include "solver/base/hash.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace kura::cluster::ring {

namespace {

std::size_t idx(int member) {
    return static_cast<std::size_t>(member);
}

}  // namespace

PlacementPlan::PlacementPlan(const PartitionMap& old, std::span<const RingMember> members,
                             const PlacementOptions& options)
    : members_(members.begin(), members.end()),
      partitions_(options.partitions),
      options_(options),
      copies_(std::min(options.replicas, static_cast<int>(members.size()))) {
    KURA_ASSERT(!members.empty() && members.size() <= kMembersMax);
    KURA_ASSERT(options.replicas >= 1 && options.replicas <= kReplicasMax, options.replicas);
    KURA_ASSERT(old.empty() || old.partitions() == partitions_, partitions_);
    std::map<Zone, int> zones;
    std::map<NodeId, int> index;
    for (int m = 0; m < count(); ++m) {
        const RingMember& member = members_[idx(m)];
        KURA_ASSERT(member.weight >= 1 && member.weight <= kWeightMax, member.weight);
        KURA_ASSERT(index.emplace(member.id, m).second);
        zone_index_.push_back(
            zones.emplace(member.zone, static_cast<int>(zones.size())).first->second);
    }
    zones_wanted_ = std::min(copies_, static_cast<int>(zones.size()));
    owner_quota_ = owner_quotas(members_, partitions_);
    held_quota_ = replica_quotas(members_, partitions_, copies_);
    lists_.resize(partitions_);
    has_owner_.resize(partitions_, false);
    was_orphan_.resize(partitions_, false);
    owned_.resize(members_.size(), 0);
    held_.resize(members_.size(), 0);
    for (std::uint32_t p = 0; p < partitions_ && !old.empty(); ++p) {
        const std::span<const NodeId> before = old.preference(PartitionId{p});
        for (std::size_t k = 0; k < before.size(); ++k) {
            const auto found = index.find(before[k]);
            if (found == index.end()) {
                continue;
            }
            lists_[p].push_back(found->second);
            ++held_[idx(found->second)];
            if (k == 0) {
                has_owner_[p] = true;
                ++owned_[idx(found->second)];
            }
        }
    }
}

bool PlacementPlan::contains(const List& list, int member) {
    return std::find(list.begin(), list.end(), member) != list.end();
}

std::uint64_t PlacementPlan::score(int member, std::uint32_t partition) const {
    return base::mix64(base::mix64(members_[idx(member)].place.value + 0x9E3779B97F4A7C15ULL) ^
                       partition);
}

std::vector<std::uint32_t> PlacementPlan::by_score(int member) const {
    std::vector<std::uint32_t> order(partitions_);
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return score(member, a) > score(member, b);
    });
    return order;
}

int PlacementPlan::zones_of(const List& list) const {
    std::set<int> zones;
    for (const int member : list) {
        zones.insert(zone_index_[idx(member)]);
    }
    return static_cast<int>(zones.size());
}

// Who should own a partition that lost its owner: of those that hold a replica the one with most
// room in its quota, else the best-liked of all with room, below the lower end first.
int PlacementPlan::heir(const List& list, std::uint32_t partition) const {
    const auto room = [&](int m) {
        return owner_quota_[idx(m)].share - kQuotaUnit * owned_[idx(m)];
    };
    int best = -1;
    for (const int m : list) {
        if (room(m) > 0 && (best < 0 || room(m) > room(best))) {
            best = m;
        }
    }
    for (const bool to_upper : {false, true}) {
        for (int m = 0, known = best; known < 0 && m < count(); ++m) {
            const Quota& quota = owner_quota_[idx(m)];
            if (owned_[idx(m)] < (to_upper ? quota.upper() : quota.lower()) &&
                (best < 0 || score(m, partition) > score(best, partition))) {
                best = m;
            }
        }
    }
    return best;
}

void PlacementPlan::adopt_orphans() {
    for (std::uint32_t p = 0; p < partitions_; ++p) {
        if (!has_owner_[p]) {
            const int member = heir(lists_[p], p);
            KURA_ASSERT(member >= 0, p);
            make_owner(member, p);
            was_orphan_[p] = true;
        }
    }
}

// Which member to drop from a list that is too long: not the owner; one that shares a zone with
// another, if any; then the one furthest above its quota.
int PlacementPlan::last_dispensable(const List& list) const {
    int best = -1;
    bool best_shares = false;
    for (std::size_t k = 1; k < list.size(); ++k) {
        List others = list;
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(k));
        const bool shares = zones_of(others) == zones_of(list);
        if (best < 0 || shares > best_shares ||
            (shares == best_shares && lack(list[k]) < lack(list[idx(best)]))) {
            best = static_cast<int>(k);
            best_shares = shares;
        }
    }
    return best;
}

void PlacementPlan::make_owner(int member, std::uint32_t partition) {
    List& list = lists_[partition];
    if (has_owner_[partition]) {
        --owned_[idx(list.front())];
    }
    if (const auto found = std::find(list.begin(), list.end(), member); found != list.end()) {
        std::rotate(list.begin(), found, found + 1);
    } else {
        list.insert(list.begin(), member);
        ++held_[idx(member)];
    }
    has_owner_[partition] = true;
    ++owned_[idx(member)];
    while (static_cast<int>(list.size()) > copies_) {
        const auto at = list.begin() + last_dispensable(list);
        --held_[idx(*at)];
        list.erase(at);
    }
}

// Takes partitions from members above their quota (or, where that is not enough, above the lower
// end of it) until `member` owns `target`; first those that must move anyway.
void PlacementPlan::take_ownership(int member, int target, bool from_upper_only) {
    if (owned_[idx(member)] >= target) {
        return;
    }
    std::vector<std::uint32_t> order = by_score(member);
    std::stable_partition(order.begin(), order.end(),
                          [&](std::uint32_t p) { return static_cast<bool>(was_orphan_[p]); });
    for (const std::uint32_t p : order) {
        const int owner = lists_[p].front();
        const Quota& quota = owner_quota_[idx(owner)];
        if (owner != member &&
            owned_[idx(owner)] > (from_upper_only ? quota.upper() : quota.lower())) {
            make_owner(member, p);
            if (owned_[idx(member)] >= target) {
                return;
            }
        }
    }
}

void PlacementPlan::shed_ownership() {
    for (int giver = 0; giver < count(); ++giver) {
        while (owned_[idx(giver)] > owner_quota_[idx(giver)].upper()) {
            // Somebody has room: the upper ends add up to at least all partitions.
            int taker = -1;
            for (int m = 0; m < count() && taker < 0; ++m) {
                taker = owned_[idx(m)] < owner_quota_[idx(m)].upper() ? m : -1;
            }
            KURA_ASSERT(taker >= 0 && taker != giver, giver);
            take_ownership(taker, owned_[idx(taker)] + 1, true);
        }
    }
}

void PlacementPlan::settle_owners() {
    adopt_orphans();
    for (const bool from_upper_only : {true, false}) {
        for (int m = 0; m < count(); ++m) {
            take_ownership(m, owner_quota_[idx(m)].lower(), from_upper_only);
        }
    }
    shed_ownership();
    for (int m = 0; m < count(); ++m) {
        KURA_ASSERT(owned_[idx(m)] >= owner_quota_[idx(m)].lower(), m);
    }
}

Placement PlacementPlan::finish(const PartitionMap& old) const {
    Placement result{PartitionMap(partitions_, copies_), {}};
    PlacementReport& report = result.report;
    report.copies = copies_;
    report.is_short_of_nodes = copies_ < options_.replicas;
    report.zones = zones_wanted_;
    report.is_short_of_zones = zones_wanted_ < copies_;
    report.beyond_quota = beyond_quota();
    for (std::uint32_t p = 0; p < partitions_; ++p) {
        KURA_ASSERT(static_cast<int>(lists_[p].size()) == copies_, p);
        KURA_ASSERT(zones_of(lists_[p]) >= zones_wanted_, p);
        const std::span<NodeId> list = result.map.preference(PartitionId{p});
        for (std::size_t k = 0; k < list.size(); ++k) {
            list[k] = members_[idx(lists_[p][k])].id;
        }
        const std::span<const NodeId> before =
            old.empty() ? std::span<const NodeId>() : old.preference(PartitionId{p});
        report.owners_moved += before.empty() || before.front() != list.front() ? 1U : 0U;
        for (const NodeId node : list) {
            const bool is_new = std::find(before.begin(), before.end(), node) == before.end();
            report.replicas_moved += is_new ? 1U : 0U;
        }
    }
    std::int64_t weight = 0;
    for (const RingMember& member : members_) {
        weight += member.weight;
    }
    for (int m = 0; m < count(); ++m) {
        const auto error = [&](std::int64_t count_now, std::int64_t total) {
            const std::int64_t ideal = total * members_[idx(m)].weight;  // times the weight
            const std::int64_t off = std::abs(count_now * weight - ideal);
            return static_cast<int>(std::min<std::int64_t>(off * 1000 / ideal, 1'000'000));
        };
        report.owner_error_permille =
            std::max(report.owner_error_permille, error(owned_[idx(m)], partitions_));
        report.replica_error_permille =
            std::max(report.replica_error_permille,
                     error(held_[idx(m)], static_cast<std::int64_t>(partitions_) * copies_));
    }
    return result;
}

Placement place(const PartitionMap& old, std::span<const RingMember> members,
                const PlacementOptions& options) {
    PlacementPlan plan(old, members, options);
    plan.settle_owners();
    plan.settle_replicas();
    return plan.finish(old);
}

}  // namespace kura::cluster::ring
