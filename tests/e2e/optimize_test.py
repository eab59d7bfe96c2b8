"""Goal: kura optimize and kura solve --optimize shorten solutions, say so, and lose nothing.
Method: the real program on small puzzles with long solutions, whose optimum is known; on one too
large to finish for limits and signals."""

import json
import subprocess
import time
import unittest

from kura_case import ONE, PATIENCE, TWO, UNSOLVABLE, KuraCase, Terminal

# The box goes right, back, and right again: 7 pushes and 15 moves where 3 will do.
ROUND = "########\n#      #\n# @$  .#\n########\n"
ROUND_LURD = "RRurrdLLulldRRR"
LONG = f"{ROUND}Title: round\nAuthor: nobody\nSolution\n{ROUND_LURD}\n"
# Greedy search makes two pushes too many.
DETOUR = """######
#    ##
#   $ #
#@.$  #
#..$  #
#   ###
#####
"""
# Solved at once by greedy search, but far too large for a proof that no solution has fewer moves.
ROOM = """################
#              #
#  $ $ $ $ $   #
#       #      #
#  $ $  # $ $  #
#       #      #
#    @         #
#   .......    #
#      ..      #
#              #
################
"""
# Pushes a box right and back; the player comes home.
ROOM_LOOP = "uluRdrruLddl"
SCHEMA = {
    "schema": int, "set": str, "index": int, "title": str, "detail": str,
    "optimized_from_pushes": (int, type(None)), "optimized_from_moves": (int, type(None)),
    "pushes": (int, type(None)), "moves": (int, type(None)), "proved": bool, "expanded": int,
    "seconds": (int, float), "solution": (str, type(None)),
}
PROMPT = 5  # seconds in which a search must have stopped, on a machine under load


class OptimizeCommand(KuraCase):
    def optimized(self, *arguments, code=0, stdin=""):
        out, _ = self.kura("optimize", "--jsonl", *arguments, code=code, stdin=stdin)
        return [json.loads(line) for line in out.splitlines()]

    def room(self):
        """The room with a solution that has two pushes too many."""
        line, = self.lines("-", "--strategy", "greedy", stdin=ROOM)
        return f"{ROOM}Title: room\nSolution\n{ROOM_LOOP}{line['solution']}\n"

    def test_a_part_of_a_file_is_not_written_over_the_whole(self):
        path = self.write("two.sok", LONG + "\n" + LONG)
        whole = self.read("two.sok")
        for arguments in ((f"{path}:2",), (path, "--level", "2"), (path, "--from", "2")):
            self.kura("optimize", *arguments, "-o", path, code=2)
            self.assertEqual(self.read("two.sok"), whole)

    def test_a_line_tells_what_was_saved(self):
        out, _ = self.kura("optimize", "-", stdin=LONG)
        self.assertIn("round: 7 -> 3 pushes, 15 -> 3 moves, optimal\n", out)
        self.assertIn("1 of 1 shorter, 1 proved optimal; 7 -> 3 pushes, 15 -> 3 moves in", out)

    def test_the_file_written_holds_everything_and_the_new_solutions(self):
        file = self.write("in.sok", f"{LONG}\n{ONE}Title: unsolved\n\n"
                          f"{TWO}Title: two\nSolution\nRR\n")
        self.kura("optimize", file, "-o", "out.sok", code=1)
        text = self.read("out.sok")
        for words in ("Title: round", "Author: nobody", "Title: unsolved", "Title: two", "RRR",
                      "Optimal: pushes"):
            self.assertIn(words, text)
        self.assertNotIn(ROUND_LURD, text)
        out, _ = self.kura("verify", "out.sok")
        self.assertIn("2 right, 0 wrong, 1 without", out)
        # Again, in place: nothing changes any more.
        self.kura("optimize", "out.sok", "-o", "out.sok", code=1)
        self.assertEqual(self.read("out.sok"), text)

    def test_output_to_a_pipe_holds_only_puzzles(self):
        out, error = self.kura("optimize", "-", "-o", "-", stdin=LONG)
        self.assertIn("7 -> 3 pushes", error)
        self.assertNotIn("->", out)
        verified, _ = self.kura("verify", "-", stdin=out)
        self.assertIn("1 right", verified)

    def test_json_lines_follow_the_schema(self):
        lines = self.optimized("-", stdin=f"{LONG}\n{ONE}", code=1)
        for line in lines:
            self.assertEqual(list(line), list(SCHEMA))
            for name, types in SCHEMA.items():
                self.assertIsInstance(line[name], types, name)
        first, second = lines
        self.assertEqual((first["optimized_from_pushes"], first["optimized_from_moves"]), (7, 15))
        self.assertEqual((first["pushes"], first["moves"], first["solution"]), (3, 3, "RRR"))
        self.assertTrue(first["proved"])
        self.assertIsNone(second["pushes"])
        self.assertIn("no solution", second["detail"])

    def test_json_document(self):
        out, _ = self.kura("optimize", "-", "--json", stdin=LONG)
        document = json.loads(out)
        self.assertEqual(document["schema"], 1)
        self.assertEqual(len(document["puzzles"]), 1)
        totals = document["totals"]
        self.assertEqual((totals["puzzles"], totals["solved"], totals["shorter"],
                          totals["optimized_from_pushes"], totals["pushes"]), (1, 1, 1, 7, 3))

    def test_the_best_of_the_stored_solutions_is_taken(self):
        text = f"{ROUND}Solution\nrrr\nSolution 2\n{ROUND_LURD}\nSolution 3\nRRR\n"
        line, = self.optimized("-", stdin=text)
        self.assertEqual(line["optimized_from_pushes"], 3)

    def test_exit_codes(self):
        self.kura("optimize", "-", stdin=ONE, code=1)
        self.kura("optimize", "-", stdin=f"{ONE}Solution\nL\n", code=1)
        self.kura("optimize", "-", stdin="no puzzle here\n", code=33)
        self.kura("optimize", "absent.sok", code=33)
        self.kura("optimize", "-", "--objective", "both", stdin=ONE, code=2)
        self.kura("optimize", "-", "-o", self.path("no/folder.sok"), stdin=LONG, code=32)

    def test_limits_of_time_and_nodes_are_kept(self):
        file = self.write("room.sok", self.room())
        start = time.monotonic()
        first, = self.optimized(file, "--time", "0.5")
        self.assertLess(time.monotonic() - start, PROMPT)
        self.assertLess(first["pushes"], first["optimized_from_pushes"])
        runs = [self.optimized(file, "--time", "0", "--nodes-max", "20000", "--threads", "1")
                for _ in range(2)]
        self.assertEqual(runs[0][0]["solution"], runs[1][0]["solution"])

    def test_interrupt_keeps_what_was_found(self):
        file = self.write("in.sok", f"{LONG}\n{self.room()}\n{LONG}")
        process = self.start("optimize", file, "--time", "0", "-o", "out.sok", "--jsonl",
                             stdout=subprocess.PIPE, text=True)
        self.assertEqual(json.loads(process.stdout.readline())["pushes"], 3)
        process.terminate()
        rest = process.stdout.read().splitlines()
        self.assertEqual(process.wait(PATIENCE), 143)
        self.assertLessEqual(len(rest), 1)
        out, _ = self.kura("verify", "out.sok")
        self.assertIn("3 right, 0 wrong", out)
        self.assertIn(ROUND_LURD, self.read("out.sok"))  # the third puzzle was not reached

    def test_status_line_on_a_terminal(self):
        file = self.write("room.sok", self.room())
        terminal = Terminal(self, "optimize", file, "--time", "0")
        terminal.wait_for(" -> ")
        terminal.interrupt()
        self.assertEqual(terminal.finish(), 130)


class SolveOptimize(KuraCase):
    def test_solutions_are_shorter_and_say_so(self):
        plain, = self.lines("-", "--strategy", "greedy", "--threads", "1", stdin=DETOUR)
        self.assertIsNone(plain["optimized_from_pushes"])
        for option in ("--optimize", "--optimize=moves"):
            line, = self.lines("-", "--strategy", "greedy", "--threads", "1", option, "-o",
                               "out.sok", stdin=DETOUR)
            self.assertEqual(line["optimized_from_pushes"], plain["pushes"])
            self.assertEqual(line["optimized_from_moves"], plain["moves"])
            self.assertEqual((plain["pushes"], line["pushes"], line["moves"]), (9, 7, 23))
            out, _ = self.kura("verify", "out.sok")
            self.assertRegex(out, r"right +7 +23 ")
        out, _ = self.kura("solve", "-", "--strategy", "greedy", "--threads", "1", "--optimize",
                           stdin=DETOUR)
        self.assertIn(f"from {plain['pushes']} pushes, {plain['moves']} moves", out)

    def test_small_puzzles_do_not_wait_for_the_time(self):
        start = time.monotonic()
        lines = self.lines("-", "--optimize", "--optimize-time", "60",
                           stdin=f"{ONE}\n{TWO}\n{ROUND}\n{UNSOLVABLE}", code=1)
        self.assertLess(time.monotonic() - start, PATIENCE / 2)
        self.assertEqual([line["optimal"] for line in lines], ["pushes"] * 3 + ["none"])
        self.assertIsNone(lines[3]["optimized_from_pushes"])

    def test_interrupt_reports_the_solution(self):
        file = self.write("room.xsb", ROOM)
        terminal = Terminal(self, "solve", file, "--strategy", "greedy", "--optimize",
                            "--optimize-time", "0")
        terminal.wait_for("shortening")
        terminal.interrupt()
        self.assertEqual(terminal.finish(), 130)
        self.assertIn("solved 1 of 1", terminal.text)


if __name__ == "__main__":
    unittest.main()
