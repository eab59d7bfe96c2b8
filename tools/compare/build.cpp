#include "tools/compare/build.hpp"

#include "tools/compare/digest.hpp"
#include "tools/process/run_process.hpp"

#include <utility>
#include <vector>

namespace kura::compare {

namespace {

constexpr double kProbeSeconds = 30;

process::ProcessResult probe(std::vector<std::string> words) {
    process::ProcessSpec spec;
    spec.words = std::move(words);
    spec.seconds_max = kProbeSeconds;
    return process::run_process(spec);
}

std::string between(std::string_view text, std::string_view before, std::string_view after) {
    const std::size_t begin = text.find(before);
    if (begin == std::string_view::npos) {
        return "";
    }
    text.remove_prefix(begin + before.size());
    return std::string(text.substr(0, text.find(after)));
}

}  // namespace

base::Result<Build> probe_build(const std::string& name, const std::string& path) {
    const process::ProcessResult result = probe({path, "--version"});
    Build build = read_version(result.output);
    if (result.ended != process::Ended::itself || result.exit_code != 0 || build.version.empty()) {
        return base::fail(base::ErrorCode::bad_input,
                          "'" + path + "' is no kura" +
                              (result.last_words.empty() ? "" : ": " + result.last_words));
    }
    build.name = name;
    build.path = path;
    build.digest = digest_of_file(path);
    return build;
}

std::string probe_version(const Adapter& adapter) {
    if (!adapter.version) {
        return "";
    }
    const std::string output = probe(adapter.version->fill({{"program", adapter.program}})).output;
    return output.substr(0, output.find('\n'));
}

Build read_version(std::string_view text) {
    Build build;
    build.version = between(text, "kura ", " (");
    build.commit = between(text, "(", ")");
    if (build.commit.rfind("git ", 0) == 0) {
        build.commit.erase(0, 4);
    }
    build.compiler = between(text, " build, ", ", flags: ");
    build.flags = between(text, "flags: ", "\n");
    return build;
}

}  // namespace kura::compare
