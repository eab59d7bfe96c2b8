// Runs the search simulator on graphs over a range of seeds and prints what went wrong.
//   kura_sim_seeds FIRST COUNT [exhaustive] [rule=N] [n=N w=W] [log]
// Exit 0: all held, 1: some seed failed, 2: usage.
#include "cluster/sim/graph_space.hpp"
#include "cluster/sim/search_sim.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace std::string_view_literals;

struct Request {
    std::uint64_t first = 1;
    std::uint64_t count = 100;
    kura::cluster::sim::SimOptions options;
};

int number_after(std::string_view text, std::string_view name, int otherwise) {
    return text.starts_with(name) ? std::atoi(std::string(text.substr(name.size())).c_str())
                                  : otherwise;
}

Request parse(int argc, char** argv) {
    Request request;
    request.first = std::strtoull(argv[1], nullptr, 10);
    request.count = std::strtoull(argv[2], nullptr, 10);
    auto& options = request.options;
    for (int i = 3; i < argc; ++i) {
        const std::string_view word = argv[i];
        options.exhaustive = options.exhaustive || word == "exhaustive"sv;
        options.replicas = number_after(word, "n=", options.replicas);
        options.write = number_after(word, "w=", options.write);
        options.search.broken = static_cast<kura::cluster::search::BrokenRule>(
            number_after(word, "rule=", static_cast<int>(options.search.broken)));
        if (word == "log"sv) {
            options.log = [](const std::string& line) { std::printf("  %s\n", line.c_str()); };
        }
    }
    return request;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr,
                     "usage: kura_sim_seeds FIRST COUNT [exhaustive] [rule=N] [n=N] [w=W] [log]\n");
        return 2;
    }
    const Request request = parse(argc, argv);
    std::uint64_t failed = 0;
    std::uint64_t moved = 0;
    std::uint64_t bumped = 0;
    std::uint64_t events = 0;
    for (std::uint64_t seed = request.first; seed < request.first + request.count; ++seed) {
        kura::cluster::sim::SearchSim sim(
            seed, [seed] { return std::make_unique<kura::cluster::sim::GraphSpace>(seed); },
            request.options);
        const kura::cluster::sim::SimResult result = sim.run();
        moved += result.epochs > 2 ? 1 : 0;
        bumped += result.generations > 1 ? 1 : 0;
        events += result.events;
        if (!result.error.empty() && ++failed <= 20) {
            std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed),
                        result.error.c_str());
        }
    }
    std::printf(
        "%llu runs, %llu failed, %llu with view changes, %llu with generation bumps, "
        "%llu events\n",
        static_cast<unsigned long long>(request.count), static_cast<unsigned long long>(failed),
        static_cast<unsigned long long>(moved), static_cast<unsigned long long>(bumped),
        static_cast<unsigned long long>(events));
    return failed == 0 ? 0 : 1;
}
