// The commands that only print: help, version, completion, and what is wrong with a command line.
#include "tools/cli/commands.hpp"
#include "tools/cli/exit_codes.hpp"

namespace kura::cli {

namespace {

int print(const std::string& text) {
    Console console;
    console.print(text.empty() || text.back() == '\n' ? text : text + "\n");
    return console.wrote_all() ? kExitOk : kExitInternal;
}

}  // namespace

int run(const CompletionsArguments& arguments) {
    return print(arguments.text);
}

int run(const PrintText& arguments) {
    return print(arguments.text);
}

int run(const UsageError& arguments) {
    complain(arguments.message);
    return kExitUsage;
}

}  // namespace kura::cli
