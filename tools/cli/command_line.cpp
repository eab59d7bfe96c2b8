// A command line into arguments, and what to say when that fails.
#include "tools/cli/arguments.hpp"
#include "tools/cli/command_tree.hpp"
#include "tools/cli/completions.hpp"
#include "tools/text/text.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace kura::cli {

namespace {

std::vector<std::string> command_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(command->get_name());
    }
    return names;
}

std::vector<std::string> option_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) {
            names.push_back("--" + name);
        }
    }
    return names;
}

const CLI::App& chosen(const CLI::App& app) {
    const std::vector<CLI::App*> commands = app.get_subcommands();
    return commands.empty() ? app : chosen(*commands.back());
}

UsageError usage_error(const CLI::App& app, const std::string& what) {
    const CLI::App& command = chosen(app);
    std::string path = command.get_name();
    for (const CLI::App* up = command.get_parent(); up != nullptr; up = up->get_parent()) {
        path.insert(0, up->get_name() + " ");
    }
    return UsageError{what + "\nTry '" + path + " --help'."};
}

// The message for arguments nobody wanted, with the name that was perhaps meant.
UsageError unexpected(const CLI::App& app) {
    const CLI::App& command = chosen(app);
    const std::vector<std::string> extras = app.remaining(true);
    const std::string word = extras.empty() ? "" : extras.front();
    const bool option = word.rfind('-', 0) == 0;
    const std::string name = word.substr(0, word.find('='));
    const std::string guess =
        text::nearest(name, option ? option_names(command) : command_names(command));
    return usage_error(app, std::string("unknown ") + (option ? "option '" : "argument '") + name +
                                "'" + (guess.empty() ? "" : "; did you mean '" + guess + "'?"));
}

// What a cluster's commands mean; nothing if it is none of them.
std::optional<Command> cluster_command_of(const std::string& name, const std::string& parent,
                                          Parsed& parsed) {
    if (name == "node") {
        return std::move(parsed.node);
    }
    if (parent == "cluster") {
        if (name == "up") {
            return parsed.cluster_up;
        }
        return name == "status" ? Command(std::move(parsed.cluster_status))
                                : Command(ClusterDownArguments{});
    }
    if (name == "sim") {
        return std::move(parsed.sim);
    }
    if (name == "jobs" || parent == "jobs") {
        return std::move(parsed.jobs);
    }
    if (parent == "store") {
        return std::move(parsed.store);
    }
    if (parent == "key") {
        return std::move(parsed.key);
    }
    return std::nullopt;
}

Command command_of(const CLI::App& app, Parsed& parsed) {
    const CLI::App& command = chosen(app);
    const std::string& name = command.get_name();
    const bool of_puzzles = command.get_parent() != &app;
    if (auto made = cluster_command_of(name, command.get_parent()->get_name(), parsed)) {
        return *std::move(made);
    }
    if (name == "solve") {
        return std::move(parsed.solve);
    }
    if (name == "optimize") {
        return std::move(parsed.optimize);
    }
    if (name == "verify") {
        return std::move(parsed.verify);
    }
    if (name == "show" && !of_puzzles) {
        return std::move(parsed.show);
    }
    if (name == "list") {
        return ListSetsArguments{};
    }
    if (name == "install") {
        return std::move(parsed.install);
    }
    if (name == "convert") {
        return std::move(parsed.convert);
    }
    if (name == "show") {
        return std::move(parsed.inspect);
    }
    if (name == "generate") {
        return std::move(parsed.generate);
    }
    if (name == "compare") {
        return std::move(parsed.compare);
    }
    if (name == "bench") {
        return std::move(parsed.bench);
    }
    return CompletionsArguments{bash_completion(app)};
}

// Options of a file for those that were not given. Throws what CLI11's own parser does.
void read_config(CLI::App& command, const std::string& path) {
    std::set<const CLI::Option*> of_file;
    CLI::ConfigTOML format;
    for (const CLI::ConfigItem& item : format.from_file(path)) {
        if (item.name == "++" || item.name == "--") {
            continue;  // a section begins or ends
        }
        CLI::Option* const option = command.get_option_no_throw("--" + item.name);
        if (option == nullptr || item.name == "config" || item.name == "help") {
            throw CLI::ConfigError::NotConfigurable(path + ": " + item.name);
        }
        if (option->count() > 0 && !of_file.contains(option)) {
            continue;
        }
        of_file.insert(option);
        if (option->get_expected_min() == 0) {
            option->add_result(option->get_flag_value(item.name, format.to_flag(item)));
        } else {
            option->add_result(item.inputs);
        }
        option->run_callback();
    }
}

}  // namespace

Command parse_command_line(int argc, const char* const* argv) {
    Parsed parsed;
    parsed.compare.command.assign(argv, argv + argc);
    CLI::App app("Kura solves Sokoban puzzles. Every solution it prints has been replayed.",
                 "kura");
    build_command_tree(app, parsed);
    if (argc < 2) {
        return UsageError{"a command is missing\n\n" + app.help()};
    }
    // CLI11 would only say that a sub-command is missing.
    const std::vector<std::string> names = command_names(app);
    const std::string first = argv[1];
    if (first.rfind('-', 0) != 0 && std::find(names.begin(), names.end(), first) == names.end()) {
        const std::string guess = text::nearest(first, names);
        return usage_error(app, "unknown command '" + first + "'" +
                                    (guess.empty() ? "" : "; did you mean '" + guess + "'?"));
    }
    try {
        app.parse(argc, argv);
        if (!parsed.node.config.empty()) {
            read_config(*app.get_subcommand("node"), parsed.node.config);
        }
    } catch (const CLI::CallForHelp&) {
        return PrintText{app.help()};
    } catch (const CLI::CallForVersion& version) {
        return PrintText{version.what()};
    } catch (const CLI::ExtrasError&) {
        return unexpected(app);
    } catch (const CLI::ParseError& error) {
        return app.remaining_size(true) > 0 ? unexpected(app) : usage_error(app, error.what());
    }
    return command_of(app, parsed);
}

}  // namespace kura::cli
