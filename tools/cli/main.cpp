// kura: the program. Everything it does is a sub-command; see commands.hpp.
#include "tools/cli/commands.hpp"
#include "tools/cli/console.hpp"
#include "tools/cli/exit_codes.hpp"

#include <exception>
#include <new>
#include <string>

int main(int argc, char** argv) {
    namespace cli = kura::cli;
    try {
        const cli::Command command = cli::parse_command_line(argc, argv);
        return std::visit([](const auto& arguments) { return cli::run(arguments); }, command);
    } catch (const std::bad_alloc&) {
        cli::complain("out of memory");
        return cli::kExitMemory;
    } catch (const std::exception& error) {
        cli::complain(std::string("internal error: ") + error.what());
    }
    return cli::kExitInternal;
}
