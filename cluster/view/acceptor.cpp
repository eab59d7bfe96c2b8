#include "cluster/view/acceptor.hpp"

#include "solver/base/assert.hpp"

namespace kura::cluster::view {

Acceptor Acceptor::bootstrapped(const ViewPtr& view, NodeId self) {
    KURA_ASSERT(view != nullptr && view->seeds.places.size() == 1);
    const Ballot first{.counter = 1, .proposer = self};
    return Acceptor({.promised = first, .accepted = first, .seeds = view->seeds, .value = view});
}

bool Acceptor::is_behind(const Ballot& ballot, const SeedSet& seeds) const {
    return ballot < state_.promised || seeds.number < state_.seeds.number;
}

Acceptor::Reply Acceptor::refuse(const Ballot& ballot) const {
    return {Refused{ballot, state_.promised, state_.seeds}, false};
}

Acceptor::Reply Acceptor::step(const Prepare& prepare) {
    if (is_behind(prepare.ballot, prepare.seeds)) {
        return refuse(prepare.ballot);
    }
    const AcceptorState before = state_;
    state_.promised = prepare.ballot;
    state_.seeds = prepare.seeds;
    return {Promise{prepare.ballot, state_.accepted, state_.value}, state_ != before};
}

Acceptor::Reply Acceptor::step(const Accept& accept) {
    if (is_behind(accept.ballot, accept.seeds) || accept.value == nullptr) {
        return refuse(accept.ballot);
    }
    const bool is_repeated = state_.accepted == accept.ballot;
    state_.promised = accept.ballot;
    state_.accepted = accept.ballot;
    state_.seeds = accept.seeds;
    state_.value = accept.value;
    return {Accepted{accept.ballot}, !is_repeated};
}

}  // namespace kura::cluster::view
