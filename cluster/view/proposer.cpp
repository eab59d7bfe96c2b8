#include "cluster/view/proposer.hpp"

#include "solver/base/assert.hpp"

#include <algorithm>
#include <utility>

namespace kura::cluster::view {

namespace {

constexpr int kDoublingsMax = 4;

Duration doubled(Duration wait, int times) {
    return wait * (std::int64_t{1} << std::min(times, kDoublingsMax));
}

// How many nodes are in one set only.
std::size_t difference(const SeedSet& a, const SeedSet& b) {
    const auto missing = [](const SeedSet& from, const SeedSet& in) {
        return static_cast<std::size_t>(
            std::count_if(from.places.begin(), from.places.end(),
                          [&](Place place) { return !in.contains(place); }));
    };
    return missing(a, b) + missing(b, a);
}

}  // namespace

std::vector<ProposerAction> Proposer::step(const ProposerEvent& event, Instant now) {
    if (const auto* request = std::get_if<ChangeRequest>(&event)) {
        if (waiting_.size() >= options_.waiting_max) {
            actions_.emplace_back(ChangeOutcome{
                request->number, base::fail(base::ErrorCode::unavailable,
                                            "too many changes wait for the register")});
        } else {
            waiting_.push_back({*request, now});
            if (phase_ == Phase::idle) {
                start(now);
            }
        }
    } else if (const auto* input = std::get_if<RegisterInput>(&event)) {
        take(*input, now);
    } else {
        pass_time(now);
    }
    return std::exchange(actions_, {});
}

void Proposer::learn_seeds(const SeedSet& seeds) {
    if (seeds.number > seeds_.number && !seeds.places.empty() && seeds.places.size() <= kSeedsMax) {
        seeds_ = seeds;
        // An attempt under way is refused by those who know; it starts again then.
    }
}

void Proposer::take(const RegisterInput& input, Instant now) {
    if (const auto* promise = std::get_if<Promise>(&input.message)) {
        on_promise(input.from, *promise, now);
    } else if (const auto* accepted = std::get_if<Accepted>(&input.message)) {
        on_accepted(input.from, *accepted, now);
    } else if (const auto* refused = std::get_if<Refused>(&input.message)) {
        on_refused(input.from, *refused, now);
    }
}

void Proposer::start(Instant now) {
    phase_ = Phase::preparing;
    ++attempts_;
    ballot_ = {ballot_.counter + 1, self_};
    using_ = seeds_;
    attempt_started_ = now;
    answered_.clear();
    found_ballot_ = {};
    found_ = nullptr;
    proposed_ = nullptr;
    begin_round(now);
}

void Proposer::pause(Instant now) {
    const auto longest = static_cast<std::uint64_t>(doubled(options_.pause, attempts_).count());
    phase_ = Phase::pausing;
    paused_until_ = now + Duration(static_cast<std::int64_t>(rng_.below(longest) + 1));
}

Duration Proposer::stretched(Duration wait) const {
    return doubled(wait, late_);
}

void Proposer::begin_round(Instant now) {
    last_sent_ = now;
    resends_ = 0;
    send_round();
}

void Proposer::send_round() {
    for (const Place seed : using_.places) {
        if (answered_.contains(seed)) {
            continue;
        }
        if (phase_ == Phase::preparing) {
            actions_.emplace_back(RegisterSend{seed, Prepare{ballot_, using_}});
        } else {
            actions_.emplace_back(RegisterSend{seed, Accept{ballot_, using_, proposed_}});
        }
    }
}

void Proposer::on_promise(Place from, const Promise& promise, Instant now) {
    if (phase_ != Phase::preparing || promise.ballot != ballot_ || !using_.contains(from)) {
        return;
    }
    answered_.insert(from);
    if (promise.value != nullptr && (found_ == nullptr || promise.accepted > found_ballot_)) {
        found_ballot_ = promise.accepted;
        found_ = promise.value;
    }
    if (answered_.size() >= using_.majority()) {
        propose(now);
    }
}

void Proposer::propose(Instant now) {
    if (found_ == nullptr) {
        pause(now);  // nothing was ever written to these seeds; give_up ends it
        return;
    }
    applied_ = 0;
    refusals_.clear();
    const bool has_other_seeds = found_->seeds.number != using_.number;
    if (found_->seeds.number < using_.number || difference(found_->seeds, using_) > 1) {
        pause(now);  // no majority that keeps the rules can answer so
        return;
    }
    proposed_ = has_other_seeds ? found_ : std::make_shared<const View>(apply_waiting(*found_));
    KURA_ASSERT(difference(proposed_->seeds, using_) <= 1);  // see apply_waiting
    phase_ = Phase::accepting;
    answered_.clear();
    begin_round(now);
}

View Proposer::apply_waiting(const View& found) {
    View value = found;
    while (applied_ < waiting_.size() && value.seeds.number == using_.number) {
        base::Result<View> changed = apply_change(waiting_[applied_].request.change, value);
        ++applied_;
        if (!changed) {
            refusals_.emplace_back(changed.error());
        } else if (difference(changed->seeds, using_) > 1) {
            refusals_.emplace_back(base::Error{base::ErrorCode::bad_input,
                                               "seeds may change by one node at a time only"});
        } else {
            refusals_.emplace_back(std::nullopt);
            value = std::move(*changed);
        }
    }
    return value;
}

void Proposer::on_accepted(Place from, const Accepted& accepted, Instant now) {
    if (phase_ != Phase::accepting || accepted.ballot != ballot_ || !using_.contains(from)) {
        return;
    }
    answered_.insert(from);
    if (answered_.size() >= using_.majority()) {
        finish(now);
    }
}

void Proposer::finish(Instant now) {
    actions_.emplace_back(ViewChosen{proposed_});
    for (std::size_t i = 0; i < applied_; ++i) {
        ChangeOutcome outcome{waiting_.front().request.number, proposed_};
        if (const auto& refusal = refusals_[i]) {
            outcome.view = tl::unexpected<base::Error>(*refusal);
        }
        actions_.emplace_back(std::move(outcome));
        waiting_.pop_front();
    }
    learn_seeds(proposed_->seeds);
    attempts_ = 0;
    late_ = std::max(late_ - 1, 0);  // seeds that were slow a moment ago are likely to be so still
    phase_ = Phase::idle;
    if (!waiting_.empty()) {
        start(now);
    }
}

void Proposer::on_refused(Place from, const Refused& refused, Instant now) {
    if (refused.ballot != ballot_ || (phase_ != Phase::preparing && phase_ != Phase::accepting) ||
        !using_.contains(from)) {
        return;
    }
    ballot_.counter = std::max(ballot_.counter, refused.promised.counter);
    learn_seeds(refused.seeds);
    pause(now);
}

void Proposer::pass_time(Instant now) {
    while (!waiting_.empty() && now - waiting_.front().since >= options_.give_up) {
        actions_.emplace_back(ChangeOutcome{
            waiting_.front().request.number,
            base::fail(base::ErrorCode::unavailable, "no majority of the seeds answers")});
        waiting_.pop_front();
        phase_ = Phase::pausing;  // what is under way may hold the change: forget the attempt
        paused_until_ = now;
    }
    if (phase_ == Phase::pausing && now >= paused_until_) {
        phase_ = Phase::idle;
        if (!waiting_.empty()) {
            start(now);
        }
    } else if (phase_ == Phase::preparing || phase_ == Phase::accepting) {
        if (now - attempt_started_ >= stretched(options_.attempt)) {
            late_ = std::min(late_ + 1, kDoublingsMax);
            pause(now);
        } else if (now - last_sent_ >= doubled(stretched(options_.resend), resends_)) {
            last_sent_ = now;
            ++resends_;
            send_round();
        }
    }
}

}  // namespace kura::cluster::view
