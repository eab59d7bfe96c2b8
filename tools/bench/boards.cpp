#include "tools/bench/boards.hpp"

#include "puzzles/format/reader.hpp"
#include "solver/base/assert.hpp"

#include <string_view>
#include <utility>

namespace kura::bench {

namespace {

// Rows of a board end in "|", boards in an empty line.
constexpr std::string_view kSmallBoards =
    "#########|#   ..$ #|#   ... #|## $$ $ #| #      #| #   $ @#| #      #| ########\n\n"
    " ######| #    #| #  @ #|##    #|# $$  ##|# .$$  #|# ..## #|##..$  #| #    ##| ######\n\n"
    "   ####|   # .#|####.$####|#  $ .  .#|#   @$.  #|#.$ # $ $#|#        #|##########\n\n"
    "  #######|###   $.#|#   $...#|#   $..$#|##  $ $ #|#       #|# @  ####|######\n\n"
    "    ####|    #  #|#####$ #|#    . ##|#.  #$  #|#$$   $ #|#.  $.. #|###@. ###|  #####\n\n"
    "   ######|  ##.   #| ##@$  .#|##    $ #|#   $  $#|#  ..$ .#|### .$  #|  #  ####|  ####\n\n"
    " #######| #   ..##| #    ..#|##  $$@ #|#     $$#|#       #|#       #|#   #####|#####\n\n"
    "  #######|  #  #  #|  #   $ ##|### $....#|# @   $  #|#      ###|#    $ #|#     ##|#######\n\n"
    "#####|#@  ######|#.$      #|#.$$ $   #|#...$    #|##    ####| ######\n\n"
    "    #####|    #   ##|##### $. #|#..$ $ # #|# $     $#|#@     ..#|##########\n\n";

constexpr std::string_view kWideBoard =
    "########|##     #|# $ $  #|#  $ $ #|## # ###|# $ $  #|#  @   #|#......#|########\n\n";

constexpr std::string_view kNarrowBoard =
    "#######|#     #|# $ $ #|#  $  #|# @   #|#...  #|#######\n\n";

constexpr std::string_view kOneBoxBoard = "#######|#     #|#@ $ .#|#     #|#######\n\n";

std::vector<puzzles::Level> read(std::string_view text) {
    std::string lines(text);
    for (char& c : lines) {
        c = c == '|' ? '\n' : c;
    }
    std::vector<puzzles::Level> levels;
    for (puzzles::Entry& entry : puzzles::read_text(lines, "bench").entries) {
        KURA_ASSERT(entry.usable(), entry.level.index);
        levels.push_back(std::move(entry.level));
    }
    return levels;
}

puzzles::Level read_one(std::string_view text) {
    std::vector<puzzles::Level> levels = read(text);
    KURA_ASSERT(levels.size() == 1);
    return std::move(levels.front());
}

}  // namespace

std::vector<puzzles::Level> small_boards() {
    return read(kSmallBoards);
}

puzzles::Level wide_board() {
    return read_one(kWideBoard);
}

puzzles::Level narrow_board() {
    return read_one(kNarrowBoard);
}

puzzles::Level one_box_board() {
    return read_one(kOneBoxBoard);
}

}  // namespace kura::bench
