// How fast the store's core is, in one thread, without a network: lattice operations a second, half
// merges and half look-ups of random keys, values of 100 bytes.
//   kura_store_speed [KEYS [BATCH [NODES]]]
// With more than one node (N=3, W=2) the messages are passed on in the same thread, so the figure
// is that of all nodes together on one core.
#include "cluster/store/store_node.hpp"
#include "solver/base/rng.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <vector>

namespace {

namespace store = kura::cluster::store;
namespace view = kura::cluster::view;
using kura::cluster::Instant;
using kura::cluster::NodeId;
using kura::cluster::Place;
using kura::cluster::Zone;
using Clock = std::chrono::steady_clock;

constexpr std::uint16_t kKeyBytes = 8;
constexpr std::uint16_t kValueBytes = 100;

class Cluster {
  public:
    explicit Cluster(int nodes) {
        std::vector<view::Member> members;
        for (std::uint64_t n = 1; n <= static_cast<std::uint64_t>(nodes); ++n) {
            members.push_back({{NodeId{n}, Place{n}, Zone{static_cast<std::uint32_t>(n)}, 1}, {}});
        }
        view::View view = view::bootstrap(members[0], {});
        view = *view::admit(view, members);
        view = *view::start_job(view, store::kStoreJob, 3, 2);
        const auto shared = std::make_shared<const view::View>(std::move(view));
        for (const view::Member& member : members) {
            nodes_.push_back(std::make_unique<store::StoreNode>(
                member.node.id, shared->map.partitions(), store::StoreOptions{}));
        }
        for (auto& node : nodes_) {
            step(*node, store::ViewArrived{shared});
        }
        now_ += std::chrono::seconds(1);
        for (auto& node : nodes_) {
            step(*node, store::TimePassed{});
        }
        run();
    }

    void ask(const store::Batch& batch) {
        step(*nodes_[asked_++ % nodes_.size()], store::ClientAsked{asked_, batch});
        run();
    }
    [[nodiscard]] std::uint64_t answered() const { return answered_; }

  private:
    void step(store::StoreNode& node, const store::Event& event) {
        for (store::Action& action : node.step(event, now_)) {
            if (auto* send = std::get_if<store::SendMessage>(&action)) {
                under_way_.push_back({send->to, {node.self(), std::move(send->message)}});
            } else if (const auto* reply = std::get_if<store::Reply>(&action)) {
                answered_ += reply->answer.outcome == store::Outcome::ok ? 1U : 0U;
            }
        }
    }
    void run() {
        while (!under_way_.empty()) {
            const auto [to, message] = std::move(under_way_.front());
            under_way_.pop_front();
            step(*nodes_[to.value - 1], message);
        }
    }

    std::vector<std::unique_ptr<store::StoreNode>> nodes_;
    std::deque<std::pair<NodeId, store::MessageArrived>> under_way_;
    Instant now_{};
    std::uint64_t asked_ = 0;
    std::uint64_t answered_ = 0;
};

std::uint64_t number_or(int argc, char** argv, int at, std::uint64_t otherwise) {
    return argc > at ? std::strtoull(argv[at], nullptr, 10) : otherwise;
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t keys = number_or(argc, argv, 1, 1'000'000);
    const std::uint64_t batch_size = number_or(argc, argv, 2, 1000);
    const auto nodes = static_cast<int>(number_or(argc, argv, 3, 1));
    if (keys == 0 || batch_size < 2 || nodes < 1) {
        std::fprintf(stderr, "usage: kura_store_speed [KEYS [BATCH [NODES]]]\n");
        return 2;
    }
    Cluster cluster(nodes);
    kura::base::Rng rng(1);
    const auto make_batch = [&](std::uint64_t puts, std::uint64_t gets, std::uint64_t first) {
        store::Batch batch;
        batch.value_bytes = kValueBytes;
        batch.puts = store::RecordList(kKeyBytes, kValueBytes);
        batch.gets = store::RecordList(kKeyBytes, 0);
        std::uint8_t key[kKeyBytes];
        std::uint8_t value[kValueBytes] = {};
        for (std::uint64_t i = 0; i < puts + gets; ++i) {
            const std::uint64_t number = first < keys ? first + i : rng.below(keys);
            const std::uint64_t content = rng.next();
            std::memcpy(key, &number, kKeyBytes);
            std::memcpy(value, &content, sizeof content);
            if (i < puts) {
                batch.puts.push_back(key, value);
            } else {
                batch.gets.push_back(key);
            }
        }
        return batch;
    };
    std::uint64_t asked = 0;
    for (std::uint64_t first = 0; first < keys; first += batch_size, ++asked) {
        cluster.ask(make_batch(std::min(batch_size, keys - first), 0, first));
    }
    const std::uint64_t rounds = 4'000'000 / batch_size / static_cast<std::uint64_t>(nodes);
    std::chrono::duration<double> spent{0};
    for (std::uint64_t i = 0; i < rounds; ++i, ++asked) {
        const store::Batch batch = make_batch(batch_size / 2, batch_size - batch_size / 2, keys);
        const auto start = Clock::now();
        cluster.ask(batch);
        spent += Clock::now() - start;
    }
    std::printf("%llu keys, batches of %llu, %d node(s): %.2f million operations/s%s\n",
                static_cast<unsigned long long>(keys), static_cast<unsigned long long>(batch_size),
                nodes, static_cast<double>(rounds * batch_size) / spent.count() / 1e6,
                cluster.answered() == asked ? "" : " (NOT ALL ANSWERED)");
    return cluster.answered() == asked ? 0 : 1;
}
