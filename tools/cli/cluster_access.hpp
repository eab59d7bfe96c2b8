// Cluster access: how commands reach a cluster, given addresses or what `kura cluster up` left.
// Threads:  one
// Errors:   Result; unavailable where nothing answers
#pragma once

#include "cluster/node/node_client.hpp"
#include "solver/base/result.hpp"
#include "tools/cli/arguments.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace kura::cli {

// $XDG_STATE_HOME/kura/cluster or ~/.local/state/kura/cluster: logs, process ids and addresses of
// the cluster that `kura cluster up` started.
[[nodiscard]] std::filesystem::path local_cluster_folder();
[[nodiscard]] std::vector<std::string> local_cluster_addresses();

[[nodiscard]] base::Result<cluster::node::NodeClient> reach(const ClusterAccess& access);

// One question; a refusal is an error too.
[[nodiscard]] base::Result<cluster::control::ClientReply> ask_cluster(
    const ClusterAccess& access, const cluster::control::ClientRequest& request);

// Says what is wrong. Ensures: the exit code for it.
int complain_of_cluster(const base::Error& error);

}  // namespace kura::cli
