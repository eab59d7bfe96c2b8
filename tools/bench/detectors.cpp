#include "tools/bench/detectors.hpp"

#include "solver/deadlock/two_by_two.hpp"

#include <algorithm>

namespace kura::bench {

namespace {

constexpr std::size_t kCacheBytes = std::size_t{4} << 20;
constexpr std::size_t kMemoryMax = 4 * kCacheBytes;
constexpr std::size_t kPatternEvery = 8;  // one position in so many is offered

}  // namespace

Detectors::Detectors(const BoardPositions& board)
    : all_(board),
      board_(*board.board),
      hopeless_(board_),
      diagonals_(board_),
      pairs_(board_, moves::Side::forward),
      pi_corral_(board_),
      room_map_(board_),
      budget_(kMemoryMax),
      bound_(board_, moves::Side::forward),
      room_cache_(budget_, kCacheBytes),
      settled_(board_),
      endgames_(board_, nullptr),
      rooms_(board_, room_map_, &pairs_, room_cache_),
      patterns_(board_, budget_) {
    std::vector<moves::Step> steps;
    for (const Position& position : all_.positions) {
        steps.clear();
        moves::generate_steps(board_, position.state.boxes, position.region, moves::Side::forward,
                              steps);
        for (const moves::Step& step : steps) {
            landings_.push_back(step.to);
        }
    }
    forget_corrals();
    find_facts();
    deadlock::PatternSearch search(board_, &pairs_, patterns_, room_cache_);
    for (std::size_t i = 0; i < facts_.size(); i += kPatternEvery) {
        static_cast<void>(search.offer(facts_[i].position->state, *facts_[i].facts));
    }
}

// What SettledBoxes finds is valid until it is asked again, so it is worked out once more and kept.
void Detectors::find_facts() {
    for (const Position& position : all_.positions) {
        const deadlock::SettledBoxes::Result found = settled_.find(position.state);
        if (found.dead) {
            continue;
        }
        auto known = std::find_if(walls_.begin(), walls_.end(), [&](const auto& facts) {
            return facts->walls == found.facts->walls;
        });
        if (known == walls_.end()) {
            walls_.push_back(
                std::make_unique<const deadlock::WallFacts>(board_, found.facts->walls));
            known = walls_.end() - 1;
        }
        facts_.push_back({&position, known->get()});
    }
}

void Detectors::forget_corrals() {
    corral_search_.reset();
    corral_cache_.reset();
    corral_cache_ = std::make_unique<deadlock::CorralCache>(budget_, kCacheBytes);
    corral_search_ = std::make_unique<deadlock::CorralSearch>(board_, *corral_cache_);
}

std::uint64_t Detectors::live_squares() {
    std::uint64_t dead = 0;
    for (const board::Square landing : landings_) {
        dead += board_.is_live(landing) ? 0 : 1;
    }
    return dead;
}

std::uint64_t Detectors::two_by_two() {
    return count_over_pushes(all_, [&](const Position&, const auto& boxes, const auto& push) {
        return deadlock::makes_two_by_two(board_, boxes, push.to);
    });
}

std::uint64_t Detectors::freeze() {
    return count_over_pushes(all_, [&](const Position&, const auto& boxes, const auto& push) {
        return hopeless_.freeze().makes_deadlock(boxes, push.to);
    });
}

std::uint64_t Detectors::hopeless() {
    return count_over_pushes(all_, [&](const Position&, const auto& boxes, const auto& push) {
        return hopeless_.among(boxes, push.to, board::opposite(push.side));
    });
}

std::uint64_t Detectors::pairs() {
    return count_over_pushes(all_, [&](const Position&, const auto& boxes, const auto& push) {
        return pairs_.makes_deadlock(boxes, push.to, push.from);
    });
}

std::uint64_t Detectors::diagonals() {
    return count_over_pushes(all_, [&](const Position&, const auto& boxes, const auto& push) {
        return diagonals_.makes_deadlock(boxes, push.to, push.from);
    });
}

std::uint64_t Detectors::matching() {
    const Position* parent = nullptr;
    return count_over_pushes(all_, [&](const Position& position, const auto&, const auto& push) {
        if (parent != &position) {
            bound_.prepare(position.state);
            parent = &position;
        }
        return bound_.after(push) >= bound::kInfeasible;
    });
}

std::uint64_t Detectors::frozen_walls() {
    std::uint64_t count = 0;
    for (const Position& position : all_.positions) {
        count += hopeless_.freeze().frozen(position.state.boxes).empty() ? 0 : 1;
    }
    return count;
}

std::uint64_t Detectors::corrals() {
    std::uint64_t dead = 0;
    for (const Position& position : all_.positions) {
        const bool is_dead =
            corral_search_->is_dead(position.state.boxes, position.region, position.moved);
        dead += is_dead ? 1 : 0;
    }
    return dead;
}

std::uint64_t Detectors::pi_corrals() {
    std::uint64_t found = 0;
    for (const Position& position : all_.positions) {
        const auto result = pi_corral_.find(position.state.boxes, position.region);
        found += result.kind != deadlock::PiCorral::Kind::none ? 1 : 0;
    }
    return found;
}

std::uint64_t Detectors::settled() {
    std::uint64_t dead = 0;
    for (const Position& position : all_.positions) {
        dead += settled_.find(position.state).dead ? 1 : 0;
    }
    return dead;
}

std::uint64_t Detectors::endgames() {
    std::uint64_t dead = 0;
    for (const Facts& facts : facts_) {
        dead += endgames_.is_dead(facts.position->state, *facts.facts) ? 1 : 0;
    }
    return dead;
}

std::uint64_t Detectors::rooms() {
    std::uint64_t dead = 0;
    for (const Facts& facts : facts_) {
        const Position& position = *facts.position;
        dead += rooms_.is_dead(position.state, *facts.facts, position.moved) ? 1 : 0;
    }
    return dead;
}

std::uint64_t Detectors::patterns() {
    std::uint64_t dead = 0;
    for (const Facts& facts : facts_) {
        dead += patterns_.matches(facts.position->state, facts.facts->walls) ? 1 : 0;
    }
    return dead;
}

}  // namespace kura::bench
