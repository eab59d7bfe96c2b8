// Live status: what the running searches say of themselves, as one line on the terminal.
// Threads:  begin, update and end from the thread of each search
#pragma once

#include "solver/engine.hpp"
#include "tools/cli/console.hpp"
#include "tools/cli/puzzle_source.hpp"

#include <map>
#include <mutex>
#include <string>

namespace kura::cli {

class LiveStatus {
  public:
    LiveStatus(Console& console, std::size_t puzzles) : console_(console), puzzles_(puzzles) {}

    void begin(const Puzzle& puzzle);
    void update(const Puzzle& puzzle, const Progress& progress);
    void end(const Puzzle& puzzle);

  private:
    [[nodiscard]] std::string line() const;

    Console& console_;
    const std::size_t puzzles_;

    std::mutex mutex_;
    // guarded by mutex_
    std::map<const Puzzle*, Progress> running_;
    std::size_t done_ = 0;
};

}  // namespace kura::cli
