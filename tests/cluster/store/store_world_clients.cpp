// Clients with memories, and what must hold.
#include "tests/cluster/store/store_world.hpp"

#include <algorithm>

namespace kura::cluster::store {

namespace {

constexpr std::uint16_t kLatticeKeyBytes = 6;
constexpr std::uint16_t kLatticeValueBytes = 16;
enum Kind { kGet, kPut, kBlindPut, kDelete, kBatch };

std::uint64_t number_of(const std::uint8_t* value) {
    std::uint64_t number = 0;
    for (int i = 0; i < 8; ++i) {
        number = number << 8 | value[i];
    }
    return number;
}

const std::uint8_t* bytes_of(const std::string& text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

std::string joined(const std::vector<std::string>& words) {
    std::string line;
    for (const std::string& word : words) {
        line += " " + word;
    }
    return line;
}

}  // namespace

std::string StoreWorld::value_of(std::uint64_t number) {
    std::string value(kLatticeValueBytes, '\0');
    for (int i = 0; i < 8; ++i) {
        value[static_cast<std::size_t>(i)] = static_cast<char>(number >> (56 - 8 * i));
    }
    return value;
}

void StoreWorld::client_acts(std::size_t client) {
    if (is_healed_) {
        return;
    }
    Client& c = clients_[client];
    const std::size_t node = rng_.below(nodes_.size());
    const std::uint64_t number = c.number = ++requests_;
    const auto next = [this, client, number](const Answer* answer) {
        if (clients_[client].number != number) {
            return;
        }
        ++clients_[client].number;
        if (answer != nullptr) {
            client_hears(client, *answer);
        }
        schedule(random(1000, 60'000), [this, client] { client_acts(client); });
    };
    waiting_[number] = [next](const Answer& answer) { next(&answer); };
    schedule(Duration{2'500'000},
             [next, this, number, node, life = nodes_[node].id, was_down = !nodes_[node].is_up] {
                 if (waiting_.erase(number) != 0) {
                     if (nodes_[node].is_up && nodes_[node].id == life && !was_down) {
                         fail("a request got no answer");
                     }
                     next(nullptr);
                 }
             });
    const Request request = next_request(c);
    static const char* const names[] = {"get", "put", "blind put", "delete", "batch"};
    say("client " + std::to_string(client) + " " + names[c.kind] + " " + c.key + " " + c.value +
        " at " + std::to_string(nodes_[node].id.value) + " covers" + joined(c.covers));
    step(node, ClientAsked{number, request});
}

std::string StoreWorld::any_key() {
    return "key" + std::to_string(100 + rng_.below(static_cast<std::uint64_t>(options_.keys)));
}

Request StoreWorld::next_request(Client& client) {
    client.key = any_key();
    KeyHistory& history = history_[client.key];
    const Seen seen = client.seen[client.key];
    const int dice = static_cast<int>(rng_.below(100));
    client.kind = dice < 35   ? kGet
                  : dice < 60 ? kPut
                  : dice < 70 ? kBlindPut
                  : dice < 75 ? kDelete
                              : kBatch;
    client.covers.clear();
    client.value = "";
    if (client.kind == kGet || (client.kind == kDelete && seen.context.empty())) {
        client.kind = kGet;
        return Get{client.key, options_.read, client.session};
    }
    if (client.kind == kBatch) {
        Batch batch;
        batch.value_bytes = kLatticeValueBytes;
        batch.puts = RecordList(kLatticeKeyBytes, kLatticeValueBytes);
        batch.gets = RecordList(kLatticeKeyBytes, 0);
        batch.read = options_.read;
        batch.write = options_.write;
        batch.session = client.session;
        client.merged.clear();
        // Several keys, some of which share nodes with others.
        std::set<std::string> keys{client.key};
        while (chance(50)) {
            keys.insert(any_key());
        }
        for (const std::string& key : keys) {
            std::uint64_t& merged_max = history_[key].merged_max;
            const std::uint64_t merged = rng_.below(merged_max + 3);
            merged_max = std::max(merged_max, merged);
            client.merged.emplace_back(key, merged);
            batch.puts.push_back(bytes_of(key), bytes_of(value_of(merged)));
            batch.gets.push_back(bytes_of(key));
        }
        return batch;
    }
    Put put;
    put.key = client.key;
    put.write = options_.write;
    put.session = client.session;
    put.is_delete = client.kind == kDelete;
    put.value = put.is_delete ? "" : "v" + std::to_string(++values_);
    put.is_sloppy = chance(10);
    if (client.kind != kBlindPut) {
        put.context = seen.context;
        client.covers = seen.values;
        history.superseded.insert(seen.values.begin(), seen.values.end());
    }
    client.value = put.value;
    history.attempted.insert(put.value);
    return put;
}

void StoreWorld::client_hears(std::size_t client, const Answer& answer) {
    Client& c = clients_[client];
    say("client " + std::to_string(client) + " hears of " + c.key + " " + answer.reason +
        joined(answer.values) + (answer.is_weak ? " weak" : ""));
    c.session.seen = std::max(c.session.seen, answer.epoch);
    if (answer.outcome != Outcome::ok) {
        if (answer.reason.empty()) {
            fail("an error without a reason");
        }
        c.seen.erase(c.key);
        return;
    }
    if (c.kind == kGet) {
        hear_get(c, answer);
    } else if (c.kind == kBatch) {
        hear_batch(c, answer);
    } else if (!answer.is_weak) {
        if (c.kind != kDelete) {
            history_[c.key].acked.insert(c.value);
            c.own[c.key].insert(c.value);
        }
        history_[c.key].gone.insert(c.covers.begin(), c.covers.end());
        c.gone[c.key].insert(c.covers.begin(), c.covers.end());
        c.seen[c.key] = {answer.context, {c.value}};
        if (answer.context.empty()) {
            c.seen.erase(c.key);
        }
    } else {
        c.seen.erase(c.key);
    }
}

void StoreWorld::hear_get(Client& client, const Answer& answer) {
    const KeyHistory& history = history_[client.key];
    client.seen[client.key] = {answer.context, answer.values};
    for (const std::string& value : answer.values) {
        if (!history.attempted.contains(value)) {
            fail("a get of " + client.key + " found the value " + value + " of nobody");
        }
        if (!options_.is_wild && client.gone[client.key].contains(value)) {
            fail("a session sees " + value + " of " + client.key + ", which it had replaced");
        }
    }
    for (const std::string& value : client.own[client.key]) {
        if (!options_.is_wild && !history.superseded.contains(value) &&
            std::find(answer.values.begin(), answer.values.end(), value) == answer.values.end()) {
            fail("a session does not see its own " + value + " of " + client.key);
        }
    }
}

void StoreWorld::hear_batch(Client& client, const Answer& answer) {
    constexpr std::size_t kStride = kLatticeValueBytes + 1U;
    for (std::size_t i = 0; i < client.merged.size(); ++i) {
        const auto& [key, merged] = client.merged[i];
        KeyHistory& history = history_[key];
        history.merged = std::max(history.merged, merged);
        std::uint64_t& own = client.own_merged[key];
        own = std::max(own, merged);
        const bool is_found =
            answer.found.size() == client.merged.size() * kStride && answer.found[i * kStride] == 1;
        const std::uint64_t found = is_found ? number_of(answer.found.data() + i * kStride + 1) : 0;
        if (!options_.is_wild && found < own) {
            fail("the lattice value of " + key + " fell from " + std::to_string(own) + " to " +
                 std::to_string(found));
        }
        if (found > history.merged_max) {
            fail("a lattice value of nobody");
        }
        own = std::max(own, found);
    }
}

// What a former holder erases is on the disk of every present replica, as its view has them.
void StoreWorld::check_erasures(std::size_t node, const Persist& persist) {
    const Node& n = nodes_[node];
    for (const Row& row : persist.rows) {
        const auto mine = n.disk.find({kNoNode, row.key});
        const view::View& view = n.core->view() ? *n.core->view() : *view_;
        const view::ReplicaSet set =
            view.replica_set(*view.job(kStoreJob), n.core->partition_of(row.key));
        if (row.document || row.kept_for != kNoNode || mine == n.disk.end() || set.contains(n.id)) {
            continue;
        }
        for (const NodeId id : set.nodes) {
            const std::size_t other = index_of(id);
            const Disk& disk = nodes_[other].disk;
            const auto theirs = disk.find({kNoNode, row.key});
            Document merged = theirs == disk.end() ? Document{} : theirs->second;
            // Who has moved on already may have handed it on, who lost its disk counts as lost.
            const auto& their_view = nodes_[other].core->view();
            const bool has_moved_on = nodes_[other].id != id || their_view == nullptr ||
                                      their_view->epoch > view.epoch || !nodes_[other].is_up;
            if (merged.merge(mine->second) && !has_moved_on) {
                fail("node " + std::to_string(n.id.value) + " erases " + row.key +
                     ", which a new replica does not hold");
            }
        }
    }
}

std::string StoreWorld::run() {
    run_for(Duration{300'000});
    plan_faults();
    clients_.resize(static_cast<std::size_t>(options_.clients));
    for (std::size_t c = 0; c < clients_.size(); ++c) {
        schedule(random(0, 20'000), [this, c] { client_acts(c); });
    }
    run_for(options_.fault_phase);
    heal();
    if (!settle(Duration{30'000'000})) {
        fail("the replicas do not become equal");
    }
    // Long enough for tombstones to go, and for whatever could bring back what they stand for.
    run_for(3 * options_.store.tombstone_grace);
    if (has_tombstones()) {
        // One may have come back to who had dropped it from who had not: then the time starts anew.
        run_for(3 * options_.store.tombstone_grace);
    }
    if (!settle(Duration{10'000'000})) {
        fail("the replicas do not stay equal");
    }
    check_end();
    return error_;
}

bool StoreWorld::has_tombstones() const {
    return std::any_of(nodes_.begin(), nodes_.end(), [](const Node& node) {
        return std::any_of(node.disk.begin(), node.disk.end(),
                           [](const auto& row) { return row.second.is_tombstone(); });
    });
}

void StoreWorld::check_end() {
    if (has_tombstones()) {
        fail("a tombstone is not collected");
    }
    for (auto& [key, history] : history_) {
        const std::size_t node = rng_.below(nodes_.size());
        const Answer answer = ask(node, Get{key, options_.read, {}});
        if (answer.outcome != Outcome::ok) {
            fail("after healing: " + answer.reason);
            return;
        }
        for (const std::string& value : history.acked) {
            if (!history.superseded.contains(value) &&
                std::find(answer.values.begin(), answer.values.end(), value) ==
                    answer.values.end()) {
                fail(std::string(value).append(" was acknowledged and is lost: ").append(key));
            }
        }
        for (const std::string& value : answer.values) {
            if (history.gone.contains(value)) {
                fail(std::string(value).append(" is back: ").append(key));
            }
        }
        const std::uint8_t* const merged = nodes_[holders(key).front()].core->find(
            {kLatticeKeyBytes, kLatticeValueBytes}, bytes_of(key));
        if (!options_.is_wild && history.merged > (merged == nullptr ? 0 : number_of(merged))) {
            fail("an acknowledged lattice value of " + key + " is lost");
        }
    }
    for (const Node& node : nodes_) {
        for (const auto& [id, document] : node.disk) {
            const Document* const held = node.core->find(id.second);
            if (id.first != kNoNode || held == nullptr || *held != document) {
                fail("the disk of " + std::to_string(node.id.value) + " holds another " +
                     id.second + " than its memory");
            }
        }
    }
}

}  // namespace kura::cluster::store
