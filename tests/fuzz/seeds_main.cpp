// Writes the encoded samples as files for a fuzzer to start from: kura_fuzz_seeds NAME FOLDER
#include "tests/fuzz/wire_samples.hpp"

#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>

int main(int argc, char** argv) {
    namespace fuzz = kura::fuzz;
    const std::string_view name = argc == 3 ? argv[1] : "";
    const std::vector<fuzz::Bytes> samples = name == "wire_search"     ? fuzz::search_samples()
                                             : name == "wire_gossip"   ? fuzz::gossip_samples()
                                             : name == "wire_register" ? fuzz::register_samples()
                                             : name == "wire_frames"   ? fuzz::frame_samples()
                                                                       : std::vector<fuzz::Bytes>();
    if (samples.empty()) {
        std::fprintf(stderr, "usage: kura_fuzz_seeds wire_{search,gossip,register,frames} DIR\n");
        return 2;
    }
    int written = 0;
    for (const fuzz::Bytes& sample : samples) {
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
