#include "tests/support/levels.hpp"

#include <algorithm>
#include <iterator>

namespace kura::support {

namespace {

std::vector<KnownLevel> first_half() {
    return {
        {"one push", level_from({"#####", "#@$.#", "#####"}), 1},
        {"solved at start", level_from({"#####", "#@ *#", "#####"}), 0},
        {"box in a corner", level_from({"#####", "#$ .#", "#@  #", "#####"}), std::nullopt},
        {"corridor", level_from({"########", "#@$   .#", "########"}), 4},
        {"round the corner",
         level_from({"######", "#@   #", "# $# #", "#    #", "#   .#", "######"}), 4},
        {"two in a row",
         level_from({"#######", "#     #", "# $$  #", "#@ ...#", "# $   #", "#######"}),
         std::nullopt},
        {"wrong order", level_from({"########", "#   ####", "#@$$ ..#", "#   ####", "########"}),
         std::nullopt},
        {"swap sides",
         level_from({"#######", "#  .  #", "# $#$ #", "#  @  #", "###.###", "#######"}),
         std::nullopt},
        {"little room", level_from({"  ####", "###  #", "#    #", "# $$ #", "#.@.##", "#####"}), 3},
        {"two rooms", level_from({"#########", "#   #   #", "# $   . #", "#@$ # . #", "#########"}),
         std::nullopt},
        {"narrow door",
         level_from({"#########", "#   #...#", "# $$    #", "#@$ #   #", "#   #####", "#####"}),
         19},
        {"goals in a corridor",
         level_from({"##########", "#   ######", "# $$  ...#", "#@$ ######", "#   #", "#####"}),
         17},
        {"box on a goal first", level_from({"#######", "#  .  #", "# $*$ #", "#  .@ #", "#######"}),
         4},
        {"player on a goal", level_from({"######", "#  $.#", "# $ +#", "#    #", "######"}), 3},
        {"cross",
         level_from(
             {"  ###", "  #.#", "  # ####", "###$ $.#", "#. $@###", "####$#", "   #.#", "   ###"}),
         6},
        {"four round a pillar",
         level_from({"#######", "#.   .#", "# $ $ #", "#  #@ #", "# $ $ #", "#.   .#", "#######"}),
         8},
    };
}

std::vector<KnownLevel> second_half() {
    return {
        {"frozen pair", level_from({"######", "#$$ ##", "#@ ..#", "######"}), std::nullopt},
        {"block of four",
         level_from({"#######", "#     #", "# $$  #", "# $$  #", "#@....#", "#######"}),
         std::nullopt},
        {"walled off by boxes",
         level_from({"########", "#  #   #", "#@ $ . #", "#  #   #", "#  #####", "####"}), 2},
        {"decoration outside",
         level_from({"######  ####", "#@ $.#  #* #", "#    #  #  #", "######  ####"}), 1},
        {"crystal", level_from({"########", "#@ $  .#", "#  ### #", "####*#*#", "   #####"}), 3},
        {"dead ends",
         level_from({"#########", "#@ $ . ##", "# #### ##", "# #  #  #", "# #  ## #", "###  ####"}),
         2},
        {"ring",
         level_from({"#######", "#  $  #", "# ### #", "#@###.#", "# ### #", "#     #", "#######"}),
         std::nullopt},
        {"no way to turn",
         level_from({"########", "#@ $   #", "###### #", "     # #", "     #.#", "     ###"}),
         std::nullopt},
        {"parking needed",
         level_from({"########", "#  #   #", "# $  $.#", "#  #@ .#", "#  #####", "####"}),
         std::nullopt},
        {"three in a room",
         level_from({"########", "#   #  #", "# $ $  #", "##$  . #", " #@ ..##", " ######"}), 12},
        {"long way",
         level_from({"##########", "#@       #", "# ###### #", "# $  .   #", "#  ### ###",
                     "#      #", "########"}),
         3},
        {"corner goals", level_from({"######", "#.  .#", "# $$ #", "# $$ #", "#.@ .#", "######"}),
         std::nullopt},
        {"stairs",
         level_from({"#####", "#@  ##", "##$  ##", " ## $ #", "  ##  #", "   #..#", "   ####"}),
         std::nullopt},
        {"cycle",
         level_from({"#######", "#     #", "# *** #", "# * * #", "# *** #", "#  @  #", "#######"}),
         0},
        {"needs a detour",
         level_from({"#########", "#       #", "# ##$## #", "# #   # #", "#   @   #", "###  .###",
                     "  #####"}),
         4},
        {"last box locks", level_from({"#######", "#@    #", "#  $$ #", "##.####", " #.#", " ###"}),
         std::nullopt},
    };
}

}  // namespace

const std::vector<KnownLevel>& known_levels() {
    static const std::vector<KnownLevel> levels = [] {
        std::vector<KnownLevel> all = first_half();
        std::vector<KnownLevel> rest = second_half();
        std::move(rest.begin(), rest.end(), std::back_inserter(all));
        return all;
    }();
    return levels;
}

}  // namespace kura::support
