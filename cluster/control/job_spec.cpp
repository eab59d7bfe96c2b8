#include "cluster/control/job_spec.hpp"

#include "cluster/base/limits.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

namespace kura::cluster::control {

namespace {

using base::ErrorCode;

constexpr std::string_view kFirstLine = "kura-job 1";

std::string line(std::string_view word, std::string_view value) {
    return std::string(word) + ' ' + std::string(value) + '\n';
}

std::string line(std::string_view word, std::int64_t value) {
    return line(word, std::to_string(value));
}

// Takes the first line off the text, without its end.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view taken = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return taken;
}

template <typename Number>
bool read(std::string_view text, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

bool read(std::string_view text, Duration& duration) {
    std::int64_t count = 0;
    const bool is_read = read(text, count);
    duration = Duration(count);
    return is_read;
}

bool take_word(JobSpec& spec, std::string_view word, std::string_view value) {
    if (word == "title") {
        spec.title = value;
        return true;
    }
    if (word == "objective") {
        spec.objective = value == "pushes" ? Objective::pushes : Objective::any;
        return value == "pushes" || value == "any";
    }
    if (word == "time_limit_us") {
        return read(value, spec.time_limit);
    }
    if (word == "local_first_us") {
        return read(value, spec.local_first);
    }
    if (word == "replicas") {
        return read(value, spec.replicas);
    }
    if (word == "write") {
        return read(value, spec.write);
    }
    return word == "memory_bytes" && read(value, spec.memory_bytes);
}

}  // namespace

base::Result<void> check(const JobSpec& spec) {
    if (spec.level.empty() || spec.level.size() > kLevelBytesMax) {
        return base::fail(ErrorCode::too_large, "a job needs a puzzle of at most 1 MB");
    }
    if (spec.title.size() > kTitleBytesMax || spec.title.find('\n') != std::string::npos) {
        return base::fail(ErrorCode::bad_input, "a title is one line of at most 1 KB");
    }
    if (spec.time_limit < Duration(0) || spec.local_first < Duration(0)) {
        return base::fail(ErrorCode::bad_input, "times can't be negative");
    }
    if (spec.replicas < 1 || spec.replicas > kReplicasMax || spec.write < 1 ||
        spec.write > spec.replicas) {
        return base::fail(
            ErrorCode::bad_input,
            "replicas must be 1 to " + std::to_string(kReplicasMax) + ", and writes 1 to as many");
    }
    return {};
}

std::string to_document(const JobSpec& spec) {
    std::string text = std::string(kFirstLine) + '\n';
    text += spec.title.empty() ? "" : line("title", spec.title);
    text += line("objective", spec.objective == Objective::pushes ? "pushes" : "any");
    text += line("time_limit_us", spec.time_limit.count());
    text += line("local_first_us", spec.local_first.count());
    text += line("replicas", spec.replicas);
    text += line("write", spec.write);
    text += line("memory_bytes", static_cast<std::int64_t>(spec.memory_bytes));
    return text + '\n' + spec.level;
}

base::Result<JobSpec> parse_job_spec(std::string_view document) {
    if (take_line(document) != kFirstLine) {
        return base::fail(ErrorCode::bad_input, "not a job of this version");
    }
    JobSpec spec;
    for (std::string_view next = take_line(document); !next.empty(); next = take_line(document)) {
        const std::size_t space = std::min(next.find(' '), next.size());
        const std::string_view value = next.substr(std::min(space + 1, next.size()));
        if (!take_word(spec, next.substr(0, space), value)) {
            return base::fail(ErrorCode::bad_input, "a job can't have the line '" +
                                                        std::string(next.substr(0, 80)) + "'");
        }
    }
    spec.level = document;
    if (const base::Result<void> checked = check(spec); !checked) {
        return tl::unexpected<base::Error>(checked.error());
    }
    return spec;
}

}  // namespace kura::cluster::control
