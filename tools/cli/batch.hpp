// Batch runner: many puzzles at once.
// Threads:  jobs of oneTBB's; with one job everything runs on the calling thread
#pragma once

#include <cstddef>
#include <functional>

namespace kura::cli {

// Calls work(index) for 0 <= index < count: started in order, at most `jobs` at a time, and none
// any more once stopped() says so. work must not throw.
void run_batch(std::size_t count, int jobs, const std::function<void(std::size_t)>& work,
               const std::function<bool()>& stopped);

}  // namespace kura::cli
