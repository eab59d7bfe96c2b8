// Board space: a Sokoban board as a state space, forward and push-optimal. Children, bounds and
// deadlock tests are the solver's own; a certificate is a solution that puzzles/verify replayed.
// Soundness: the rules are those of strategy::Knowledge: each keeps a push-optimal solution, so
// what
//           children() leaves out needs no owner's knowledge
// Threads:  one owner; the board and the level outlive it
// Errors:   none; a board without solution has none to replay
// Source:   solver/strategy/expander.hpp
#pragma once

#include "cluster/search/state_space.hpp"
#include "puzzles/level/level.hpp"
#include "solver/board/board.hpp"
#include "solver/state/key_codec.hpp"
#include "solver/strategy/expander.hpp"

#include <vector>

namespace kura::cluster::search {

class BoardSpace final : public StateSpace {
  public:
    BoardSpace(const puzzles::Level& level, const board::Board& board,
               const strategy::Rules& rules);

    [[nodiscard]] int key_bytes() const override { return codec_.key_bytes(); }
    [[nodiscard]] bool is_key(const std::uint8_t* key) const override {
        return codec_.is_valid(key);
    }
    [[nodiscard]] std::uint64_t placement_hash(const std::uint8_t* key) override;
    [[nodiscard]] bool is_goal(const std::uint8_t* key) override;
    [[nodiscard]] int bound(const std::uint8_t* key) override;
    void roots(const Visit& visit) override;
    void children(const std::uint8_t* key, const Visit& visit) override;
    [[nodiscard]] std::string predecessor(const std::uint8_t* key, Arrival arrival) override;
    [[nodiscard]] std::optional<view::Certificate> replay(std::span<const Arrival> path) override;

  private:
    [[nodiscard]] bool is_step(Arrival arrival) const;

    const puzzles::Level& level_;
    const board::Board& board_;
    base::MemoryBudget budget_;
    const strategy::Knowledge knowledge_;
    const state::KeyCodec codec_;
    strategy::Expander expander_;
    state::State state_;
    std::vector<std::uint8_t> key_;
};

}  // namespace kura::cluster::search
