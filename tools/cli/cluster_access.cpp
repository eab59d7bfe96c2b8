#include "tools/cli/cluster_access.hpp"

#include "tools/cli/console.hpp"
#include "tools/cli/exit_codes.hpp"

#include <cstdlib>
#include <fstream>
#include <utility>

namespace kura::cli {

namespace {

constexpr std::chrono::milliseconds kPatience{8000};

std::filesystem::path from_environment(const char* name) {
    const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): at the start
    return value == nullptr ? "" : value;
}

}  // namespace

std::filesystem::path local_cluster_folder() {
    std::filesystem::path state = from_environment("XDG_STATE_HOME");
    if (state.empty()) {
        state = from_environment("HOME") / ".local" / "state";
    }
    return state / "kura" / "cluster";
}

std::vector<std::string> local_cluster_addresses() {
    std::vector<std::string> addresses;
    std::ifstream file(local_cluster_folder() / "addresses");
    for (std::string line; std::getline(file, line);) {
        if (!line.empty()) {
            addresses.push_back(line);
        }
    }
    return addresses;
}

base::Result<cluster::node::NodeClient> reach(const ClusterAccess& access) {
    std::vector<std::string> addresses = access.addresses;
    if (addresses.empty()) {
        addresses = local_cluster_addresses();
    }
    if (addresses.empty()) {
        return base::fail(base::ErrorCode::unavailable,
                          "no cluster is known: name a node with --cluster HOST:PORT, or start "
                          "one with kura cluster up");
    }
    std::optional<cluster::net::Keyring> keys;
    if (!access.key_file.empty()) {
        auto read = cluster::net::Keyring::read(access.key_file);
        if (!read) {
            return tl::unexpected<base::Error>(read.error());
        }
        keys.emplace(*std::move(read));
    }
    return cluster::node::NodeClient(std::move(addresses), std::move(keys));
}

base::Result<cluster::control::ClientReply> ask_cluster(
    const ClusterAccess& access, const cluster::control::ClientRequest& request) {
    auto client = reach(access);
    if (!client) {
        return tl::unexpected<base::Error>(client.error());
    }
    auto reply = client->ask(request, kPatience);
    if (reply) {
        if (const auto* refused = std::get_if<cluster::control::Refused>(&*reply)) {
            const bool is_wrong = refused->why == cluster::control::Refusal::bad_request;
            return base::fail(is_wrong ? base::ErrorCode::bad_input : base::ErrorCode::unavailable,
                              refused->message);
        }
    }
    return reply;
}

int complain_of_cluster(const base::Error& error) {
    complain(error.message);
    return error.code == base::ErrorCode::unavailable ? kExitUnavailable : kExitUsage;
}

}  // namespace kura::cli
