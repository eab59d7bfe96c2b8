#include "solver/strategy/fess_advisors.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace kura::strategy {

namespace {

using board::kFar;
using board::Square;

constexpr int kTries = 4;  // how many known positions an advisor skips before it says nothing

class Advice {
  public:
    Advice(FessGuide& guide, std::uint64_t score_now, std::vector<FessMove>& moves,
           const std::function<bool(const FessMove&)>& is_new)
        : guide_(guide), now_(FessScore::of(score_now)), moves_(moves), is_new_(is_new) {}

    void give() {
        bool packs = false;
        for (const FessMove& move : moves_) {
            packs = packs || FessScore::of(move.score).packed > now_.packed;
        }
        by_order([&](const FessScore& after) { return after.packed > now_.packed; });
        by_order([&](const FessScore& after) { return after.regions < now_.regions; });
        by_order([&](const FessScore& after) { return after.rooms < now_.rooms; });
        by_order([&](const FessScore& after) { return after.hotspots < now_.hotspots; });
        if (now_.out_of_plan > 0) {
            out_of_plan();
        }
        if (!packs) {
            opener();
        }
        recommend([&](const FessMove& move) { return move.opens && is_reversible(move); },
                  [](const FessMove& move) { return std::tuple(move.score); });
    }

  private:
    template <typename Allowed, typename Rank>
    void recommend(Allowed&& allowed, Rank&& rank) {
        std::array<const FessMove*, kTries> refused{};
        for (int tries = 0; tries < kTries; ++tries) {
            FessMove* best = nullptr;
            for (FessMove& move : moves_) {
                if (FessScore::of(move.score).packed < now_.packed || !allowed(move) ||
                    std::find(refused.begin(), refused.begin() + tries, &move) !=
                        refused.begin() + tries) {
                    continue;
                }
                if (best == nullptr || rank(move) < rank(*best)) {
                    best = &move;
                }
            }
            if (best == nullptr || best->weight == 0) {
                return;
            }
            if (is_new_(*best)) {
                best->weight = 0;
                return;
            }
            refused[static_cast<std::size_t>(tries)] = best;
        }
    }
    template <typename Better>
    void by_order(Better&& better) {
        recommend([&](const FessMove& move) { return better(FessScore::of(move.score)); },
                  [](const FessMove& move) { return std::tuple(move.score); });
    }

    [[nodiscard]] bool is_reversible(const FessMove& move) {
        return guide_.reach.pushes_from(move.move.to).contains(move.move.from);
    }

    // Takes a box out of the zone, or the nearest box in its way farther off.
    void out_of_plan() {
        const std::vector<std::uint16_t>& far = guide_.plan.distance_from_zone(now_.packed);
        recommend(
            [&](const FessMove& move) {
                const FessScore after = FessScore::of(move.score);
                const std::uint16_t from = far[move.move.from];
                const std::uint16_t to = far[move.move.to];
                return after.regions <= now_.regions && after.rooms <= now_.rooms &&
                       after.out_of_plan <= now_.out_of_plan && from != kFar && to != kFar &&
                       to > from && is_reversible(move);
            },
            [&](const FessMove& move) {
                return std::tuple(far[move.move.from], -int{far[move.move.to]}, move.score);
            });
    }

    // Pushes the box nearest to the place to be filled next farther away from it.
    void opener() {
        const Square place = guide_.plan.next_place(now_.packed);
        if (place == board::kNoSquare) {
            return;
        }
        const std::vector<std::uint16_t>& far = guide_.reach.walks_from(place);
        recommend(
            [&](const FessMove& move) {
                const FessScore after = FessScore::of(move.score);
                return after.regions <= now_.regions && after.rooms <= now_.rooms &&
                       far[move.move.to] >= far[move.move.from];
            },
            [&](const FessMove& move) {
                return std::tuple(far[move.move.from], -int{far[move.move.to]}, move.score);
            });
    }

    FessGuide& guide_;
    const FessScore now_;
    std::vector<FessMove>& moves_;
    const std::function<bool(const FessMove&)>& is_new_;
};

}  // namespace

void advise(FessGuide& guide, std::uint64_t score_now, std::vector<FessMove>& moves,
            const std::function<bool(const FessMove&)>& is_new) {
    Advice(guide, score_now, moves, is_new).give();
}

}  // namespace kura::strategy
