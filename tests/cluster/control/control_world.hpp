// Control world: several control cores on one clock, joined by a network, a store and searches that
// are only pretended. Nothing is random but the cores' own seeded numbers.
// Shape:    add() nodes, run() time; what they did is in their records
// Threads:  one
#pragma once

#include "cluster/control/control.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace kura::cluster::control {

constexpr Duration kSecond{1'000'000};
constexpr JobId kJob{77};

// A job all nodes search together; with another objective than `any` from the start.
inline JobSpec shared_spec(Objective objective = Objective::pushes) {
    JobSpec spec;
    spec.level = "#####\n#@$.#\n#####\n";
    spec.objective = objective;
    return spec;
}

inline LaneResult solved() {
    LaneResult result;
    result.verdict = LaneVerdict::solved;
    result.pushes = 1;
    result.moves = "R";
    result.strategy = "test";
    return result;
}

class ControlWorld {
  public:
    struct Node {
        std::unique_ptr<Control> control;
        NodeId id;
        std::string address;
        bool is_up = true;
        bool is_paused = false;  // gets nothing, not even time; what is sent to it waits
        std::vector<JobId> opened;
        std::vector<JobId> closed;
        std::vector<StartLane> lanes;
        std::vector<std::string> said;
        bool was_expelled = false;
        bool has_left = false;
        view::AcceptorState saved;
        std::deque<Event> inbox;
    };

    std::size_t add() {
        const std::size_t i = nodes_.size();
        auto node = std::make_unique<Node>();
        node->id = NodeId{(i * 7 + 3) % 10 + 1};  // not in the order they come
        node->address = "node" + std::to_string(i);
        begin_life(*node, i);
        nodes_.push_back(std::move(node));
        return i;
    }

    // The same place with another id, and what its acceptor saved.
    void restart(std::size_t i) {
        Node& node = *nodes_[i];
        node.id = NodeId{node.id.value + 100};
        node.inbox.clear();
        begin_life(node, i);
    }

    // Ensures: all are members of the same view.
    bool gather(std::size_t count) {
        while (nodes_.size() < count) {
            add();
        }
        return run_until([&] {
            for (const auto& node : nodes_) {
                const view::ViewPtr& view = node->control->view();
                if (view == nullptr || view->members.size() != count ||
                    view::needs_seeds_mended(*view)) {
                    return false;
                }
            }
            return true;
        });
    }

    void run(Duration time) {
        const Instant end = now_ + time;
        while (now_ < end) {
            now_ = now_ + Duration(10'000);
            for (const auto& node : nodes_) {
                if (node->is_up && !node->is_paused) {
                    step(*node, TimePassed{});
                }
            }
            deliver();
        }
    }

    bool run_until(const std::function<bool()>& is_so, Duration patience = Duration(60'000'000)) {
        const Instant end = now_ + patience;
        while (!is_so() && now_ < end) {
            run(Duration(10'000));
        }
        return is_so();
    }

    ClientReply ask(std::size_t at, ClientRequest request) {
        const ClientId client = ++clients_;
        step(*nodes_[at], ClientAsked{client, std::move(request)});
        deliver();
        run_until([&] { return replies_.contains(client); }, Duration(20'000'000));
        return replies_[client];
    }
    JobStatus status(std::size_t at, JobId job) {
        return std::get<JobStatus>(ask(at, AskJob{job}));
    }
    void submit(std::size_t at, JobId job, const JobSpec& spec) { ask(at, SubmitJob{job, spec}); }
    void tell(std::size_t at, const Event& event) {
        step(*nodes_[at], event);
        deliver();
    }

    Node& operator[](std::size_t i) { return *nodes_[i]; }
    [[nodiscard]] std::size_t size() const { return nodes_.size(); }
    [[nodiscard]] Instant now() const { return now_; }

    bool is_store_there = true;
    bool is_register_there = true;
    std::map<std::string, std::string> documents;

  private:
    void begin_life(Node& node, std::size_t i) {
        gossip::Description description;
        description.address = node.address;
        description.place = Place{100 + i};
        description.weight = 100;
        ControlOptions options;
        options.cluster.partitions = 16;
        if (i > 0) {
            options.join = {"node0"};
        }
        node.control = std::make_unique<Control>(node.id, description, options, node.saved,
                                                 base::Rng(node.id.value), now_);
    }

    Node* find(const std::function<bool(const Node&)>& is_it) {
        for (const auto& node : nodes_) {
            if (node->is_up && is_it(*node)) {
                return node.get();
            }
        }
        return nullptr;
    }

    void step(Node& node, const Event& event) {
        for (Action& action : node.control->step(event, now_)) {
            act(node, action);
        }
    }

    void deliver() {
        bool any = true;
        while (any) {
            any = false;
            for (const auto& node : nodes_) {
                while (node->is_up && !node->is_paused && !node->inbox.empty()) {
                    const Event event = std::move(node->inbox.front());
                    node->inbox.pop_front();
                    step(*node, event);
                    any = true;
                }
            }
        }
    }

    void act(Node& node, Action& action) {
        if (auto* gossiped = std::get_if<SendGossip>(&action)) {
            if (Node* to = find([&](const Node& n) { return n.address == gossiped->address; })) {
                to->inbox.emplace_back(GossipArrived{std::move(gossiped->packet)});
            }
        } else if (auto* out = std::get_if<SendMessage>(&action)) {
            const bool is_cut =
                !is_register_there && std::holds_alternative<RegisterTraffic>(out->message);
            Node* to = find([&](const Node& n) { return n.id == out->to; });
            if (to != nullptr && !is_cut) {
                to->inbox.emplace_back(MessageArrived{node.id, std::move(out->message)});
            }
        } else if (auto* reply = std::get_if<ReplyToClient>(&action)) {
            replies_[reply->client] = std::move(reply->reply);
        } else if (const auto* saving = std::get_if<SaveAcceptor>(&action)) {
            node.saved = saving->state;
            node.inbox.emplace_back(AcceptorSaved{saving->number});
        } else if (const auto* asked = std::get_if<AskDocument>(&action)) {
            node.inbox.emplace_back(answer(*asked));
        } else if (const auto* opened = std::get_if<OpenSearch>(&action)) {
            node.opened.push_back(opened->job);
        } else if (const auto* closed = std::get_if<CloseSearch>(&action)) {
            node.closed.push_back(closed->job);
        } else if (const auto* lane = std::get_if<StartLane>(&action)) {
            node.lanes.push_back(*lane);
        } else if (const auto* said = std::get_if<Say>(&action)) {
            node.said.push_back(said->text);
        } else if (std::holds_alternative<WasExpelled>(action)) {
            node.was_expelled = true;
        } else if (std::holds_alternative<LeaveDone>(action)) {
            node.has_left = true;
            node.is_up = false;
        }
    }

    DocumentDone answer(const AskDocument& asked) {
        DocumentDone done{asked.token, std::nullopt, is_store_there};
        if (is_store_there && asked.put) {
            documents[asked.key] = *asked.put;
            done.value = *asked.put;
        } else if (const auto at = documents.find(asked.key);
                   is_store_there && at != documents.end()) {
            done.value = at->second;
        }
        return done;
    }

    Instant now_{Duration(1'000'000)};
    std::vector<std::unique_ptr<Node>> nodes_;
    ClientId clients_ = 0;
    std::map<ClientId, ClientReply> replies_;
};

}  // namespace kura::cluster::control
