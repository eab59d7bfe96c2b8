// Requests from clients: checked, passed on to a coordinator, tried with another one, answered.
#include "cluster/store/store_node.hpp"

#include <algorithm>

namespace kura::cluster::store {

namespace {

const Session& session_of(const Request& request) {
    return std::visit([](const auto& r) -> const Session& { return r.session; }, request);
}

bool is_write(const Request& request) {
    return std::holds_alternative<Put>(request);
}

const std::string& key_of(const Request& request) {
    const auto* put = std::get_if<Put>(&request);
    return put != nullptr ? put->key : std::get<Get>(request).key;
}

std::string wrong_quorum(int asked) {
    return asked < 0 || asked > kReplicasMax ? "R and W are from 1 to N" : "";
}

std::string wrong_key(const std::string& key) {
    return key.empty() || key.size() > kKeyBytesMax ? "a key has 1 to 250 bytes" : "";
}

std::string wrong_batch(const Batch& batch) {
    if (!batch.puts.is_whole() || !batch.gets.is_whole() ||
        batch.puts.size() + batch.gets.size() > kBatchRecordsMax ||
        (batch.puts.empty() && batch.gets.empty())) {
        return "a batch has 1 to 65536 whole records";
    }
    if (!batch.table().is_valid_lattice() ||
        (!batch.puts.empty() && batch.puts.value_bytes() != batch.value_bytes) ||
        (!batch.gets.empty() &&
         (batch.gets.value_bytes() != 0 || batch.gets.key_bytes() != batch.table().key_bytes))) {
        return "keys have 1 to 250 bytes and values 1 to 128, all of a batch the same";
    }
    const std::string wrong = wrong_quorum(batch.read);
    return wrong.empty() ? wrong_quorum(batch.write) : wrong;
}

// The one node that may coordinate all of a batch, if there is one.
template <typename Coordinator>
NodeId only_coordinator(const Batch& batch, const Coordinator& coordinator) {
    NodeId only = kNoNode;
    for (const RecordList* list : {&batch.puts, &batch.gets}) {
        for (std::size_t i = 0; i < list->size(); ++i) {
            const NodeId node = coordinator(list->key(i));
            if (only != kNoNode && only != node) {
                return kNoNode;
            }
            only = node;
        }
    }
    return only;
}

}  // namespace

std::string StoreNode::what_is_wrong(const Request& request) {
    if (const auto* batch = std::get_if<Batch>(&request)) {
        return wrong_batch(*batch);
    }
    if (std::string wrong = wrong_key(key_of(request)); !wrong.empty()) {
        return wrong;
    }
    if (const auto* put = std::get_if<Put>(&request)) {
        if (put->value.size() > kValueBytesMax) {
            return "a document has at most 1048576 bytes";
        }
        if (put->context.clock.largest() > kCounterMax) {
            return "this context is none that a node gave";
        }
        return wrong_quorum(put->write);
    }
    return wrong_quorum(std::get<Get>(request).read);
}

std::size_t StoreNode::bytes_of(const Request& request) {
    if (const auto* batch = std::get_if<Batch>(&request)) {
        return batch->puts.bytes().size() + batch->gets.bytes().size();
    }
    const auto* put = std::get_if<Put>(&request);
    return key_of(request).size() + (put != nullptr ? put->value.size() : 0);
}

void StoreNode::on_client(const ClientAsked& asked) {
    const auto refuse = [&](Outcome outcome, std::string reason) {
        Answer answer;
        answer.outcome = outcome;
        answer.reason = std::move(reason);
        actions_.emplace_back(Reply{asked.client, std::move(answer)});
    };
    if (std::string wrong = what_is_wrong(asked.request); !wrong.empty()) {
        refuse(Outcome::bad_request, std::move(wrong));
        return;
    }
    const std::size_t bytes = request_bytes_ + bytes_of(asked.request);
    if (origins_.size() >= options_.requests_max || bytes > options_.request_bytes_max) {
        ++counters_.refused;
        refuse(Outcome::busy, "too many requests under way");
        return;
    }
    Origin origin;
    origin.client = asked.client;
    origin.request = asked.request;
    origin.deadline = now_ + options_.request_timeout;
    origin.last_reason = "no coordinator answered in time";
    request_bytes_ = bytes;
    const std::uint64_t number = ++numbers_;
    origins_.emplace(number, std::move(origin));
    dispatch(number);
}

void StoreNode::dispatch(std::uint64_t number) {
    Origin& origin = origins_.at(number);
    origin.next_try = now_ + options_.attempt_timeout;
    const Epoch seen = session_of(origin.request).seen;
    if (view_ == nullptr || view_->epoch < seen) {
        origin.wants = std::max(seen, Epoch{1});
        origin.last_reason = "this node has not heard of the cluster's present members yet";
        want_view(origin.wants);
        return;
    }
    if (job() == nullptr) {
        origin.last_reason = "the store is not set up in this cluster";
        return;
    }
    if (std::holds_alternative<Batch>(origin.request)) {
        dispatch_batch(number);
        return;
    }
    forward(number, choose_coordinator(partition_of(key_of(origin.request)), origin.tried));
}

// Whoever was tried comes last, then who is away.
NodeId StoreNode::choose_coordinator(PartitionId partition,
                                     const std::vector<NodeId>& tried) const {
    NodeId best = kNoNode;
    std::size_t best_cost = 0;
    for (const NodeId node : present_set(partition).nodes) {
        const auto tries = static_cast<std::size_t>(std::count(tried.begin(), tried.end(), node));
        const std::size_t cost =
            4 * tries + (is_reachable(node) ? 0U : 2U) + (node == self_ ? 0U : 1U);
        if (best == kNoNode || cost < best_cost) {
            best = node;
            best_cost = cost;
        }
    }
    return best;
}

void StoreNode::forward(std::uint64_t number, NodeId to) {
    Origin& origin = origins_.at(number);
    origin.tried.push_back(to);
    // A little less than what is left, so that the coordinator's explanation still arrives.
    const Duration time_left = (origin.deadline - now_) * 3 / 4;
    send(to, Forward{{self_, number}, time_left, origin.request});
}

// Sends a batch as it is where one node can coordinate all of it, else in parts.
void StoreNode::dispatch_batch(std::uint64_t number) {
    Origin& origin = origins_.at(number);
    const Batch& batch = std::get<Batch>(origin.request);
    std::vector<NodeId> chosen(parts_.size(), kNoNode);
    std::map<NodeId, Batch> parts;
    std::map<NodeId, std::vector<std::uint32_t>> places;
    const auto coordinator = [&](const std::uint8_t* key) {
        const PartitionId partition = partition_of_hash(hash_bytes(key, batch.table().key_bytes));
        NodeId& node = chosen[partition.value];
        if (node == kNoNode) {
            node = choose_coordinator(partition, origin.tried);
        }
        return node;
    };
    const auto part_of = [&](NodeId node) -> Batch& {
        const auto [at, is_new] = parts.try_emplace(node);
        if (is_new) {
            at->second.puts = RecordList(batch.table().key_bytes, batch.value_bytes);
            at->second.gets = RecordList(batch.table().key_bytes, 0);
            at->second.value_bytes = batch.value_bytes;
            at->second.read = batch.read;
            at->second.write = batch.write;
            at->second.session = batch.session;
        }
        return at->second;
    };
    if (const NodeId only = only_coordinator(batch, coordinator); only != kNoNode) {
        forward(number, only);
        return;
    }
    for (std::size_t i = 0; i < batch.puts.size(); ++i) {
        part_of(coordinator(batch.puts.key(i)))
            .puts.push_back(batch.puts.key(i), batch.puts.value(i));
    }
    for (std::size_t i = 0; i < batch.gets.size(); ++i) {
        const NodeId node = coordinator(batch.gets.key(i));
        part_of(node).gets.push_back(batch.gets.key(i));
        places[node].push_back(static_cast<std::uint32_t>(i));
    }
    origin.gathered.found.assign(batch.gets.size() * (batch.value_bytes + std::size_t{1}), 0);
    origin.next_try = origin.deadline;  // its parts try again
    for (auto& [node, part] : parts) {
        Origin child;
        child.parent = number;
        child.deadline = origin.deadline;
        child.next_try = now_ + options_.attempt_timeout;
        child.tried = origin.tried;
        child.last_reason = origin.last_reason;
        child.places = std::move(places[node]);
        child.request = std::move(part);
        const std::uint64_t child_number = ++numbers_;
        origin.parts.insert(child_number);
        origins_.emplace(child_number, std::move(child));
        forward(child_number, node);
    }
}

void StoreNode::on_forward_answer(NodeId from, const ForwardAnswer& message) {
    const auto at = origins_.find(message.id.number);
    if (message.id.origin != self_ || at == origins_.end()) {
        return;  // another coordinator was faster, or time is up
    }
    Origin& origin = at->second;
    const Answer& answer = message.answer;
    if (answer.outcome == Outcome::moved || answer.outcome == Outcome::busy) {
        origin.last_reason = answer.outcome == Outcome::busy
                                 ? "all coordinators of this key have too much under way"
                                 : "the replicas of this key have just changed";
        if (answer.outcome == Outcome::moved && answer.epoch > view_->epoch) {
            origin.wants = answer.epoch;
            want_view(answer.epoch);
        } else if (const auto tries = std::count(origin.tried.begin(), origin.tried.end(), from);
                   tries == 1 && !origin.tried.empty() && origin.tried.back() == from) {
            // The next one at once, but nobody twice: then it waits for its time.
            dispatch(message.id.number);
        }
        return;
    }
    finish(message.id.number, answer);
}

void StoreNode::finish(std::uint64_t number, Answer answer) {
    const auto at = origins_.find(number);
    Origin origin = std::move(at->second);
    origins_.erase(at);
    for (const std::uint64_t part : origin.parts) {
        origins_.erase(part);
    }
    if (origin.parent != 0) {
        finish_part(std::move(origin), number, std::move(answer));
        return;
    }
    request_bytes_ -= bytes_of(origin.request);
    ++(answer.outcome == Outcome::ok ? counters_.answered : counters_.unavailable);
    actions_.emplace_back(Reply{origin.client, std::move(answer)});
}

void StoreNode::finish_part(Origin part, std::uint64_t number, Answer answer) {
    const auto at = origins_.find(part.parent);
    if (at == origins_.end()) {
        return;  // another part has failed
    }
    Origin& parent = at->second;
    parent.parts.erase(number);
    if (answer.outcome != Outcome::ok) {
        finish(part.parent, std::move(answer));
        return;
    }
    const std::size_t stride = std::get<Batch>(parent.request).value_bytes + std::size_t{1};
    for (std::size_t i = 0; i < part.places.size() && (i + 1) * stride <= answer.found.size();
         ++i) {
        std::copy_n(
            answer.found.begin() + static_cast<std::ptrdiff_t>(i * stride), stride,
            parent.gathered.found.begin() + static_cast<std::ptrdiff_t>(part.places[i] * stride));
    }
    parent.gathered.is_weak = parent.gathered.is_weak || answer.is_weak;
    parent.gathered.epoch = std::max(parent.gathered.epoch, answer.epoch);
    if (parent.parts.empty()) {
        finish(part.parent, std::move(parent.gathered));
    }
}

void StoreNode::time_origins() {
    std::vector<std::uint64_t> due;
    for (const auto& [number, origin] : origins_) {
        if (std::min(origin.deadline, origin.next_try) <= now_) {
            due.push_back(number);
        }
    }
    for (const std::uint64_t number : due) {
        const auto at = origins_.find(number);
        if (at == origins_.end()) {
            continue;  // went with its parent
        }
        if (at->second.deadline <= now_) {
            Answer answer;
            answer.outcome = Outcome::unavailable;
            answer.reason = at->second.last_reason;
            if (is_write(at->second.request)) {
                answer.reason += "; the write may still happen";
            }
            finish(number, std::move(answer));
        } else {
            dispatch(number);
        }
    }
}

}  // namespace kura::cluster::store
