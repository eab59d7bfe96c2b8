"""kura compare: runs in turn, judged; an archive that survives being killed; other solvers by
adapter; gates; nodes of clusters, here and through a command for hosts."""

import csv
import io
import json
import os
import signal
import sqlite3
import subprocess
import unittest

from kura_case import KURA, ONE, TWO, KuraCase, wait_until

# Stands in for another solver: knows these two boards, is wrong about the second if asked to be.
STAND_IN = """import sys
board = open(sys.argv[1]).read().split("Title")[0]
print("nodes 17")
right = {"#####\\n#@$.#\\n#####\\n": "R", "######\\n#@$ .#\\n######\\n": "RR"}
answer = right.get(board, "")
print("answer:", answer if "--wrong" not in sys.argv else "L")
"""


class CompareTest(KuraCase):
    def setUp(self):
        super().setUp()
        self.puzzles = self.write("two.sok", ONE + "\n" + TWO)

    def compare(self, *arguments, code=0):
        out, _ = self.kura("compare", *arguments, code=code)
        return out

    def document(self, *arguments, code=0):
        return json.loads(self.compare("--json", *arguments, code=code))

    @staticmethod
    def runs(document):
        return [dict(zip(document["runs"]["columns"], row)) for row in document["runs"]["rows"]]

    def adapter(self, name, extra="", called=None):
        script = self.write("stand_in.py", STAND_IN)
        return self.write(name + ".adapter", f"name = {called or name}\n"
                          f"command = python3 -S {script} {{puzzle_file}} {extra}\n"
                          "solution = ^answer: ([lurdLURD]+)$\n"
                          "expanded = ^nodes (\\d+)$\n")

    def test_configurations_run_in_turn_and_are_judged(self):
        # Goal: every cell is run, verified and kept. Method: two strategies, two repetitions.
        document = self.document(self.puzzles, "--strategies", "auto,astar", "--repetitions", "2",
                                 "--name", "first")
        runs = self.runs(document)
        self.assertEqual([run["configuration"] for run in runs], [0, 1, 1, 0, 1, 0, 0, 1])
        self.assertTrue(all(run["verdict"] == "solved" and run["verified"] for run in runs))
        self.assertTrue(all(run["seconds"] > 0 and run["peak_bytes"] for run in runs))
        self.assertEqual([entry["solved"] for entry in document["summary"]], [2, 2])
        self.assertEqual(document["pairs"][0]["verdict"], "too few")
        self.assertEqual(document["problems"], [])
        self.assertEqual(document["configurations"][0]["build"]["compiler"].split()[0], "GNU")
        self.assertEqual({entry["lurd"] for entry in document["solutions"]}, {"R", "RR"})
        text = self.compare("--show=first")
        self.assertIn("astar, 1 thread", text)
        self.assertIn("| configuration ", self.compare("--show", "--md"))
        rows = list(csv.DictReader(io.StringIO(self.compare("--show", "--csv"))))
        self.assertEqual(len(rows), 8)
        self.assertEqual(self.document("--show")["runs"], document["runs"])
        self.compare("--show", "--html", self.path("page.html"))
        self.assertIn("<!doctype html>", self.read("page.html").lower())
        self.assertIn("first", self.compare("--history"))
        database = sqlite3.connect(self.path("data/kura/comparisons.sqlite"))
        self.assertEqual(database.execute("SELECT count(*) FROM runs WHERE verified").fetchone(),
                         (8,))
        database.close()

    def test_another_solver_by_adapter(self):
        # Goal: a stand-in is run beside kura; a wrong one is unsolved and listed first.
        document = self.document(self.puzzles, "--solver", self.adapter("right"), "--solver",
                                 self.adapter("wrong", "--wrong"))
        self.assertEqual([entry["name"] for entry in document["configurations"]],
                         ["auto, 1 thread", "right", "wrong"])
        self.assertEqual([entry["solved"] for entry in document["summary"]], [2, 2, 0])
        self.assertEqual(document["summary"][2]["unverified"], 2)
        self.assertEqual(len(document["problems"]), 2)
        self.assertEqual({run["expanded"] for run in self.runs(document)
                          if run["configuration"] == 1}, {17})
        text = self.compare("--show")
        self.assertLess(text.index("Problems"), text.index("Configurations"))

    def test_killed_in_mid_run_it_goes_on(self):
        # Goal: at most the run in progress is lost. Method: a solver that waits for ever on its
        # second puzzle until a file appears; killed there, those of the first are in the archive.
        marker = self.path("go")
        script = self.write("slow.py", STAND_IN + (
            f"import os, time\nwhile 'RR' == answer and not os.path.exists({marker!r}):\n"
            f"    open({self.path('waits')!r}, 'w').close(); time.sleep(0.01)\n"))
        adapter = self.write("slow.adapter", f"command = python3 -S {script} {{puzzle_file}}\n"
                                             "solution = ^answer: ([lurdLURD]+)$\n")
        arguments = ["compare", self.puzzles, "--solver", adapter, "--time", "60", "--json"]
        process = self.start(*arguments, stdout=subprocess.PIPE)
        wait_until(lambda: os.path.exists(self.path("waits")), "the second puzzle")
        process.send_signal(signal.SIGKILL)
        process.wait()
        before = self.runs(self.document("--show"))
        self.assertEqual([(run["configuration"], run["puzzle"]) for run in before],
                         [(0, 0), (1, 0)])
        self.write("go", "")
        after = self.document("--resume")
        self.assertIsNotNone(after["finished"])
        self.assertEqual(self.runs(after)[:len(before)], before)
        self.assertEqual(len(after["runs"]["rows"]), 4)
        self.kura("compare", "--resume", code=33)  # nothing is unfinished now

    def test_gates(self):
        # Goal: exit codes for CI. Method: conditions that hold and that don't, hostile ones.
        self.compare(self.puzzles, "--name", "base")
        out = self.compare(self.puzzles, "--baseline", "base", "--fail-if", "solved < 1")
        self.assertIn("another time", out)
        out = self.compare(self.puzzles, "--baseline", "last", "--fail-if", "now.solved == 2",
                           code=1)
        self.assertIn("FAILS", out)
        self.kura("compare", self.puzzles, "--fail-if", "solved <", code=2)
        self.kura("compare", self.puzzles, "--baseline", "base", code=2)  # it would say nothing
        self.kura("compare", self.puzzles, "--optimal", "pushes", "--baseline", "base",
                  "--fail-if", "solved < 1", code=33)
        self.kura("compare", self.puzzles, "--baseline", "nothing", "--fail-if", "solved < 1",
                  code=33)
        self.compare(self.puzzles, "--build", f"one={KURA}", "--build", f"two={KURA}",
                     "--fail-if", "now.unverified > 0 or seconds > 1000")

    def test_nodes_here_and_through_a_command(self):
        # Goal: real nodes, their figures, and hosts by a command template. Method: two nodes as
        # children; the same through a shell that stands in for ssh.
        for options in ([], ["--hosts", "127.0.0.1", "--host-command",
                             "env STAND_IN={host} sh -c {command}", "--host-program", KURA]):
            document = self.document(self.puzzles, "--nodes", "2", "--optimal", "pushes",
                                     "--threads", "1", *options)
            self.assertEqual([run["verdict"] for run in self.runs(document)], ["solved"] * 2)
            self.assertEqual(len(document["nodes"]["rows"]), 4)
            self.assertEqual(len(document["scaling"]), 1)
        self.assertEqual(document["configurations"][0]["host"], "127.0.0.1")

    def test_imports(self):
        # Goal: results of other programs. Method: kura's own YASC files; hyperfine's JSON.
        self.kura("solve", self.puzzles, "--stats", "yasc", "--stats-dir", self.path("stats"))
        document = self.document(self.puzzles, "--import", self.path("stats/times.txt"))
        self.assertEqual([entry["solved"] for entry in document["summary"]], [2, 2])
        self.assertEqual(document["pairs"], [])
        file = self.write("h.json", '{"results":[{"command":"a","times":[1.0,2.0]}]}')
        document = self.document("--import", file)
        self.assertEqual(len(document["runs"]["rows"]), 2)
        self.kura("compare", "--import", self.write("n.json", "{}"), code=33)

    def test_what_is_wrong_is_told(self):
        self.kura("compare", code=33)
        self.kura("compare", self.puzzles, "--strategies", "magic", code=2)
        self.kura("compare", self.puzzles, "--solver", self.path("nothing"), code=33)
        # Their configurations would have other names: "twin" and "twin, 1 thread".
        self.kura("compare", self.puzzles, "--solver", self.adapter("one", called="twin"),
                  "--solver", self.adapter("two", "--threads={threads}", called="twin"), code=33)
        self.kura("compare", self.puzzles, "--build", "a=/bin/true", code=33)
        self.kura("compare", self.puzzles, "--build", "nonsense", code=33)
        self.kura("compare", self.puzzles, "--hosts", "a", "--host-command", "ssh {hots}", code=33)
        self.kura("compare", "--show=nothing", code=33)


if __name__ == "__main__":
    unittest.main()
