#include "tools/compare/pairs.hpp"

#include "tools/compare/signed_rank.hpp"

#include <cmath>

namespace kura::compare {

namespace {

struct Differences {
    std::vector<double> of_runs;
    std::vector<double> of_puzzles;
};

// Logarithms of seconds of b by seconds of a, where both solved in the same repetition.
Differences differences_of(const Cells& cells, int a, int b) {
    Differences differences;
    for (int puzzle = 0; puzzle < cells.puzzles(); ++puzzle) {
        std::vector<double> here;
        for (int repetition = 0; repetition < cells.comparison().repetitions; ++repetition) {
            const Run* of_a = cells.run(a, puzzle, repetition);
            const Run* of_b = cells.run(b, puzzle, repetition);
            const bool counts = of_a != nullptr && of_b != nullptr && of_a->is_solved() &&
                                of_b->is_solved() && of_a->seconds > 0 && of_b->seconds > 0;
            if (counts) {
                here.push_back(std::log(of_b->seconds / of_a->seconds));
            }
        }
        differences.of_runs.insert(differences.of_runs.end(), here.begin(), here.end());
        if (const auto middle = mean(here)) {
            differences.of_puzzles.push_back(*middle);
        }
    }
    return differences;
}

bool was_run(const Cells& cells, int configuration, int puzzle) {
    return !cells.runs(configuration, puzzle).empty();
}

void list_one_sided(const Cells& cells, Pair& pair) {
    for (int puzzle = 0; puzzle < cells.puzzles(); ++puzzle) {
        if (!was_run(cells, pair.a, puzzle) || !was_run(cells, pair.b, puzzle)) {
            continue;
        }
        const bool by_a = cells.is_solved(pair.a, puzzle);
        const bool by_b = cells.is_solved(pair.b, puzzle);
        if (by_a && !by_b) {
            pair.only_a.push_back(puzzle);
        } else if (by_b && !by_a) {
            pair.only_b.push_back(puzzle);
        }
    }
}

}  // namespace

std::string_view name_of(PairVerdict verdict) {
    switch (verdict) {
        case PairVerdict::faster:
            return "faster";
        case PairVerdict::slower:
            return "slower";
        case PairVerdict::no_evidence:
            return "no evidence";
        case PairVerdict::too_few:
            break;
    }
    return "too few";
}

Pair compare_two(const Cells& cells, int a, int b) {
    Pair pair;
    pair.a = a;
    pair.b = b;
    list_one_sided(cells, pair);
    const Differences differences = differences_of(cells, a, b);
    pair.is_of_puzzles =
        differences.of_puzzles.size() >= kPairsMin || differences.of_runs.size() < kPairsMin;
    const std::vector<double>& used =
        pair.is_of_puzzles ? differences.of_puzzles : differences.of_runs;
    pair.pairs = used.size();
    if (used.empty()) {
        return pair;
    }
    const SignedRank test = signed_rank(used);
    pair.ratio = std::exp(test.shift);
    if (used.size() < kPairsMin) {
        return pair;
    }
    pair.p = test.p;
    const bool has_interval =
        static_cast<std::size_t>(cells.comparison().repetitions) >= kIntervalValuesMin;
    if (test.interval && has_interval) {
        pair.interval = Interval{std::exp(test.interval->low), std::exp(test.interval->high)};
    }
    pair.verdict = test.p >= kSignificance ? PairVerdict::no_evidence
                   : test.shift < 0        ? PairVerdict::faster
                                           : PairVerdict::slower;
    return pair;
}

std::vector<Pair> pairs_of(const Cells& cells) {
    const auto& list = cells.comparison().configurations;
    std::vector<Pair> pairs;
    for (int a = 0; a < cells.configurations(); ++a) {
        for (int b = a + 1; b < cells.configurations(); ++b) {
            if (!list[static_cast<std::size_t>(a)].is_imported &&
                !list[static_cast<std::size_t>(b)].is_imported) {
                pairs.push_back(compare_two(cells, a, b));
            }
        }
    }
    return pairs;
}

}  // namespace kura::compare
