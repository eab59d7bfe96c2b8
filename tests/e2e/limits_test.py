"""Goal: the limits on time and memory are kept, by what a user sees from outside: the wall clock
and what the kernel says the process held, not what the program says of itself.
Method: a search that would go on for ever, and the boards that take longest to prepare. A loaded
machine may be late: ctest runs nothing beside this file, the program goes before all others where
that is allowed, and the best of a few counts."""

import json
import os
import random
import resource
import subprocess
import tempfile
import time
import unittest

from kura_case import HARD, KURA, ONE, SANITIZED, KuraCase

# A sanitized program takes up to thirty times as long from one look at the clock to the next.
LATE_SECONDS = 10 if SANITIZED else 0.2
TRIES = 8
# Above what is asked for: batches on their way grow between two looks at the process.
OVER_BYTES = 6 << 20
SIDE = 64
BOXES = 300


def largest(wall_share):
    """As large as the limits allow, with pillars strewn over it: nothing takes longer to prepare.
    Pillars stand on even squares, boxes and goals on odd ones, so that none is stuck."""
    strewn = random.Random(1)
    rows = [["#"] * SIDE for _ in range(SIDE)]
    for y in range(1, SIDE - 1):
        for x in range(1, SIDE - 1):
            pillar = y % 2 == x % 2 == 0 and strewn.random() < wall_share
            rows[y][x] = "#" if pillar else " "
    places = [(y, x) for y in range(3, SIDE - 3, 2) for x in range(3, SIDE - 3, 2)]
    strewn.shuffle(places)
    for square, (y, x) in zip("$." * BOXES, places):
        rows[y][x] = square
    rows[1][1] = "@"
    return "\n".join(map("".join, rows)) + "\n"


class Measured:
    """One run of kura solve: its lines, exit code, wall seconds and most memory held."""

    def __init__(self, case, *arguments, text, address_space=0):
        def limit():
            if address_space:
                resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))

        with tempfile.TemporaryFile() as out:
            start = time.monotonic()
            process = subprocess.Popen([KURA, "solve", "-", "--jsonl", *arguments],
                                       stdin=subprocess.PIPE, stdout=out, cwd=case.folder,
                                       env=case.environment, preexec_fn=limit)
            process.stdin.write(text.encode())
            process.stdin.close()
            _, status, usage = os.wait4(process.pid, 0)
            self.seconds = time.monotonic() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            self.lines = [json.loads(line) for line in out]
        self.code = process.returncode
        self.bytes = usage.ru_maxrss * 1024


class TimeLimit(KuraCase):
    def setUp(self):
        """This process and those it starts go before all ordinary ones, if the user may do that."""
        super().setUp()
        try:
            os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
        except OSError:
            return
        self.addCleanup(os.sched_setscheduler, 0, os.SCHED_OTHER, os.sched_param(0))

    def check(self, seconds, text, *arguments, puzzles=1):
        late = []
        for _ in range(TRIES):
            run = Measured(self, "--time", str(seconds), "--threads", str(puzzles), *arguments,
                           text=text)
            self.assertEqual(len(run.lines), puzzles)
            for line in run.lines:
                self.assertEqual((line["verdict"], line["reason"]), ("gave_up", "time"))
            self.assertGreaterEqual(run.seconds, seconds)
            late.append(run.seconds - seconds)
            if late[-1] < LATE_SECONDS:
                return
        self.fail(f"always late: {late} seconds")

    def test_searching(self):
        for objective in ("pushes", "moves"):
            self.check(0.5, HARD, "--optimal", objective)

    def test_preparing_the_largest_boards(self):
        for pillars in (0, 0.4, 1):
            text = largest(pillars)
            self.check(0.01, text)
            self.check(0.3, text, "--optimal", "pushes")

    def test_two_puzzles_at_once(self):
        # Each has the whole time for itself.
        text = HARD + "\n" + largest(0.4)
        self.check(0.5, text, "--optimal", "pushes", "--jobs", "2", puzzles=2)


class MemoryLimit(KuraCase):
    def check(self, text, *arguments, megabytes=40, code=22):
        run = Measured(self, "--memory", f"{megabytes}M", "--time", "0", *arguments,
                       text=text)
        self.assertEqual(run.code, code)
        if not SANITIZED:  # those hold several times as much
            self.assertLessEqual(run.bytes, (megabytes << 20) + OVER_BYTES)
            self.assertGreaterEqual(run.bytes, (megabytes << 20) * 0.7)  # and it is made use of
        for line in run.lines:
            self.assertLessEqual(line["peak_bytes"], megabytes << 20)
        return [line["reason"] or line["verdict"] for line in run.lines]

    def test_the_whole_process_stays_below(self):
        for threads in ("1", "2", "4"):
            found = self.check(HARD, "--optimal", "pushes", "--threads", threads)
            self.assertEqual(found, ["memory"])

    def test_the_largest_boards_stay_below(self):
        for arguments in (["--threads", "2"], ["--optimal", "pushes", "--threads", "2"]):
            self.assertEqual(self.check(largest(0.4), *arguments), ["memory"])

    @unittest.skipIf(SANITIZED, "the program alone takes more than that")
    def test_jobs_share_it_and_the_next_puzzle_has_it_again(self):
        text = "\n".join([HARD, HARD, ONE, HARD])
        found = self.check(text, "--optimal", "pushes", "--jobs", "2", code=1)
        self.assertEqual(sorted(found), ["memory", "memory", "memory", "solved"])

    def test_less_than_the_program_itself(self):
        for size in ("1", "1k", "64k", "1M", "4M"):
            line, = self.lines("-", "--memory", size, "--optimal", "pushes", stdin=HARD, code=22)
            self.assertEqual((line["verdict"], line["reason"]), ("gave_up", "memory"), size)

    @unittest.skipIf(SANITIZED, "sanitizers need the address space for themselves")
    def test_a_limit_of_the_system_is_a_verdict_too(self):
        # ulimit -v 150000: the default of --memory goes by it.
        run = Measured(self, "--time", "0", "--optimal", "pushes", "--threads", "2",
                       text=HARD, address_space=150000 << 10)
        self.assertEqual([line["reason"] for line in run.lines], ["memory"])
        self.assertEqual(run.code, 22)


if __name__ == "__main__":
    unittest.main()
