// Parameters of a node's part in a distributed search.
// Units:    microseconds; states, records and candidates by number
#pragma once

#include "cluster/base/instant.hpp"

#include <cstddef>
#include <cstdint>

namespace kura::cluster::search {

// For the tests of the tests: leaves out one rule, which the simulator must notice.
enum class BrokenRule : std::uint8_t {
    none,
    ack_unreplicated,       // a window is acknowledged when it is merged
    close_on_send,          // a state is closed when its children are sent
    ack_duplicates,         // a window that changes nothing is acknowledged at once
    no_seal,                // a new owner takes its own copy for the truth
    newest_set_only,        // of several earlier replica sets only the last is sealed
    undurable_incumbent,    // a node prunes by a goal it has seen
    uncertified_incumbent,  // a goal's cost goes into the register without its path
    one_wave,               // a single passive wave ends the search
};

struct SearchOptions {
    // A window goes out when it holds this many candidates, or at the next flush.
    // More: fewer messages and bytes. Fewer: less order lost to waiting.
    std::size_t window_items = 256;
    // While it expands, a node lets windows, changes and acknowledgements gather so long. It sends
    // all at once where it is idle. More: fewer, larger messages. Less: states close sooner.
    Duration flush_age{1'000};
    // Unacknowledged messages go out again. A few round trips; shorter wastes bandwidth.
    Duration resend{20'000};
    // States expanded but not closed. More hides longer quorum times; a crash repeats as many.
    std::size_t in_flight_max = 16384;
    // States expanded beyond the least bound open anywhere, known a wave late: so many, and one of
    // so many of all. They may turn out to be worthless, but waiting for the slowest node costs
    // too.
    std::uint64_t ahead_free = 20'000;
    std::uint64_t ahead_divisor = 8;
    // Records of one seal message, of one stretch of log or piece of a table, and about of one
    // replicate message, which is sent once it has as many.
    std::size_t batch_records = 1024;
    // A replica that is new to a partition gets so many records a second from each node, where the
    // write quorum is there without it. More: redundancy is back sooner. Less: the search feels
    // less of it; some two microseconds for each at both ends together.
    std::int64_t copies_per_second = 10'000;
    // Pause between two waves. Shorter: the end is seen sooner, n messages each.
    Duration wave_pause{50'000};
    // A goal whose path could not be traced is traced again.
    Duration trace_retry{1'000'000};
    Duration report_retry{500'000};  // of what was asked of the register
    bool stop_at_goal = true;        // false: expands everything; for comparing visited sets
    std::size_t memory_bytes = std::size_t{1} << 30;
    BrokenRule broken = BrokenRule::none;
};

}  // namespace kura::cluster::search
