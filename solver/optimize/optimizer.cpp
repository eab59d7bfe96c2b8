#include "solver/optimize/optimizer.hpp"

#include "puzzles/verify/verify.hpp"
#include "solver/base/assert.hpp"
#include "solver/base/limits.hpp"
#include "solver/moves/walk.hpp"
#include "solver/optimize/loops.hpp"
#include "solver/optimize/neighbourhood.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace kura::optimize {
namespace {

constexpr double kProgressSeconds = 0.1;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

using PathPointer = std::shared_ptr<const SolutionPath>;

// The best path so far, shared by the threads.
class Incumbent {
  public:
    Incumbent(const puzzles::Level& level, const board::Board& board, Objective objective)
        : level_(level), board_(board), objective_(objective) {}

    // Takes the path if it is better and its text replays.
    bool offer(SolutionPath path) {
        const std::lock_guard lock(mutex_);
        return take(std::move(path));
    }

    // Puts `middle` in the place of the window of `base`, on which it was found; the best path may
    // have changed elsewhere since. Ensures: what was gained, from and to, if anything.
    std::optional<std::pair<Cost, Cost>> splice(const SolutionPath& base, const Window& window,
                                                const std::vector<moves::Step>& middle) {
        const std::lock_guard lock(mutex_);
        const Cost before = best_->cost();
        const auto place = best_.get() == &base ? std::optional(std::pair(window.begin, window.end))
                                                : find(base, window);
        if (!place) {
            return std::nullopt;
        }
        auto path = best_->spliced(board_, place->first, place->second, middle);
        if (!path || !take(*std::move(path))) {
            return std::nullopt;
        }
        return std::pair(before, best_->cost());
    }

    [[nodiscard]] PathPointer path() const {
        const std::lock_guard lock(mutex_);
        return best_;
    }
    [[nodiscard]] std::string solution() const {
        const std::lock_guard lock(mutex_);
        return text_;
    }
    [[nodiscard]] std::uint64_t improvements() const {
        const std::lock_guard lock(mutex_);
        return improvements_;
    }

  private:
    bool take(SolutionPath path) {
        if (best_ && path.cost().rank(objective_) >= best_->cost().rank(objective_)) {
            return false;
        }
        const auto lurd =
            moves::lurd_of(board_, {board_.box_set(), board_.player()}, path.pushes());
        if (!lurd) {
            return false;
        }
        puzzles::Verification verified = puzzles::verify(level_, *lurd);
        KURA_ASSERT(verified.solved);
        KURA_ASSERT((path.cost() == Cost{verified.pushes, verified.moves}), verified.pushes,
                    path.cost().pushes, verified.moves, path.cost().moves);
        text_ = std::move(verified.canonical);
        improvements_ += best_ ? 1 : 0;
        best_ = std::make_shared<const SolutionPath>(std::move(path));
        return true;
    }

    // Where the boxes of the window's two ends stand on the best path.
    [[nodiscard]] std::optional<std::pair<int, int>> find(const SolutionPath& base,
                                                          const Window& window) const {
        const auto boxes_at = [&](int i) {
            board::SquareSet boxes = board_.no_squares();
            for (const board::Square square : base.positions(board_, i)) {
                boxes.insert(square);
            }
            return boxes;
        };
        const board::SquareSet first = boxes_at(window.begin);
        const board::SquareSet last = boxes_at(window.end);
        board::SquareSet boxes = board_.box_set();
        int begin = -1;
        for (int i = 0; i <= best_->size(); ++i) {
            if (begin < 0 && boxes == first) {
                begin = i;
            }
            if (begin >= 0 && boxes == last) {
                return std::pair(begin, i);
            }
            if (i < best_->size()) {
                boxes.erase(best_->push(i).from);
                boxes.insert(best_->push(i).to);
            }
        }
        return std::nullopt;
    }

    const puzzles::Level& level_;
    const board::Board& board_;
    const Objective objective_;
    mutable std::mutex mutex_;
    // guarded by mutex_
    PathPointer best_;
    std::string text_;
    std::uint64_t improvements_ = 0;
};

class Optimizer {
  public:
    Optimizer(const board::Board& board, Incumbent& incumbent, const Options& options,
              Clock::time_point started)
        : board_(board),
          incumbent_(incumbent),
          options_(options),
          started_(started),
          freeze_(board),
          from_(incumbent.path()->cost()) {}

    Ended run() {
        std::vector<std::thread> threads;
        for (int i = 1; i < options_.threads; ++i) {
            threads.emplace_back([this, i] { work(i); });
        }
        work(0);
        for (std::thread& thread : threads) {
            thread.join();
        }
        return ended_.load(std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t nodes() const { return nodes_.load(std::memory_order_relaxed); }

  private:
    void work(int thread);
    bool attempt(Neighbourhoods& neighbourhoods, SegmentSearch& search, int thread);
    void end(Ended why);
    [[nodiscard]] bool over() {
        if (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed)) {
            end(Ended::user);
        } else if (Clock::now() >= options_.deadline) {
            end(Ended::time);
        }
        return over_.load(std::memory_order_relaxed);
    }
    void tell_progress();

    const board::Board& board_;
    Incumbent& incumbent_;
    const Options& options_;
    const Clock::time_point started_;
    const deadlock::FreezeTest freeze_;
    const Cost from_;
    double told_ = 0;  // of thread 0
    std::atomic<std::uint64_t> nodes_{0};
    std::atomic<bool> over_{false};
    std::atomic<Ended> ended_{Ended::time};
};

void Optimizer::end(Ended why) {
    bool before = false;
    if (over_.compare_exchange_strong(before, true, std::memory_order_relaxed)) {
        ended_.store(why, std::memory_order_relaxed);
    }
}

void Optimizer::tell_progress() {
    const double seconds = seconds_since(started_);
    if (options_.progress && seconds - told_ >= kProgressSeconds) {
        told_ = seconds;
        options_.progress({seconds, from_, incumbent_.path()->cost(), nodes()});
    }
}

void Optimizer::work(int thread) {
    Neighbourhoods neighbourhoods(board_, options_.objective,
                                  options_.seed + static_cast<std::uint64_t>(thread));
    SegmentSearch search(board_, freeze_, *options_.memory);
    while (!over() && attempt(neighbourhoods, search, thread)) {
        if (thread == 0) {
            tell_progress();
        }
    }
}

// Ensures: false if there is nothing more to do.
bool Optimizer::attempt(Neighbourhoods& neighbourhoods, SegmentSearch& search, int thread) {
    const PathPointer path = incumbent_.path();
    Attempt attempt = neighbourhoods.next(*path);
    if (options_.nodes_max != 0) {
        const std::uint64_t spent = nodes();
        if (spent >= options_.nodes_max) {
            end(Ended::nodes);
            return false;
        }
        attempt.nodes_max = std::min(attempt.nodes_max, options_.nodes_max - spent);
    }
    double gain = 0;
    std::uint64_t nodes = 0;
    if (!attempt.whole || thread == 0) {
        const Segment segment(board_, *path, attempt.window, attempt.aim != Aim::pushes_alone);
        if (SegmentSearch::fits(board_, segment.free_count(), segment.scheduled_count())) {
            const SegmentAnswer answer =
                search.run(segment, attempt.aim, {attempt.nodes_max, [this, thread] {
                                                      if (thread == 0) {
                                                          tell_progress();
                                                      }
                                                      return over();
                                                  }});
            nodes = answer.nodes;
            if (answer.pushes) {
                if (const auto change = incumbent_.splice(*path, attempt.window, *answer.pushes)) {
                    gain = neighbourhoods.gain_of(change->first, change->second);
                }
            }
            if (attempt.whole && answer.complete) {
                end(Ended::optimal);
            }
        }
    }
    neighbourhoods.report(attempt, gain, nodes);
    nodes_.fetch_add(nodes + 1, std::memory_order_relaxed);
    return true;
}

}  // namespace

Result optimize(const puzzles::Level& level, std::string_view lurd, const Options& options) {
    KURA_ASSERT(options.memory != nullptr);
    KURA_ASSERT(options.threads >= 1 && options.threads <= base::kThreadsMax, options.threads);
    const Clock::time_point started = Clock::now();
    Result result;
    const puzzles::Verification given = puzzles::verify(level, lurd);
    if (!given.solved) {
        result.error = given.error;
        return result;
    }
    result.valid = true;
    result.solution = given.canonical;
    result.from = result.best = {given.pushes, given.moves};
    const auto board = board::Board::make(level);
    if (!board) {
        result.valid = false;
        result.error = board.error().message;
        return result;
    }
    auto path = SolutionPath::from_lurd(*board, given.canonical);
    if (!path || path->size() == 0) {
        result.ended = Ended::optimal;  // nothing is pushed
        return result;
    }
    Incumbent incumbent(level, *board, options.objective);
    incumbent.offer(*path);
    if (auto shorter = without_loops(*board, *path)) {
        incumbent.offer(*std::move(shorter));
    }
    Optimizer optimizer(*board, incumbent, options, started);
    result.ended = optimizer.run();
    const Cost best = incumbent.path()->cost();
    if (best.rank(options.objective) < result.best.rank(options.objective)) {
        result.best = best;
        result.solution = incumbent.solution();
    }
    result.nodes = optimizer.nodes();
    result.improvements = incumbent.improvements();
    result.seconds = seconds_since(started);
    return result;
}

}  // namespace kura::optimize
