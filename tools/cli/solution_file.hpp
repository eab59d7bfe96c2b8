// Solution file: the -o file of a run, in .sok form, and reading it back for --resume.
// Shape:    one puzzle with its solution after the other; "Optimal: pushes" where that is proved
// Invariants: a block is written by one write() at the end of the file as soon as its puzzle is
//           decided, so that whatever ends the program the blocks before stay whole
// Threads:  one at a time
// Errors:   Result when opening; a failed write is reported once by the sink and by failed()
#pragma once

#include "solver/base/result.hpp"
#include "tools/cli/console.hpp"
#include "tools/cli/outcome.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace kura::cli {

// A board's text without what doesn't matter: empty margins and floor outside the walls.
[[nodiscard]] std::string canonical_board(const puzzles::Level& level);

// Says in the level's fields what is proved of its solution, in the place of what they said before.
void set_optimality(puzzles::Level& level, Optimality optimal);

struct StoredSolution {
    std::string lurd;
    Optimality optimal = Optimality::none;
};

// Solutions by canonical board; they are not verified yet.
class SolutionIndex {
  public:
    void add(const puzzles::Level& level);
    [[nodiscard]] const std::vector<StoredSolution>* find(const puzzles::Level& level) const;

  private:
    std::map<std::string, std::vector<StoredSolution>> by_board_;
};

// Requires: nothing. An absent file is an empty index.
[[nodiscard]] SolutionIndex read_solutions(const std::string& path);

// The best verified solution of the level that meets the objective, as an outcome's result;
// verdict invalid if there is none.
[[nodiscard]] SolveResult resume_result(const SolutionIndex& index, const puzzles::Level& level,
                                        Objective objective);

class SolutionFile : public ResultSink {
  public:
    // append: keep what is there; resumed outcomes are then not written again.
    static base::Result<std::unique_ptr<SolutionFile>> open(const std::string& path, bool append,
                                                            Console& console);
    ~SolutionFile() override;

    void decided(const Outcome& outcome) override;
    void finished(const Totals& totals) override;
    [[nodiscard]] bool failed() const { return failed_; }

  private:
    SolutionFile(int descriptor, std::string path, bool append, Console& console);
    void write_block(const std::string& text);

    const int descriptor_;
    const std::string path_;
    const bool append_;
    Console& console_;
    bool failed_ = false;
};

}  // namespace kura::cli
