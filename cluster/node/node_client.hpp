// Node client: what a command asks of a cluster, at whichever of its nodes answers.
// Shape:    a list of addresses: those given, and all that the cluster names; when the connection
//           is lost, the next is tried
// Threads:  one
// Errors:   unavailable: none of the nodes answers in time
// Source:   ARCHITECTURE.md, "Node"
#pragma once

#include "cluster/control/requests.hpp"
#include "cluster/net/client.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kura::cluster::node {

class NodeClient {
  public:
    NodeClient(std::vector<std::string> addresses, std::optional<net::Keyring> keys)
        : addresses_(std::move(addresses)), keys_(std::move(keys)) {}

    // Requires: asking twice does no harm, as requests.hpp says of each.
    [[nodiscard]] base::Result<control::ClientReply> ask(const control::ClientRequest& request,
                                                         std::chrono::milliseconds patience);

    // Adds the nodes of a status to those that are tried.
    void learn(const control::ClusterStatus& status);
    [[nodiscard]] const std::string& connected_to() const { return connected_to_; }

  private:
    [[nodiscard]] base::Result<void> connect(std::chrono::milliseconds patience);

    std::vector<std::string> addresses_;
    std::optional<net::Keyring> keys_;
    std::unique_ptr<net::Client> client_;
    std::string connected_to_;
    std::size_t next_ = 0;
    std::uint64_t numbers_ = 0;
};

}  // namespace kura::cluster::node
