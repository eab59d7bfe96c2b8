#include "cluster/ring/quota.hpp"

#include "solver/base/assert.hpp"
#include "solver/base/uint128.hpp"

#include <algorithm>
#include <map>

namespace kura::cluster::ring {

namespace {

// One round of water filling: what the unfrozen claims would get, and how far that breaks bounds.
struct Round {
    std::vector<std::int64_t> tentative;
    std::int64_t violation = 0;  // positive: floors ask for more than the caps give back
    bool any = false;
};

Round fill(std::int64_t rest, std::uint64_t weight, std::span<const Claim> claims,
           const std::vector<bool>& frozen) {
    Round round;
    round.tentative.resize(claims.size());
    for (std::size_t i = 0; i < claims.size(); ++i) {
        if (frozen[i]) {
            continue;
        }
        const auto exact = static_cast<base::Uint128>(rest) * claims[i].weight / weight;
        round.tentative[i] = static_cast<std::int64_t>(exact);
        const std::int64_t kept = std::clamp(round.tentative[i], claims[i].floor, claims[i].cap);
        round.violation += kept - round.tentative[i];
        round.any |= kept != round.tentative[i];
    }
    return round;
}

}  // namespace

std::vector<std::int64_t> share_out(std::int64_t total, std::span<const Claim> claims) {
    std::vector<std::int64_t> shares(claims.size());
    std::vector<bool> frozen(claims.size(), false);
    while (true) {
        std::int64_t rest = total;
        std::uint64_t weight = 0;
        for (std::size_t i = 0; i < claims.size(); ++i) {
            rest -= frozen[i] ? shares[i] : 0;
            weight += frozen[i] ? 0 : claims[i].weight;
        }
        if (weight == 0) {
            return shares;
        }
        const Round round = fill(std::max<std::int64_t>(rest, 0), weight, claims, frozen);
        for (std::size_t i = 0; i < claims.size(); ++i) {
            if (frozen[i]) {
                continue;
            }
            shares[i] = std::clamp(round.tentative[i], claims[i].floor, claims[i].cap);
            const bool low = round.tentative[i] < claims[i].floor;
            const bool high = round.tentative[i] > claims[i].cap;
            frozen[i] = (low && round.violation >= 0) || (high && round.violation <= 0);
        }
        if (!round.any) {
            return shares;
        }
    }
}

std::vector<Quota> owner_quotas(std::span<const RingMember> members, std::uint32_t partitions) {
    const std::int64_t total = partitions * kQuotaUnit;
    std::vector<Claim> claims;
    for (const RingMember& member : members) {
        claims.push_back({.weight = member.weight, .floor = 0, .cap = total});
    }
    std::vector<Quota> quotas;
    for (const std::int64_t share : share_out(total, claims)) {
        quotas.push_back({share});
    }
    return quotas;
}

std::vector<Quota> replica_quotas(std::span<const RingMember> members, std::uint32_t partitions,
                                  int copies) {
    KURA_ASSERT(copies <= static_cast<int>(members.size()), copies);
    const std::int64_t once = partitions * kQuotaUnit;  // a node holds each partition at most once
    std::map<Zone, std::vector<std::size_t>> zones;
    for (std::size_t i = 0; i < members.size(); ++i) {
        zones[members[i].zone].push_back(i);
    }
    const int zone_count = static_cast<int>(zones.size());
    // Few zones: each holds every partition at least once, and may hold the copies left over.
    const int spare = std::max(copies - zone_count, 0);
    std::vector<Claim> claims;
    for (const auto& [zone, nodes] : zones) {
        Claim claim{.weight = 0,
                    .floor = zone_count <= copies ? once : 0,
                    .cap = once * std::min(static_cast<int>(nodes.size()), spare + 1)};
        for (const std::size_t i : nodes) {
            claim.weight += members[i].weight;
        }
        claims.push_back(claim);
    }
    const std::vector<std::int64_t> zone_shares = share_out(once * copies, claims);
    std::vector<Quota> quotas(members.size());
    std::size_t z = 0;
    for (const auto& [zone, nodes] : zones) {
        std::vector<Claim> inside;
        for (const std::size_t i : nodes) {
            inside.push_back({.weight = members[i].weight, .floor = 0, .cap = once});
        }
        const std::vector<std::int64_t> shares = share_out(zone_shares[z++], inside);
        for (std::size_t k = 0; k < nodes.size(); ++k) {
            quotas[nodes[k]].share = shares[k];
        }
    }
    return quotas;
}

}  // namespace kura::cluster::ring
