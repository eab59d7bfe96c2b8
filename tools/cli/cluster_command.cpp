// kura cluster: a cluster on this machine for trying it, and what any cluster says of itself.
#include "cluster/disk/data_folder.hpp"
#include "tools/cli/cluster_access.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/console.hpp"
#include "tools/cli/exit_codes.hpp"
#include "tools/cli/signals.hpp"
#include "tools/cli/supervisor.hpp"

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <thread>

namespace kura::cli {

namespace {

namespace control = cluster::control;
using Json = nlohmann::ordered_json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kGather{20'000};
constexpr milliseconds kDown{15'000};

std::filesystem::path pid_file() {
    return local_cluster_folder() / "pid";
}

// The supervisor holds a lock on the file as long as it lives, so that a number left in it by one
// that was killed is never taken for a process that got it later.
struct flock whole_file() {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

// Of the supervisor, 0 if none runs.
pid_t supervisor_pid() {
    const int file = open(pid_file().c_str(), O_RDWR | O_CLOEXEC);
    struct flock lock = whole_file();
    const bool is_asked = file >= 0 && fcntl(file, F_GETLK, &lock) == 0;
    if (file >= 0) {
        close(file);
    }
    return is_asked && lock.l_type != F_UNLCK ? lock.l_pid : 0;
}

// Ensures: false if there is another one. The file stays open: closing it would end the lock.
bool claim_pid_file() {
    const int file = open(pid_file().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    const struct flock lock = whole_file();
    if (file < 0 || fcntl(file, F_SETLK, &lock) != 0) {
        return false;
    }
    const std::string text = std::to_string(getpid()) + '\n';
    return ftruncate(file, 0) == 0 &&
           write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

void point_to_nowhere(std::initializer_list<int> streams) {
    const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const int stream : streams) {
        if (nowhere >= 0) {
            dup2(nowhere, stream);
        }
    }
}

std::string text_of(const control::ClusterStatus& status) {
    std::string text = fmt::format(
        "{} members, epoch {}, {} partitions, {} replicas, {} jobs running{}\n",
        status.count_members(), status.epoch, status.partitions, status.replicas,
        status.running.size(),
        !status.has_majority    ? "; NO MAJORITY of the seeds: nothing changes until it is back"
        : !status.has_its_seeds ? "; seeds are being chosen"
                                : "");
    for (const control::MemberStatus& member : status.members) {
        text += fmt::format("  {:<22} {:<8} {:<6} {:<5} owns {:>5}, holds {:>5}\n", member.address,
                            member.liveness, member.is_member ? "member" : "-",
                            member.is_seed ? "seed" : "", member.owned, member.held);
    }
    return text;
}

Json json_of(const control::ClusterStatus& status) {
    Json members = Json::array();
    for (const control::MemberStatus& member : status.members) {
        members.push_back({{"node", fmt::format("{:016x}", member.node.value)},
                           {"address", member.address},
                           {"liveness", member.liveness},
                           {"member", member.is_member},
                           {"seed", member.is_seed},
                           {"weight", member.weight},
                           {"owned", member.owned},
                           {"held", member.held}});
    }
    return Json{{"answering", fmt::format("{:016x}", status.answering.value)},
                {"revision", status.revision},
                {"epoch", status.epoch},
                {"partitions", status.partitions},
                {"replicas", status.replicas},
                {"has_majority", status.has_majority},
                {"has_its_seeds", status.has_its_seeds},
                {"running", status.running.size()},
                {"members", members}};
}

// Nodes that came back to a folder find members of old in the view: those alive count.
std::size_t living_members_of(const control::ClusterStatus& status) {
    return static_cast<std::size_t>(std::count_if(
        status.members.begin(), status.members.end(), [](const control::MemberStatus& member) {
            return member.is_member && member.liveness == "alive";
        }));
}

// Of earlier nodes: fewer than these may be no majority of their seeds.
std::size_t folders_in(const std::string& data) {
    std::size_t found = 0;
    while (!data.empty() &&
           cluster::disk::DataFolder::exists(data + "/node" + std::to_string(found + 1))) {
        ++found;
    }
    return found;
}

// Waits until so many are members, as any of them sees it, and have their seeds: of three, any may
// be lost then.
bool gather(std::size_t nodes) {
    const auto deadline = steady_clock::now() + kGather;
    while (steady_clock::now() < deadline && !stop_flag().load(std::memory_order_acquire)) {
        const auto reply = ask_cluster({}, control::AskCluster{});
        const auto* status = reply ? std::get_if<control::ClusterStatus>(&*reply) : nullptr;
        if (status != nullptr && status->has_its_seeds && living_members_of(*status) >= nodes) {
            return true;
        }
        std::this_thread::sleep_for(milliseconds(50));
    }
    return false;
}

int supervise(const ClusterUpArguments& arguments, int ready) {
    catch_signals();
    const std::filesystem::path folder = local_cluster_folder();
    if (!claim_pid_file()) {
        complain("another cluster is being started, or " + pid_file().string() +
                 " can't be written");
        return kExitUnavailable;
    }
    Supervisor supervisor(folder, arguments.data, arguments.nodes,
                          {"--replicas", std::to_string(arguments.replicas), "--partitions",
                           std::to_string(arguments.partitions)});
    const base::Result<void> started = supervisor.start();
    const char word = started ? 'y' : 'n';
    if (ready >= 0 && write(ready, &word, 1) == 1) {
        close(ready);
    }
    if (!started) {
        complain(started.error().message);
        std::filesystem::remove(pid_file());
        return kExitUnavailable;
    }
    if (ready >= 0) {
        point_to_nowhere({STDERR_FILENO});  // whoever reads it shall see its end
    }
    supervisor.watch();
    std::filesystem::remove(pid_file());
    std::filesystem::remove(folder / "addresses");
    return kExitOk;
}

}  // namespace

int run(const ClusterUpArguments& arguments) {
    if (supervisor_pid() != 0) {
        complain("a cluster runs already; see kura cluster status");
        return kExitUsage;
    }
    if (const std::size_t kept = folders_in(arguments.data);
        kept > static_cast<std::size_t>(arguments.nodes)) {
        complain(fmt::format("{} keeps the data of {} nodes: start as many", arguments.data, kept));
        return kExitUsage;
    }
    std::error_code error;
    std::filesystem::create_directories(local_cluster_folder(), error);
    if (error) {
        complain(local_cluster_folder().string() + ": " + error.message());
        return kExitInternal;
    }
    if (arguments.foreground) {
        return supervise(arguments, -1);
    }
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        complain("no pipe could be made");
        return kExitInternal;
    }
    const pid_t child = fork();
    if (child == 0) {
        setsid();
        close(ends[0]);
        point_to_nowhere({STDIN_FILENO, STDOUT_FILENO});
        _exit(supervise(arguments, ends[1]));
    }
    close(ends[1]);
    char word = 'n';
    const bool is_up = child > 0 && read(ends[0], &word, 1) == 1 && word == 'y';
    close(ends[0]);
    if (!is_up || !gather(static_cast<std::size_t>(arguments.nodes))) {
        complain("the nodes did not come together; their logs are in " +
                 local_cluster_folder().string());
        return kExitUnavailable;
    }
    return run(ClusterStatusArguments{});
}

int run(const ClusterStatusArguments& arguments) {
    const auto reply = ask_cluster(arguments.access, control::AskCluster{});
    if (!reply) {
        return complain_of_cluster(reply.error());
    }
    const auto* status = std::get_if<control::ClusterStatus>(&*reply);
    if (status == nullptr) {
        complain("the node answers something else");
        return kExitUnavailable;
    }
    Console console;
    console.print(arguments.access.json ? json_of(*status).dump() + '\n' : text_of(*status));
    return status->has_majority ? kExitOk : kExitUnavailable;
}

int run(const ClusterDownArguments& /*arguments*/) {
    const pid_t pid = supervisor_pid();
    if (pid == 0) {
        complain("no cluster runs here");
        return kExitUsage;
    }
    kill(pid, SIGTERM);
    const auto deadline = steady_clock::now() + kDown;
    while (kill(pid, 0) == 0 && steady_clock::now() < deadline) {
        std::this_thread::sleep_for(milliseconds(20));
    }
    if (kill(pid, 0) == 0) {
        complain("it takes its time; process " + std::to_string(pid));
        return kExitUnavailable;
    }
    return kExitOk;
}

}  // namespace kura::cli
