#include "tools/compare/digest.hpp"

#define XXH_INLINE_ALL  // NOLINT(readability-identifier-naming): xxHash's name
#include <fmt/format.h>
#include <xxhash.h>

#include <array>
#include <fstream>
#include <memory>

namespace kura::compare {

namespace {

class Hash {
  public:
    Hash() { XXH3_64bits_reset(state_.get()); }

    void add(const void* bytes, std::size_t size) { XXH3_64bits_update(state_.get(), bytes, size); }
    [[nodiscard]] std::string text() const {
        return fmt::format("{:016x}", XXH3_64bits_digest(state_.get()));
    }

  private:
    struct Free {
        void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
    };
    std::unique_ptr<XXH3_state_t, Free> state_{XXH3_createState()};
};

}  // namespace

std::string digest_of_boards(const std::vector<const puzzles::Level*>& levels) {
    Hash hash;
    for (const puzzles::Level* level : levels) {
        for (const std::string& row : level->rows) {
            hash.add(row.data(), row.size());
            hash.add("\n", 1);
        }
        hash.add("\n", 1);
    }
    return hash.text();
}

std::string digest_of_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return "";
    }
    Hash hash;
    std::array<char, 65536> buffer{};
    do {
        file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        hash.add(buffer.data(), static_cast<std::size_t>(file.gcount()));
    } while (file);
    return hash.text();
}

}  // namespace kura::compare
