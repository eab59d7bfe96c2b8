#!/usr/bin/env python3
"""Searches on a cluster of real processes in which something goes wrong half-way; see README.md.
Each has to end, in time, with the verdict and the optimal length that one process finds."""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "e2e"))

import faults  # noqa: E402
import halves  # noqa: E402
from cluster_nodes import Cluster  # noqa: E402
from kura_case import GLANCE, KURA, wait_until  # noqa: E402
from rates import RECOVERY, Rates, Yardstick  # noqa: E402

# Of the large one, a search expands two to four million states, for which four nodes on two cores
# need a third of a minute; the small one, a second, is for the smoke test.
PUZZLES = {
    "large": """\
     ####
 #####  #
## $    ##
#  $  $  #
#  $$   $#
# $  ### #
###  ##. #
  #  ##..#
  # . $.+#
  ##   ..#
   ###  ##
     ####
""",
    "small": """\
#############
#...  ###   #
#...    $ $ #
##..  # $ $ #
 ### ##   $ #
   #  #  $  #
   #  $  $  #
   ####  @  #
      #######
""",
}
NODES = 4
PATIENCE = 180  # seconds for one run, on a machine that others use too
OPTIONS = ["--partitions", "256"]
LOOK = 0.1  # seconds between two looks at a search that goes on


class Run:
    def __init__(self, folder, puzzle, seed, fault=faults.none, yardstick=None):
        self.halves = None
        self.random = random.Random(seed)
        environment = {**os.environ, "XDG_STATE_HOME": os.path.join(folder, "state")}
        for name in ("KURA_CLUSTER", "KURA_KEY_FILE"):
            environment.pop(name, None)
        access = []
        if fault in faults.BETWEEN_HOSTS:
            self.halves = halves.Halves(NODES)
            key = os.path.join(folder, "key")
            subprocess.run([KURA, "key", "new", key], capture_output=True, check=True)
            access = ["--key-file", key]
        self.cluster = Cluster(folder, environment, OPTIONS + access, access,
                               hosts=self.halves.hosts if self.halves else ())
        self.puzzle = os.path.join(folder, "puzzle.xsb")
        with open(self.puzzle, "w", encoding="ascii") as file:
            file.write(puzzle)
        self.client = None
        self.job = None
        self.result = None
        self.rates = Rates(yardstick)
        self.at_end = []

    def start(self):
        self.cluster.start(NODES)
        self.nodes = list(self.cluster.nodes)
        self.nodes_at_end = list(self.nodes)
        # The newest is asked first: it is not the one that everybody joined.
        self.random.shuffle(self.nodes)
        words = self.cluster.words("solve", self.puzzle, "--optimal", "pushes", "--local-first",
                                   "0", "--json", at=self.nodes)
        self.client = subprocess.Popen(words, cwd=self.cluster.folder, text=True,
                                       env=self.cluster.environment, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def name(self, node):
        return "node" + str(self.cluster.nodes.index(node))

    def kill(self, node):
        node.kill()
        self.nodes_at_end.remove(node)
        return f"killed {self.name(node)}"

    def ask(self, *words):
        done = self.cluster.run(*words, "--json")
        return json.loads(done.stdout) if done.returncode == 0 else None

    def status(self):
        """Of the only job there is, or None."""
        if self.job is None:
            jobs = self.ask("jobs")
            if not jobs:
                return None
            self.job = jobs[0]["job"]
        asked = time.monotonic()
        status = self.ask("jobs", "show", self.job)
        if status is not None and status["state"] == "searching":
            self.rates.add(asked, status)
        return status

    def is_recovering(self):
        status = self.status()
        return status is not None and status["state"] == "searching" and status["recovering"] > 0

    def watch(self, seconds):
        """How the search goes on; no longer than it does."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.client.poll() is None:
            self.status()
            time.sleep(LOOK)

    def work(self):
        """States expanded so far; none any more once it is decided."""
        status = self.status()
        if status is None:
            return 0
        if status["state"] not in ("waiting", "searching"):
            return float("inf")
        return sum(node["expanded"] for node in status["nodes"])

    def wait_for_work(self, expanded):
        return wait_until(lambda: (work := self.work()) >= expanded and work, "work", PATIENCE)

    def answer(self):
        """(verdict, optimal, pushes), from the client or, if it is dead, from the job."""
        deadline = time.monotonic() + PATIENCE
        if self.client.poll() is not None and self.client.returncode < 0:
            while time.monotonic() < deadline:
                status = self.status()
                if status and status["state"] not in ("waiting", "searching"):
                    proved = status["state"] == "optimal"
                    return ("solved" if proved else status["state"],
                            "pushes" if proved else "", status["pushes"])
                time.sleep(GLANCE)
            raise AssertionError("the job never ended")
        try:
            out, error = self.client.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired as late:
            raise AssertionError("the client waits for ever") from late
        if not out:
            raise AssertionError("no answer: " + error)
        self.result = json.loads(out)
        return answer_of(self.result)

    def check_nodes(self):
        for node in self.nodes_at_end:
            if not node.is_running():
                raise AssertionError(f"{self.name(node)} died: " + node.said()[-500:])
        self.cluster.wait_for_members(self.nodes_at_end)
        for check in self.at_end:
            check()

    def end(self):
        if self.client and self.client.poll() is None:
            self.client.kill()
            self.client.wait()
        self.cluster.end()
        if self.halves:
            self.halves.end()


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def answer_of(document):
    result = document["puzzles"][0]
    return result["verdict"], result["optimal"], result["pushes"]


def solve_alone(puzzle):
    done = subprocess.run([KURA, "solve", "-", "--optimal", "pushes", "--json"], input=puzzle,
                          capture_output=True, text=True, timeout=PATIENCE, check=False)
    return answer_of(json.loads(done.stdout))


def calm_work(puzzle):
    """How many states a run expands in which nothing goes wrong, and how long it takes."""
    with tempfile.TemporaryDirectory() as folder:
        run = Run(folder, puzzle, 0)
        try:
            run.start()
            start = time.monotonic()
            run.answer()
            nodes = run.result["puzzles"][0]["nodes"]
            return sum(node["expanded"] for node in nodes), time.monotonic() - start
        finally:
            run.end()


class Figures:
    """What a fault cost: the share of states expanded again, and the rate afterwards by before;
    None where the run says nothing about it."""

    def __init__(self, run, fault_ended):
        self.again = None
        self.rate = run.rates.share_after(fault_ended) if fault_ended else None
        self.rate_by_machine = (run.rates.share_after(fault_ended, by_machine=True)
                                if fault_ended else None)
        if run.result:
            nodes = run.result["puzzles"][0]["nodes"]
            expanded = sum(node["expanded"] for node in nodes)
            self.again = sum(node["reexpanded"] for node in nodes) / max(expanded, 1)

    def text(self):
        parts = [f"; {self.again:.2%} expanded again" if self.again is not None else "",
                 f"; rate {self.rate_by_machine:.0%} after {RECOVERY:.0f} s, "
                 f"{self.rate:.0%} on the machine as it was" if self.rate else ""]
        return "".join(parts)


def one_run(fault, puzzle, expected, work, seed, yardstick, keep):
    """Prints its line; returns (all was right, the fault came before the end)."""
    folder = tempfile.mkdtemp(prefix="badday-")
    run = Run(folder, puzzle, seed, faults.ALL[fault], yardstick)
    share = run.random.uniform(0.1, 0.9)
    did, wrong, in_time, fault_ended = "", "", True, None
    start = time.monotonic()
    try:
        run.start()
        start = time.monotonic()
        # A search that was over sooner than expected proves nothing.
        in_time = run.wait_for_work(share * work) < float("inf")
        did = "" if in_time else "too late, "
        did += faults.ALL[fault](run)
        fault_ended = time.monotonic()
        run.watch(2 * RECOVERY)
        answer = run.answer()
        if answer != expected:
            wrong = f"got {answer}, expected {expected}"
        run.check_nodes()
    except (AssertionError, OSError, ValueError, subprocess.TimeoutExpired) as error:
        wrong = wrong or str(error) or repr(error)
    finally:
        run.end()
    seconds = time.monotonic() - start
    figures = Figures(run, fault_ended)
    print(f"{fault:8} seed {seed:<10} at {share:4.0%} {seconds:6.1f} s  "
          f"{'WRONG' if wrong else 'right'}  {did}{figures.text()}{': ' + wrong if wrong else ''}",
          flush=True)
    if wrong or keep:
        print("         logs in " + folder, flush=True)
    else:
        shutil.rmtree(folder)
    return not wrong, in_time, figures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=1, help="runs of each fault")
    parser.add_argument("--only", action="append", choices=list(faults.ALL), help="these faults")
    parser.add_argument("--seed", type=int, help="of the first run; the next ones count on")
    parser.add_argument("--puzzle", default="large", help="large, small or a file [large]")
    parser.add_argument("--keep", action="store_true", help="the logs, also of right runs")
    arguments = parser.parse_args()
    chosen = arguments.only or list(faults.ALL)
    if any(faults.ALL[fault] in faults.BETWEEN_HOSTS for fault in chosen) and not halves.enter():
        print("cut      left out: no network namespaces here", flush=True)
        chosen = [fault for fault in chosen if faults.ALL[fault] not in faults.BETWEEN_HOSTS]
    puzzle = PUZZLES.get(arguments.puzzle) or read(arguments.puzzle)
    first = random.randrange(1 << 30) if arguments.seed is None else arguments.seed
    expected = solve_alone(puzzle)
    work, seconds = calm_work(puzzle)
    print(f"alone: {expected}; a calm run expands {work} states in {seconds:.1f} s", flush=True)
    yardstick = Yardstick()
    results = {}
    for fault in chosen:
        results[fault] = []
        for number in range(arguments.repeat):
            seed = first + number
            results[fault].append(one_run(fault, puzzle, expected, work, seed, yardstick,
                                          arguments.keep))
    for fault, runs in results.items():
        print(f"{fault:8} right in {sum(right for right, _, _ in runs)} of {len(runs)}, the fault "
              f"came in time in {sum(in_time for _, in_time, _ in runs)}" +
              summary([figures for _, _, figures in runs]))
    return 0 if all(right for runs in results.values() for right, _, _ in runs) else 1


def summary(figures):
    again = [one.again for one in figures if one.again is not None]
    rates = [one.rate for one in figures if one.rate is not None]
    by_machine = [one.rate_by_machine for one in figures if one.rate is not None]
    text = f"; expanded again: at most {max(again):.2%}" if again else ""
    if rates:
        text += (f"; rate after {RECOVERY:.0f} s: median {statistics.median(by_machine):.0%}, at "
                 f"least {min(by_machine):.0%}; on the machine as it was "
                 f"{statistics.median(rates):.0%}, {min(rates):.0%}; of {len(rates)}")
    return text


if __name__ == "__main__":
    sys.exit(main())
