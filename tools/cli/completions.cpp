#include "tools/cli/completions.hpp"

#include "solver/engine.hpp"

#include <CLI/CLI.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <vector>

namespace kura::cli {

namespace {

constexpr std::string_view kHead = R"sh(# bash completion for kura; made by: kura completions bash
_kura_sets() {
    local folder file
    for folder in "${XDG_DATA_HOME:-$HOME/.local/share}/kura/sets" /usr/share/kura/sets; do
        for file in "$folder"/*.sok; do
            [[ -e $file ]] && { file=${file##*/}; echo "${file%.sok}"; }
        done
    done
}

_kura_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$1")
}

_kura() {
    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local path="" i candidates=""
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; ++i)); do
        case "$path ${COMP_WORDS[i]}" in
)sh";

constexpr std::string_view kTail = R"sh(    esac
    if [[ $word == -* || $candidates != *--level* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$candidates" -- "$word")
    else
        mapfile -t COMPREPLY < <(compgen -W "$(_kura_sets)" -- "$word")
        _kura_files "$word"
    fi
}
complete -F _kura kura
)sh";

struct Node {
    const CLI::App* app;
    std::string path;  // " puzzles list"
};

std::vector<const CLI::App*> children_of(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

void collect(const CLI::App& app, const std::string& path, std::vector<Node>& nodes) {
    nodes.push_back({&app, path});
    for (const CLI::App* child : children_of(app)) {
        collect(*child, path + " " + child->get_name(), nodes);
    }
}

std::vector<std::string> names_of(const CLI::Option& option) {
    std::vector<std::string> names;
    for (const std::string& name : option.get_snames()) {
        names.push_back("-" + name);
    }
    for (const std::string& name : option.get_lnames()) {
        names.push_back("--" + name);
    }
    return names;
}

bool is_choice(const std::string& type) {
    return !type.empty() && std::islower(static_cast<unsigned char>(type.front())) != 0;
}

std::string words_of(const CLI::App& app) {
    std::string words;
    for (const CLI::App* child : children_of(app)) {
        words += child->get_name() + " ";
    }
    for (const CLI::Option* option : app.get_options()) {
        const std::vector<std::string> names = names_of(*option);
        for (const std::string& name : names) {
            words += name + " ";
        }
        if (names.empty() && is_choice(option->get_type_name())) {
            words += option->get_type_name() + " ";
        }
    }
    return words;
}

std::string strategy_words() {
    std::string words;
    for (const StrategyInfo& strategy : strategy_names()) {
        words += std::string(strategy.name) + " ";
    }
    return words;
}

// The cases for the value that follows an option: a choice of words, a file, or nothing to offer.
void append_value_cases(const Node& node, std::string& script) {
    for (const CLI::Option* option : node.app->get_options()) {
        const std::vector<std::string> names = names_of(*option);
        if (names.empty() || option->get_items_expected_max() == 0) {
            continue;
        }
        std::string type = option->get_type_name();
        if (option->check_lname("strategy")) {
            type = strategy_words();
        }
        const bool choice = is_choice(type);
        const bool file = type == "FILE" || type == "FOLDER";
        std::replace(type.begin(), type.end(), '|', ' ');
        const std::string action =
            choice ? fmt::format("mapfile -t COMPREPLY < <(compgen -W \"{}\" -- \"$word\")", type)
            : file ? "_kura_files \"$word\""
                   : ":";
        std::string pattern;
        for (const std::string& name : names) {
            pattern += fmt::format("{}\"{} {}\"", pattern.empty() ? "" : " | ", node.path, name);
        }
        fmt::format_to(std::back_inserter(script),
                       "        {})\n            {}\n            return ;;\n", pattern, action);
    }
}

}  // namespace

std::string bash_completion(const CLI::App& app) {
    std::vector<Node> nodes;
    collect(app, "", nodes);
    std::string script(kHead);
    std::string paths;
    for (const Node& node : nodes) {
        if (!node.path.empty()) {
            fmt::format_to(std::back_inserter(paths), "{}\"{}\"", paths.empty() ? "" : " | ",
                           node.path);
        }
    }
    fmt::format_to(std::back_inserter(script),
                   "            {}) path+=\" ${{COMP_WORDS[i]}}\" ;;\n        esac\n    done\n",
                   paths);
    script += "    case \"$path $previous\" in\n";
    for (const Node& node : nodes) {
        append_value_cases(node, script);
    }
    script += "    esac\n    case \"$path\" in\n";
    for (const Node& node : nodes) {
        fmt::format_to(std::back_inserter(script), "        \"{}\") candidates=\"{}\" ;;\n",
                       node.path, words_of(*node.app));
    }
    return script + std::string(kTail);
}

}  // namespace kura::cli
