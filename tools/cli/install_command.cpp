// kura puzzles install: the classic sets, from Debian's package cavepacker-data. The package is
// downloaded and unpacked into a temporary folder; nothing is installed and no root is needed.
#include "solver/base/temporary_folder.hpp"
#include "tools/cli/classic_sets.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/exit_codes.hpp"
#include "tools/cli/set_paths.hpp"
#include "tools/cli/signals.hpp"
#include "tools/cli/subprocess.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

namespace kura::cli {

namespace fs = std::filesystem;

namespace {

constexpr const char* kPackage = "cavepacker-data";
constexpr const char* kMapsInPackage = "usr/share/games/cavepacker/maps";

base::Result<fs::path> deb_in(const fs::path& folder) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (entry.path().extension() == ".deb") {
            return entry.path();
        }
    }
    return base::fail(base::ErrorCode::unavailable, "apt-get downloaded nothing");
}

// First with the system's package lists. Where these are missing or out of date, with fresh ones in
// the temporary folder: reading them anew at their place would need root.
base::Result<fs::path> download(const fs::path& folder, Console& console) {
    console.status(fmt::format("downloading {}", kPackage));
    const std::vector<std::string> options = {
        "apt-get", "-qq", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20"};
    auto command = options;
    command.insert(command.end(), {"download", kPackage});
    auto error = run_program(command, folder);
    if (error && stop_signal() == 0) {
        auto own = options;
        own.insert(own.end(), {"-o", "Dir::State::Lists=" + (folder / "lists").string(), "-o",
                               "Dir::Cache=" + (folder / "cache").string()});
        fs::create_directories(folder / "lists/partial");
        fs::create_directories(folder / "cache/archives/partial");
        auto update = own;
        update.emplace_back("update");
        command = own;
        command.insert(command.end(), {"download", kPackage});
        if (!run_program(update, folder)) {
            error = run_program(command, folder);
        }
    }
    console.clear_status();
    if (error) {
        return base::fail(base::ErrorCode::unavailable,
                          fmt::format("can't download Debian's package {} ({}); offline? With the "
                                      "file at hand: kura puzzles install --package FILE",
                                      kPackage, error->message));
    }
    return deb_in(folder);
}

// The folder with the maps: of the installed package if it is there, else of the unpacked one.
base::Result<fs::path> fetch_maps(const InstallSetsArguments& arguments, const fs::path& folder,
                                  Console& console) {
    std::error_code error;
    fs::path installed = fs::path("/") / kMapsInPackage;
    if (arguments.package.empty() && fs::is_directory(installed, error)) {
        return installed;
    }
    base::Result<fs::path> deb = fs::absolute(arguments.package, error);
    if (arguments.package.empty()) {
        deb = download(folder, console);
    } else if (!fs::is_regular_file(*deb, error)) {
        return base::fail(base::ErrorCode::bad_input, "no file " + arguments.package);
    }
    if (!deb) {
        return deb;
    }
    const fs::path unpacked = folder / "unpacked";
    if (auto failed = run_program({"dpkg-deb", "-x", deb->string(), unpacked.string()}, folder)) {
        return tl::unexpected(*failed);
    }
    return unpacked / kMapsInPackage;
}

}  // namespace

int run(const InstallSetsArguments& arguments) {
    Console console;
    const fs::path target = user_sets_folder();
    const base::TemporaryFolder folder;
    if (target.empty() || folder.path().empty()) {
        console.note(target.empty() ? "neither HOME nor XDG_DATA_HOME is set"
                                    : "can't make a temporary folder");
        return kExitInternal;
    }
    catch_signals();
    const auto maps = fetch_maps(arguments, folder.path(), console);
    if (stop_signal() != 0) {
        return kExitSignal + stop_signal();
    }
    if (!maps) {
        console.note(maps.error().message);
        return maps.error().code == base::ErrorCode::bad_input ? kExitBadInput : kExitUnsolved;
    }
    const auto sets = assemble_sets(*maps, target, console);
    if (!sets) {
        console.note(sets.error().message);
        return sets.error().code == base::ErrorCode::bad_input ? kExitBadInput : kExitInternal;
    }
    for (const AssembledSet& set : *sets) {
        console.print(fmt::format("{:<20} {:>4} puzzles, {:>4} with known solutions\n", set.name,
                                  set.puzzles, set.solutions));
    }
    console.print("in " + target.string() + "\n");
    return kExitOk;
}

}  // namespace kura::cli
