#include "cluster/node/life.hpp"

#include "cluster/node/clock.hpp"

#include <chrono>
#include <utility>

namespace kura::cluster::node {

namespace {

constexpr std::chrono::microseconds kPatience{10'000};
constexpr Duration kTick{20'000};

gossip::Description describe(const Link& link, const Memory& memory, const NodeOptions& options) {
    gossip::Description description;
    description.address = link.address();
    description.place = memory.place();
    description.zone = options.zone;
    description.weight = options.weight;
    description.metadata = options.metadata;
    return description;
}

}  // namespace

Life::Life(NodeId self, Link& link, Memory& memory, const NodeOptions& options,
           const std::vector<std::string>& join, base::Rng rng)
    : self_(self),
      link_(link),
      memory_(memory),
      options_(options),
      lanes_([this](control::Event event) { tell(std::move(event)); },
             [this](JobId job, std::uint64_t expanded) {
                 const std::lock_guard lock(lanes_mutex_);
                 lane_expanded_[job] = expanded;
             }),
      search_(
          self, link, addresses_, [this] { return lanes_.has_running(); },
          [this](control::Event event) { tell(std::move(event)); }),
      store_(self, link, addresses_,
             memory.open_store([this](RowsWritten written) { on_written(std::move(written)); }),
             [this](control::Event event) { tell(std::move(event)); }),
      control_(self, describe(link, memory, options), control_options(join), memory.acceptor(), rng,
               steady_now()) {}

Life::~Life() {
    link_.attach(nullptr);
}

control::ControlOptions Life::control_options(const std::vector<std::string>& join) const {
    control::ControlOptions options;
    options.cluster.partitions = options_.partitions;
    options.cluster.replicas = options_.replicas;
    options.cluster_tag = options_.cluster_tag;
    options.join = join;
    options.stays_member = memory_.is_durable();
    return options;
}

void Life::stop() {
    is_stopping_ = true;
    mailbox_.put(control::TimePassed{});
}

void Life::tell(control::Event event) {
    if (auto* reported = std::get_if<control::SearchReported>(&event)) {
        const std::lock_guard lock(lanes_mutex_);
        if (const auto at = lane_expanded_.find(reported->report.job); at != lane_expanded_.end()) {
            reported->report.lane_expanded = at->second;
        }
    }
    mailbox_.put(std::move(event));
}

LifeEnd Life::run() {
    link_.attach(this);
    Instant next_tick = steady_now();
    while (!end_ && !is_stopping_) {
        std::vector<control::Event> events = mailbox_.take(kPatience);
        const Instant now = steady_now();
        if (now >= next_tick) {
            next_tick = now + kTick;
            events.emplace_back(control::TimePassed{});
        }
        for (const control::Event& event : events) {
            for (control::Action& action : control_.step(event, now)) {
                act(action);
            }
        }
    }
    link_.attach(nullptr);
    return end_.value_or(LifeEnd::stopped);
}

void Life::act(control::Action& action) {
    if (auto* gossiped = std::get_if<control::SendGossip>(&action)) {
        link_.send_gossip(gossiped->address, gossiped->channel, gossiped->packet);
    } else if (auto* out = std::get_if<control::SendMessage>(&action)) {
        link_.send(out->address, {self_, out->to, std::move(out->message)});
    } else if (auto* reply = std::get_if<control::ReplyToClient>(&action)) {
        link_.reply(reply->client, std::move(reply->reply));
    } else if (const auto* saving = std::get_if<control::SaveAcceptor>(&action)) {
        save(*saving);
    } else if (const auto* told = std::get_if<control::TellView>(&action)) {
        search_.put(*told);
        store_.put(*told);
        remember_members();
    } else if (const auto* opened = std::get_if<control::OpenSearch>(&action)) {
        search_.put(*opened);
    } else if (const auto* closed = std::get_if<control::CloseSearch>(&action)) {
        search_.put(*closed);
    } else if (const auto* started = std::get_if<control::StartLane>(&action)) {
        lanes_.start(*started);
    } else if (const auto* stopped = std::get_if<control::StopLane>(&action)) {
        lanes_.stop(stopped->job);
    } else if (const auto* document = std::get_if<control::AskDocument>(&action)) {
        store_.put(*document);
    } else if (const auto* peer = std::get_if<control::PeerIs>(&action)) {
        addresses_.set(peer->node, peer->address);
        store_.put(PeerReachable{peer->node, peer->is_reachable});
        remember_members();
    } else if (const auto* said = std::get_if<control::Say>(&action)) {
        if (options_.log) {
            options_.log(said->is_warning, said->text);
        }
    } else if (std::holds_alternative<control::WasExpelled>(action)) {
        end_ = LifeEnd::expelled;
    } else {
        end_ = LifeEnd::left;
    }
}

void Life::save(const control::SaveAcceptor& request) {
    if (const base::Result<void> saved = memory_.save_acceptor(request.state); !saved) {
        // Not confirmed, so nothing that it promises is ever seen.
        const std::string& why = saved.error().message;
        if (options_.log && std::exchange(save_failure_, why) != why) {
            options_.log(true, why + ": this node agrees to no change until it can be written");
        }
        return;
    }
    save_failure_.clear();
    mailbox_.put(control::AcceptorSaved{request.number});
}

// Called by the memory's thread, or where its folder is broken by the store's.
void Life::on_written(RowsWritten written) {
    if (!written.error.empty() && !has_failed_.exchange(true) && options_.log) {
        options_.log(true, written.error +
                               ": documents are not written any more until this node is started "
                               "again; searches go on");
    }
    store_.put(std::move(written));
}

// A member only: the view that an old member brings along has lives of old, and no addresses.
void Life::remember_members() {
    const view::ViewPtr& view = control_.view();
    if (view == nullptr || view->member(self_) == nullptr) {
        return;
    }
    std::vector<std::string> others;
    for (const view::Member& member : view->members) {
        if (member.node.id == self_) {
            continue;
        }
        std::string address = control_.address_of(member.node.id);
        if (address.empty()) {
            return;  // not met yet: what is on disk knows more
        }
        others.push_back(std::move(address));
    }
    memory_.save_addresses(std::move(others));
}

std::vector<std::string> Life::known_addresses() const {
    return control_.known_addresses();
}

void Life::on_message(NodeMessage message) {
    if (message.to != self_) {
        return;  // to an earlier life at this address
    }
    if (auto* control = std::get_if<control::ControlMessage>(&message.body)) {
        mailbox_.put(control::MessageArrived{message.from, std::move(*control)});
    } else if (auto* traffic = std::get_if<SearchTraffic>(&message.body)) {
        search_.put(SearchArrived{message.from, std::move(*traffic)});
    } else {
        store_.put(StoreArrived{message.from, std::move(std::get<store::Message>(message.body))});
    }
}

void Life::on_gossip(gossip::Packet packet) {
    mailbox_.put(control::GossipArrived{std::move(packet)});
}

void Life::on_request(ClientId client, control::ClientRequest request) {
    if (auto* wanted = std::get_if<store::Request>(&request)) {
        store_.put(StoreAsked{client, std::move(*wanted)});
    } else if (std::holds_alternative<control::AskStore>(request)) {
        store_.put(FiguresAsked{client});
    } else {
        mailbox_.put(control::ClientAsked{client, std::move(request)});
    }
}

}  // namespace kura::cluster::node
