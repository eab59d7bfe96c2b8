// A strategy and a job made up by a test, to look at shards from outside.
#pragma once

#include "solver/search/shard.hpp"
#include "tests/support/levels.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace kura::search {

inline constexpr std::uint64_t kStepWork = 6;  // a lane alone has about 15 steps a round

// A strategy whose three parts are functions of the test.
class Scripted final : public Strategy {
  public:
    struct Script {
        std::function<void(Emitter&)> roots = [](Emitter&) {};
        std::function<void(const CandidateHeader&, const std::uint8_t*)> accept =
            [](const CandidateHeader&, const std::uint8_t*) {};
        std::function<std::uint64_t()> work = [] { return kStepWork; };  // of the step just done
        std::function<StepResult(Emitter&)> step = [](Emitter&) { return StepResult::idle; };
    };

    explicit Scripted(Script script) : script_(std::move(script)) {}
    void emit_roots(Emitter& out) override { script_.roots(out); }
    bool accept(const CandidateHeader& header, const std::uint8_t* key) override {
        script_.accept(header, key);
        return true;
    }
    StepResult step(Emitter& out) override {
        const StepResult result = script_.step(out);
        counters_.expanded += result == StepResult::expanded ? 1 : 0;
        counters_.work += script_.work();
        return result;
    }
    [[nodiscard]] int lower_bound() const override { return kNoIncumbent; }

  private:
    Script script_;
};

// A job on some board; the keys that travel are made up by the tests.
class Job {
  public:
    explicit Job(int shards, std::size_t memory_bytes = std::size_t{64} << 20, int lane_count = 1)
        : budget(memory_bytes), control(shards, lane_count) {}

    void add_lane(std::function<Scripted::Script(const ShardTools&)> script,
                  LaneOrder order = LaneOrder::optimal, int share = 1, int payload_bytes = 0) {
        lanes.push_back({.name = "scripted",
                         .side = moves::Side::forward,
                         .order = order,
                         .proves = order == LaneOrder::optimal,
                         .share = share,
                         .payload_bytes = payload_bytes,
                         .make = [script = std::move(script)](const ShardTools& tools) {
                             return std::make_unique<Scripted>(script(tools));
                         }});
    }
    [[nodiscard]] std::vector<std::uint8_t> key_of(std::uint64_t number) const {
        std::vector<std::uint8_t> key(static_cast<std::size_t>(codec.key_bytes()));
        std::memcpy(key.data(), &number, std::min(key.size(), sizeof number));
        return key;
    }
    [[nodiscard]] JobContext context() {
        return {.board = board,
                .codec = codec,
                .lanes = lanes,
                .budget = budget,
                .control = control,
                .meeting = nullptr,
                .expanded_max = expanded_max};
    }

    board::Board board = *board::Board::make(
        support::level_from({"##########", "#        #", "# $ $  $ #", "#  $ $   #", "#  @     #",
                             "#  . . . #", "#   . .  #", "##########"}));
    state::KeyCodec codec{board};
    base::MemoryBudget budget;
    std::vector<LaneSpec> lanes;
    Control control;
    std::uint64_t expanded_max = 0;
};

inline CandidateHeader header_of(std::uint64_t placement_hash, int cost = 1,
                                 LaneOrder order = LaneOrder::optimal) {
    return {.placement_hash = placement_hash, .word = make_word(order, cost, Arrival{1, 2, 0})};
}

}  // namespace kura::search
