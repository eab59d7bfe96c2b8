// What all parts of one transport have in common.
// Threads:  any, member by member: what is not constant guards itself
#pragma once

#include "cluster/net/tls.hpp"
#include "cluster/net/transport.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

namespace kura::cluster::net {

// The present ring; whoever asked before keeps the one he got.
class RingHolder {
  public:
    explicit RingHolder(const std::optional<Keyring>& ring) { replace(ring); }

    [[nodiscard]] std::shared_ptr<const Keyring> get() const {
        const std::scoped_lock lock(mutex_);
        return ring_;
    }
    void replace(const std::optional<Keyring>& ring) {
        auto next = ring ? std::make_shared<const Keyring>(*ring) : nullptr;
        const std::scoped_lock lock(mutex_);
        ring_ = std::move(next);
    }

  private:
    mutable std::mutex mutex_;
    std::shared_ptr<const Keyring> ring_;  // guarded by mutex_; none: no encryption
};

struct Shared {
    const TransportOptions& options;
    Handler& handler;
    Tally tally;
    TlsContext tls;
    RingHolder ring;
    std::atomic<std::uint64_t> ids{1};

    Shared(const TransportOptions& the_options, Handler& the_handler)
        : options(the_options),
          handler(the_handler),
          tally(the_options.log),
          ring(the_options.keys) {}

    [[nodiscard]] ConnectionId next_id() {
        // Relaxed: it only must not give a number twice.
        return ConnectionId{ids.fetch_add(1, std::memory_order_relaxed)};
    }
};

}  // namespace kura::cluster::net
