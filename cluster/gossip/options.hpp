// Parameters of gossip, with what each costs when it is made smaller or larger.
// Units:    durations in microseconds; n is the number of members, s the local health score 0..8
// Source:   SWIM, Lifeguard; figures in ARCHITECTURE.md, "Gossip"
#pragma once

#include "cluster/base/instant.hpp"

#include <cstddef>
#include <cstdint>

namespace kura::cluster::gossip {

struct GossipOptions {
    // A period probes one member; it lasts probe_interval * (s + 1). The first probe of a dead node
    // by anybody comes after e/(e-1) = 1.58 periods on average, by everybody within n periods.
    // Shorter: faster detection, more packets (2 a period and node). Longer: the reverse.
    Duration probe_interval{250'000};
    // A probe without answer goes through others after probe_timeout * (s + 1). It should be a few
    // round trips of a busy network. Shorter: needless indirect probes. Longer: less of the period
    // is left for them, so more false suspicions.
    Duration probe_timeout{100'000};
    // How many others are asked. The chance that a living node is not reached falls like
    // (2 * loss)^k. More: fewer false suspicions. Fewer: fewer packets when someone dies.
    int helpers = 3;
    // A suspect has at least suspicion_factor * max(1, log10 n) * probe_interval to refute, and at
    // most suspicion_stretch times that; each independent accuser shortens it (suspicion.hpp).
    // Smaller: faster deaths, more false ones. Larger: the reverse.
    int suspicion_factor = 4;
    int suspicion_stretch = 6;
    // Rumours go to `fanout` members each gossip_interval, each rumour
    // retransmit_factor * ceil(log10(n + 1)) times. Everybody hears it in about log(n) /
    // log(fanout) intervals. More or sooner: faster, more packets. A smaller factor may leave
    // somebody out until the next exchange.
    Duration gossip_interval{100'000};
    int fanout = 3;
    int retransmit_factor = 4;
    // Two nodes compare all they know each exchange_interval (times log2(n / 32) + 1 above 32
    // members): what mends missed rumours. Shorter: faster mending, n * 100 bytes each time.
    Duration exchange_interval{10'000'000};
    // A member believed dead is tried again this often: what joins halves of a cluster after a cut.
    Duration reconnect_interval{5'000'000};
    // Addresses to join by that nobody was met at are tried so long after the first meeting. Longer
    // than the nodes of a cluster take to start one after another.
    Duration join_patience{std::int64_t{600} * 1'000'000};
    // Then it is forgotten. Longer than any cut that is to heal by itself.
    Duration forget_dead{std::int64_t{24} * 3600 * 1'000'000};
    // A tick that comes later than this means that this very node was held up: its deadlines move
    // by the delay, and its health score worsens. At least the shell's tick; smaller is stricter.
    Duration tick_max{50'000};
    // How long a leaving node keeps telling.
    Duration leave_linger{1'000'000};
    std::size_t datagram_bytes = 1200;  // below the usual path limit of 1280 (IPv6)
    int health_max = 8;
};

}  // namespace kura::cluster::gossip
