// Where a cluster solver finds its cluster: in this process, or at an address.
#include "cluster/node/local_link.hpp"
#include "cluster/node/node.hpp"
#include "cluster/node/node_client.hpp"
#include "solver/base/system_random.hpp"
#include "tools/cli/cluster_access.hpp"
#include "tools/cli/cluster_solver.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace kura::cli {

namespace {

namespace control = cluster::control;
namespace node = cluster::node;
using std::chrono::milliseconds;

constexpr milliseconds kGathering{20'000};  // until all nodes of this process are members
constexpr std::uint32_t kLocalPartitions = 1024;

class LocalSource final : public ClusterSolver::Source {
  public:
    explicit LocalSource(int nodes) {
        for (int i = 0; i < nodes; ++i) {
            Member member;
            member.link = board_.link(name_of(i));
            member.memory =
                std::make_unique<node::Memory>(cluster::Place{static_cast<std::uint64_t>(i) + 1});
            node::NodeOptions options;
            options.partitions = kLocalPartitions;
            options.seed = base::system_random();
            if (i > 0) {
                options.join = {name_of(0)};
            }
            member.node = std::make_unique<node::Node>(*member.link, *member.memory, options);
            members_.push_back(std::move(member));
        }
    }

    // Ensures: false if they did not find each other in time.
    [[nodiscard]] bool gather() {
        const auto deadline = std::chrono::steady_clock::now() + kGathering;
        while (std::chrono::steady_clock::now() < deadline) {
            bool is_complete = true;
            for (int i = 0; i < nodes() && is_complete; ++i) {
                const auto reply =
                    board_.ask(name_of(i), control::AskCluster{}, milliseconds(1000));
                is_complete = reply && std::get<control::ClusterStatus>(*reply).count_members() ==
                                           members_.size();
            }
            if (is_complete) {
                return true;
            }
            std::this_thread::sleep_for(milliseconds(10));
        }
        return false;
    }

    [[nodiscard]] std::unique_ptr<ClusterSolver::Asker> make_asker() override {
        return std::make_unique<LocalAsker>(*this);
    }
    [[nodiscard]] int nodes() const override { return static_cast<int>(members_.size()); }

  private:
    class LocalAsker final : public ClusterSolver::Asker {
      public:
        explicit LocalAsker(LocalSource& source) : source_(source) {}
        base::Result<control::ClientReply> ask(const control::ClientRequest& request,
                                               milliseconds patience) override {
            auto reply = source_.board_.ask(name_of(0), request, patience);
            if (!reply) {
                return base::fail(base::ErrorCode::unavailable, "no node answers");
            }
            return *std::move(reply);
        }

      private:
        LocalSource& source_;
    };
    struct Member {
        std::unique_ptr<node::LocalLink> link;
        std::unique_ptr<node::Memory> memory;
        std::unique_ptr<node::Node> node;
    };

    static std::string name_of(int i) { return "node" + std::to_string(i + 1); }

    node::Switchboard board_;
    std::vector<Member> members_;
};

class RemoteSource final : public ClusterSolver::Source {
  public:
    RemoteSource(std::vector<std::string> addresses, std::optional<cluster::net::Keyring> keys)
        : addresses_(std::move(addresses)), keys_(std::move(keys)) {}

    [[nodiscard]] base::Result<void> look() {
        node::NodeClient client(addresses_, keys_);
        const auto reply = client.ask(control::AskCluster{}, milliseconds(5000));
        if (!reply) {
            return tl::unexpected<base::Error>(reply.error());
        }
        const auto* status = std::get_if<control::ClusterStatus>(&*reply);
        if (status == nullptr) {
            return base::fail(base::ErrorCode::unavailable, "this is no kura node");
        }
        nodes_ = std::max(1, static_cast<int>(status->count_members()));
        for (const control::MemberStatus& member : status->members) {
            if (member.is_member && std::find(addresses_.begin(), addresses_.end(),
                                              member.address) == addresses_.end()) {
                addresses_.push_back(member.address);
            }
        }
        return {};
    }

    [[nodiscard]] std::unique_ptr<ClusterSolver::Asker> make_asker() override {
        return std::make_unique<RemoteAsker>(addresses_, keys_);
    }
    [[nodiscard]] int nodes() const override { return nodes_; }

  private:
    class RemoteAsker final : public ClusterSolver::Asker {
      public:
        RemoteAsker(std::vector<std::string> addresses, std::optional<cluster::net::Keyring> keys)
            : client_(std::move(addresses), std::move(keys)) {}
        base::Result<control::ClientReply> ask(const control::ClientRequest& request,
                                               milliseconds patience) override {
            return client_.ask(request, patience);
        }

      private:
        node::NodeClient client_;
    };

    std::vector<std::string> addresses_;
    std::optional<cluster::net::Keyring> keys_;
    int nodes_ = 1;
};

}  // namespace

base::Result<std::unique_ptr<ClusterSolver::Source>> make_local_cluster(int nodes) {
    auto source = std::make_unique<LocalSource>(nodes);
    if (!source->gather()) {
        return base::fail(base::ErrorCode::unavailable,
                          "the nodes of this process did not find each other");
    }
    return std::unique_ptr<ClusterSolver::Source>(std::move(source));
}

base::Result<std::unique_ptr<ClusterSolver::Source>> make_remote_cluster(
    const std::vector<std::string>& addresses, const std::string& key_file) {
    std::optional<cluster::net::Keyring> keys;
    if (!key_file.empty()) {
        auto read = cluster::net::Keyring::read(key_file);
        if (!read) {
            return tl::unexpected<base::Error>(read.error());
        }
        keys.emplace(*std::move(read));
    }
    const bool is_own = addresses.size() == 1 && addresses.front() == "auto";
    auto source = std::make_unique<RemoteSource>(is_own ? local_cluster_addresses() : addresses,
                                                 std::move(keys));
    if (const base::Result<void> there = source->look(); !there) {
        return tl::unexpected<base::Error>(there.error());
    }
    return std::unique_ptr<ClusterSolver::Source>(std::move(source));
}

}  // namespace kura::cli
