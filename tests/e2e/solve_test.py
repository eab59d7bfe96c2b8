"""Goal: kura solve keeps its promises to people and to scripts.
Method: the real program on small puzzles made for each promise; on one too hard to prove for the
limits."""

import json
import resource
import unittest

from kura_case import HARD, ONE, ROOT, SANITIZED, TWO, UNSOLVABLE, KuraCase, Terminal

# Field name -> type; null is allowed where a second type says so.
SCHEMA = {
    "schema": int, "set": str, "index": int, "title": str, "verdict": str, "reason": str,
    "detail": str, "optimal": str, "pushes": (int, type(None)), "moves": (int, type(None)),
    "optimized_from_pushes": (int, type(None)), "optimized_from_moves": (int, type(None)),
    "lower_bound": int, "seconds": (int, float), "expanded": int, "generated": int,
    "stored": int,
    "peak_bytes": int, "strategy": str, "resumed": bool, "solution": (str, type(None)),
    "nodes": list, "timeline": (dict, type(None)),
}
EXPLAIN = {
    "preparing_seconds": (int, float), "planning_seconds": (int, float),
    "searching_seconds": (int, float), "judging_seconds": (int, float), "lanes": list,
}
LANE = {
    "name": str, "side": str, "proves": bool, "expanded": int, "generated": int, "dropped": int,
    "share": (int, float), "dead": dict, "figures": dict, "plan": list,
    "best": (dict, type(None)),
}
DEADLOCK_TESTS = {"live", "pairs", "freeze", "diagonals", "matching", "settled", "patterns",
                  "endgames", "corrals", "rooms", "pi_corral"}
MIXED = (f"; one\n\n{ONE}\n; corner\n\n{UNSOLVABLE}\n; nobody\n\n#####\n# $.#\n#####\n\n"
         f"; two\n\n{TWO}")
VERDICTS = {  # verdict -> reasons it can have here
    "solved": [""], "unsolvable": [""], "invalid": ["bad_level"],
    "gave_up": ["time", "memory", "nodes", "incomplete"], "stopped": ["user"],
}
# Every box could reach a goal alone, but not all of them together.
STUCK = """########
#      #
#.$ $ .#
#  @   #
#.##  ##
#$##  ##
#   $ .#
########
"""


def children_seconds():
    """Processor time of all processes waited for so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class ExitCodes(KuraCase):
    def test_all_solved(self):
        self.kura("solve", "-", stdin=ONE + "\n" + TWO, code=0)

    def test_batch_with_some_unsolved(self):
        self.kura("solve", "-", stdin=MIXED, code=1)

    def test_one_unsolvable(self):
        self.kura("solve", "-", stdin=UNSOLVABLE, code=11)

    def test_one_incomplete(self):
        # The greedy strategies prove nothing when they run out of positions.
        line, = self.lines("-", "--strategy", "backward-greedy", stdin=STUCK, code=12)
        self.assertEqual((line["verdict"], line["reason"]), ("gave_up", "incomplete"))
        line, = self.lines("-", "--strategy", "astar", stdin=STUCK, code=11)
        self.assertEqual(line["verdict"], "unsolvable")

    def test_memory(self):
        line, = self.lines("-", "--memory", "4M", "--optimal", "pushes", "--time", "50",
                           stdin=HARD, code=22)
        self.assertEqual((line["verdict"], line["reason"]), ("gave_up", "memory"))

    def test_time(self):
        line, = self.lines("-", "--time", "0.3", "--optimal", "pushes", stdin=HARD, code=23)
        self.assertEqual((line["verdict"], line["reason"]), ("gave_up", "time"))

    def test_nodes(self):
        line, = self.lines("-", "--nodes-max", "50", "--optimal", "pushes", stdin=HARD, code=24)
        self.assertEqual((line["verdict"], line["reason"]), ("gave_up", "nodes"))

    def test_usage(self):
        for arguments in ([], ["slove"], ["solve"], ["solve", "-", "--tiem", "3"],
                          ["solve", "-", "--time", "soon"], ["puzzles"]):
            out, error = self.kura(*arguments, code=2)
            self.assertEqual(out, "")
            self.assertIn("kura", error)
        _, error = self.kura("solve", "-", "--optimall", "pushes", code=2)
        self.assertIn("did you mean '--optimal'?", error)

    def test_bad_input(self):
        self.kura("solve", "-", stdin="#####\n# $.#\n#####\n", code=33)
        self.kura("solve", "-", stdin="no puzzle here\n", code=33)
        _, error = self.kura("solve", "absent.sok", code=33)
        self.assertIn("absent.sok", error)
        self.kura("solve", "-", "--level", "7", stdin=ONE, code=33)
        self.kura("solve", "-", stdin="", code=33)

    def test_output_that_cannot_be_written(self):
        self.kura("solve", "-", "-o", "no/such/folder/o.sok", stdin=ONE, code=32)
        self.kura("solve", "-", "-o", "/dev/full", stdin=ONE, code=32)


class Results(KuraCase):
    def test_a_line_for_each_puzzle_then_totals(self):
        out, _ = self.kura("solve", "-", stdin=MIXED, code=1)
        lines = out.splitlines()
        self.assertEqual(len(lines), 6, out)
        for line, words in zip(lines[1:], (["one", "solved", "1"], ["corner", "unsolvable"],
                                           ["nobody", "invalid", "-:16", "no_player"],
                                           ["two", "solved", "2"],
                                           ["solved 2 of 4", "1 unsolvable", "1 invalid"])):
            for word in words:
                self.assertIn(word, line)

    def test_one_puzzle_shows_its_solution(self):
        out, _ = self.kura("solve", "-", stdin=TWO)
        self.assertIn("\nRR\n", out)

    def test_json_lines_follow_the_schema(self):
        lines = self.lines("-", stdin=MIXED, code=1)
        self.assertEqual([line["index"] for line in lines], [1, 2, 3, 4])
        self.assertEqual([line["verdict"] for line in lines],
                         ["solved", "unsolvable", "invalid", "solved"])
        for line in lines:
            self.assertEqual(list(line), list(SCHEMA))
            for name, types in SCHEMA.items():
                self.assertIsInstance(line[name], types, name)
                if types is int:
                    self.assertNotIsInstance(line[name], bool, name)
            self.assertEqual(line["schema"], 1)
            self.assertIn(line["reason"], VERDICTS[line["verdict"]])
            self.assertIn(line["optimal"], ("none", "pushes", "moves"))
            for name in ("pushes", "moves", "solution"):
                self.assertEqual(line[name] is None, line["verdict"] != "solved", name)
        self.assertEqual(lines[0]["solution"], "R")
        self.assertEqual(lines[0]["title"], "one")
        self.assertEqual(lines[2]["reason"], "bad_level")

    def test_a_long_search_tells_its_course(self):
        line, = self.lines("-", "--strategy", "bfs", "--time", "0.6", stdin=HARD, code=23)
        course = line["timeline"]
        self.assertEqual(list(course), ["seconds", "expanded"])
        expanded, = course["expanded"]
        self.assertGreater(len(expanded), 2)
        self.assertEqual(len(course["seconds"]), len(expanded))
        self.assertEqual(expanded, sorted(expanded))
        self.assertEqual(expanded[-1], line["expanded"])
        self.assertAlmostEqual(course["seconds"][-1], line["seconds"], delta=0.001)

    def test_a_search_shorter_than_a_step_has_no_course(self):
        line, = self.lines("-", stdin=ONE)
        if line["timeline"] is not None:  # on a machine as slow as that
            self.assertGreaterEqual(line["seconds"], 0.075)
        # Of a level that is none, nothing is searched.
        invalid, = self.lines("-", stdin="#####\n# $.#\n#####\n", code=33)
        self.assertIsNone(invalid["timeline"])

    def test_explain_tells_lanes_tests_plan_and_position(self):
        line, = self.lines("-", "--explain", "--nodes-max", "9", stdin=HARD, code=24)
        self.assertEqual(list(line), [*SCHEMA, "explain"])
        explain = line["explain"]
        for name, types in EXPLAIN.items():
            self.assertIsInstance(explain[name], types, name)
        self.assertEqual(list(explain), list(EXPLAIN))
        self.assertEqual(sum(lane["expanded"] for lane in explain["lanes"]), line["expanded"])
        for lane in explain["lanes"]:
            self.assertEqual(list(lane), list(LANE))
            for name, types in LANE.items():
                self.assertIsInstance(lane[name], types, name)
            self.assertLessEqual(set(lane["dead"]), DEADLOCK_TESTS)
            if lane["best"]:
                drawn = "".join(lane["best"]["rows"])
                self.assertEqual(drawn.count("$") + drawn.count("*"), 20)

    def test_explain_tells_a_plan(self):
        line, = self.lines("-", "--explain", "--strategy", "fess", "--nodes-max", "5", stdin=HARD,
                           code=24)
        fess, = line["explain"]["lanes"]
        self.assertEqual(fess["figures"]["plan_steps"], len(fess["plan"]))
        self.assertEqual({step[-2:] for step in fess["plan"]},
                         {f"{column}{row}" for column in "bcdefghijk" for row in (8, 9)})
        self.assertIn("of 20 packed", fess["best"]["text"])

    def test_explain_for_people(self):
        out, _ = self.kura("solve", "-", "--explain", "--strategy", "greedy", stdin=STUCK, code=12)
        self.assertRegex(out, r"dead by +pairs\n +greedy +1\n")
        out, _ = self.kura("solve", "-", "--explain", "--strategy", "greedy", "--nodes-max", "5",
                           stdin=HARD, code=24)
        for words in ("time: ", "dead by", "greedy best position: at least", "        " + "#" * 20):
            self.assertIn(words, out)
        out, _ = self.kura("solve", "-", stdin=STUCK, code=11)
        self.assertNotIn("dead by", out)

    def test_json_document(self):
        out, _ = self.kura("solve", "-", "--json", stdin=MIXED, code=1)
        document = json.loads(out)
        self.assertEqual(document["schema"], 1)
        self.assertEqual(len(document["puzzles"]), 4)
        totals = document["totals"]
        self.assertEqual((totals["puzzles"], totals["solved"], totals["unsolvable"],
                          totals["invalid"], totals["not_tried"]), (4, 2, 1, 1, 0))
        self.assertEqual((totals["pushes"], totals["moves"]), (3, 3))

    def test_optimality_is_stated_where_proved(self):
        line, = self.lines("-", "--optimal", "pushes", stdin=TWO)
        self.assertEqual(line["optimal"], "pushes")
        line, = self.lines("-", "--optimal", "moves", stdin=TWO)
        self.assertEqual(line["optimal"], "moves")

    def test_solved_at_the_start(self):
        line, = self.lines("-", stdin="#####\n#@* #\n#####\n")
        self.assertEqual((line["verdict"], line["pushes"], line["solution"]), ("solved", 0, ""))

    def test_jobs_decide_the_same(self):
        text = "\n".join([ONE, TWO, UNSOLVABLE] * 5)
        alone = self.lines("-", stdin=text, code=1)
        together = self.lines("-", "--jobs", "4", stdin=text, code=1)
        def key(line):
            return line["index"], line["verdict"], line["pushes"]
        self.assertEqual(sorted(map(key, alone)), sorted(map(key, together)))

    def test_yasc_statistics(self):
        self.kura("solve", "-", "--stats", "yasc", "--stats-dir", "out", stdin=MIXED, code=1)
        rows = self.read("out/times.txt").splitlines()
        self.assertEqual(rows[0].split(),
                         ["Task", "Time", "Plugin", "Result", "Moves", "Pushes", "Level"])
        self.assertEqual(len(rows), 8)
        self.assertIn("0:00:00", rows[2])
        self.assertIn(" OK ", rows[2])
        self.assertIn("Unsolvable", rows[3])
        self.assertIn("2 solved", rows[-1])
        out, _ = self.kura("verify", "out/solutions.sok")
        self.assertIn("2 right, 0 wrong, 0 without solution", out)


class Input(KuraCase):
    def test_run_lengths_pasted(self):
        line, = self.lines("-", stdin="5#|#@$.#|5#\n")
        self.assertEqual(line["solution"], "R")

    def test_files_folders_and_levels(self):
        self.write("sets/a.xsb", ONE + "\n" + TWO)
        self.write("sets/b.txt", TWO)
        self.write("sets/readme.md", "no puzzles")
        found = [(line["set"], line["index"]) for line in self.lines("sets", "sets/a.xsb")]
        self.assertEqual(found, [("a", 1), ("a", 2), ("b", 1), ("a", 1), ("a", 2)])
        found = [line["index"] for line in self.lines("sets/a.xsb:2")]
        self.assertEqual(found, [2])
        text = "\n".join([ONE] * 12)
        found = [line["index"] for line in
                 self.lines("-", "--level", "3,7-9", "--from", "4", "--to", "8", stdin=text)]
        self.assertEqual(found, [7, 8])

    def test_sets_by_name(self):
        self.write("data/kura/sets/microban.sok", ONE + "\n" + TWO)
        for name in ("microban:2", "Microban1:2", "MICROBAN:2-"):
            line, = self.lines(name)
            self.assertEqual((line["set"], line["index"]), ("microban", 2))
        _, error = self.kura("solve", "micorban", code=33)
        self.assertIn("did you mean 'microban'?", error)
        out, _ = self.kura("puzzles", "list")
        self.assertIn("microban", out)

    def test_shipped_sets_need_no_installation(self):
        out, _ = self.kura("puzzles", "list", cwd=ROOT)
        self.assertIn("odd", out)

    def test_a_broken_file_does_not_stop_the_rest(self):
        self.write("empty.sok", "")
        good = self.write("good.sok", ONE)
        out, error = self.kura("solve", "empty.sok", good, code=1)
        self.assertIn("solved 1 of 1", out)
        self.assertIn("empty.sok", error)


class Files(KuraCase):
    def test_output_and_resume(self):
        both = self.write("both.sok", f"; one\n\n{ONE}\n; two\n\n{TWO}")
        self.kura("solve", both, "--level", "1", "-o", "out.sok")
        lines = self.lines(both, "--resume", "out.sok")
        self.assertEqual([line["resumed"] for line in lines], [True, False])
        self.assertEqual([line["solution"] for line in lines], ["R", "RR"])
        out, _ = self.kura("verify", "out.sok")
        self.assertIn("2 right, 0 wrong", out)
        before = self.read("out.sok")
        self.assertTrue(all(line["resumed"] for line in self.lines(both, "--resume", "out.sok")))
        self.assertEqual(self.read("out.sok"), before)

    def test_resume_takes_only_what_is_proved_if_that_is_asked_for(self):
        self.kura("solve", "-", "-o", "any.sok", stdin=TWO)
        line, = self.lines("-", "--resume", "any.sok", "--optimal", "pushes", stdin=TWO)
        self.assertFalse(line["resumed"])
        line, = self.lines("-", "--resume", "any.sok", "--optimal", "pushes", stdin=TWO)
        self.assertTrue(line["resumed"])
        self.assertEqual(line["optimal"], "pushes")

    def test_resume_survives_a_torn_file(self):
        self.kura("solve", "-", "-o", "out.sok", stdin=ONE)
        with open(self.path("out.sok"), "a", encoding="utf-8") as file:
            file.write("\n######\n#@$ .")  # as a full disk leaves it
        self.lines("-", "--resume", "out.sok", stdin=ONE + "\n" + TWO)
        lines = self.lines("-", "--resume", "out.sok", stdin=ONE + "\n" + TWO)
        self.assertEqual([line["resumed"] for line in lines], [True, True])

    def test_wrong_solutions_are_not_believed(self):
        self.write("out.sok", ONE + "Solution\nL\n")
        line, = self.lines("-", "--resume", "out.sok", stdin=ONE)
        self.assertFalse(line["resumed"])

    def test_output_alone_starts_anew(self):
        self.kura("solve", "-", "-o", "out.sok", stdin=ONE)
        self.kura("solve", "-", "-o", "out.sok", stdin=TWO)
        out, _ = self.kura("verify", "out.sok")
        self.assertIn("1 right", out)


class StartUp(KuraCase):
    @unittest.skipIf(SANITIZED, "it takes its time")
    def test_start_is_quick(self):
        # Best of ten, in processor time, for a machine under load; the budget is 20 ms of wall
        # time.
        file = self.write("one.xsb", ONE)
        best = 1e9
        for _ in range(10):
            start = children_seconds()
            self.kura("solve", file)
            best = min(best, children_seconds() - start)
        self.assertLess(best, 0.1)


class OnATerminal(KuraCase):
    def test_status_line_on_a_terminal_only(self):
        file = self.write("hard.xsb", HARD)
        terminal = Terminal(self, "solve", file, "--time", "1", "--optimal", "pushes")
        self.assertEqual(terminal.finish(), 23)
        self.assertIn("states/s", terminal.text.split("gave up")[0])
        self.assertIn("\x1b[K", terminal.text)
        out, error = self.kura("solve", file, "--time", "1", "--optimal", "pushes", code=23)
        self.assertNotIn("\x1b", out)
        self.assertEqual(error, "")

    def test_colour_follows_terminal_variable_and_option(self):
        file = self.write("one.xsb", ONE)
        green = "\x1b[32m"
        def on_terminal(*arguments):
            terminal = Terminal(self, "solve", file, *arguments)
            self.assertEqual(terminal.finish(), 0)
            return green in terminal.text
        self.assertTrue(on_terminal())
        self.assertFalse(on_terminal("--color", "never"))
        self.environment["NO_COLOR"] = "1"
        self.assertFalse(on_terminal())
        out, _ = self.kura("solve", file)
        self.assertNotIn(green, out)
        out, _ = self.kura("solve", file, "--color", "always")
        self.assertIn(green, out)


if __name__ == "__main__":
    unittest.main()
