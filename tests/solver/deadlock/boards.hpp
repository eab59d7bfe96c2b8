// Small hand-made boards for the detectors' tests, and the mix of random ones.
#pragma once

#include "tests/solver/deadlock/exhaustive.hpp"

#include <string>
#include <vector>

namespace kura::deadlock::oracle {

inline const std::vector<std::vector<std::string>> kBoards{
    {"######", "#@   #", "# $$ #", "#  ..#", "######"},
    {"#######", "#.   .#", "# $#$ #", "#  @  #", "#######"},
    {"#######", "#  .  #", "# $.$ #", "#  #  #", "# @$. #", "#######"},
    {"#######", "#. @ .#", "#.$$$ #", "#     #", "#######"},
    {"########", "###  ###", "#.$  $.#", "###@ ###", "########"},
    {"######", "#. ###", "#.$  #", "# $@ #", "#    #", "######"},
    {"########", "#..#   #", "#  $ $ #", "#  # @ #", "########"},
    {"#######", "#  #  #", "#.$ $.#", "#  #@ #", "#.$   #", "#######"},
    {"#######", "#@    #", "# *$* #", "#  .  #", "#     #", "#######"},
    {"######", "#  ..#", "# $#.#", "# $  #", "#@ $ #", "######"},
    {"########", "#   #..#", "# $$   #", "#@  #  #", "########"},
    {"#######", "#.$   #", "#$.#  #", "# @$. #", "#     #", "#######"},
};

// A mix of 2 to 4 boxes on up to 6 x 6 squares, small enough for all placements.
inline RandomBoard small_board(int i) {
    RandomBoard wish;
    wish.boxes = 2 + i % 3;
    wish.rows = wish.boxes == 4 ? 4 : 4 + i % 2;
    wish.columns = wish.boxes == 2 ? 6 : 5 - (wish.boxes == 4 ? i / 3 % 2 : 0);
    wish.wall_percent = 10 + i % 4 * 8;
    wish.solvable = i % 4 > 1;
    wish.options.live_only = i % 5 != 4;
    wish.options.simplify = i % 7 != 6;
    return wish;
}

}  // namespace kura::deadlock::oracle
