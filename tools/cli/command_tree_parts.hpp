// Parts of the command tree that have a file of their own, and what they share.
// Threads:  none
// Errors:   values that can't be read: CLI::ValidationError
#pragma once

#include "solver/base/result.hpp"
#include "tools/cli/command_tree.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kura::cli {

// An option whose value one of our own parsers reads.
template <typename T>
CLI::Option* add_parsed(CLI::App* app, const std::string& name, T& target,
                        base::Result<T> (*parse)(std::string_view), const std::string& help) {
    return app->add_option_function<std::string>(
        name,
        [&target, parse, name](const std::string& text) {
            auto value = parse(text);
            if (!value) {
                throw CLI::ValidationError(name.substr(name.rfind(',') + 1), value.error().message);
            }
            target = *std::move(value);
        },
        help);
}

// An option with a fixed choice of words; its type name, "this|that", is what completion offers.
template <typename T>
CLI::Option* add_choice(CLI::App* app, const std::string& name, T& target,
                        const std::vector<std::pair<std::string, T>>& choices,
                        const std::string& help) {
    std::string words;
    for (const auto& [word, value] : choices) {
        words += (words.empty() ? "" : "|") + word;
    }
    const auto choose = [&target, choices, name, words](const std::string& text) {
        for (const auto& [word, value] : choices) {
            if (word == text) {
                target = value;
                return;
            }
        }
        throw CLI::ValidationError(name, "'" + text + "' is none of " + words);
    };
    return app->add_option_function<std::string>(name, choose, help)->type_name(words);
}

void add_color(CLI::App* app, ColorMode& color);
void add_selection(CLI::App* app, Selection& selection, bool many);
void add_solve(CLI::App& app, SolveArguments& solve);
void add_compare(CLI::App& app, CompareArguments& compare);
void add_solve_cluster(CLI::App* app, SolveArguments& solve);
void add_cluster_commands(CLI::App& app, Parsed& parsed);

}  // namespace kura::cli
