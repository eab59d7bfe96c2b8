// Proposer: changes and reads the view register. Any node may have one.
// An attempt is two rounds: prepare binds a majority of the seeds to a ballot and learns the latest
// value; accept writes that value with the waiting changes applied. An attempt that is refused, or
// not answered in time, is repeated with a higher ballot after a random pause.
// Shape:    step(event, now) -> actions; several waiting changes share one attempt
// Invariants: (1) a value found under other seeds than those in use is written back unchanged,
//           before anything is built on it: seeds count only once they are chosen
//           (2) an attempt changes the seeds by at most one node
// Threads:  one owner
// Errors:   a change the view does not allow is refused with its error; without a majority of seeds
//           for `give_up` the outcome is `unavailable`, and the change may still take place later
// Source:   register_messages.hpp; ARCHITECTURE.md, "View register"
#pragma once

#include "cluster/base/instant.hpp"
#include "cluster/view/register_messages.hpp"
#include "cluster/view/view_change.hpp"
#include "solver/base/rng.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <variant>
#include <vector>

namespace kura::cluster::view {

struct ProposerOptions {
    // Unanswered messages go out again, at first after this time, then after twice as long each, up
    // to 16 times. Shorter: more messages; longer: a lost one costs more. Doubled with `attempt`
    // too, so that slow seeds are not buried in repetitions of views that take them long to read.
    Duration resend{50'000};
    // An attempt without a majority is given up; doubled with each one in a row that ran out of
    // time, up to 16 times. At least a few resends; longer than the round trip by far, as slow
    // seeds agree only once it is; shorter finds a way around a stuck rival sooner.
    Duration attempt{500'000};
    // Random pause before a repeated attempt, doubled with each one up to 16 times. Longer than two
    // round trips, so that rivals get out of each other's way.
    Duration pause{10'000};
    Duration give_up{10'000'000};  // of a change, from its arrival
    std::size_t waiting_max = 1024;
};

struct ChangeRequest {
    std::uint64_t number = 0;  // chosen by the caller, returned with the outcome
    Change change;             // identity reads the register
};

struct RegisterInput {
    Place from;
    RegisterMessage message;
};

using ProposerEvent = std::variant<ChangeRequest, RegisterInput, std::monostate /* time passed */>;

struct RegisterSend {
    Place to;
    RegisterMessage message;
};

struct ChangeOutcome {
    std::uint64_t number = 0;
    base::Result<ViewPtr> view;  // the value with the change in it
};

struct ViewChosen {
    ViewPtr view;
};

using ProposerAction = std::variant<RegisterSend, ChangeOutcome, ViewChosen>;

class Proposer {
  public:
    Proposer(NodeId self, SeedSet seeds, const ProposerOptions& options, base::Rng rng)
        : self_(self), options_(options), seeds_(std::move(seeds)), rng_(rng) {}

    std::vector<ProposerAction> step(const ProposerEvent& event, Instant now);

    // News from elsewhere (gossip, another node's view): seeds of a chosen view.
    void learn_seeds(const SeedSet& seeds);
    [[nodiscard]] const SeedSet& seeds() const { return seeds_; }
    [[nodiscard]] bool is_idle() const { return phase_ == Phase::idle && waiting_.empty(); }

  private:
    enum class Phase : std::uint8_t { idle, pausing, preparing, accepting };

    struct Waiting {
        ChangeRequest request;
        Instant since;
    };

    void take(const RegisterInput& input, Instant now);
    void on_promise(Place from, const Promise& promise, Instant now);
    void on_accepted(Place from, const Accepted& accepted, Instant now);
    void on_refused(Place from, const Refused& refused, Instant now);
    void start(Instant now);
    void pause(Instant now);
    void propose(Instant now);
    [[nodiscard]] View apply_waiting(const View& found);
    void finish(Instant now);
    void pass_time(Instant now);
    void begin_round(Instant now);
    void send_round();
    [[nodiscard]] Duration stretched(Duration wait) const;  // by the attempts that were late

    const NodeId self_;
    const ProposerOptions options_;
    SeedSet seeds_;
    base::Rng rng_;

    std::deque<Waiting> waiting_;
    Phase phase_ = Phase::idle;
    int attempts_ = 0;  // since the last success
    int late_ = 0;      // attempts that ran out of time less those that did not
    Ballot ballot_;
    Instant attempt_started_;
    Instant last_sent_;
    int resends_ = 0;  // in this round
    Instant paused_until_;
    SeedSet using_;  // the seeds of the attempt under way
    std::set<Place> answered_;
    Ballot found_ballot_;
    ViewPtr found_;
    ViewPtr proposed_;
    std::size_t applied_ = 0;  // of waiting_, contained in proposed_ or refused by it
    std::vector<std::optional<base::Error>> refusals_;
    std::vector<ProposerAction> actions_;
};

}  // namespace kura::cluster::view
