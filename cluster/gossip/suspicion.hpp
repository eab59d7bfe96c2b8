// Suspicion: how long an unanswering member has to speak up before it is called dead.
//   timeout(c) = max(low, high - (high - low) * log(c + 1) / log(k + 1))
// with c accusers beyond the first and k of them enough for the shortest time: one deaf accuser
// waits long, several that agree wait no longer than needed. With too few members to find k
// accusers the short time holds at once. Who is heard meanwhile has the long time whatever others
// say: slow is not dead. (Not for ever: one who can only send is of no use.)
// Threads:  plain values
// Source:   Lifeguard (Dadgar, Phillips, Currey 2018)
#pragma once

#include "cluster/base/ids.hpp"
#include "cluster/base/instant.hpp"
#include "cluster/gossip/options.hpp"

#include <set>

namespace kura::cluster::gossip {

class Suspicion {
  public:
    Suspicion(NodeId accuser, std::size_t members, const GossipOptions& options, Instant now);

    // Ensures: true if the accuser is new and another one still shortens the time.
    bool confirm(NodeId accuser);
    // The suspect itself was heard.
    void sign_of_life() { is_heard_ = true; }
    [[nodiscard]] Instant deadline() const;
    // Time in which this node itself did not run does not count.
    void postpone(Duration delay) { started_ += delay; }

  private:
    Duration low_;
    Duration high_;
    std::size_t enough_;
    Instant started_;
    bool is_heard_ = false;
    std::set<NodeId> accusers_;
};

}  // namespace kura::cluster::gossip
