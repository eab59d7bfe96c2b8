// Watched space: another space's states, and somebody who sees what is expanded.
// Shape:    passes everything on
// Threads:  as the space behind it
#pragma once

#include "cluster/search/state_space.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace kura::cluster::sim {

class WatchedSpace final : public search::StateSpace {
  public:
    using Watch = std::function<void(const std::uint8_t* key)>;  // before the children come

    WatchedSpace(std::unique_ptr<search::StateSpace> space, Watch watch)
        : space_(std::move(space)), watch_(std::move(watch)) {}

    [[nodiscard]] int key_bytes() const override { return space_->key_bytes(); }
    [[nodiscard]] bool is_key(const std::uint8_t* key) const override {
        return space_->is_key(key);
    }
    [[nodiscard]] std::uint64_t placement_hash(const std::uint8_t* key) override {
        return space_->placement_hash(key);
    }
    [[nodiscard]] bool is_goal(const std::uint8_t* key) override { return space_->is_goal(key); }
    [[nodiscard]] int bound(const std::uint8_t* key) override { return space_->bound(key); }
    void roots(const Visit& visit) override { space_->roots(visit); }
    void children(const std::uint8_t* key, const Visit& visit) override {
        watch_(key);
        space_->children(key, visit);
    }
    [[nodiscard]] std::string predecessor(const std::uint8_t* key,
                                          search::Arrival arrival) override {
        return space_->predecessor(key, arrival);
    }
    [[nodiscard]] std::optional<view::Certificate> replay(
        std::span<const search::Arrival> path) override {
        return space_->replay(path);
    }

  private:
    std::unique_ptr<search::StateSpace> space_;
    Watch watch_;
};

}  // namespace kura::cluster::sim
