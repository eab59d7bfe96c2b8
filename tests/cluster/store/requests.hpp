// Requests for tests, and a world without faults to ask them in.
#pragma once

#include "tests/cluster/store/store_world.hpp"

#include <string>
#include <utility>
#include <vector>

namespace kura::cluster::store {

inline WorldOptions calm(int nodes = 5) {
    WorldOptions options;
    options.nodes = nodes;
    options.loss_percent = options.repeat_percent = 0;
    options.store = quick_options();
    return options;
}

inline Put put_of(const std::string& key, const std::string& value, const Context& context = {}) {
    Put put;
    put.key = key;
    put.value = value;
    put.context = context;
    return put;
}

inline Batch batch_of(const std::vector<std::pair<std::string, std::string>>& puts,
                      const std::vector<std::string>& gets) {
    Batch batch;
    batch.value_bytes = 4;
    batch.puts = RecordList(4, 4);
    batch.gets = RecordList(4, 0);
    for (const auto& [key, value] : puts) {
        batch.puts.push_back(reinterpret_cast<const std::uint8_t*>(key.data()),
                             reinterpret_cast<const std::uint8_t*>(value.data()));
    }
    for (const std::string& key : gets) {
        batch.gets.push_back(reinterpret_cast<const std::uint8_t*>(key.data()));
    }
    return batch;
}

}  // namespace kura::cluster::store
