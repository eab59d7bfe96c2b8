#include "solver/optimize/neighbourhood.hpp"

#include <algorithm>
#include <numeric>

namespace kura::optimize {
namespace {

using board::Board;
using board::Square;
using board::SquareSet;

constexpr std::uint64_t kEffortMin = 20'000;
constexpr std::uint64_t kEffortMax = 4'000'000;
constexpr std::uint64_t kIdleAttempts = 150;  // of full effort without gain: try harder
constexpr std::uint64_t kWholeNodesMin = 10'000;
constexpr std::uint64_t kWholeShare = 10;  // everything at once gets about a tenth of the nodes
constexpr double kExactNodeCost = 3;       // of a node with the player's exact square
constexpr double kFade = 0.95;
constexpr double kAttemptNodes = 2;  // thousands of nodes that an attempt costs besides its nodes
constexpr double kMinorGain = 0.05;  // a move beside a push where pushes count first
constexpr int kLengthMax = 60'000;   // a node counts its pushes in 16 bits
constexpr int kWalkEntriesMax = 16'000'000;  // of a segment's table of walks, 32 MB

struct Shape {
    int boxes;
    int length;
    bool stretch;
};
constexpr std::array<Shape, 13> kShapes{{{1, 0, false},
                                         {2, 0, false},
                                         {2, 120, false},
                                         {3, 0, false},
                                         {3, 120, false},
                                         {3, 60, false},
                                         {4, 80, false},
                                         {4, 40, false},
                                         {6, 40, false},
                                         {8, 24, false},
                                         {3, 0, true},
                                         {5, 0, true},
                                         {8, 0, true}}};

}  // namespace

// What the boxes do in a window.
struct Neighbourhoods::Trails {
    Trails(const Board& board, const SolutionPath& path, int begin, int end)
        : starts(path.positions(board, begin)),
          ends(starts),
          pushes(starts.size(), 0),
          seen(starts.size(), board.no_squares()) {
        for (std::size_t label = 0; label < starts.size(); ++label) {
            seen[label].insert(starts[label]);
        }
        for (int i = begin; i < end; ++i) {
            ends[path.label(i)] = path.push(i).to;
            ++pushes[path.label(i)];
            seen[path.label(i)].insert(path.push(i).to);
        }
    }

    std::vector<Square> starts;
    std::vector<Square> ends;
    std::vector<int> pushes;
    std::vector<SquareSet> seen;
};

Neighbourhoods::Neighbourhoods(const Board& board, Objective objective, std::uint64_t seed)
    : board_(board),
      objective_(objective),
      length_max_(std::min(kLengthMax, kWalkEntriesMax / board.square_count() - 1)),
      rng_(seed),
      effort_(kEffortMin),
      whole_nodes_(kWholeNodesMin),
      graph_(board, board.no_squares()) {
    for (const Shape& shape : kShapes) {
        if (objective == Objective::pushes) {
            arms_.push_back({shape.boxes, shape.length, shape.stretch, Aim::pushes_alone});
        }
        arms_.push_back(
            {shape.boxes, shape.length, shape.stretch,
             objective == Objective::pushes ? Aim::pushes_then_moves : Aim::moves_then_pushes});
    }
}

double Neighbourhoods::gain_of(Cost before, Cost after) const {
    const double pushes = before.pushes - after.pushes;
    const double moves = before.moves - after.moves;
    return objective_ == Objective::pushes ? pushes + kMinorGain * std::max(moves, 0.0)
                                           : moves + kMinorGain * std::max(pushes, 0.0);
}

std::size_t Neighbourhoods::draw(const std::vector<double>& weights) {
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    constexpr std::uint64_t kSteps = std::uint64_t{1} << 32;
    double at = total * static_cast<double>(rng_.below(kSteps)) / static_cast<double>(kSteps);
    std::size_t chosen = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (weights[i] > 0) {
            chosen = i;
            if (at < weights[i]) {
                break;
            }
            at -= weights[i];
        }
    }
    return chosen;
}

std::size_t Neighbourhoods::draw_arm() {
    std::vector<double> weights;
    for (const Arm& arm : arms_) {
        weights.push_back((arm.gain + 0.2) / (arm.nodes + 20));
    }
    const double floor = 0.3 * std::accumulate(weights.begin(), weights.end(), 0.0) /
                         static_cast<double>(weights.size());
    for (double& weight : weights) {
        weight += floor;
    }
    return draw(weights);
}

Attempt Neighbourhoods::whole(const SolutionPath& path) {
    Attempt attempt;
    attempt.window = {0, path.size(), {}};
    attempt.window.free.resize(board_.boxes().size());
    std::iota(attempt.window.free.begin(), attempt.window.free.end(), Label{0});
    attempt.aim = objective_ == Objective::pushes ? Aim::pushes_then_moves : Aim::moves_then_pushes;
    attempt.nodes_max = whole_nodes_;
    attempt.whole = true;
    whole_nodes_ *= 4;
    return attempt;
}

Attempt Neighbourhoods::next(const SolutionPath& path) {
    if (nodes_spent_ >= (whole_nodes_ == kWholeNodesMin ? 0 : whole_nodes_ * kWholeShare) &&
        SegmentSearch::fits(board_, board_.box_count(), 0) && path.size() <= length_max_) {
        return whole(path);
    }
    Attempt attempt;
    attempt.arm = draw_arm();
    const Arm& arm = arms_[attempt.arm];
    attempt.aim = arm.aim;
    attempt.nodes_max = effort_;
    attempt.window = arm.stretch ? stretch(path, arm.boxes) : subset(path, arm);
    return attempt;
}

void Neighbourhoods::report(const Attempt& attempt, double gain, std::uint64_t nodes) {
    nodes_spent_ += nodes + 1000;
    nodes_idle_ = gain > 0 ? 0 : nodes_idle_ + nodes + 1000;
    if (nodes_idle_ > effort_ * kIdleAttempts && effort_ < kEffortMax) {
        effort_ *= 2;
        nodes_idle_ = 0;
    }
    if (attempt.whole) {
        return;
    }
    Arm& arm = arms_[attempt.arm];
    const double cost = attempt.aim == Aim::pushes_alone ? 1 : kExactNodeCost;
    arm.gain = arm.gain * kFade + gain;
    arm.nodes = arm.nodes * kFade + static_cast<double>(nodes) / 1000 * cost + kAttemptNodes;
}

// A stretch from a random place to where one box more would be pushed; all its boxes are free.
Window Neighbourhoods::stretch(const SolutionPath& path, int boxes) {
    Window window;
    window.begin = static_cast<int>(rng_.below(static_cast<std::uint64_t>(path.size())));
    window.end = window.begin;
    std::vector<Label>& free = window.free;
    for (; window.end < path.size() && window.end - window.begin < length_max_; ++window.end) {
        const Label label = path.label(window.end);
        if (std::find(free.begin(), free.end(), label) != free.end()) {
            continue;
        }
        if (std::ssize(free) == boxes) {
            break;
        }
        free.push_back(label);
    }
    std::sort(free.begin(), free.end());
    return window;
}

int Neighbourhoods::distance(Square from, Square player, Square to) {
    auto& row = distances_to_[to];
    if (row.empty()) {
        row.resize(static_cast<std::size_t>(graph_.vertex_count()));
        graph_.distances_to(to, row);
    }
    const board::Vertex vertex = graph_.vertex(from, player);
    return vertex == board::kNoVertex ? 0 : row[vertex];
}

// A box that makes more pushes than it would need alone, and boxes that cross its way.
Window Neighbourhoods::subset(const SolutionPath& path, const Arm& arm) {
    int wanted = length_max_;
    if (arm.length > 0) {
        const auto length = static_cast<std::uint64_t>(arm.length);
        wanted = static_cast<int>(length / 2 + rng_.below(length) + 1);
    }
    wanted = std::min({path.size(), length_max_, wanted});
    Window window;
    const int places = path.size() - wanted + 1;
    window.begin = static_cast<int>(rng_.below(static_cast<std::uint64_t>(places)));
    window.end = window.begin + wanted;
    const Trails trails(board_, path, window.begin, window.end);
    const Square player = path.player(window.begin);
    std::vector<double> weights(trails.starts.size(), 0);
    std::vector<double> slack(trails.starts.size(), 0);
    for (std::size_t label = 0; label < weights.size(); ++label) {
        if (trails.pushes[label] > 0) {
            slack[label] =
                trails.pushes[label] - distance(trails.starts[label], player, trails.ends[label]);
            weights[label] = 1 + 2 * slack[label];
        }
    }
    SquareSet near = board_.no_squares();
    while (std::ssize(window.free) < arm.boxes) {
        const std::size_t chosen = draw(weights);
        if (weights[chosen] <= 0) {
            break;
        }
        window.free.push_back(static_cast<Label>(chosen));
        trails.seen[chosen].for_each([&](Square square) {
            near.insert(square);
            for (const Square next : board_.neighbours(square)) {
                if (next != board::kNoSquare) {
                    near.insert(next);
                }
            }
        });
        for (std::size_t label = 0; label < weights.size(); ++label) {
            SquareSet shared = trails.seen[label];
            shared &= near;
            weights[label] = 0.2 + shared.count() + slack[label];
        }
        for (const Label label : window.free) {
            weights[label] = 0;
        }
    }
    std::sort(window.free.begin(), window.free.end());
    return window;
}

}  // namespace kura::optimize
