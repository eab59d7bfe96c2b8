// The wire fuzzers' checks on damaged messages: the same bytes in every run.
#include "tests/fuzz/wire_checks.hpp"
#include "tests/fuzz/wire_samples.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace kura::fuzz {
namespace {

using Check = void (*)(std::string_view);

void damage(std::string& text, std::mt19937& random) {
    static constexpr unsigned char kBytes[] = {0, 1, 2, 3, 4, 7, 8, 16, 64, 127, 128, 254, 255};
    const std::size_t at = text.empty() ? 0 : random() % text.size();
    const std::size_t length = random() % 12;
    switch (random() % 5) {
        case 0:
            text.erase(at, length);
            break;
        case 1:
            text.insert(at, text.substr(random() % (text.size() + 1), length));
            break;
        case 2:
            text.insert(at, length, static_cast<char>(kBytes[random() % sizeof kBytes]));
            break;
        default:
            if (!text.empty()) {
                text[at] = static_cast<char>(random() % 2 == 0 ? kBytes[random() % sizeof kBytes]
                                                               : random() % 256);
            }
    }
}

void attack(const std::vector<Bytes>& samples, Check check, unsigned seed, int rounds) {
    std::mt19937 random(seed);
    for (const Bytes& sample : samples) {
        check({reinterpret_cast<const char*>(sample.data()), sample.size()});
    }
    for (int round = 0; round < rounds; ++round) {
        const Bytes& sample = samples[random() % samples.size()];
        std::string text(sample.begin(), sample.end());
        for (std::size_t changes = 1 + random() % 4; changes > 0; --changes) {
            damage(text, random);
        }
        check(text);
    }
}

TEST(WireFuzzSmokeTest, Search) {
    // Goal: 30,000 damaged messages of a search; the check aborts on any broken promise.
    attack(search_samples(), check_wire_search, 1, 30000);
}

TEST(WireFuzzSmokeTest, Traffic) {
    // Goal: the same for what one step sends.
    attack(traffic_samples(), check_wire_traffic, 7, 10000);
}

TEST(WireFuzzSmokeTest, Gossip) {
    // Goal: the same for packets of gossip.
    attack(gossip_samples(), check_wire_gossip, 2, 30000);
}

TEST(WireFuzzSmokeTest, Register) {
    // Goal: the same for the view register, and for changes of the views that are accepted.
    attack(register_samples(), check_wire_register, 3, 30000);
}

TEST(WireFuzzSmokeTest, Store) {
    // Goal: the same for the store.
    attack(store_samples(), check_wire_store, 5, 30000);
}

TEST(WireFuzzSmokeTest, Control) {
    // Goal: the same for jobs, leases and views.
    attack(control_samples(), check_wire_control, 6, 30000);
}

TEST(WireFuzzSmokeTest, Clients) {
    // Goal: the same for requests, replies and their envelopes.
    attack(client_samples(), check_wire_clients, 4, 30000);
}

}  // namespace
}  // namespace kura::fuzz
