#include "tools/cli/set_paths.hpp"

#include "tools/text/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

namespace kura::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 4> kExtensions = {".sok", ".xsb", ".txt", ".slc"};

// The environment is read at the start, before there are other threads.
std::string environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): see above
    return value == nullptr ? "" : value;
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

bool is_puzzle_file(const fs::directory_entry& entry) {
    std::error_code error;
    return entry.is_regular_file(error) &&
           std::find(kExtensions.begin(), kExtensions.end(), entry.path().extension().string()) !=
               kExtensions.end();
}

// The first of a numbered series goes by its bare name: microban1 is microban.
std::string plain_name(const std::string& name) {
    std::string key = lower(name);
    if (key.size() > 1 && key.back() == '1' &&
        std::isdigit(static_cast<unsigned char>(key[key.size() - 2])) == 0) {
        key.pop_back();
    }
    return key;
}

std::optional<fs::path> find_set(const std::string& name, const std::vector<InstalledSet>& sets) {
    for (const std::string& key : {lower(name), plain_name(name)}) {
        for (const InstalledSet& set : sets) {
            if (lower(set.name) == key) {
                return set.path;
            }
        }
    }
    return std::nullopt;
}

base::Error unknown_set(const std::string& name, const std::vector<InstalledSet>& sets) {
    std::vector<std::string> names;
    for (const InstalledSet& set : sets) {
        names.push_back(set.name);
    }
    const std::string guess = text::nearest(lower(name), names);
    std::string message = "no file or puzzle set '" + name + "'";
    if (!guess.empty()) {
        message += "; did you mean '" + guess + "'?";
    } else if (name.find('/') == std::string::npos) {
        message += " (kura puzzles list shows the sets, kura puzzles install fetches the classics)";
    }
    return base::Error{base::ErrorCode::bad_input, message};
}

}  // namespace

fs::path user_sets_folder() {
    const std::string data = environment("XDG_DATA_HOME");
    if (!data.empty() && fs::path(data).is_absolute()) {
        return fs::path(data) / "kura/sets";
    }
    const std::string home = environment("HOME");
    return home.empty() ? fs::path() : fs::path(home) / ".local/share/kura/sets";
}

std::vector<fs::path> sets_folders() {
    std::vector<fs::path> folders;
    if (const fs::path user = user_sets_folder(); !user.empty()) {
        folders.push_back(user);
    }
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    const fs::path beside = program.parent_path();
    if (!error && beside.filename() == "bin") {
        folders.push_back(beside.parent_path() / "share/kura/sets");
    }
    folders.emplace_back("/usr/share/kura/sets");
    folders.emplace_back("puzzles/sets");
    // A build folder inside the checkout: build/release/tools/cli/kura.
    for (fs::path up = beside; !error && up.has_relative_path(); up = up.parent_path()) {
        if (fs::exists(up / "puzzles/sets", error)) {
            folders.push_back(up / "puzzles/sets");
            break;
        }
    }
    return folders;
}

std::vector<InstalledSet> installed_sets() {
    std::vector<InstalledSet> sets;
    for (const fs::path& folder : sets_folders()) {
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(folder, error)) {
            const std::string name = entry.path().stem().string();
            const bool known = std::any_of(sets.begin(), sets.end(),
                                           [&](const InstalledSet& s) { return s.name == name; });
            if (!known && is_puzzle_file(entry)) {
                sets.push_back({name, entry.path()});
            }
        }
    }
    std::sort(sets.begin(), sets.end(),
              [](const InstalledSet& a, const InstalledSet& b) { return a.name < b.name; });
    return sets;
}

base::Result<Input> resolve_input(const std::string& argument) {
    if (argument == "-") {
        return Input{"-", "-", {}};
    }
    std::error_code error;
    const auto of_path = [](const std::string& path, LevelRange levels) {
        std::string set = fs::path(path).stem().string();
        return Input{path, set.empty() ? path : set, std::move(levels)};
    };
    if (fs::exists(argument, error)) {
        return of_path(argument, {});
    }
    std::string name = argument;
    LevelRange levels;
    if (const std::size_t colon = argument.rfind(':'); colon != std::string::npos) {
        auto range = LevelRange::parse(argument.substr(colon + 1));
        if (!range) {
            return tl::unexpected(range.error());
        }
        name.resize(colon);
        levels = *std::move(range);
        if (fs::exists(name, error)) {
            return of_path(name, std::move(levels));
        }
    }
    const std::vector<InstalledSet> sets = installed_sets();
    if (name.find('/') == std::string::npos) {
        if (const auto path = find_set(name, sets)) {
            return of_path(path->string(), std::move(levels));
        }
    }
    return tl::unexpected(unknown_set(name, sets));
}

}  // namespace kura::cli
