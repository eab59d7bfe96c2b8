#include "cluster/gossip/suspicion.hpp"

#include <algorithm>
#include <cmath>

namespace kura::cluster::gossip {

Suspicion::Suspicion(NodeId accuser, std::size_t members, const GossipOptions& options, Instant now)
    : enough_(static_cast<std::size_t>(std::max(options.suspicion_factor - 2, 0))),
      started_(now),
      accusers_{accuser} {
    const double scale =
        std::max(1.0, std::log10(static_cast<double>(std::max<std::size_t>(members, 1))));
    low_ = Duration(static_cast<std::int64_t>(options.suspicion_factor * scale *
                                              static_cast<double>(options.probe_interval.count())));
    high_ = low_ * options.suspicion_stretch;
    if (members < enough_ + 2) {  // the accused and the first accuser don't confirm
        enough_ = 0;
    }
}

bool Suspicion::confirm(NodeId accuser) {
    return accusers_.size() <= enough_ && accusers_.insert(accuser).second;
}

Instant Suspicion::deadline() const {
    if (is_heard_) {
        return started_ + high_;
    }
    if (enough_ == 0) {
        return started_ + low_;
    }
    const double part = std::log(static_cast<double>(accusers_.size())) /
                        std::log(static_cast<double>(enough_ + 1));
    const auto saved =
        static_cast<std::int64_t>(part * static_cast<double>((high_ - low_).count()));
    return started_ + std::max(low_, high_ - Duration(saved));
}

}  // namespace kura::cluster::gossip
