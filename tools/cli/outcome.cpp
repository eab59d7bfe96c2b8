#include "tools/cli/outcome.hpp"

#include "tools/cli/exit_codes.hpp"

namespace kura::cli {

void Totals::add(const Outcome& outcome) {
    const SolveResult& result = outcome.result;
    switch (result.verdict) {
        case Verdict::solved:
            ++solved;
            resumed += outcome.resumed ? 1 : 0;
            optimal += result.optimal != Optimality::none ? 1 : 0;
            pushes += result.pushes;
            moves += result.moves;
            break;
        case Verdict::unsolvable:
            ++unsolvable;
            break;
        case Verdict::gave_up:
            ++gave_up;
            contradictions += result.contradiction ? 1 : 0;
            break;
        case Verdict::stopped:
            ++stopped;
            break;
        case Verdict::invalid:
            ++invalid;
            break;
    }
    expanded += result.expanded;
    generated += result.generated;
}

int Totals::decided() const {
    return solved + unsolvable + gave_up + stopped + invalid;
}

std::string verdict_text(const SolveResult& result) {
    std::string text(name_of(result.verdict));
    if (result.verdict == Verdict::gave_up || result.verdict == Verdict::stopped) {
        text = result.verdict == Verdict::gave_up ? "gave up" : "stopped";
        if (result.reason != Reason::none && result.reason != Reason::user) {
            text += " (" + std::string(name_of(result.reason)) + ")";
        }
    } else if (result.optimal != Optimality::none) {
        text += ", optimal";
    }
    return text;
}

int exit_code(const Totals& totals, const Outcome* only) {
    if (totals.contradictions > 0) {
        return kExitInternal;
    }
    if (totals.solved == totals.puzzles) {
        return kExitOk;
    }
    if (only == nullptr) {
        return kExitUnsolved;
    }
    switch (only->result.verdict) {
        case Verdict::unsolvable:
            return kExitUnsolvable;
        case Verdict::invalid:
            return kExitBadInput;
        default:
            break;
    }
    switch (only->result.reason) {
        case Reason::memory:
            return kExitMemory;
        case Reason::time:
            return kExitTime;
        case Reason::nodes:
            return kExitNodes;
        case Reason::bad_level:
            return kExitBadInput;
        case Reason::unavailable:
            return kExitUnavailable;
        default:
            return kExitGaveUp;
    }
}

}  // namespace kura::cli
