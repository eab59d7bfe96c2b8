// Acceptor: one seed's memory of the register. It must survive a restart of the process, or the
// node must come back under another Place: an acceptor that forgets what it promised breaks it.
// Shape:    step(message) -> reply, and whether the state has to be on disk before the reply leaves
// Invariants: (1) promised and seeds.number never fall; (2) accepted <= promised
// Threads:  one owner
// Errors:   an attempt from behind is answered with Refused
// Source:   register_messages.hpp
#pragma once

#include "cluster/view/register_messages.hpp"

#include <optional>

namespace kura::cluster::view {

// Durable.
struct AcceptorState {
    Ballot promised;
    Ballot accepted;
    SeedSet seeds;  // the newest that some proposer worked with: such a set has been chosen
    ViewPtr value;  // null until something is accepted

    friend bool operator==(const AcceptorState&, const AcceptorState&) = default;
};

class Acceptor {
  public:
    struct Reply {
        RegisterMessage message;
        bool persist_first = false;  // state() has changed
    };

    Acceptor() = default;
    explicit Acceptor(AcceptorState state) : state_(std::move(state)) {}
    // The acceptor of a cluster of one: the view is chosen by being there.
    static Acceptor bootstrapped(const ViewPtr& view, NodeId self);

    [[nodiscard]] const AcceptorState& state() const { return state_; }

    Reply step(const Prepare& prepare);
    Reply step(const Accept& accept);

  private:
    [[nodiscard]] bool is_behind(const Ballot& ballot, const SeedSet& seeds) const;
    [[nodiscard]] Reply refuse(const Ballot& ballot) const;

    AcceptorState state_;
};

}  // namespace kura::cluster::view
