#include "tools/cli/solution_file.hpp"

#include "puzzles/format/reader.hpp"
#include "puzzles/format/writer.hpp"
#include "puzzles/level/analyse.hpp"
#include "puzzles/verify/verify.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

namespace kura::cli {

namespace {

constexpr const char* kOptimalKey = "Optimal";

Optimality stored_optimality(const puzzles::Level& level) {
    for (const auto& [key, value] : level.fields) {
        if (key == kOptimalKey) {
            return value == name_of(Optimality::pushes)  ? Optimality::pushes
                   : value == name_of(Optimality::moves) ? Optimality::moves
                                                         : Optimality::none;
        }
    }
    return Optimality::none;
}

bool meets(Optimality optimal, Objective objective) {
    switch (objective) {
        case Objective::pushes:
            return optimal == Optimality::pushes;
        case Objective::moves:
            return optimal == Optimality::moves;
        default:
            return true;
    }
}

std::string last_error() {
    return std::generic_category().message(errno);
}

bool ends_in_newline(int descriptor) {
    const off_t size = lseek(descriptor, 0, SEEK_END);
    char last = '\n';
    return size <= 0 || pread(descriptor, &last, 1, size - 1) != 1 || last == '\n';
}

}  // namespace

std::string canonical_board(const puzzles::Level& level) {
    const puzzles::Analysis analysis = puzzles::analyse(level);
    std::vector<std::string> rows = level.rows;
    std::size_t margin = std::string::npos;
    for (std::string& row : rows) {
        while (!row.empty() && row.back() == ' ') {
            row.pop_back();
        }
        margin = std::min(margin, row.find_first_not_of(' '));
    }
    std::string text;
    for (std::size_t y = 0; y < rows.size(); ++y) {
        if (rows[y].empty() && text.empty()) {
            continue;
        }
        for (std::size_t x = std::min(margin, rows[y].size()); x < rows[y].size(); ++x) {
            const bool floor_inside =
                rows[y][x] == ' ' && analysis.is_inner(static_cast<int>(y), static_cast<int>(x));
            text += floor_inside ? '-' : rows[y][x];
        }
        text += '\n';
    }
    while (text.size() >= 2 && text[text.size() - 2] == '\n') {
        text.pop_back();
    }
    return text;
}

void set_optimality(puzzles::Level& level, Optimality optimal) {
    std::erase_if(level.fields, [](const auto& field) { return field.first == kOptimalKey; });
    if (optimal != Optimality::none) {
        level.fields.emplace_back(kOptimalKey, std::string(name_of(optimal)));
    }
}

void SolutionIndex::add(const puzzles::Level& level) {
    const Optimality optimal = stored_optimality(level);
    std::vector<StoredSolution>& stored = by_board_[canonical_board(level)];
    for (const puzzles::StoredMoves& solution : level.solutions) {
        stored.push_back({solution.lurd, optimal});
    }
}

const std::vector<StoredSolution>* SolutionIndex::find(const puzzles::Level& level) const {
    const auto found = by_board_.find(canonical_board(level));
    return found == by_board_.end() ? nullptr : &found->second;
}

SolutionIndex read_solutions(const std::string& path) {
    SolutionIndex index;
    struct stat status {};
    if (stat(path.c_str(), &status) != 0 || status.st_size == 0) {
        return index;
    }
    for (const puzzles::Entry& entry : puzzles::read_path(path).entries) {
        if (entry.usable()) {
            index.add(entry.level);
        }
    }
    return index;
}

SolveResult resume_result(const SolutionIndex& index, const puzzles::Level& level,
                          Objective objective) {
    SolveResult best;
    const std::vector<StoredSolution>* stored = index.find(level);
    if (stored == nullptr) {
        return best;
    }
    for (const StoredSolution& solution : *stored) {
        if (!meets(solution.optimal, objective)) {
            continue;
        }
        const puzzles::Verification check = puzzles::verify(level, solution.lurd);
        const std::pair length(check.pushes, check.moves);
        if (check.solved && (!best.has_solution || length < std::pair(best.pushes, best.moves))) {
            best.verdict = Verdict::solved;
            best.has_solution = true;
            best.optimal = solution.optimal;
            best.solution = check.canonical;
            best.pushes = check.pushes;
            best.moves = check.moves;
        }
    }
    return best;
}

base::Result<std::unique_ptr<SolutionFile>> SolutionFile::open(const std::string& path, bool append,
                                                               Console& console) {
    const int flags = O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | (append ? 0 : O_TRUNC);
    const int descriptor = ::open(path.c_str(), flags, 0666);
    if (descriptor < 0) {
        return base::fail(base::ErrorCode::io, "can't write " + path + ": " + last_error());
    }
    std::unique_ptr<SolutionFile> file(new SolutionFile(descriptor, path, append, console));
    if (append && !ends_in_newline(descriptor)) {
        file->write_block("\n\n");  // a block was torn when the last run was killed
    }
    return file;
}

SolutionFile::SolutionFile(int descriptor, std::string path, bool append, Console& console)
    : descriptor_(descriptor), path_(std::move(path)), append_(append), console_(console) {}

SolutionFile::~SolutionFile() {
    close(descriptor_);
}

void SolutionFile::decided(const Outcome& outcome) {
    if (!outcome.result.has_solution || (outcome.resumed && append_)) {
        return;
    }
    puzzles::Level level = outcome.puzzle->level();
    level.solutions = {{"Solution", outcome.result.solution}};
    level.snapshots.clear();
    set_optimality(level, outcome.result.optimal);
    write_block(puzzles::write_level(level, {}));
}

void SolutionFile::write_block(const std::string& text) {
    std::string_view rest = text;
    while (!rest.empty() && !failed_) {
        const ssize_t written = write(descriptor_, rest.data(), rest.size());
        if (written >= 0) {
            rest.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            failed_ = true;
            console_.note("can't write " + path_ + ": " + last_error());
        }
    }
}

void SolutionFile::finished(const Totals& /*totals*/) {}

}  // namespace kura::cli
