#include "solver/plan/packing_plan.hpp"

#include <algorithm>

namespace kura::plan {

using board::Board;
using board::kNoSquare;
using board::PushGraph;
using board::Square;
using board::SquareSet;
using board::Vertex;

namespace {

// Steps times places times squares: beyond that all zones stay empty, on every machine alike.
constexpr std::size_t kZoneWorkMax = 5'000'000;

using Transfers = std::vector<PackingPlan::Transfer>;

// a -> b at once followed by b -> c is a -> c, and a -> a is nothing.
void merge_chains(Transfers& transfers) {
    Transfers merged;
    for (const PackingPlan::Transfer& transfer : transfers) {
        if (!merged.empty() && merged.back().to == transfer.from) {
            merged.back().to = transfer.to;
        } else {
            merged.push_back(transfer);
        }
        if (merged.back().from == merged.back().to) {
            merged.pop_back();
        }
    }
    transfers = std::move(merged);
}

// Squares from which a lone box can be pushed to one of `targets`.
SquareSet sources_of(const Board& board, const SquareSet& targets, const SquareSet& walls) {
    const PushGraph graph(board, walls);
    const std::vector<bool> reaches = graph.reaches(targets);
    SquareSet sources = board.no_squares();
    for (std::size_t vertex = 0; vertex < reaches.size(); ++vertex) {
        if (reaches[vertex]) {
            sources.insert(graph.square_of(static_cast<Vertex>(vertex)));
        }
    }
    return sources;
}

std::vector<std::uint16_t> pushes_from(const Board& board, const SquareSet& zone,
                                       const SquareSet& walls) {
    std::vector<std::uint16_t> pushes(static_cast<std::size_t>(board.square_count()), board::kFar);
    const PushGraph graph(board, walls);
    std::vector<Vertex> queue;
    std::vector<std::uint16_t> at(static_cast<std::size_t>(graph.vertex_count()), board::kFar);
    zone.for_each([&](Square square) {
        pushes[square] = 0;
        for (int i = 0; i < graph.vertex_count_of(square); ++i) {
            queue.push_back(static_cast<Vertex>(graph.first_vertex(square) + i));
            at[queue.back()] = 0;
        }
    });
    for (std::size_t head = 0; head < queue.size(); ++head) {
        const Vertex vertex = queue[head];
        std::uint16_t& best = pushes[graph.square_of(vertex)];
        best = std::min(best, at[vertex]);
        for (const board::Direction direction : board::kDirections) {
            const Vertex next = graph.pushed(vertex, direction);
            if (next != board::kNoVertex && at[next] == board::kFar) {
                at[next] = static_cast<std::uint16_t>(at[vertex] + 1);
                queue.push_back(next);
            }
        }
    }
    return pushes;
}

}  // namespace

PackingPlan::PackingPlan(const Board& board, const std::vector<Square>& initial,
                         Transfers transfers)
    : squares_(board.no_squares()) {
    merge_chains(transfers);
    for (const Square square : initial) {
        entries_.push_back({kNoSquare, square, kForEver});
    }
    initial_count_ = static_cast<int>(initial.size());
    for (const Transfer& transfer : transfers) {
        entries_.push_back({transfer.from, transfer.to, kForEver});
    }
    link();
    // Initial boxes that stay come first, so that losing one is seen at once.
    std::stable_partition(entries_.begin(), entries_.begin() + initial_count_,
                          [](const PlanEntry& entry) { return entry.until == kForEver; });
    const bool none_from_sink = initial.size() == board.boxes().size();
    if (none_from_sink) {
        // Nothing left the board: only where boxes end up tells anything.
        std::erase_if(entries_, [](const PlanEntry& entry) { return entry.until != kForEver; });
        initial_count_ = static_cast<int>(
            std::count_if(entries_.begin(), entries_.end(),
                          [](const PlanEntry& entry) { return entry.from == kNoSquare; }));
    }
    for (const PlanEntry& entry : entries_) {
        squares_.insert(entry.to);
    }
    find_zones(board);
    find_places(board);
}

void PackingPlan::link() {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const auto later =
            std::find_if(entries_.begin() + static_cast<std::ptrdiff_t>(i) + 1, entries_.end(),
                         [&](const PlanEntry& entry) { return entry.from == entries_[i].to; });
        entries_[i].until =
            later == entries_.end() ? kForEver : static_cast<int>(later - entries_.begin());
    }
}

int PackingPlan::packed(const SquareSet& boxes) const {
    const auto initial = static_cast<std::size_t>(initial_count_);
    int standing = 0;
    bool lost = false;
    for (std::size_t i = 0; i < initial && entries_[i].until == kForEver; ++i) {
        const bool has = boxes.contains(entries_[i].to);
        standing += has ? 1 : 0;
        lost = lost || !has;
    }
    if (lost) {
        return standing;
    }
    int packed = size();
    for (std::size_t i = entries_.size(); i-- > initial;) {
        if (!boxes.contains(entries_[i].to)) {
            const int until = entries_[i].until;
            if (until == kForEver || until >= packed) {
                packed = static_cast<int>(i);
            }
        }
    }
    int missing = 0;
    for (std::size_t i = 0; i < initial; ++i) {
        const int until = entries_[i].until;
        const bool moved_on = until != kForEver && until < packed;
        missing += boxes.contains(entries_[i].to) || moved_on ? 0 : 1;
    }
    return std::max(0, packed - missing);
}

void PackingPlan::find_zones(const Board& board) {
    const std::size_t steps = entries_.size();
    std::vector<SquareSet> raw;
    SquareSet walls = board.no_squares();
    const std::size_t work = steps * steps * static_cast<std::size_t>(board.square_count());
    for (std::size_t step = 0; step < steps; ++step) {
        if (work > kZoneWorkMax) {
            raw.push_back(board.no_squares());
            continue;
        }
        if (entries_[step].until == kForEver) {
            walls.insert(entries_[step].to);
        }
        SquareSet later = board.no_squares();
        for (std::size_t i = step + 1; i < steps; ++i) {
            later.insert(entries_[i].to);
        }
        SquareSet zone = board.no_squares();
        if (!later.empty()) {
            zone = board.live_set();
            zone -= sources_of(board, later, walls);
            zone -= walls;
        }
        raw.push_back(zone);
    }
    // A change of the zone at a step holds for all steps since the change before.
    zone_of_.assign(steps + 1, 0);
    zones_.push_back(board.no_squares());
    std::size_t last = 0;
    for (std::size_t step = 0; step + 1 < steps; ++step) {
        if (raw[step] != zones_.back()) {
            zones_.push_back(raw[step]);
            std::fill(zone_of_.begin() + static_cast<std::ptrdiff_t>(last),
                      zone_of_.begin() + static_cast<std::ptrdiff_t>(step) + 1, zones_.size() - 1);
            last = step;
        } else {
            zone_of_[step] = zones_.size() - 1;
        }
    }
    if (steps >= 1) {
        zone_of_[steps - 1] = zone_of_[steps >= 2 ? steps - 2 : 0];
    }
    for (std::size_t zone = 0; zone < zones_.size(); ++zone) {
        SquareSet parked = board.no_squares();
        for (std::size_t step = 0; step < steps && zone_of_[step] <= zone; ++step) {
            if (entries_[step].until == kForEver) {
                parked.insert(entries_[step].to);
            }
        }
        parked -= zones_[zone];
        zone_distances_.push_back(pushes_from(board, zones_[zone], parked));
    }
}

void PackingPlan::find_places(const Board& board) {
    SquareSet places = board.no_squares();
    for (int i = 0; i < initial_count_; ++i) {
        places.insert(entries_[static_cast<std::size_t>(i)].to);
    }
    for (std::size_t step = 0; step <= entries_.size(); ++step) {
        if (static_cast<int>(step) > initial_count_) {
            const PlanEntry& entry = entries_[step - 1];
            if (entry.from != kNoSquare) {
                places.erase(entry.from);
            }
            places.insert(entry.to);
        }
        places_.push_back(places);
    }
}

}  // namespace kura::plan
