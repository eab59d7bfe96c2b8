#include "cluster/control/control.hpp"

#include "cluster/store/store_node.hpp"

#include <utility>

namespace kura::cluster::control {

namespace {

constexpr Duration kWantPause{20'000};  // between two requests for a newer view

// The store's own entry among the jobs carries its N, W and chains.
view::View store_job(const view::View& view) {
    const int write = view.replicas / 2 + 1;
    return view::start_job(view, store::kStoreJob, view.replicas, write).value();
}

}  // namespace

Control::Control(NodeId self, gossip::Description description, const ControlOptions& options,
                 view::AcceptorState restored, base::Rng rng, Instant now)
    : self_(self),
      options_(options),
      description_(std::move(description)),
      rng_(rng),
      gossip_(options.cluster_tag, self, description_, options.gossip, base::Rng(rng_.next()), now),
      proposer_(self, restored.seeds, options.proposer, base::Rng(rng_.next())),
      acceptor_(std::move(restored)),
      membership_(options.membership),
      jobs_(options.finished_max),
      last_tick_(now),
      next_report_(now),
      next_forget_(now),
      next_view_talk_(now) {
    if (acceptor_.state().value == nullptr && options.join.empty()) {
        view_ = std::make_shared<const view::View>(
            store_job(view::bootstrap(self_as_member(), options.cluster)));
        acceptor_ = view::Acceptor::bootstrapped(view_, self);
        actions_.emplace_back(SaveAcceptor{++saves_, acceptor_.state()});
        say("started a cluster of one");
        proposer_.learn_seeds(view_->seeds);
        was_member_ = true;
        actions_.emplace_back(TellView{view_});
    }
    if (!options.join.empty()) {
        take(gossip::JoinVia{options.join}, now);
    }
}

std::vector<Action> Control::step(const Event& event, Instant now) {
    if (const auto* packet = std::get_if<GossipArrived>(&event)) {
        take(gossip::PacketArrived{packet->packet}, now);
    } else if (const auto* arrived = std::get_if<MessageArrived>(&event)) {
        take_message(arrived->from, arrived->message, now);
    } else if (const auto* asked = std::get_if<ClientAsked>(&event)) {
        on_client(*asked, now);
    } else if (const auto* saved = std::get_if<AcceptorSaved>(&event)) {
        while (!gated_.empty() && gated_.front().number <= saved->number) {
            const RegisterTraffic traffic = std::move(gated_.front().traffic);
            gated_.pop_front();
            send_register(traffic.to, traffic.message, now);
        }
    } else if (const auto* wish = std::get_if<SearchAsked>(&event)) {
        search_asked(*wish, now);
    } else if (std::holds_alternative<SearchWantsView>(event)) {
        if (const auto others = other_members();
            !others.empty() && now - last_want_ >= kWantPause) {
            last_want_ = now;
            send(others[rng_.below(others.size())], ViewKnown{view_->revision});
        }
    } else if (const auto* report = std::get_if<SearchReported>(&event)) {
        on_search_report(report->report);
    } else if (const auto* ended = std::get_if<LaneEnded>(&event)) {
        on_lane_ended(*ended, now);
    } else if (const auto* document = std::get_if<DocumentDone>(&event)) {
        on_document(*document, now);
    } else if (std::holds_alternative<Leave>(event)) {
        leave(now);
    } else {
        pass_time(now);
    }
    return std::exchange(actions_, {});
}

void Control::say(std::string text, bool is_warning) {
    actions_.emplace_back(Say{is_warning, std::move(text)});
}

std::string Control::address_of(NodeId node) const {
    const auto at = peers_.find(node);
    return at == peers_.end() ? std::string() : at->second.description.address;
}

std::vector<std::string> Control::known_addresses() const {
    std::vector<std::string> known = options_.join;
    for (const auto& [id, peer] : peers_) {
        if (peer.status != gossip::Status::left) {
            known.push_back(peer.description.address);
        }
    }
    return known;
}

void Control::send(NodeId to, ControlMessage message) {
    if (std::string address = address_of(to); !address.empty()) {
        actions_.emplace_back(SendMessage{to, std::move(address), std::move(message)});
    }
}

std::vector<NodeId> Control::other_members() const {
    std::vector<NodeId> others;
    if (view_ != nullptr) {
        for (const view::Member& member : view_->members) {
            if (member.node.id != self_) {
                others.push_back(member.node.id);
            }
        }
    }
    return others;
}

void Control::take(const gossip::Event& event, Instant now) {
    for (gossip::Action& action : gossip_.step(event, now)) {
        if (auto* out = std::get_if<gossip::SendPacket>(&action)) {
            actions_.emplace_back(
                SendGossip{std::move(out->address), out->channel, std::move(out->packet)});
        } else if (const auto* changed = std::get_if<gossip::PeerChanged>(&action)) {
            on_peer_change(*changed);
        } else {
            actions_.emplace_back(LeaveDone{});
        }
    }
}

void Control::take_proposer(const view::ProposerEvent& event, Instant now) {
    for (view::ProposerAction& action : proposer_.step(event, now)) {
        if (const auto* out = std::get_if<view::RegisterSend>(&action)) {
            send_register(out->to, out->message, now);
        } else if (const auto* outcome = std::get_if<view::ChangeOutcome>(&action)) {
            on_outcome(*outcome, now);
        } else {
            const view::ViewPtr& chosen = std::get<view::ViewChosen>(action).view;
            if (view_ == nullptr || chosen->revision > view_->revision) {
                take_view(chosen, now);
                for (const NodeId node : other_members()) {
                    send(node, ViewNews{chosen});
                }
            }
        }
    }
}

void Control::send_register(Place to, const view::RegisterMessage& message, Instant now) {
    RegisterTraffic traffic{description_.place, to, message};
    if (to == description_.place) {
        take_register(traffic, now);
        return;
    }
    for (const auto& [id, peer] : peers_) {
        if (peer.description.place == to &&
            (peer.status == gossip::Status::alive || peer.status == gossip::Status::suspect)) {
            send(id, traffic);
        }
    }
}

void Control::take_register(const RegisterTraffic& traffic, Instant now) {
    if (traffic.to != description_.place) {
        return;
    }
    const auto answer = [&](view::Acceptor::Reply reply) {
        RegisterTraffic back{description_.place, traffic.from, std::move(reply.message)};
        if (reply.persist_first) {
            actions_.emplace_back(SaveAcceptor{++saves_, acceptor_.state()});
        }
        // In order behind what waits already, so that no later promise overtakes an earlier one.
        if (reply.persist_first || !gated_.empty()) {
            gated_.push_back({saves_, std::move(back)});
        } else {
            send_register(back.to, back.message, now);
        }
    };
    if (const auto* prepare = std::get_if<view::Prepare>(&traffic.message)) {
        answer(acceptor_.step(*prepare));
    } else if (const auto* accept = std::get_if<view::Accept>(&traffic.message)) {
        answer(acceptor_.step(*accept));
    } else {
        take_proposer(view::RegisterInput{traffic.from, traffic.message}, now);
    }
}

void Control::take_message(NodeId from, const ControlMessage& message, Instant now) {
    if (const auto* traffic = std::get_if<RegisterTraffic>(&message)) {
        take_register(*traffic, now);
    } else if (const auto* news = std::get_if<ViewNews>(&message)) {
        take_view(news->view, now);
    } else if (const auto* known = std::get_if<ViewKnown>(&message)) {
        const std::uint64_t own = view_ == nullptr ? 0 : view_->revision;
        if (own > known->revision) {
            send(from, ViewNews{view_});
        } else if (own < known->revision) {
            send(from, ViewKnown{own});
        }
    } else if (const auto* report = std::get_if<JobReport>(&message)) {
        if (JobEntry* entry = jobs_.find(report->job); entry != nullptr && peers_.contains(from)) {
            entry->reports[from] = *report;
            if (report->is_last) {
                entry->awaited.erase(from);
            }
        }
    } else if (const auto* lease = std::get_if<Lease>(&message)) {
        on_lease(from, *lease, now);
    } else {
        on_lease_result(std::get<LeaseResult>(message), now);
    }
}

void Control::take_view(const view::ViewPtr& view, Instant now) {
    if (view == nullptr || (view_ != nullptr && view->revision <= view_->revision)) {
        return;
    }
    if (view_ != nullptr) {
        membership_.on_view(*view_, *view);
    }
    view_ = view;
    note_majority(true);  // it chose this one; who has nothing to write would never learn it
    proposer_.learn_seeds(view->seeds);
    actions_.emplace_back(TellView{view_});
    if (is_member()) {
        if (!was_member_) {
            say("member of a cluster of " + std::to_string(view_->members.size()));
        }
        was_member_ = true;
    } else if (was_member_ && is_leaving_) {
        depart(now);
    } else if (was_member_ && !is_expelled_) {
        is_expelled_ = true;
        actions_.emplace_back(WasExpelled{});
    }
    take_job_view(now);
}

void Control::change(view::Change change, Instant now) {
    take_proposer(view::ChangeRequest{++changes_, std::move(change)}, now);
}

// What this place accepted in an earlier life need not have been chosen, so it is no view to go by:
// the register says what was, unless another node is quicker.
void Control::recall(Instant now) {
    if (acceptor_.state().value != nullptr && tending_numbers_.empty()) {
        tending_numbers_.insert(changes_ + 1);
        change([](const view::View& v) -> base::Result<view::View> { return v; }, now);
    }
}

void Control::note_majority(bool is_there) {
    if (std::exchange(has_majority_, is_there) != is_there) {
        say(is_there ? "a majority of the seeds answers again"
                     : "no majority of the seeds answers: nothing is changed until it does",
            !is_there);
    }
}

void Control::on_outcome(const view::ChangeOutcome& outcome, Instant now) {
    const bool was_tending = tending_numbers_.erase(outcome.number) > 0;
    const bool has_majority =
        outcome.view || outcome.view.error().code != base::ErrorCode::unavailable;
    note_majority(has_majority);
    if (outcome.view) {
        take_view(*outcome.view, now);
        // At once, and by whoever made the last write: of two seeds, which are on the way to three,
        // none may be lost. Each write is a step on this way, so it comes to an end.
        if (was_tending && !is_expelled_ && !is_leaving_ && view::needs_seeds_mended(*view_)) {
            change_members({}, now);
        }
    }
    const auto waiting = waiting_.find(outcome.number);
    if (waiting == waiting_.end()) {
        return;
    }
    if (const std::optional<ClientId>& client = waiting->second) {
        if (outcome.view) {
            reply(*client, Done{});
        } else {
            reply(*client, Refused{has_majority ? Refusal::bad_request : Refusal::no_majority,
                                   outcome.view.error().message});
        }
    }
    waiting_.erase(waiting);
}

void Control::pass_time(Instant now) {
    take(gossip::TimePassed{}, now);
    take_proposer(std::monostate{}, now);
    const bool was_held_up = now - std::exchange(last_tick_, now) >= options_.pause_max;
    if (is_leaving_ && now >= leave_by_) {
        depart(now);
    }
    if (is_expelled_ || is_leaving_) {
        return;
    }
    if (view_ == nullptr) {
        recall(now);
        return;
    }
    tend_members(now);
    tend_jobs(now);
    if (now >= next_report_) {
        next_report_ = now + options_.report_interval;
        report_jobs();
    }
    if (was_held_up) {
        for (const NodeId node : other_members()) {
            send(node, ViewKnown{view_->revision});
        }
    }
    if (now >= next_view_talk_) {
        next_view_talk_ = now + options_.view_interval;
        talk_of_view(now);
    }
}

}  // namespace kura::cluster::control
