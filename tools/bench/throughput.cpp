#include "tools/bench/throughput.hpp"

#include "solver/base/assert.hpp"

#include <benchmark/benchmark.h>

#include <utility>

namespace kura::bench {

namespace {

// Keeps the repetitions, prints nothing.
class Collector : public benchmark::BenchmarkReporter {
  public:
    explicit Collector(bool wall_time) : wall_time_(wall_time) {}

    bool ReportContext(const Context& /*context*/) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override {
        for (const Run& run : runs) {
            if (run.run_type == Run::RT_Iteration) {
                const double seconds =
                    wall_time_ ? run.real_accumulated_time : run.cpu_accumulated_time;
                passes_per_second.push_back(static_cast<double>(run.iterations) / seconds);
            }
        }
    }

    std::vector<double> passes_per_second;

  private:
    const bool wall_time_;
};

void run_passes(benchmark::State& state, const Work& work) {
    for ([[maybe_unused]] auto pass : state) {
        if (work.before) {
            state.PauseTiming();
            work.before();
            state.ResumeTiming();
        }
        benchmark::DoNotOptimize(work.pass());
    }
}

}  // namespace

ThroughputOptions throughput_options(const BenchOptions& options) {
    return options.quick ? ThroughputOptions{.repetitions = 5, .seconds = 0.0002}
                         : ThroughputOptions{};
}

std::vector<double> run_throughput(const std::string& name, const Work& work,
                                   const ThroughputOptions& options) {
    KURA_ASSERT(work.items > 0);
    benchmark::internal::Benchmark* const made = benchmark::RegisterBenchmark(
        name.c_str(), [&work](benchmark::State& state) { run_passes(state, work); });
    made->Repetitions(options.repetitions)->MinTime(options.seconds);
    made->MinWarmUpTime(options.seconds);
    if (work.wall_time) {
        made->UseRealTime();
    }
    Collector collector(work.wall_time);
    benchmark::RunSpecifiedBenchmarks(&collector, "all");
    benchmark::ClearRegisteredBenchmarks();
    std::vector<double> rates = std::move(collector.passes_per_second);
    KURA_ASSERT(rates.size() == static_cast<std::size_t>(options.repetitions),
                static_cast<long long>(rates.size()));
    for (double& rate : rates) {
        rate *= static_cast<double>(work.items);
    }
    return rates;
}

Row throughput_row(Row row, const Work& work, const ThroughputOptions& options) {
    row.set_measured(run_throughput(row.name, work, options));
    return row;
}

}  // namespace kura::bench
