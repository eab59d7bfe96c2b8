// Writes the encoded samples as files for a fuzzer to start from: kura_fuzz_seeds NAME FOLDER
#include "tests/fuzz/wire_samples.hpp"

#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

int main(int argc, char** argv) {
    namespace fuzz = kura::fuzz;
    const std::string_view name = argc == 3 ? argv[1] : "";
    const std::map<std::string_view, std::vector<fuzz::Bytes> (*)()> kinds{
        {"wire_search", fuzz::search_samples}, {"wire_traffic", fuzz::traffic_samples},
        {"wire_gossip", fuzz::gossip_samples}, {"wire_register", fuzz::register_samples},
        {"wire_store", fuzz::store_samples},   {"wire_control", fuzz::control_samples},
        {"wire_clients", fuzz::client_samples}};
    const auto kind = kinds.find(name);
    if (kind == kinds.end()) {
        std::fprintf(stderr, "usage: kura_fuzz_seeds wire_KIND FOLDER\n");
        return 2;
    }
    int written = 0;
    for (const fuzz::Bytes& sample : kind->second()) {
        std::ofstream file(std::string(argv[2]) + "/sample" + std::to_string(++written),
                           std::ios::binary);
        file.write(reinterpret_cast<const char*>(sample.data()),
                   static_cast<std::streamsize>(sample.size()));
        if (!file) {
            std::fprintf(stderr, "kura_fuzz_seeds: can't write to %s\n", argv[2]);
            return 1;
        }
    }
    return 0;
}
