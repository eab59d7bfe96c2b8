"""Goal: sets, formats, verify, show, generate and completion do what their help says.
Method: the real program; a package made on the spot stands for the one Debian has; what is
converted must come back as the same boards and solutions."""

import os
import re
import subprocess
import unittest

from kura_case import KURA, ONE, ROOT, TWO, UNSOLVABLE, KuraCase

SETS = os.path.join(ROOT, "puzzles/sets")
SOLVED = f"""Collection: Two

{ONE}Title: first
Author: Somebody
Comment:
A line.
Comment-End:
Solution
R

{TWO}Title: second
Solution
RR
"""


class Formats(KuraCase):
    def boards(self, name):
        out, _ = self.kura("show", name, "--rle")
        return out

    def test_round_trip_of_every_format(self):
        self.write("in.sok", SOLVED)
        boards = self.boards("in.sok")
        self.assertEqual(len(boards.splitlines()), 2)
        for extension in ("sok", "rle", "xsb", "slc"):
            self.kura("puzzles", "convert", "in.sok", "mid." + extension)
            self.assertEqual(self.boards("mid." + extension), boards, extension)
            self.kura("puzzles", "convert", "mid." + extension, "back.sok")
            self.assertEqual(self.boards("back.sok"), boards, extension)
            if extension in ("sok", "rle"):
                out, _ = self.kura("verify", "back.sok")
                self.assertIn("2 right, 0 wrong", out, extension)
                self.assertIn("second", out)

    def test_round_trip_of_our_sets(self):
        # Odd puzzles in; what can be used comes out, and again the same through every format.
        os.mkdir(self.path("folder"))
        for name, code in (("starter", 0), ("unsolvable", 0), ("odd", 1)):
            self.kura("puzzles", "convert", os.path.join(SETS, name + ".sok"), "in.sok", code=code)
            boards = self.boards("in.sok")
            self.assertGreater(len(boards.splitlines()), 10)
            titles = re.findall("^Title: (.*)$", self.read("in.sok"), re.MULTILINE)
            for extension in ("sok", "rle", "xsb", "txt", "slc"):
                self.kura("puzzles", "convert", "in.sok", "folder/mid." + extension)
                if extension != "rle":  # a folder's run-length files go by .sok or .txt
                    self.assertEqual(self.boards("folder"), boards, (name, extension))
                self.kura("puzzles", "convert", "folder/mid." + extension, "back.sok")
                os.remove(self.path("folder/mid." + extension))
                self.assertEqual(self.boards("back.sok"), boards, (name, extension))
                back = self.read("back.sok")
                self.assertEqual(re.findall("^Title: (.*)$", back, re.MULTILINE), titles)
                if extension == "sok":
                    self.assertEqual(back, self.read("in.sok"))

    def test_format_option_and_standard_output(self):
        out, _ = self.kura("puzzles", "convert", "-", "-", "--format", "rle", stdin=TWO)
        self.assertIn("6#|#@$ .#|6#".replace(" ", "-"), out)
        out, _ = self.kura("puzzles", "convert", "-", "-", stdin=ONE)
        self.assertIn(ONE, out)

    def test_odd_puzzles_are_left_out_with_their_place(self):
        self.write("in.xsb", ONE + "\n#####\n# $.#\n#####\n")
        _, error = self.kura("puzzles", "convert", "in.xsb", "out.sok", code=1)
        self.assertRegex(error, r"in\.xsb:5.*no_player")
        self.assertEqual(len(self.boards("out.sok").splitlines()), 1)

    def test_an_output_that_fails_leaves_the_old_file(self):
        self.write("out.sok", "old")
        self.kura("puzzles", "convert", "-", "out.sok", stdin="nothing here\n", code=33)
        self.assertEqual(self.read("out.sok"), "old")


class ShippedSets(KuraCase):
    def shipped(self, name):
        path = os.path.join(SETS, name)
        return path

    def test_odd_puzzles_all_have_their_diagnosis(self):
        # Titles begin with the diagnosis there must be, or with "good". Lines and columns were
        # counted by hand.
        errors = ["no_player 14:1", "two_players 21:4", "open_border 27:7", "no_boxes 47:1",
                  "count_mismatch 52:1", "count_mismatch 57:1", "bad_run_length 68:13",
                  "bad_run_length 71:10", "bad_run_length 74:2", "bad_character 78:3",
                  "too_large 82:65", "too_large 87:7", "too_many_boxes 90:3"]
        notes = ["already_solved 93:1", "decoration 98:1", "tab_in_board 107:5",
                 "bad_moves 118:4", "bad_moves 127:3", "unclosed_comment 146:1"]
        found = {"error": [], "note": []}
        for line in self.lines(self.shipped("odd.sok"), code=1):
            self.assertEqual(line["verdict"], "invalid" if "error:" in line["detail"] else "solved")
            word = re.match(r"\w+", line["title"]).group()
            if word == "good":
                self.assertEqual(line["detail"], "")
                continue
            place = re.fullmatch(rf".*/odd\.sok:(\d+:\d+): (error|note): {word}: [^\n]+",
                                 line["detail"])
            self.assertIsNotNone(place, line)
            found[place.group(2)].append(f"{word} {place.group(1)}")
        self.assertEqual(found, {"error": errors, "note": notes})
        # The same for people, as solved and as listed.
        solve, _ = self.kura("solve", self.shipped("odd.sok"), code=1)
        show, _ = self.kura("puzzles", "show", self.shipped("odd.sok"))
        for name, place in map(str.split, errors + notes):
            for text in (solve, show):
                self.assertRegex(text, rf"odd\.sok:{place}: (error|note): {name}: ")

    def test_unsolvable_puzzles_are_all_proved(self):
        for more in ([], ["--threads", "3"], ["--jobs", "2"], ["--optimal", "moves"]):
            lines = self.lines(self.shipped("unsolvable.sok"), "--time", "60", *more, code=1)
            self.assertEqual(len(lines), 14)
            for line in lines:
                self.assertEqual((line["verdict"], line["reason"]), ("unsolvable", ""), line)
                self.assertIsNone(line["solution"])
                self.assertNotEqual(line["detail"], "")

    def test_unsolvable_puzzles_are_so_without_any_pruning(self):
        for line in self.lines(self.shipped("unsolvable.sok"), "--strategy", "bfs", "--no-prune",
                               code=1):
            self.assertEqual(line["verdict"], "unsolvable", line)


class Verify(KuraCase):
    def test_measures_a_solution(self):
        out, _ = self.kura("verify", "-", "dlUrrrdLullddrUluRuulDrddrruLdlUU", stdin="""
####
# .#
#  ###
#*@  #
#  $ #
#  ###
####
""")
        # Counted by hand.
        self.assertEqual(out.splitlines()[2].split()[-7:],
                         ["right", "8", "33", "7", "4", "7", "25"])

    def test_wrong_solutions(self):
        out, _ = self.kura("verify", "-", "LL", stdin=ONE, code=1)
        self.assertIn("wrong", out)
        self.kura("verify", "-", "--solution", "R", stdin=ONE)
        self.kura("verify", "-", stdin=ONE, code=1)  # nothing to verify is no success
        self.kura("verify", "-", stdin="#####\n# $.#\n#####\n", code=33)
        self.kura("verify", "absent.sok", code=33)

    def test_against_a_set(self):
        self.write("set.xsb", f"  {ONE.replace(chr(10), chr(10) + '  ').rstrip()}\n\n{TWO}")
        self.write("both.sok", SOLVED)
        self.write("half.sok", ONE + "Solution\nR\n")
        out, _ = self.kura("verify", "both.sok", "--against", "set.xsb")
        self.assertIn("2 right", out)
        out, _ = self.kura("verify", "half.sok", "--against", "set.xsb", code=1)
        self.assertIn("1 right, 0 wrong, 1 without", out)


class Show(KuraCase):
    def test_draws_plain_in_a_pipe(self):
        out, _ = self.kura("show", "-", stdin=ONE)
        self.assertIn("\n" + ONE, out)
        out, _ = self.kura("show", "-", "--color", "always", stdin=ONE)
        self.assertIn("\x1b[", out)

    def test_play_needs_a_terminal(self):
        _, error = self.kura("show", "-", "--play", stdin=ONE, code=2)
        self.assertIn("terminal", error)

    def test_table(self):
        out, _ = self.kura("puzzles", "show", "-", stdin=SOLVED)
        self.assertRegex(out, r"1 +first +3x5 +1 +3 +1/1")


class Install(KuraCase):
    MAPS = "usr/share/games/cavepacker/maps/"

    def package(self):
        """A package with a set of two puzzles, whose order is that of numbers, not of names."""
        root = self.path("package")
        self.write("package/DEBIAN/control", "Package: cavepacker-data\nVersion: 1\n"
                   "Architecture: all\nMaintainer: Nobody <nobody@example.org>\n"
                   "Description: for a test\n")
        maps = "package/" + self.MAPS
        self.write(maps + "microban01_0002.sok", ";  2\n\n" + ONE)
        self.write(maps + "microban01_0002.sol", "r")
        self.write(maps + "microban01_0010.sok", ";  10 'A name'\n\n" + TWO)
        self.write(maps + "microban01_0010.sol", "l")  # wrong: left out
        self.write(maps + "xsokoban0001.sok", UNSOLVABLE)
        self.write(maps + "nonsense0001.sok", ONE)
        subprocess.run(["dpkg-deb", "--root-owner-group", "-b", root, self.path("c.deb")],
                       check=True, capture_output=True)
        return self.path("c.deb")

    def test_sets_are_put_together(self):
        out, _ = self.kura("puzzles", "install", "--package", self.package())
        self.assertRegex(out, r"microban +2 puzzles, +1 with")
        self.assertEqual(sorted(os.listdir(self.path("data/kura/sets"))),
                         ["microban.sok", "xsokoban.sok"])
        lines = self.lines("microban")
        self.assertEqual([line["title"] for line in lines],
                         ["Microban 2", "Microban 10 'A name'"])
        out, _ = self.kura("verify", "microban")
        self.assertIn("1 right, 0 wrong, 1 without", out)

    def test_a_package_that_is_none(self):
        self.write("no.deb", "nothing")
        _, error = self.kura("puzzles", "install", "--package", "no.deb", code=1)
        self.assertIn("dpkg-deb", error)
        self.kura("puzzles", "install", "--package", "absent.deb", code=33)

    def test_offline_is_one_line(self):
        # An apt-get that says what the real one says without a network.
        fake = self.write("bin/apt-get", "#!/bin/sh\necho 'E: Failed to fetch' >&2\nexit 100\n")
        os.chmod(fake, 0o755)
        self.environment["PATH"] = self.path("bin") + ":" + self.environment["PATH"]
        if os.path.isdir("/" + self.MAPS):
            self.skipTest("the package is installed here")
        _, error = self.kura("puzzles", "install", code=1)
        self.assertEqual(len(error.splitlines()), 1, error)
        self.assertIn("Failed to fetch", error)


class Generate(KuraCase):
    def test_makes_different_puzzles_that_are_solved(self):
        self.kura("generate", "--size", "8x9", "--boxes", "3", "--count", "6", "-o", "new.sok")
        out, _ = self.kura("verify", "new.sok")
        self.assertIn("6 right, 0 wrong, 0 without", out)
        boards, _ = self.kura("show", "new.sok", "--rle")
        self.assertEqual(len(set(boards.splitlines())), 6)

    def test_same_seed_same_puzzles(self):
        first, _ = self.kura("generate", "--count", "3", "--seed", "5")
        again, _ = self.kura("generate", "--count", "3", "--seed", "5")
        other, _ = self.kura("generate", "--count", "3", "--seed", "6")
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)

    def test_difficulty(self):
        out, _ = self.kura("generate", "--size", "10x12", "--boxes", "6",
                           "--min-difficulty", "100", "--count", "2")
        hard = [int(number) for number in re.findall(r"Difficulty: (\d+)", out)]
        self.assertEqual(len(hard), 2)
        self.assertGreaterEqual(min(hard), 100)

    def test_what_cannot_be(self):
        self.kura("generate", "--size", "4x4", "--boxes", "99", code=2)
        self.kura("generate", "--size", "900x4", code=2)
        self.kura("generate", "--boxes", "3", "--min-difficulty", "100000000", "--time", "0.2",
                  code=1)


class Text(KuraCase):
    def complete(self, *words):
        script = ("source <(\"$KURA\" completions bash); COMP_WORDS=(\"$@\"); "
                  "COMP_CWORD=$(($# - 1)); _kura; printf '%s\\n' \"${COMPREPLY[@]}\"")
        done = subprocess.run(["bash", "-c", script, "bash", "kura", *words], text=True,
                              capture_output=True, cwd=self.folder, check=True,
                              env={**self.environment, "KURA": os.path.abspath(KURA)})
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_completion(self):
        self.write("my.sok", ONE)
        self.write("data/kura/sets/microban.sok", ONE)
        self.assertEqual(self.complete("so"), ["solve"])
        self.assertEqual(self.complete("puzzles", "ins"), ["install"])
        self.assertEqual(self.complete("solve", "--opt"),
                         ["--optimal", "--optimize", "--optimize-time"])
        self.assertEqual(self.complete("solve", "--optimal", ""), ["pushes", "moves"])
        self.assertEqual(self.complete("solve", "--strategy", "ast"), ["astar"])
        self.assertEqual(self.complete("solve", "--exp"), ["--explain"])
        self.assertEqual(self.complete("solve", "m"), ["microban", "my.sok"])
        self.assertEqual(self.complete("solve", "-o", "my"), ["my.sok"])
        self.assertEqual(self.complete("completions", "b"), ["bash"])

    def test_version(self):
        out, _ = self.kura("--version")
        self.assertRegex(out, r"^kura \d+\.\d+\.\d+ \(.*\)\n.* build, .*flags: ")

    def test_manual_page_knows_every_option(self):
        with open(os.path.join(ROOT, "tools/packaging/kura.1"), encoding="utf-8") as file:
            page = file.read().replace("\\-", "-")
        for command in (["solve"], ["verify"], ["show"], ["generate"], ["puzzles", "install"],
                        ["puzzles", "convert"]):
            out, _ = self.kura(*command, "--help")
            for option in re.findall(r"(?<![\w-])--[a-z-]+", out):
                self.assertIn(option, page, command)

    @staticmethod
    def source(place):
        with open(os.path.join(ROOT, place), encoding="utf-8") as file:
            return file.read()

    def test_json_fields_are_documented(self):
        line, = self.lines("-", "--explain", stdin=ONE)
        rows = re.findall(r"^\| (`.+?`) \|", self.source("tools/cli/JSONL.md").split("\n## ")[0],
                          re.MULTILINE)
        self.assertEqual(re.findall(r"\w+", " ".join(rows)), list(line))
        page = self.source("tools/packaging/kura.1")
        for field in line:
            self.assertRegex(page, rf"\b{field}\b")

    def test_exit_codes_are_documented(self):
        # Every constant, and no other number, in the table of the README and of the manual page.
        codes = re.findall(r"kExit\w+ = (\d+)", self.source("tools/cli/exit_codes.hpp"))
        self.assertGreater(len(codes), 10)
        wanted = sorted([int(code) for code in codes if code != "128"] + [130, 143])
        page = self.source("tools/packaging/kura.1").split(".SH EXIT STATUS")[1].split(".TE")[0]
        for rows in (re.findall(r"^\| (\d[\d, ]*) \|", self.source("README.md"), re.MULTILINE),
                     re.findall(r"^(\d[\d, ]*)\|", page, re.MULTILINE)):
            self.assertEqual(sorted(map(int, re.findall(r"\d+", " ".join(rows)))), wanted)


if __name__ == "__main__":
    unittest.main()
