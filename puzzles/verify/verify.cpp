#include "puzzles/verify/verify.hpp"

#include "puzzles/level/analyse.hpp"
#include "puzzles/lurd/lurd.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace kura::puzzles {
namespace {

struct Step {
    int row;
    int column;
};

Step step_of(char letter) {
    switch (letter) {
        case 'l':
            return {0, -1};
        case 'u':
            return {-1, 0};
        case 'r':
            return {0, 1};
        default:
            return {1, 0};
    }
}

char lower(char letter) {
    return static_cast<char>(letter | 0x20);
}

// The board as the replay sees it: squares outside the inner area are walls, so decoration can
// neither be pushed nor missed.
class Replay {
  public:
    Replay(const Level& level, const Analysis& analysis)
        : width_(analysis.width),
          wall_(analysis.inner.size()),
          goal_(analysis.inner.size()),
          box_(analysis.inner.size()),
          row_(analysis.player_row),
          column_(analysis.player_column),
          boxes_left_(analysis.boxes - analysis.boxes_on_goals) {
        for (int row = 0; row < analysis.height; ++row) {
            const std::string& text = level.rows[static_cast<std::size_t>(row)];
            for (int column = 0; column < analysis.width; ++column) {
                const std::size_t square = index(row, column);
                const char c = static_cast<std::size_t>(column) < text.size()
                                   ? text[static_cast<std::size_t>(column)]
                                   : ' ';
                wall_[square] = !analysis.is_inner(row, column);
                goal_[square] = c == '.' || c == '+' || c == '*';
                box_[square] = c == '$' || c == '*';
            }
        }
    }

    // Ensures: an empty string after a legal move, else why it is not legal.
    std::string_view move(char letter, Verification& so_far) {
        const Step step = step_of(letter);
        // The player stands on an inner square, so its neighbours are on the board.
        const std::size_t next = index(row_ + step.row, column_ + step.column);
        if (wall_[next]) {
            return "a wall is in the way";
        }
        const bool pushed = box_[next] != 0;
        if (pushed) {
            const std::size_t beyond = index(row_ + 2 * step.row, column_ + 2 * step.column);
            if (wall_[beyond] || box_[beyond]) {
                return "the box can't move";
            }
            box_[next] = 0;
            box_[beyond] = 1;
            boxes_left_ += static_cast<int>(goal_[next]) - static_cast<int>(goal_[beyond]);
            count_push(letter, next, beyond, so_far);
        }
        row_ += step.row;
        column_ += step.column;
        count_step(letter, pushed, so_far);
        return {};
    }

    [[nodiscard]] int boxes_left() const { return boxes_left_; }

  private:
    [[nodiscard]] std::size_t index(int row, int column) const {
        return static_cast<std::size_t>(row) * static_cast<std::size_t>(width_) +
               static_cast<std::size_t>(column);
    }

    void count_push(char letter, std::size_t from, std::size_t to, Verification& so_far) {
        const bool same_box = so_far.pushes > 0 && last_box_ == from;
        so_far.box_changes += same_box ? 0 : 1;
        so_far.box_lines += same_box && last_push_ == letter ? 0 : 1;
        so_far.pushes += 1;
        last_box_ = to;
        last_push_ = letter;
    }

    void count_step(char letter, bool pushed, Verification& so_far) {
        so_far.moves += 1;
        so_far.player_lines += letter == last_step_ ? 0 : 1;
        so_far.pushing_sessions += pushed && !last_pushed_ ? 1 : 0;
        so_far.canonical += pushed ? static_cast<char>(letter & ~0x20) : letter;
        last_step_ = letter;
        last_pushed_ = pushed;
    }

    int width_;
    std::vector<unsigned char> wall_;
    std::vector<unsigned char> goal_;
    std::vector<unsigned char> box_;
    int row_;
    int column_;
    int boxes_left_;  // not on a goal yet
    std::size_t last_box_ = 0;
    char last_push_ = 0;
    char last_step_ = 0;
    bool last_pushed_ = false;
};

}  // namespace

Verification verify(const Level& level, std::string_view lurd) {
    Verification result;
    const Analysis analysis = analyse(level);
    if (analysis.error) {
        result.error = "invalid puzzle: " + analysis.error->message;
        return result;
    }
    const Moves moves = parse_lurd(lurd);
    if (moves.error != RleError::none) {
        result.error = explain_lurd_error(moves.error);
        result.error_at = static_cast<int>(moves.error_offset);
        return result;
    }
    Replay replay(level, analysis);
    result.canonical.reserve(moves.lurd.size());
    for (std::size_t at = 0; at < moves.lurd.size(); ++at) {
        const std::string_view reason = replay.move(lower(moves.lurd[at]), result);
        if (!reason.empty()) {
            result.error = "move " + std::to_string(at + 1) + " (" + moves.lurd[at] +
                           "): " + std::string(reason);
            result.error_at = static_cast<int>(at);
            return result;
        }
    }
    result.solved = replay.boxes_left() == 0;
    if (!result.solved) {
        const int left = replay.boxes_left();
        result.error = std::to_string(left) + (left == 1 ? " box is" : " boxes are") +
                       " not on a goal at the end";
    }
    return result;
}

}  // namespace kura::puzzles
