// The commands of clusters: node, cluster, jobs, store, key; and what solve says of them.
#include "cluster/base/limits.hpp"
#include "tools/cli/command_tree_parts.hpp"
#include "tools/cli/duration.hpp"

#include <bit>
#include <string>

namespace kura::cli {

namespace {

constexpr int kReplicasMax = 7;
constexpr int kNodesMax = 64;

void add_access(CLI::App* app, ClusterAccess& access) {
    app->add_option("--cluster", access.addresses,
                    "Nodes to ask [those of kura cluster up]; any will do")
        ->delimiter(',')
        ->type_name("HOST:PORT")
        ->envname("KURA_CLUSTER");
    app->add_option("--key-file", access.key_file, "The cluster's key")
        ->type_name("FILE")
        ->envname("KURA_KEY_FILE");
    app->add_flag("--json", access.json, "One JSON object");
}

void add_of_new_cluster(CLI::App* app, std::uint32_t& partitions, int& replicas) {
    app->add_option("--replicas", replicas, "N, of a new cluster [3]")
        ->check(CLI::Range(1, kReplicasMax).description(""))
        ->type_name("N");
    app->add_option("--partitions", partitions, "Of a new cluster, a power of two [4096]")
        ->check([](const std::string& text) {
            std::uint32_t count = 0;
            const bool is_number = CLI::detail::lexical_cast(text, count);
            return is_number && std::has_single_bit(count) && count <= cluster::kPartitionsMax
                       ? std::string()
                       : "a power of two, at most " + std::to_string(cluster::kPartitionsMax);
        })
        ->type_name("N");
}

void add_node(CLI::App& app, NodeArguments& node) {
    CLI::App* command = app.add_subcommand("node", "Be a member of a cluster");
    command->add_option("--listen", node.listen, "Where to listen [127.0.0.1:7700]; port 0: any")
        ->type_name("HOST:PORT");
    command->add_option("--advertise", node.advertise, "Where others reach it [as --listen]")
        ->type_name("HOST:PORT");
    command->add_option("--join", node.join, "Nodes of the cluster to join; without, a new one")
        ->delimiter(',')
        ->type_name("HOST:PORT");
    command->add_option("--zone", node.zone, "Rack or data centre: replicas go to distinct ones")
        ->type_name("NAME");
    command
        ->add_option_function<std::string>(
            "--weight",
            [&node](const std::string& text) {
                if (text != "auto") {
                    node.weight = static_cast<std::uint32_t>(std::stoul(text));
                }
            },
            "Its part of the work, beside others' [auto: 100]")
        ->check(CLI::IsMember({"auto"}).description("") | CLI::Range(1, 1'000'000).description(""))
        ->type_name("auto|N");
    command->add_option("--key-file", node.key_file, "The cluster's key; see kura key")
        ->type_name("FILE")
        ->envname("KURA_KEY_FILE");
    command->add_option("--data", node.data, "Keep documents there, to start again with them")
        ->type_name("DIR");
    command->add_option("--name", node.name, "Of the cluster: others are not listened to [kura]")
        ->type_name("NAME");
    add_of_new_cluster(command, node.partitions, node.replicas);
    command->add_option("--address-file", node.address_file, "Write the address there")
        ->type_name("FILE");
    command->add_flag("--json-log", node.json_log, "Log as JSON instead of logfmt");
    command->add_option("--config", node.config, "More options from a file, as name = value")
        ->type_name("FILE");
    command->footer(
        "Runs until SIGTERM or SIGINT, then hands over and leaves; with --data it only stops.\n"
        "Addresses beyond loopback need a key: kura key new FILE.\n\n"
        "Examples:\n"
        "  kura node                                      the first of a cluster\n"
        "  kura node --listen 127.0.0.1:7701 --join 127.0.0.1:7700\n"
        "  kura node --listen 10.0.0.2:7700 --join 10.0.0.1:7700 --key-file kura.key\n"
        "  kura node --data /var/lib/kura --config /etc/kura/node.conf");
}

void add_cluster(CLI::App& app, Parsed& parsed) {
    CLI::App* command = app.add_subcommand("cluster", "A cluster on this machine; its state");
    command->require_subcommand(1);
    CLI::App* up = command->add_subcommand("up", "Start nodes here, and again those that crash");
    up->add_option("NODES", parsed.cluster_up.nodes, "How many [3]")
        ->check(CLI::Range(1, kNodesMax).description(""))
        ->type_name("");
    add_of_new_cluster(up, parsed.cluster_up.partitions, parsed.cluster_up.replicas);
    up->add_option("--data", parsed.cluster_up.data,
                   "Keep documents there, to start again with them")
        ->type_name("DIR");
    up->add_flag("--foreground", parsed.cluster_up.foreground, "Stay; end with Ctrl-C");
    CLI::App* status = command->add_subcommand("status", "Members, who is alive, who owns what");
    add_access(status, parsed.cluster_status.access);
    command->add_subcommand("down", "Stop the nodes that up started");
    command->footer(
        "Examples:\n"
        "  kura cluster up 4 && kura solve xsokoban --cluster auto\n"
        "  kura cluster status --json\n"
        "  kura cluster down");
}

void add_jobs(CLI::App& app, JobsArguments& jobs) {
    CLI::App* command = app.add_subcommand("jobs", "What a cluster works on and has decided");
    add_access(command, jobs.access);
    command->require_subcommand(0, 1);
    const auto add = [&](const char* name, const char* help, JobsArguments::What what) {
        CLI::App* sub = command->add_subcommand(name, help);
        sub->add_option("JOB", jobs.job, "Its number")->required()->type_name("");
        add_access(sub, jobs.access);
        sub->callback([&jobs, what] { jobs.what = what; });
    };
    add("show", "One job: its state, its nodes, its solution", JobsArguments::What::show);
    add("cancel", "Stop a job", JobsArguments::What::cancel);
}

void add_store(CLI::App& app, StoreArguments& store) {
    CLI::App* command = app.add_subcommand("store", "Documents in a cluster's quorum store");
    command->require_subcommand(1);
    const auto add = [&](const char* name, const char* help, StoreArguments::What what) {
        CLI::App* sub = command->add_subcommand(name, help);
        if (what != StoreArguments::What::stats) {
            sub->add_option("KEY", store.key, "At most 250 bytes")->required()->type_name("");
            sub->add_option("--r", store.read, "Replicas that must answer a read [a majority]")
                ->type_name("R");
        }
        if (what == StoreArguments::What::put) {
            sub->add_option("VALUE", store.value, "At most 1 MB")->required()->type_name("");
        }
        if (what == StoreArguments::What::put || what == StoreArguments::What::remove) {
            sub->add_option("--w", store.write, "Replicas that must have a write [a majority]")
                ->type_name("W");
        }
        add_access(sub, store.access);
        sub->callback([&store, what] { store.what = what; });
    };
    add("get", "The value; several if they were written at the same time",
        StoreArguments::What::get);
    add("put", "Write a value over those that are there", StoreArguments::What::put);
    add("delete", "Remove a key", StoreArguments::What::remove);
    add("stats", "Figures of the node that answers", StoreArguments::What::stats);
}

// "5", or "3-7".
void take_nodes(const std::string& word, SimArguments& sim) {
    const std::size_t dash = word.find('-');
    const std::string last = dash == std::string::npos ? word : word.substr(dash + 1);
    if (!CLI::detail::lexical_cast(word.substr(0, dash), sim.nodes_min) ||
        !CLI::detail::lexical_cast(last, sim.nodes_max) || sim.nodes_min < 1 ||
        sim.nodes_max < sim.nodes_min || sim.nodes_max > kNodesMax) {
        throw CLI::ValidationError("--nodes", word + " is neither a number of nodes nor a range");
    }
}

void add_sim(CLI::App& app, SimArguments& sim) {
    CLI::App* command =
        app.add_subcommand("sim", "Search a puzzle on a simulated cluster, under faults");
    command->add_option("FILE|SET", sim.selection.inputs, "One puzzle, such as microban:3")
        ->required()
        ->type_name("");
    command
        ->add_option_function<std::string>(
            "--nodes", [&sim](const std::string& word) { take_nodes(word, sim); },
            "At the start; of a range by the seed [5]")
        ->type_name("N|N-N");
    command->add_option("--replicas", sim.replicas, "N [3]")
        ->check(CLI::Range(1, kReplicasMax).description(""))
        ->type_name("N");
    command->add_option("--write", sim.write, "W [2]")
        ->check(CLI::Range(1, kReplicasMax).description(""))
        ->type_name("W");
    command->add_option("--seed", sim.seed, "What happens when [1]")->type_name("N");
    command->add_option("--seeds", sim.seeds, "So many runs, from --seed on [1]")
        ->check(CLI::PositiveNumber.description(""))
        ->type_name("N");
    command
        ->add_option_function<std::string>(
            "--faults", [&sim](const std::string& word) { sim.has_faults = word == "all"; },
            "Losses, cuts, crashes, pauses, joins, slow nodes, wrong clocks [all]")
        ->check(CLI::IsMember({"all", "none"}).description(""))
        ->type_name("all|none");
    command
        ->add_option("--fault-time", sim.fault_seconds,
                     "Simulated seconds until everything heals [0.4]")
        ->type_name("SECONDS");
    command->add_flag("--exhaustive", sim.exhaustive,
                      "Expand everything and compare the visited states");
    command->add_flag("--json", sim.json, "One JSON object a run");
    command->footer(
        "Prints one line a fault and the verdict; the same seed gives the same run.\n\n"
        "Examples:\n"
        "  kura sim microban:3 --nodes 5 --seed 42\n"
        "  kura sim microban:20 --seeds 200 --nodes 3-7 --exhaustive");
}

void add_key(CLI::App& app, KeyArguments& key) {
    CLI::App* command = app.add_subcommand("key", "The key that a cluster's nodes share");
    command->require_subcommand(1);
    CLI::App* made = command->add_subcommand("new", "Write a new key to a file");
    made->add_option("FILE", key.file, "Readable by you alone")->required()->type_name("");
    CLI::App* added =
        command->add_subcommand("add", "Add a new key, known from now on, used when it is first");
    added->add_option("FILE", key.file, "The key file")->required()->type_name("");
    added->callback([&key] { key.rotate = true; });
}

}  // namespace

void add_solve_cluster(CLI::App* app, SolveArguments& solve) {
    app->add_option("--cluster", solve.cluster, "Solve on a cluster; auto: that of kura cluster up")
        ->delimiter(',')
        ->type_name("HOST:PORT")
        ->group("Cluster");
    app->add_option("--key-file", solve.key_file, "The cluster's key")
        ->type_name("FILE")
        ->envname("KURA_KEY_FILE")
        ->group("Cluster");
    app->add_option("--nodes", solve.nodes, "Solve on so many nodes within this process")
        ->check(CLI::Range(1, kNodesMax).description(""))
        ->type_name("N")
        ->group("Cluster");
    app->add_option_function<std::string>(
           "--local-first",
           [&solve](const std::string& text) {
               const auto seconds = parse_seconds(text);
               if (!seconds) {
                   throw CLI::ValidationError("--local-first", seconds.error().message);
               }
               solve.local_first = *seconds < kNoLimitSeconds ? *seconds : 0;
           },
           "One node tries alone first, so long [1]; 0: all at once")
        ->type_name("TIME")
        ->group("Cluster");
    app->add_option("--replicas", solve.replicas, "N, of a job's visited states [3]")
        ->check(CLI::Range(1, kReplicasMax).description(""))
        ->type_name("N")
        ->group("Cluster");
    app->add_option("--write", solve.write, "W, of a job's visited states [2]")
        ->check(CLI::Range(1, kReplicasMax).description(""))
        ->type_name("W")
        ->group("Cluster");
}

void add_cluster_commands(CLI::App& app, Parsed& parsed) {
    add_node(app, parsed.node);
    add_cluster(app, parsed);
    add_jobs(app, parsed.jobs);
    add_store(app, parsed.store);
    add_key(app, parsed.key);
    add_sim(app, parsed.sim);
}

}  // namespace kura::cli
