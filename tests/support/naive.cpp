#include "tests/support/naive.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace kura::support {
namespace {

struct Heading {
    int row;
    int column;
    char letter;
};
constexpr std::array<Heading, 4> kHeadings{{{-1, 0, 'U'}, {0, 1, 'R'}, {1, 0, 'D'}, {0, -1, 'L'}}};

Heading heading_of(char letter) {
    for (const Heading& heading : kHeadings) {
        if (heading.letter == letter || heading.letter - 'A' + 'a' == letter) {
            return heading;
        }
    }
    return {0, 0, '?'};
}

std::size_t index(int i) {
    return static_cast<std::size_t>(i);
}

}  // namespace

NaivePosition::NaivePosition(const puzzles::Level& level) : grid_(level.rows) {
    std::size_t columns = 0;
    for (const std::string& row : grid_) {
        columns = std::max(columns, row.size());
    }
    for (int row = 0; row < rows(); ++row) {
        grid_[index(row)].resize(columns, ' ');
        for (int column = 0; column < static_cast<int>(columns); ++column) {
            char& c = grid_[index(row)][index(column)];
            if (c == '@' || c == '+') {
                row_ = row;
                column_ = column;
                c = c == '+' ? '.' : ' ';
            }
        }
    }
}

NaivePosition NaivePosition::solved(const puzzles::Level& level, int player_row,
                                    int player_column) {
    NaivePosition position(level);
    for (std::string& row : position.grid_) {
        for (char& c : row) {
            c = c == '$' ? ' ' : c == '.' ? '*' : c;
        }
    }
    position.set_player(player_row, player_column);
    return position;
}

char NaivePosition::at(int row, int column) const {
    if (row < 0 || row >= rows() || column < 0 || column >= columns()) {
        return '#';
    }
    return grid_[index(row)][index(column)];
}

bool NaivePosition::free(int row, int column) const {
    return at(row, column) == ' ' || at(row, column) == '.';
}

bool NaivePosition::box(int row, int column) const {
    return at(row, column) == '$' || at(row, column) == '*';
}

bool NaivePosition::goal(int row, int column) const {
    return at(row, column) == '.' || at(row, column) == '*';
}

void NaivePosition::set_box(int row, int column, bool present) {
    grid_[index(row)][index(column)] =
        goal(row, column) ? (present ? '*' : '.') : (present ? '$' : ' ');
}

bool NaivePosition::is_solved() const {
    return std::none_of(grid_.begin(), grid_.end(), [](const std::string& row) {
        return row.find('$') != std::string::npos || row.find('.') != std::string::npos;
    });
}

std::vector<std::pair<int, int>> NaivePosition::boxes() const {
    std::vector<std::pair<int, int>> found;
    for (int row = 0; row < rows(); ++row) {
        for (int column = 0; column < columns(); ++column) {
            if (box(row, column)) {
                found.emplace_back(row, column);
            }
        }
    }
    return found;
}

std::vector<std::pair<int, int>> NaivePosition::reachable() const {
    std::vector<std::string> seen(grid_.size(), std::string(grid_.front().size(), '-'));
    std::vector<std::pair<int, int>> found{{row_, column_}};
    seen[index(row_)][index(column_)] = 'x';
    for (std::size_t head = 0; head < found.size(); ++head) {
        const auto [row, column] = found[head];
        for (const Heading& heading : kHeadings) {
            const int next_row = row + heading.row;
            const int next_column = column + heading.column;
            if (free(next_row, next_column) && seen[index(next_row)][index(next_column)] != 'x') {
                seen[index(next_row)][index(next_column)] = 'x';
                found.emplace_back(next_row, next_column);
            }
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<NaivePush> NaivePosition::pushes() const {
    std::vector<NaivePush> found;
    for (const auto& [row, column] : reachable()) {
        for (const Heading& heading : kHeadings) {
            if (box(row + heading.row, column + heading.column) &&
                free(row + 2 * heading.row, column + 2 * heading.column)) {
                found.push_back({row + heading.row, column + heading.column, heading.letter});
            }
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<NaivePush> NaivePosition::pulls() const {
    std::vector<NaivePush> found;
    for (const auto& [row, column] : reachable()) {
        for (const Heading& heading : kHeadings) {
            if (box(row - heading.row, column - heading.column) &&
                free(row + heading.row, column + heading.column)) {
                found.push_back({row - heading.row, column - heading.column, heading.letter});
            }
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

NaivePosition NaivePosition::after_push(const NaivePush& push) const {
    const Heading heading = heading_of(push.direction);
    NaivePosition next = *this;
    next.set_box(push.box_row, push.box_column, false);
    next.set_box(push.box_row + heading.row, push.box_column + heading.column, true);
    next.set_player(push.box_row, push.box_column);
    return next;
}

NaivePosition NaivePosition::after_pull(const NaivePush& pull) const {
    const Heading heading = heading_of(pull.direction);
    NaivePosition next = *this;
    next.set_box(pull.box_row, pull.box_column, false);
    next.set_box(pull.box_row + heading.row, pull.box_column + heading.column, true);
    next.set_player(pull.box_row + 2 * heading.row, pull.box_column + 2 * heading.column);
    return next;
}

std::string NaivePosition::canonical() const {
    std::vector<std::string> grid = grid_;
    const auto [row, column] = reachable().front();
    char& player = grid[index(row)][index(column)];
    player = player == '.' ? '+' : '@';
    std::string text;
    for (const std::string& line : grid) {
        text += line;
        text += '\n';
    }
    return text;
}

bool NaivePosition::play(const std::string& lurd) {
    for (const char letter : lurd) {
        const Heading heading = heading_of(letter);
        const int row = row_ + heading.row;
        const int column = column_ + heading.column;
        const bool push = heading.letter == letter;
        if (heading.letter == '?' || push != box(row, column) || (!push && !free(row, column)) ||
            (push && !free(row + heading.row, column + heading.column))) {
            return false;
        }
        if (push) {
            set_box(row, column, false);
            set_box(row + heading.row, column + heading.column, true);
        }
        set_player(row, column);
    }
    return true;
}

std::uint64_t text_hash(const std::string& text) {
    std::uint64_t hash = 0xCBF29CE484222325ULL;  // FNV-1a, then stirred so that XOR sums are sound
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    }
    hash ^= hash >> 32;
    hash *= 0xD6E8FEB86659FD93ULL;
    return hash ^ (hash >> 32);
}

Perft naive_push_perft(const puzzles::Level& level, int depth) {
    Perft perft;
    std::unordered_set<std::string> seen;
    // Every state of a depth with the number of sequences that end in it.
    std::map<std::string, std::pair<NaivePosition, std::uint64_t>> layer;
    const NaivePosition start(level);
    layer.emplace(start.canonical(), std::pair(start, std::uint64_t{1}));
    for (int d = 0; d <= depth; ++d) {
        std::uint64_t fresh = 0;
        std::uint64_t sequences = 0;
        std::map<std::string, std::pair<NaivePosition, std::uint64_t>> next;
        for (const auto& [text, entry] : layer) {
            fresh += seen.insert(text).second ? 1U : 0U;
            sequences += entry.second;
            for (const NaivePush& push : entry.first.pushes()) {
                const NaivePosition after = entry.first.after_push(push);
                const auto [place, inserted] =
                    next.try_emplace(after.canonical(), std::pair(after, std::uint64_t{0}));
                place->second.second += entry.second;
            }
        }
        perft.states.push_back(fresh);
        perft.sequences.push_back(sequences);
        layer = std::move(next);
    }
    return perft;
}

NaiveSearch naive_search(const puzzles::Level& level, bool stop_at_solution,
                         std::uint64_t states_max) {
    NaiveSearch result;
    std::unordered_set<std::string> seen;
    std::vector<NaivePosition> layer{NaivePosition(level)};
    const auto add = [&](const NaivePosition& position, std::vector<NaivePosition>& to) {
        const std::string text = position.canonical();
        if (seen.insert(text).second) {
            ++result.states;
            result.hash ^= text_hash(text);
            to.push_back(position);
        }
    };
    std::vector<NaivePosition> first;
    add(layer.front(), first);
    for (int depth = 0; !layer.empty(); ++depth) {
        std::vector<NaivePosition> next;
        for (const NaivePosition& position : layer) {
            if (position.is_solved() && !result.pushes) {
                result.pushes = depth;
                if (stop_at_solution) {
                    return result;
                }
            }
            for (const NaivePush& push : position.pushes()) {
                add(position.after_push(push), next);
            }
            if (result.states > states_max) {
                result.complete = false;
                return result;
            }
        }
        layer = std::move(next);
    }
    return result;
}

NaiveSearch naive_backward(const puzzles::Level& level, std::uint64_t states_max) {
    NaiveSearch result;
    std::unordered_set<std::string> seen;
    std::vector<NaivePosition> open;
    const std::string start = NaivePosition(level).canonical();
    const auto add = [&](const NaivePosition& position) {
        const std::string text = position.canonical();
        if (seen.insert(text).second) {
            ++result.states;
            result.hash ^= text_hash(text);
            result.reached_start = result.reached_start || text == start;
            open.push_back(position);
        }
    };
    // The inner area is what the player reaches with the boxes taken away.
    NaivePosition bare(level);
    for (const auto& [row, column] : bare.boxes()) {
        bare.set_box(row, column, false);
    }
    for (const auto& [row, column] : bare.reachable()) {
        const NaivePosition position = NaivePosition::solved(level, row, column);
        if (!position.box(row, column)) {
            add(position);
        }
    }
    while (!open.empty()) {
        const NaivePosition position = open.back();
        open.pop_back();
        for (const NaivePush& pull : position.pulls()) {
            add(position.after_pull(pull));
        }
        if (result.states > states_max) {
            result.complete = false;
            break;
        }
    }
    return result;
}

}  // namespace kura::support
