#include "tools/bench/memory_bench.hpp"

#include "solver/board/board.hpp"
#include "solver/search/ownership.hpp"
#include "solver/strategy/portfolio.hpp"
#include "tools/bench/expansion_bench.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <thread>

namespace kura::bench {

namespace {

constexpr std::size_t kMemoryMax = std::size_t{1} << 30;
constexpr std::uint64_t kSamplesPerRun = 256;

// One lane on one table, as a shard runs it, but with the table and the queue on budgets of their
// own and a look at the table after so many insertions.
class Filler final : public search::Emitter {
  public:
    Filler(const board::Board& board, const MemoryOptions& options)
        : options_(options),
          knowledge_(board, light_rules(), false, other_),
          codec_(board),
          table_({.key_bytes = codec_.key_bytes()}, table_budget_),
          emitted_(0, codec_.key_bytes()) {
        const auto lanes = strategy::make_lanes({{strategy::Kind::astar}}, knowledge_, codec_);
        lane_ = lanes.front().make({.table = table_,
                                    .budget = queue_budget_,
                                    .incumbent_cost = no_incumbent_,
                                    .lane = 0,
                                    .shard = 0,
                                    .shards = 1});
    }

    MemoryFigures run() {
        lane_->emit_roots(*this);
        accept_emitted();
        auto result = search::StepResult::expanded;
        while (table_.size() < options_.states && !full_ && result != search::StepResult::idle &&
               result != search::StepResult::full) {
            result = lane_->step(*this);
            accept_emitted();
            steps_ += result == search::StepResult::idle ? 0 : 1;
        }
        MemoryFigures figures;
        figures.key_bytes = codec_.key_bytes();
        figures.states = table_.size();
        double sum = 0;
        int count = 0;
        for (const Sample& sample : samples_) {
            if (sample.states * 2 > figures.states) {
                sum += sample.bytes / static_cast<double>(sample.states);
                ++count;
            }
        }
        figures.bytes_per_state = count == 0 ? 0 : sum / count;
        if (accepted_ > steps_) {
            figures.bytes_per_open =
                static_cast<double>(queue_budget_.used()) / static_cast<double>(accepted_ - steps_);
        }
        return figures;
    }

    void emit(const search::CandidateHeader& header, const std::uint8_t* key) override {
        emitted_.push_back(header, key);
    }

  private:
    struct Sample {
        std::uint64_t states;
        double bytes;
    };

    void accept_emitted() {
        for (std::size_t i = 0; i < emitted_.size() && !full_; ++i) {
            accept(emitted_.header(i), emitted_.key(i));
        }
        emitted_.clear();
    }

    void accept(const search::CandidateHeader& header, const std::uint8_t* key) {
        const auto merged =
            table_.merge(search::table_hash(header.placement_hash), key, header.word);
        full_ = merged.outcome == search::VisitedTable::Outcome::full;
        if (full_ || merged.outcome == search::VisitedTable::Outcome::kept) {
            return;
        }
        const std::uint64_t stride = std::max<std::uint64_t>(1, options_.states / kSamplesPerRun);
        if (merged.outcome == search::VisitedTable::Outcome::inserted &&
            table_.size() % stride == 0) {
            samples_.push_back({table_.size(), static_cast<double>(table_.memory_bytes())});
        }
        if (!header.is_target) {
            full_ = !lane_->accept(header, key);
            ++accepted_;
        }
    }

    const MemoryOptions options_;
    base::MemoryBudget other_{kMemoryMax};
    base::MemoryBudget table_budget_{kMemoryMax};
    base::MemoryBudget queue_budget_{kMemoryMax};
    const std::atomic<int> no_incumbent_{search::kNoIncumbent};
    const strategy::Knowledge knowledge_;
    const state::KeyCodec codec_;
    search::VisitedTable table_;
    std::unique_ptr<search::Strategy> lane_;
    search::CandidateBatch emitted_;
    std::vector<Sample> samples_;
    std::uint64_t accepted_ = 0;  // entries pushed; the light rules never push one again
    std::uint64_t steps_ = 0;     // entries popped
    bool full_ = false;
};

std::optional<MemoryFigures> measure(const puzzles::Level& level, const MemoryOptions& options) {
    const base::Result<board::Board> board = board::Board::make(level);
    if (!board || board->solved_at_start() || !board->box_set().is_subset_of(board->live_set())) {
        return std::nullopt;
    }
    MemoryFigures figures = Filler(*board, options).run();
    figures.index = level.index;
    if (figures.states < options.states_min || figures.bytes_per_state == 0) {
        return std::nullopt;
    }
    return figures;
}

}  // namespace

std::vector<MemoryFigures> run_memory_bench(std::span<const puzzles::Level> levels,
                                            const MemoryOptions& options) {
    std::vector<std::optional<MemoryFigures>> found(levels.size());
    std::atomic<std::size_t> next{0};
    std::vector<std::thread> threads;
    for (int n = 0; n < options.threads; ++n) {
        threads.emplace_back([&] {
            for (std::size_t at = next.fetch_add(1, std::memory_order_relaxed); at < levels.size();
                 at = next.fetch_add(1, std::memory_order_relaxed)) {
                found[at] = measure(levels[at], options);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    std::vector<MemoryFigures> all;
    for (const auto& figures : found) {
        if (figures) {
            all.push_back(*figures);
        }
    }
    return all;
}

}  // namespace kura::bench
