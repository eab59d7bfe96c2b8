// Messages of the view register: Paxos for one value that changes in place, without a log.
// Every message names the seeds its sender works with. An acceptor refuses seeds older than the
// newest it has met, so a majority of an old set can't decide behind the back of a newer one.
// Shape:    plain values; the encoding is cluster/wire's
// Source:   CASPaxos: Replicated State Machines without logs (Rystsov 2018)
#pragma once

#include "cluster/view/view.hpp"

#include <compare>
#include <cstdint>
#include <variant>

namespace kura::cluster::view {

// The order of attempts. No two proposers share one, and a restarted proposer has a new NodeId.
struct Ballot {
    std::uint64_t counter = 0;
    NodeId proposer;

    friend auto operator<=>(const Ballot&, const Ballot&) = default;
};

struct Prepare {
    Ballot ballot;
    SeedSet seeds;
};

struct Promise {
    Ballot ballot;
    Ballot accepted;  // zero: nothing yet
    ViewPtr value;    // what was accepted, or null
};

struct Accept {
    Ballot ballot;
    SeedSet seeds;
    ViewPtr value;  // never null
};

struct Accepted {
    Ballot ballot;
};

struct Refused {
    Ballot ballot;    // of the attempt that is refused
    Ballot promised;  // to whom the acceptor is bound
    SeedSet seeds;    // the newest it knows
};

using RegisterMessage = std::variant<Prepare, Promise, Accept, Accepted, Refused>;

}  // namespace kura::cluster::view
