// Parameters of a node's part in the store.
// Units:    microseconds; requests, copies and records by number; bytes where the name says so
#pragma once

#include "cluster/base/instant.hpp"

#include <cstddef>
#include <cstdint>

namespace kura::cluster::store {

// For the tests of the tests: leaves out one rule, which the simulator must notice.
enum class BrokenRule : std::uint8_t {
    none,
    erase_early,      // a former holder erases without waiting for the new ones
    ack_unpersisted,  // a replica acknowledges before the write is on disk
    newest_set_only,  // reads ignore earlier replica sets that are not superseded yet
    drop_tombstones,  // tombstones are collected without asking the other replicas
    reuse_actor,      // the same actor goes on after erasing
};

struct StoreOptions {
    // Requests under way that this node took from clients, and as many again for other nodes;
    // beyond it: busy.
    std::size_t requests_max = 4096;
    std::size_t request_bytes_max = std::size_t{256} << 20;  // of those from clients
    // From then on: unavailable.
    Duration request_timeout{2'000'000};
    // Then another coordinator is tried, while the first may still answer. Shorter: quicker past a
    // dead node that gossip has not found yet, more work done twice under load.
    Duration attempt_timeout{500'000};
    // Unacknowledged messages go out again.
    Duration resend{100'000};
    // A replica that has not answered by then counts as away; one that gossip reports at once.
    Duration keep_after{200'000};
    // Copies kept for nodes that are away. What expires is mended by comparing replicas. Must be
    // shorter than tombstone_grace, or a late copy could bring back what was deleted.
    std::size_t kept_max = 16384;
    std::size_t kept_bytes_max = std::size_t{64} << 20;
    Duration kept_for_max{std::int64_t{3} * 3600 * 1'000'000};
    Duration kept_retry{1'000'000};
    // Two replicas of a partition compare digests this often; those that take over, sooner.
    Duration sync_interval{10'000'000};
    Duration sync_retry{200'000};
    int exchanges_max = 32;  // partitions being compared in detail
    int exchange_tries = 5;
    // To the register, and to the node that reports there.
    Duration report_retry{500'000};
    // A tombstone is collected no earlier. Longer than any message may be on its way, and than a
    // node may be away and come back with what it held.
    Duration tombstone_grace{std::int64_t{24} * 3600 * 1'000'000};
    Duration tombstone_interval{60'000'000};
    std::size_t lattice_bytes_max = std::size_t{4} << 30;
    BrokenRule broken = BrokenRule::none;
};

}  // namespace kura::cluster::store
