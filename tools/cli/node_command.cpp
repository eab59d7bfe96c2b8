// kura node: one member of a cluster, in the foreground until a signal ends it.
#include "cluster/node/disk_memory.hpp"
#include "cluster/node/net_link.hpp"
#include "cluster/node/node.hpp"
#include "solver/base/hash.hpp"
#include "solver/base/system_random.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/console.hpp"
#include "tools/cli/exit_codes.hpp"
#include "tools/cli/node_log.hpp"
#include "tools/cli/output_file.hpp"
#include "tools/cli/signals.hpp"
#include "tools/cli/version.hpp"

#include <signal.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

namespace kura::cli {

namespace {

namespace net = cluster::net;
namespace node = cluster::node;
using std::chrono::milliseconds;

constexpr milliseconds kLeavePatience{10'000};
constexpr milliseconds kGlance{50};  // between two looks at the stop flag
// A whole address space of partitions is shared out by it; one core is one unit.
constexpr std::uint32_t kWeightOfOne = 100;

std::uint64_t tag_of(const std::string& text) {
    std::uint64_t tag = 0x6B757261;
    for (const char letter : text) {
        tag = base::mix64(tag ^ static_cast<unsigned char>(letter));
    }
    return tag | 1;
}

base::Result<std::unique_ptr<node::Memory>> memory_of(const std::string& folder) {
    if (folder.empty()) {
        return std::make_unique<node::Memory>(cluster::Place{base::system_random() | 1});
    }
    auto memory = node::DiskMemory::open(folder);
    if (!memory) {
        return tl::unexpected<base::Error>(memory.error());
    }
    return *std::move(memory);
}

int exit_of(const base::Error& error) {
    complain(error.message);
    return error.code == base::ErrorCode::bad_input ? kExitUsage : kExitUnavailable;
}

}  // namespace

int run(const NodeArguments& arguments) {
    catch_signals();
    signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is a disk that is full
    NodeLog log(arguments.json_log);
    net::TransportOptions transport;
    const base::Result<net::Address> listen = net::Address::parse(arguments.listen);
    if (!listen) {
        return exit_of(listen.error());
    }
    transport.listen = *listen;
    if (!arguments.key_file.empty()) {
        auto keys = net::Keyring::read(arguments.key_file);
        if (!keys) {
            return exit_of(keys.error());
        }
        transport.keys.emplace(*std::move(keys));
    }
    transport.log = [&](std::string_view line) { log.say(true, line); };
    auto memory = memory_of(arguments.data);
    if (!memory) {
        return exit_of(memory.error());
    }
    auto link =
        node::NetLink::start(std::move(transport), tag_of(arguments.name), arguments.advertise);
    if (!link) {
        return exit_of(link.error());
    }
    node::NodeOptions options;
    options.join = arguments.join;
    options.zone = cluster::Zone{static_cast<std::uint32_t>(
        arguments.zone.empty() ? 0 : tag_of(arguments.zone) & 0xFFFFFFFF)};
    options.weight = arguments.weight == 0 ? kWeightOfOne : arguments.weight;
    options.partitions = arguments.partitions;
    options.replicas = arguments.replicas;
    options.cluster_tag = tag_of(arguments.name);
    options.seed = base::system_random();
    options.log = [&](bool is_warning, const std::string& text) { log.say(is_warning, text); };
    log.say(false, "listening on " + (*link)->address());
    if (!arguments.address_file.empty()) {
        std::ofstream(arguments.address_file) << (*link)->address() << '\n';
    }
    node::Node node(**link, **memory, std::move(options));
    while (!stop_flag().load(std::memory_order_acquire)) {
        std::this_thread::sleep_for(kGlance);
    }
    log.say(false, (*memory)->is_durable() ? "stopping" : "leaving");
    if (!node.leave(kLeavePatience)) {
        log.say(true, "left without an answer from the others");
    }
    return kExitOk;
}

}  // namespace kura::cli
