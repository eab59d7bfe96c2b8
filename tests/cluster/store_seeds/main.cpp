// Runs the store's simulator over a range of seeds and prints what went wrong.
//   kura_store_seeds FIRST COUNT [wild] [rule=N] [n=N] [w=W] [r=R] [crashes=N] [nodes=N] [joins=N]
//                         [expulsions=N] [log]
// Exit 0: all held, 1: some seed failed, 2: usage.
#include "tests/cluster/store/store_world.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using kura::cluster::store::BrokenRule;
using kura::cluster::store::WorldOptions;

void read_word(std::string_view word, WorldOptions& options) {
    const auto number = [&](std::string_view name, int& value) {
        if (word.starts_with(name)) {
            value = std::atoi(word.substr(name.size()).data());
        }
    };
    int rule = static_cast<int>(options.store.broken);
    number("rule=", rule);
    options.store.broken = static_cast<BrokenRule>(rule);
    number("n=", options.replicas);
    number("w=", options.write);
    number("r=", options.read);
    number("crashes=", options.crashes);
    number("nodes=", options.nodes);
    number("joins=", options.joins);
    number("expulsions=", options.expulsions);
    options.is_wild = options.is_wild || word == "wild";
    if (word == "log") {
        options.log = [](const std::string& line) { std::printf("  %s\n", line.c_str()); };
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr,
                     "usage: kura_store_seeds FIRST COUNT [wild] [rule=N] [n=N] [w=W] [r=R] "
                     "[crashes=N] [nodes=N] [joins=N] [expulsions=N] [log]\n");
        return 2;
    }
    WorldOptions options;
    options.store = kura::cluster::store::quick_options();
    for (int i = 3; i < argc; ++i) {
        read_word(argv[i], options);
    }
    const std::uint64_t first = std::strtoull(argv[1], nullptr, 10);
    const std::uint64_t count = std::strtoull(argv[2], nullptr, 10);
    std::uint64_t failed = 0;
    std::uint64_t messages = 0;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        kura::cluster::store::StoreWorld world(seed, options);
        const std::string error = world.run();
        messages += world.messages();
        if (!error.empty() && ++failed <= 20) {
            std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), error.c_str());
        }
    }
    std::printf("%llu runs, %llu failed, %llu messages\n", static_cast<unsigned long long>(count),
                static_cast<unsigned long long>(failed), static_cast<unsigned long long>(messages));
    return failed == 0 ? 0 : 1;
}
