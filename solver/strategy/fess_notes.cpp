// What the feature-space search can tell of its work. Apart from fess.cpp, which does the work.
#include "solver/strategy/fess.hpp"
#include "solver/strategy/lane_notes.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace kura::strategy {
namespace {

std::string counted(int count, const std::string& one, const std::string& many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string text_of(const FessScore& score, int plan_size) {
    std::string text = std::to_string(score.packed) + " of " + std::to_string(plan_size) +
                       " packed, " + counted(score.regions, "area", "areas");
    const auto part = [&](int count, const std::string& one, const std::string& many) {
        if (count > 0) {
            text += ", " + counted(count, one, many);
        }
    };
    part(score.rooms, "room link lost", "room links lost");
    part(score.out_of_plan, "box out of plan", "boxes out of plan");
    part(score.hotspots, "hotspot", "hotspots");
    return text;
}

}  // namespace

search::Notes Fess::notes() const {
    search::Notes notes;
    notes.dead = figures_of(finder_.tally());
    notes.planning_seconds = planning_seconds_;
    if (planning_seconds_ <= 0) {
        return notes;  // not the lane's home: nothing was done here
    }
    const auto figure = [&](std::string_view name, std::uint64_t count) {
        notes.figures.push_back({name, count});
    };
    figure("sink_positions", sink_.positions());
    figure("sink_boxes_left", static_cast<std::uint64_t>(sink_.boxes_left()));
    if (!has_plan_) {
        return notes;
    }
    figure("plan_steps", static_cast<std::uint64_t>(guide_.plan.size()));
    figure("plan_steps_at_start", static_cast<std::uint64_t>(guide_.plan.initial_count()));
    figure("nodes", nodes_.size());
    figure("cells", cells_.cell_count());
    figure("open", cells_.size() + pending_.size());
    notes.plan = steps_of(board_, guide_.plan);
    if (best_ != std::numeric_limits<features::NodeIndex>::max()) {
        const auto words = static_cast<std::size_t>(board_.words());
        state::State best{board_.no_squares(), nodes_[best_].player};
        std::copy_n(boxes_.data() + best_ * words, words, best.boxes.data());
        notes.best = search::NotedState{
            .state = best,
            .rank = nodes_[best_].score,
            .text = text_of(FessScore::of(nodes_[best_].score), guide_.plan.size())};
    }
    return notes;
}

}  // namespace kura::strategy
