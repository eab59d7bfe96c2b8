#include "solver/search/notes.hpp"

#include <algorithm>

namespace kura::search {
namespace {

void add_figures(std::vector<Figure>& sums, const std::vector<Figure>& more) {
    for (const Figure& figure : more) {
        const auto same = std::find_if(sums.begin(), sums.end(),
                                       [&](const Figure& sum) { return sum.name == figure.name; });
        if (same == sums.end()) {
            sums.push_back(figure);
        } else {
            same->count += figure.count;
        }
    }
}

}  // namespace

void Notes::add(const Notes& other) {
    add_figures(figures, other.figures);
    add_figures(dead, other.dead);
    if (other.best && (!best || other.best->rank < best->rank)) {
        best = other.best;
    }
    if (plan.empty()) {
        plan = other.plan;
    }
    planning_seconds += other.planning_seconds;
}

}  // namespace kura::search
