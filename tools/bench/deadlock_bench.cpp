#include "tools/bench/deadlock_bench.hpp"

#include "tools/bench/boards.hpp"
#include "tools/bench/detectors.hpp"
#include "tools/bench/throughput.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace kura::bench {

namespace {

constexpr std::size_t kPositionsPerBoard = 200;

using Part = std::uint64_t (Detectors::*)();

// The detectors of all boards, and the rows they make.
class Bench {
  public:
    explicit Bench(const BenchOptions& options)
        : repeat_(throughput_options(options)),
          boards_(make_positions(small_boards(), options.quick ? 10 : kPositionsPerBoard)) {
        for (const BoardPositions& board : boards_) {
            detectors_.push_back(std::make_unique<Detectors>(board));
        }
    }

    [[nodiscard]] std::uint64_t states() const { return count_positions(boards_); }
    [[nodiscard]] std::uint64_t children() const { return count_pushes(boards_); }
    [[nodiscard]] std::uint64_t sum(std::uint64_t (Detectors::*part)() const) const {
        std::uint64_t total = 0;
        for (const auto& detectors : detectors_) {
            total += (detectors.get()->*part)();
        }
        return total;
    }

    // `found`: what the answers of the part count.
    Row& add(const char* name, const char* what, std::uint64_t items, Part part,
             const char* found = "dead", std::function<void()> before = {}) {
        const auto pass = [this, part] {
            std::uint64_t total = 0;
            for (const auto& detectors : detectors_) {
                total += (detectors.get()->*part)();
            }
            return total;
        };
        const double share = static_cast<double>(pass()) / static_cast<double>(items);
        Row row = throughput_row(
            {.group = "deadlocks", .name = name, .what = what, .unit = Unit::per_second},
            {.items = items, .pass = pass, .before = std::move(before)}, repeat_);
        row.note = fmt::format("{:.1f}% {}", share * 100, found);
        return rows.emplace_back(std::move(row));
    }
    void forget_corrals() {
        for (const auto& detectors : detectors_) {
            detectors->forget_corrals();
        }
    }

    std::vector<Row> rows;

  private:
    const ThroughputOptions repeat_;
    const std::vector<BoardPositions> boards_;
    std::vector<std::unique_ptr<Detectors>> detectors_;
};

}  // namespace

std::vector<Row> deadlock_rows(const BenchOptions& options) {
    Bench bench(options);
    const std::uint64_t children = bench.children();
    const std::uint64_t states = bench.states();
    const std::uint64_t unsettled = bench.sum(&Detectors::unsettled);
    bench.add("checks_live", "deadlock checks of a push: live squares",
              bench.sum(&Detectors::landings), &Detectors::live_squares);
    bench.add("checks_two_by_two", "  two by two", children, &Detectors::two_by_two);
    bench.add("checks_freeze", "  freeze", children, &Detectors::freeze);
    bench.add("checks_hopeless", "  hopeless among some boxes", children, &Detectors::hopeless);
    bench.add("checks_pairs", "  pair tables", children, &Detectors::pairs);
    bench.add("checks_diagonals", "  closed diagonals", children, &Detectors::diagonals);
    bench.add("checks_bipartite", "  bipartite: the matching bound", children,
              &Detectors::matching);
    bench.add("checks_frozen", "deadlock checks of a state: frozen boxes", states,
              &Detectors::frozen_walls, "with some");
    bench.add("checks_corrals_new", "  corral search, nothing known", states, &Detectors::corrals,
              "dead", [&bench] { bench.forget_corrals(); });
    bench.add("checks_corrals", "  corral search, corrals met before", states, &Detectors::corrals);
    bench.add("checks_pi_corrals", "  PI-corrals", states, &Detectors::pi_corrals,
              "dead or with fewer pushes");
    bench.add("checks_settled", "  settled boxes", states, &Detectors::settled);
    bench.add("checks_endgames", "  endgames, walls met before", unsettled, &Detectors::endgames);
    bench.add("checks_rooms", "  rooms, met before", unsettled, &Detectors::rooms);
    Row& patterns =
        bench.add("checks_patterns", "  learned patterns", unsettled, &Detectors::patterns);
    patterns.note += fmt::format(", {} patterns", bench.sum(&Detectors::patterns_learned));
    return std::move(bench.rows);
}

}  // namespace kura::bench
