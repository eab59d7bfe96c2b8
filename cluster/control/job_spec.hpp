// Job: what a user asks the cluster to do with one puzzle.
// Shape:    a plain value, and its form as a document: lines "word value", an empty line, the rows
// Units:    microseconds; bytes for each node
// Errors:   parse_job_spec says what is wrong with a document, and where
// Threads:  plain values
#pragma once

#include "cluster/base/instant.hpp"
#include "solver/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kura::cluster::control {

inline constexpr std::size_t kLevelBytesMax = std::size_t{1} << 20;
inline constexpr std::size_t kTitleBytesMax = 1024;

enum class Objective : std::uint8_t {  // append only
    any = 0,
    pushes = 1,
};

struct JobSpec {
    std::string level;  // rows of the raw puzzle
    std::string title;
    Objective objective = Objective::any;
    Duration time_limit{0};  // 0: none
    // How long one node tries alone before the job is given to all.
    Duration local_first{0};
    int replicas = 3;
    int write = 2;
    std::uint64_t memory_bytes = std::uint64_t{1} << 30;

    friend bool operator==(const JobSpec&, const JobSpec&) = default;
};

// Within the limits, with a level that is not empty.
[[nodiscard]] base::Result<void> check(const JobSpec& spec);

[[nodiscard]] std::string to_document(const JobSpec& spec);
[[nodiscard]] base::Result<JobSpec> parse_job_spec(std::string_view document);

}  // namespace kura::cluster::control
