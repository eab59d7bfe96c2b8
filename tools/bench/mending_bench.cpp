// How long it takes until a damaged replica is mended by comparing digests.
#include "tools/bench/store_bench.hpp"
#include "tools/bench/store_client.hpp"
#include "tools/bench/store_cluster.hpp"

#include <chrono>
#include <map>
#include <thread>
#include <utility>
#include <vector>

namespace kura::bench {

namespace {

namespace store = cluster::store;
using cluster::PartitionId;
using std::chrono::steady_clock;

constexpr int kNodes = 3;
constexpr std::size_t kDamaged = 2;
constexpr std::chrono::seconds kPatience{60};
constexpr std::chrono::milliseconds kGlance{5};  // nobody tells when a replica is mended

std::string key_of(int number) {
    return "document " + std::to_string(number);
}

std::vector<std::uint64_t> roots_of(StoreCluster& cluster, std::size_t member) {
    std::vector<std::uint64_t> roots;
    cluster.with_core(member, [&](store::StoreNode& core) {
        for (std::uint32_t p = 0; p < cluster::kPartitionsDefault; ++p) {
            roots.push_back(core.root(PartitionId{p}));
        }
    });
    return roots;
}

// Ensures: false if not all replicas are equal in time.
bool wait_until_equal(StoreCluster& cluster) {
    const auto deadline = steady_clock::now() + kPatience;
    while (steady_clock::now() < deadline) {
        const std::vector<std::uint64_t> first = roots_of(cluster, 0);
        if (first == roots_of(cluster, 1) && first == roots_of(cluster, 2)) {
            return true;
        }
        std::this_thread::sleep_for(kGlance);
    }
    return false;
}

base::Result<void> write(StoreClient& client, int number, const std::string& value) {
    store::Get get;
    get.key = key_of(number);
    if (const auto asked = client.ask(store::Request(get)); !asked) {
        return tl::unexpected<base::Error>(asked.error());
    }
    const auto before = client.take();
    if (!before) {
        return tl::unexpected<base::Error>(before.error());
    }
    store::Put put;
    put.key = get.key;
    put.value = value;
    put.context = before->context;
    if (const auto asked = client.ask(store::Request(std::move(put))); !asked) {
        return tl::unexpected<base::Error>(asked.error());
    }
    return client.take().map([](const store::Answer&) {});
}

// Documents in all replicas, of which some had an earlier version: that is returned.
base::Result<std::map<std::string, store::Document>> prepare(StoreCluster& cluster,
                                                             const MendingOptions& options) {
    auto client = StoreClient::connect(cluster.address(0));
    if (!client) {
        return tl::unexpected<base::Error>(client.error());
    }
    for (int i = 0; i < options.documents; ++i) {
        if (const auto done = write(*client, i, "first"); !done) {
            return tl::unexpected<base::Error>(done.error());
        }
    }
    std::map<std::string, store::Document> earlier;
    if (!wait_until_equal(cluster)) {
        return base::fail(base::ErrorCode::unavailable, "the replicas differ from the start");
    }
    cluster.with_core(kDamaged, [&](store::StoreNode& core) {
        for (int i = options.missing; i < options.missing + options.stale; ++i) {
            earlier[key_of(i)] = *core.find(key_of(i));
        }
    });
    for (int i = options.missing; i < options.missing + options.stale; ++i) {
        if (const auto done = write(*client, i, "second"); !done) {
            return tl::unexpected<base::Error>(done.error());
        }
    }
    if (!wait_until_equal(cluster)) {
        return base::fail(base::ErrorCode::unavailable, "the replicas differ before the damage");
    }
    return earlier;
}

}  // namespace

MendingFigures run_mending(const MendingOptions& options) {
    MendingFigures figures;
    auto cluster = StoreCluster::start({.nodes = kNodes, .replicas = kNodes, .write = 2});
    if (!cluster) {
        figures.failure = cluster.error().message;
        return figures;
    }
    const auto earlier = prepare(**cluster, options);
    if (!earlier) {
        figures.failure = earlier.error().message;
        return figures;
    }
    (*cluster)->with_core(kDamaged, [&](store::StoreNode& core) {
        for (int i = 0; i < options.missing; ++i) {
            core.plant(key_of(i), std::nullopt);
        }
        for (const auto& [key, document] : *earlier) {
            core.plant(key, document);
        }
    });
    const auto start = steady_clock::now();
    if (!wait_until_equal(**cluster)) {
        figures.failure = "not mended in a minute";
        return figures;
    }
    figures.seconds = std::chrono::duration<double>(steady_clock::now() - start).count();
    return figures;
}

}  // namespace kura::bench
