#include "tools/cli/batch.hpp"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include <atomic>

namespace kura::cli {

namespace {

void run_parallel(std::size_t count, int jobs, const std::function<void(std::size_t)>& work,
                  const std::function<bool()>& stopped) {
    const auto width = static_cast<std::size_t>(jobs);
    // A job mostly waits for the threads of its own search, so more jobs than cores are fine.
    const tbb::global_control control(tbb::global_control::max_allowed_parallelism, width);
    tbb::task_arena arena(jobs);
    std::size_t next = 0;
    // oneTBB orders the jobs and the caller too, but where ThreadSanitizer can't see it.
    std::atomic<std::size_t> steps{0};
    const auto step = [&] { steps.fetch_add(1, std::memory_order_acq_rel); };
    // A pipeline, and not parallel_for, which would start in the middle of the set.
    const auto hand_out = tbb::make_filter<void, std::size_t>(
        tbb::filter_mode::serial_in_order, [&](tbb::flow_control& flow) -> std::size_t {
            step();
            const bool is_over = next == count || stopped();
            const std::size_t index = is_over ? 0 : next++;
            step();
            if (is_over) {
                flow.stop();
            }
            return index;
        });
    const auto run =
        tbb::make_filter<std::size_t, void>(tbb::filter_mode::parallel, [&](std::size_t index) {
            step();
            // A search may wait on oneTBB itself; it must not pick up a second puzzle meanwhile.
            tbb::this_task_arena::isolate([&] { work(index); });
            step();
        });
    step();
    arena.execute([&] { tbb::parallel_pipeline(width, hand_out & run); });
    step();
}

}  // namespace

void run_batch(std::size_t count, int jobs, const std::function<void(std::size_t)>& work,
               const std::function<bool()>& stopped) {
    if (jobs > 1 && count > 1) {
        run_parallel(count, jobs, work, stopped);
        return;
    }
    for (std::size_t index = 0; index < count && !stopped(); ++index) {
        work(index);
    }
}

}  // namespace kura::cli
