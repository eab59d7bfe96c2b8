#include "cluster/ring/placement_plan.hpp"
#include "solver/base/assert.hpp"

#include <algorithm>
#include <vector>

namespace kura::cluster::ring {

namespace {

std::size_t idx(int member) {
    return static_cast<std::size_t>(member);
}

}  // namespace

// The member to add to a list: below the lower end of its quota before below the upper end before
// any, the best-liked among equals (for members beyond their quota: the one least so).
int PlacementPlan::best_addition(const List& list, std::uint32_t partition, bool new_zone) const {
    int best = -1;
    int best_class = 3;
    for (int m = 0; m < count(); ++m) {
        const bool zone_taken = std::any_of(list.begin(), list.end(), [&](int other) {
            return zone_index_[idx(other)] == zone_index_[idx(m)];
        });
        if (contains(list, m) || (new_zone && zone_taken)) {
            continue;
        }
        const Quota& quota = held_quota_[idx(m)];
        const int rank = held_[idx(m)] < quota.lower() ? 0 : held_[idx(m)] < quota.upper() ? 1 : 2;
        const bool better =
            rank < best_class ||
            (rank == best_class &&
             (rank == 2 ? lack(m) > lack(best) : score(m, partition) > score(best, partition)));
        if (best < 0 || better) {
            best = m;
            best_class = rank;
        }
    }
    return best;
}

void PlacementPlan::fill(std::uint32_t partition) {
    List& list = lists_[partition];
    while (static_cast<int>(list.size()) > copies_) {  // N was lowered
        const auto at = list.begin() + last_dispensable(list);
        --held_[idx(*at)];
        list.erase(at);
    }
    while (static_cast<int>(list.size()) < copies_) {
        const bool new_zone = zones_of(list) < zones_wanted_;
        const int member = best_addition(list, partition, new_zone);
        KURA_ASSERT(member >= 0, partition);
        list.push_back(member);
        ++held_[idx(member)];
    }
}

void PlacementPlan::mend_zones(std::uint32_t partition) {
    List& list = lists_[partition];
    while (zones_of(list) < zones_wanted_) {
        const int at = last_dispensable(list);
        const int member = best_addition(list, partition, true);
        KURA_ASSERT(at > 0 && member >= 0, partition);
        replace(partition, idx(at), member);
    }
}

bool PlacementPlan::may_replace(const List& list, std::size_t at, int member) const {
    if (at == 0 || contains(list, member)) {
        return false;
    }
    if (zone_index_[idx(list[at])] == zone_index_[idx(member)]) {
        return true;
    }
    List after = list;
    after[at] = member;
    return zones_of(after) >= zones_wanted_;
}

void PlacementPlan::replace(std::uint32_t partition, std::size_t at, int member) {
    --held_[idx(lists_[partition][at])];
    lists_[partition][at] = member;
    ++held_[idx(member)];
}

// As take_ownership, for the other places of the lists.
void PlacementPlan::take_replicas(int member, int target, bool from_upper_only) {
    if (held_[idx(member)] >= target) {
        return;
    }
    for (const std::uint32_t p : by_score(member)) {
        const List& list = lists_[p];
        std::size_t best = 0;
        for (std::size_t k = 1; k < list.size(); ++k) {
            const Quota& quota = held_quota_[idx(list[k])];
            const bool rich =
                held_[idx(list[k])] > (from_upper_only ? quota.upper() : quota.lower());
            if (rich && may_replace(list, k, member) &&
                (best == 0 || lack(list[k]) < lack(list[best]))) {
                best = k;
            }
        }
        if (best != 0) {
            replace(p, best, member);
            if (held_[idx(member)] >= target) {
                return;
            }
        }
    }
}

// Gives what members hold above their quota to members with room, one partition at a time.
void PlacementPlan::shed_replicas() {
    for (std::uint32_t p = 0; p < partitions_; ++p) {
        for (std::size_t k = 1; k < lists_[p].size(); ++k) {
            const int giver = lists_[p][k];
            if (held_[idx(giver)] <= held_quota_[idx(giver)].upper()) {
                continue;
            }
            int taker = -1;
            for (int m = 0; m < count(); ++m) {
                if (held_[idx(m)] < held_quota_[idx(m)].upper() && may_replace(lists_[p], k, m) &&
                    (taker < 0 || lack(m) > lack(taker))) {
                    taker = m;
                }
            }
            if (taker >= 0) {
                replace(p, k, taker);
            }
        }
    }
}

// The members that could take the place of `giver` in some list, each with the first such place.
void PlacementPlan::extend_paths(int giver, std::vector<Hop>& hops, std::vector<int>& reached) {
    for (std::uint32_t p = 0; p < partitions_; ++p) {
        const List& list = lists_[p];
        const auto found = std::find(list.begin() + 1, list.end(), giver);
        if (found == list.end()) {
            continue;
        }
        const auto at = static_cast<std::size_t>(found - list.begin());
        for (int m = 0; m < count(); ++m) {
            if (!hops[idx(m)].seen && may_replace(list, at, m)) {
                hops[idx(m)] = {.seen = true, .from = giver, .partition = p, .at = at};
                reached.push_back(m);
            }
        }
    }
}

// Where zones leave no direct exchange: the shortest chain of exchanges from a member that may give
// to one that may get, at least one end outside its quota. Cost: O(partitions * members).
bool PlacementPlan::move_along_path(bool mend_giver) {
    std::vector<Hop> hops(members_.size());
    std::vector<int> reached;
    for (int m = 0; m < count(); ++m) {
        const Quota& quota = held_quota_[idx(m)];
        if (held_[idx(m)] > (mend_giver ? quota.upper() : quota.lower())) {
            hops[idx(m)].seen = true;
            reached.push_back(m);
        }
    }
    for (std::size_t next = 0; next < reached.size(); ++next) {
        const int end = reached[next];
        const Quota& quota = held_quota_[idx(end)];
        if (hops[idx(end)].from < 0 ||
            held_[idx(end)] >= (mend_giver ? quota.upper() : quota.lower())) {
            extend_paths(end, hops, reached);
            continue;
        }
        // From the end backwards. A chain that passes one list twice may stop being valid; what is
        // left of it is left to the next call.
        for (int m = end; hops[idx(m)].from >= 0; m = hops[idx(m)].from) {
            const Hop& hop = hops[idx(m)];
            if (lists_[hop.partition][hop.at] != hop.from ||
                !may_replace(lists_[hop.partition], hop.at, m)) {
                break;
            }
            replace(hop.partition, hop.at, m);
        }
        return true;
    }
    return false;
}

int PlacementPlan::beyond_quota() const {
    int beyond = 0;
    for (int m = 0; m < count(); ++m) {
        beyond += std::max(held_[idx(m)] - held_quota_[idx(m)].upper(), 0);
        beyond += std::max(held_quota_[idx(m)].lower() - held_[idx(m)], 0);
    }
    return beyond;
}

void PlacementPlan::settle_replicas() {
    for (std::uint32_t p = 0; p < partitions_; ++p) {
        fill(p);
        mend_zones(p);
    }
    for (const bool from_upper_only : {true, false}) {
        for (int m = 0; m < count(); ++m) {
            take_replicas(m, held_quota_[idx(m)].lower(), from_upper_only);
        }
    }
    shed_replicas();
    // Each call mends one replica; the limit only bounds the time where nothing more can be had.
    for (int calls = 8 * count() + 64; beyond_quota() > 0 && calls > 0; --calls) {
        if (!move_along_path(true) && !move_along_path(false)) {
            break;
        }
    }
}

}  // namespace kura::cluster::ring
