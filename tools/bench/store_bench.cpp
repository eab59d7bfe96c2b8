#include "tools/bench/store_bench.hpp"

#include "solver/base/rng.hpp"
#include "solver/base/temporary_folder.hpp"
#include "tools/bench/measure.hpp"
#include "tools/bench/store_client.hpp"
#include "tools/bench/store_cluster.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>
#include <vector>

namespace kura::bench {

namespace {

namespace control = cluster::control;
namespace store = cluster::store;
using std::chrono::steady_clock;

constexpr std::uint16_t kKeyBytes = 16;
constexpr std::uint16_t kValueBytes = 100;
constexpr std::size_t kFillBatch = 1000;

// One client's requests.
class Requests {
  public:
    Requests(const StoreLoad& load, int client)
        : load_(load),
          rng_(static_cast<std::uint64_t>(client) + 1),
          prefix_("client" + std::to_string(client) + '/') {}

    [[nodiscard]] control::ClientRequest filling(std::uint64_t first, std::uint64_t count) {
        store::Batch batch = empty_batch();
        batch.puts.reserve(count);
        for (std::uint64_t i = 0; i < count; ++i) {
            add_put(batch, first + i);
        }
        return store::Request(std::move(batch));
    }

    [[nodiscard]] control::ClientRequest next() {
        is_put_ = !is_put_;
        return load_.is_documents ? document() : records();
    }

  private:
    [[nodiscard]] control::ClientRequest records() {
        store::Batch batch = empty_batch();
        const std::size_t puts = load_.batch == 1 ? (is_put_ ? 1 : 0) : load_.batch / 2;
        batch.puts.reserve(puts);
        batch.gets.reserve(load_.batch - puts);
        for (std::size_t i = 0; i < load_.batch; ++i) {
            const std::uint64_t number = rng_.below(load_.keys);
            if (i < puts) {
                add_put(batch, number);
            } else {
                std::uint8_t key[kKeyBytes] = {};
                std::memcpy(key, &number, sizeof number);
                batch.gets.push_back(key);
            }
        }
        return store::Request(std::move(batch));
    }
    // Under a new key, so that there is nothing to be read before.
    [[nodiscard]] control::ClientRequest document() {
        if (is_put_) {
            store::Put put;
            put.key = prefix_ + std::to_string(documents_++);
            put.value.assign(kValueBytes, static_cast<char>('a' + documents_ % 26));
            return store::Request(std::move(put));
        }
        store::Get get;
        get.key = prefix_ + std::to_string(rng_.below(documents_));
        return store::Request(std::move(get));
    }

    [[nodiscard]] static store::Batch empty_batch() {
        store::Batch batch;
        batch.value_bytes = kValueBytes;
        batch.puts = store::RecordList(kKeyBytes, kValueBytes);
        batch.gets = store::RecordList(kKeyBytes, 0);
        return batch;
    }
    void add_put(store::Batch& batch, std::uint64_t number) {
        std::uint8_t key[kKeyBytes] = {};
        std::uint8_t value[kValueBytes] = {};
        const std::uint64_t content = rng_.next();
        std::memcpy(key, &number, sizeof number);
        std::memcpy(value, &content, sizeof content);
        batch.puts.push_back(key, value);
    }

    const StoreLoad load_;
    base::Rng rng_;
    const std::string prefix_;
    std::uint64_t documents_ = 0;
    bool is_put_ = false;
};

struct ClientResult {
    std::uint64_t requests = 0;
    double processor_seconds = 0;
    std::vector<double> latencies;
    std::string failure;
};

// Keeps `window` requests under way for as long as `go_on` says so, then takes what is left.
template <typename MakeNext, typename GoOn>
base::Result<std::uint64_t> keep_busy(StoreClient& client, std::size_t window,
                                      const MakeNext& make_next, const GoOn& go_on) {
    std::uint64_t answered = 0;
    while (true) {
        while (client.under_way() < window && go_on()) {
            if (const base::Result<void> asked = client.ask(make_next()); !asked) {
                return tl::unexpected<base::Error>(asked.error());
            }
        }
        if (client.under_way() == 0) {
            return answered;
        }
        if (const auto answer = client.take(); !answer) {
            return tl::unexpected<base::Error>(answer.error());
        }
        ++answered;
    }
}

std::string fill(const StoreLoad& load, const std::string& address) {
    auto client = StoreClient::connect(address);
    if (!client) {
        return client.error().message;
    }
    Requests requests(load, 0);
    std::uint64_t first = 0;
    const auto filled = keep_busy(
        *client, 4,
        [&] {
            const std::uint64_t count = std::min<std::uint64_t>(kFillBatch, load.keys - first);
            return requests.filling(std::exchange(first, first + count), count);
        },
        [&] { return first < load.keys; });
    return filled ? std::string() : filled.error().message;
}

ClientResult run_client(const StoreLoad& load, const std::string& address, int number) {
    ClientResult result;
    auto client = StoreClient::connect(address);
    if (!client) {
        result.failure = client.error().message;
        return result;
    }
    Requests requests(load, number);
    const double processor_before = thread_seconds();
    const auto end = steady_clock::now() + std::chrono::duration<double>(load.seconds);
    const auto answered = keep_busy(
        *client, load.window, [&] { return requests.next(); },
        [&] { return steady_clock::now() < end; });
    result.processor_seconds = thread_seconds() - processor_before;
    if (!answered) {
        result.failure = answered.error().message;
        return result;
    }
    result.requests = *answered;
    result.latencies = client->take_latencies();
    return result;
}

double quantile(std::vector<double>& values, double share) {
    if (values.empty()) {
        return 0;
    }
    const auto at = values.begin() +
                    static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

}  // namespace

StoreLoadFigures run_store_load(const StoreLoad& load) {
    StoreLoadFigures figures;
    const base::TemporaryFolder folder;
    if (folder.path().empty()) {
        figures.failure = "no temporary folder could be made";
        return figures;
    }
    auto cluster =
        StoreCluster::start({.nodes = load.nodes,
                             .replicas = load.replicas,
                             .write = load.write,
                             .data = load.is_documents ? folder.path().string() : std::string()});
    if (!cluster) {
        figures.failure = cluster.error().message;
        return figures;
    }
    if (!load.is_documents) {
        figures.failure = fill(load, (*cluster)->address(0));
        if (!figures.failure.empty()) {
            return figures;
        }
    }
    std::vector<ClientResult> results(static_cast<std::size_t>(load.clients));
    std::vector<std::thread> threads;
    const auto start = steady_clock::now();
    for (std::size_t i = 0; i < results.size(); ++i) {
        const std::string address = (*cluster)->address(i % (*cluster)->size());
        threads.emplace_back([&load, &results, address, i] {
            results[i] = run_client(load, address, static_cast<int>(i));
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    const std::chrono::duration<double> wall = steady_clock::now() - start;
    std::vector<double> latencies;
    double requests = 0;
    for (const ClientResult& result : results) {
        figures.failure = result.failure.empty() ? figures.failure : result.failure;
        requests += static_cast<double>(result.requests);
        figures.client_cores += result.processor_seconds / wall.count();
        latencies.insert(latencies.end(), result.latencies.begin(), result.latencies.end());
    }
    const auto per_request = load.is_documents ? 1.0 : static_cast<double>(load.batch);
    figures.per_second = requests * per_request / wall.count();
    figures.half_within = quantile(latencies, 0.5);
    figures.most_within = quantile(latencies, 0.99);
    return figures;
}

}  // namespace kura::bench
