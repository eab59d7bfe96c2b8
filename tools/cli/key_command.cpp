// kura key: the key that the nodes and clients of a cluster share.
#include "cluster/net/cluster_key.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/console.hpp"
#include "tools/cli/exit_codes.hpp"

namespace kura::cli {

namespace {

namespace net = cluster::net;

int complain_of(const base::Error& error) {
    complain(error.message);
    return kExitBadInput;
}

}  // namespace

int run(const KeyArguments& arguments) {
    const net::ClusterKey key = net::ClusterKey::generate();
    if (!arguments.rotate) {
        const base::Result<void> written = net::Keyring(key).write(arguments.file, false);
        return written ? kExitOk : complain_of(written.error());
    }
    auto ring = net::Keyring::read(arguments.file);
    if (!ring) {
        return complain_of(ring.error());
    }
    // Known first everywhere, used later: `kura key use` after all nodes have read it again.
    if (!ring->add(key)) {
        complain("the key file is full: remove old keys first");
        return kExitBadInput;
    }
    const base::Result<void> written = ring->write(arguments.file, true);
    return written ? kExitOk : complain_of(written.error());
}

}  // namespace kura::cli
