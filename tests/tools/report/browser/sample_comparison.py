#!/usr/bin/env python3
"""Makes a comparison to show, the same for the same arguments: kura's JSON, without a search.

  sample_comparison.py [--puzzles N] [--configurations N] [--repetitions N] [--seed N]

Prints it. Boards are made by pulling boxes away from their goals, so each has a true solution; the
times are drawn from a model in which each configuration has a speed and each puzzle a difficulty.
Keys and columns are those of tools/compare/FORMAT.md: real_page_test.py holds them against the
program's.
"""

import argparse
import itertools
import json
import math
import random
import statistics

import sample_boards

LIMIT_SECONDS = 10.0
CORES = 2
PAIRS_MIN = 10  # for a verdict
REPETITIONS_MIN = 5  # for an interval
COLUMNS = ("configuration", "puzzle", "repetition", "order", "verdict", "reason", "seconds",
           "cpu_seconds", "pushes", "moves", "expanded", "generated", "peak_bytes", "verified",
           "search_seconds", "stored", "table_bytes")
NODE_COLUMNS = ("run", "node", "expanded", "generated", "sent", "duplicates", "messages",
                "bytes_sent", "busy_seconds", "idle_seconds")
TICK_SECONDS = 0.25  # between the points of a timeline
# name, solver, strategy, threads, nodes, replicas, speed (1: base), states a second
CONFIGURATIONS = (
    ("fess 1 thread", "kura", "fess", 1, 0, 1, 1.0, 6.2e3),
    ("fess 2 threads", "kura", "fess", 2, 0, 1, 1.62, 10.1e3),
    ("astar 1 thread", "kura", "astar", 1, 0, 1, 0.31, 130e3),
    ("astar 2 threads", "kura", "astar", 2, 0, 1, 0.43, 208e3),
    ("astar 2 nodes", "kura", "astar", 1, 2, 1, 0.46, 195e3),
    ("astar 4 nodes, 3 replicas", "kura", "astar", 1, 4, 3, 0.29, 140e3),
    ("standin", "standin", "", 1, 0, 1, 0.22, None),
    ("fess 1 thread, slowed", "kura", "fess", 1, 0, 1, 0.74, 4.6e3),
)


def configuration(number):
    name, solver, strategy, threads, nodes, replicas, _, _ = CONFIGURATIONS[number]
    slowed = "slowed" in name
    build = {"name": "slowed" if slowed else "this", "path": "/usr/bin/kura", "version": "0.1.0",
             "commit": "3f2a9c1" if slowed else "21f5f42", "compiler": "GNU 12.2.0",
             "flags": "-O3 -march=x86-64-v2",
             "digest": "5a0b6d1e9f3c7742" if slowed else "0d218122a25bb9d1"}
    if solver != "kura":
        build = {"name": solver, "path": "/opt/standin/standin", "version": "", "commit": "",
                 "compiler": "", "flags": "", "digest": "c41d0e87a1b95f36"}
    return {"name": name, "solver": solver, "strategy": strategy, "threads": threads,
            "nodes": nodes, "replicas": replicas, "write": min(2, replicas),
            "oversubscribed": threads * max(1, nodes) > CORES, "imported": False, "host": "",
            "build": build, "command": f"{build['path']} solve {{puzzle}} --threads {threads}"}


def make_run(rng, config, puzzle, difficulty, solution):
    """A row of `runs` without its first four columns."""
    speed, rate = CONFIGURATIONS[config][6:]
    seconds = 0.004 + difficulty / speed * rng.lognormvariate(0, 0.09)
    # Some strategies don't suit some puzzles.
    seconds *= 60 ** ((hash_of(config // 2, puzzle) % 100) / 100 - 0.55) if config > 1 else 1
    solved = seconds < LIMIT_SECONDS
    seconds = round(min(seconds, LIMIT_SECONDS + 0.02), 6)
    expanded = round(seconds * rate * rng.uniform(0.9, 1.1)) if rate else None
    generated = round(expanded * 5.8) if rate else None
    verdict, reason, verified = ("solved", "", True) if solved else ("gave_up", "time", False)
    if solved and config == 6 and puzzle % 61 == 7:
        verdict, reason, verified = "unverified", "its solution does not replay", False
    if config == 5 and puzzle % 97 == 11:
        verdict, reason, verified = "failed", "signal 9", False
    pushes = sum(c.isupper() for c in solution) if verdict == "solved" else None
    moves = len(solution) if verdict == "solved" else None
    peak = round(6.7e6 + (expanded or 2e5) * 24)
    of_kura = (round(seconds - 0.003, 6), expanded * 5, expanded * 120) if rate else (None,) * 3
    return [verdict, reason, seconds, round(seconds * 0.98, 6), pushes, moves, expanded, generated,
            peak, verified, *of_kura]


def hash_of(a, b):
    return (a * 2654435761 + b * 40503 + 12345) >> 3


def interval(values):
    if not values:
        return {"median": None, "low": None, "high": None}
    middle = statistics.median(values)
    if len(values) < REPETITIONS_MIN:
        return {"median": middle, "low": None, "high": None}
    return {"median": middle, "low": middle * 0.985, "high": middle * 1.013}


def geomean(values):
    return math.exp(statistics.fmean(map(math.log, values))) if values else None


class Sample:
    def __init__(self, options):
        self.rng = random.Random(options.seed)
        self.repetitions = options.repetitions
        self.configurations = list(range(options.configurations))
        self.puzzles = [sample_boards.make(self.rng, i) for i in range(options.puzzles)]
        self.difficulties = [0.12 * math.exp(self.rng.gauss(0, 2.4)) for _ in self.puzzles]
        self.rows = []
        self.solutions = {}
        self._run_all()
        self.seconds = [{(row[1], row[2]): row[6] for row in self.rows if row[0] == c and row[13]}
                        for c in self.configurations]
        self.solved = [self.cells(c) for c in self.configurations]

    def _run_all(self):
        order = itertools.count()
        for repetition, (puzzle, (_, _, solution)) in itertools.product(
                range(self.repetitions), enumerate(self.puzzles)):
            forth = repetition % 2 == 0
            for config in self.configurations if forth else reversed(self.configurations):
                variant = sample_boards.vary(self.rng, solution) if config else solution
                run = make_run(self.rng, config, puzzle, self.difficulties[puzzle], variant)
                self.rows.append([config, puzzle, repetition, next(order), *run])
                if run[0] == "solved":
                    self.solutions.setdefault((config, puzzle), variant)

    def cells(self, config):
        """puzzle -> its rows, of the puzzles that every repetition solved"""
        cells = {}
        for row in self.rows:
            if row[0] == config:
                cells.setdefault(row[1], []).append(row)
        return {puzzle: rows for puzzle, rows in cells.items() if all(row[13] for row in rows)}

    def summary(self):
        common = [p for p in range(len(self.puzzles)) if all(p in cells for cells in self.solved)]
        return [self.summary_of(c, self.solved[c], common) for c in self.configurations]

    def summary_of(self, config, cells, common):
        times = {p: statistics.median(r[6] for r in rows) for p, rows in cells.items()}
        mine = [row for row in self.rows if row[0] == config]
        rated = [row for row in mine if row[10] and row[6] > 0.05]
        total = len(self.puzzles)
        scores = [1 - math.log(max(t, 0.01) / 0.01) / math.log(LIMIT_SECONDS / 0.01)
                  for t in times.values()]
        return {
            "configuration": config, "solved": len(cells), "total": total,
            "unverified": sum(row[4] == "unverified" for row in mine),
            "solved_sometimes": len({row[1] for row in mine if row[13]} - set(cells)),
            "par2": (sum(times.values()) + 2 * LIMIT_SECONDS * (total - len(cells))) / total,
            "time_score": sum(scores) / total, "quality_score": 0.97 * len(cells) / total,
            "geomean_seconds": geomean([times[p] for p in common]), "common": len(common),
            "expanded_per_second": interval([r[10] / r[6] for r in rated]),
            "generated_per_second": interval([r[11] / r[6] for r in rated]),
            "peak_bytes": max(row[12] for row in mine),
            "bytes_per_state": 24.2 if CONFIGURATIONS[config][7] else None,
        }

    def differences(self, a, b):
        """Logarithms of seconds of b by a, a list a puzzle, of repetitions that both solved."""
        first, second = self.seconds[a], self.seconds[b]
        lists = {}
        for key in sorted(first.keys() & second.keys()):
            lists.setdefault(key[0], []).append(math.log(second[key] / first[key]))
        return list(lists.values())

    def pair(self, a, b):
        """As tools/compare/pairs.hpp counts; ratio, interval and p are rough."""
        lists = self.differences(a, b)
        runs = list(itertools.chain(*lists))
        of_puzzles = len(lists) >= PAIRS_MIN or len(runs) < PAIRS_MIN
        used = [statistics.fmean(values) for values in lists] if of_puzzles else runs
        shift = statistics.median(used) if used else None
        low = high = p = None
        verdict = "too few"
        if len(used) >= PAIRS_MIN:
            spread = 1.9 * statistics.stdev(used) / math.sqrt(len(used))
            clear = abs(shift) > spread
            p = 0.0004 if clear else 0.31
            verdict = "no evidence" if not clear else "faster" if shift < 0 else "slower"
            if self.repetitions >= REPETITIONS_MIN:
                low, high = math.exp(shift - spread), math.exp(shift + spread)
        first, second = set(self.solved[a]), set(self.solved[b])
        return {"a": a, "b": b, "verdict": verdict, "ratio": math.exp(shift) if used else None,
                "low": low, "high": high, "p": p, "pairs": len(used),
                "unit": "puzzle" if of_puzzles else "run",
                "only_a": sorted(first - second), "only_b": sorted(second - first)}

    def problems(self):
        texts = {"unverified": "unverified: its solution does not replay",
                 "failed": "crashed: signal 9"}
        return [{"run": i, "text": texts[row[4]]}
                for i, row in enumerate(self.rows) if row[4] in texts]

    def nodes(self):
        rows = []
        for i, row in enumerate(self.rows):
            count = CONFIGURATIONS[row[0]][4]
            if not count or not row[10] or row[2]:
                continue
            weights = [self.rng.uniform(0.85, 1.2) for _ in range(count)]
            for node, weight in enumerate(weights):
                share = round(row[10] * weight / sum(weights))
                busy = row[6] * self.rng.uniform(0.7, 0.95)
                rows.append([i, node, share, share * 6, share * 4, share * 2, share // 40 + 6,
                             share * 110, round(busy, 4), round(row[6] - busy, 4)])
        return rows

    def timelines(self):
        """Of each configuration's longest run, a line a node, or one without a cluster."""
        lines = []
        for config in self.configurations:
            run, row = max(((i, row) for i, row in enumerate(self.rows) if row[0] == config),
                           key=lambda entry: entry[1][6])
            if row[10] is None:
                continue
            count = max(1, CONFIGURATIONS[config][4])
            seconds = [k * TICK_SECONDS for k in range(1, int(row[6] / TICK_SECONDS))]
            rate = row[10] / row[6] / count
            lines += ({"run": run, "node": node, "seconds": seconds, "states_per_second": [
                round(rate * (1 - math.exp(-2 * s)) * self.rng.uniform(0.88, 1.1))
                for s in seconds]} for node in range(count))
        return lines

    def scaling(self):
        rows = []
        for config, base in ((0, 0), (1, 0), (2, 2), (3, 2), (4, 4), (5, 4)):
            if config not in self.configurations:
                continue
            threads, nodes = CONFIGURATIONS[config][3:5]
            hands = nodes / CONFIGURATIONS[base][4] if nodes else threads
            speedup = CONFIGURATIONS[config][6] / CONFIGURATIONS[base][6]
            rows.append({
                "configuration": config, "base": base, "puzzles": 46, "speedup": speedup,
                "efficiency": speedup / hands, "search_overhead": 0.03 * (hands - 1),
                "communication_overhead": 0.74 if nodes else None,
                "load_balance": 1.09 if nodes else None, "idle_share": 0.11 if nodes else None,
                "messages_per_state": 0.021 if nodes else None,
                "bytes_per_state": 131.0 if nodes else None})
        return rows

    def shares(self):
        nodes = {config: CONFIGURATIONS[config][4] for config in self.configurations}
        return [{"configuration": config,
                 "shares": {"search": round(1 - 0.06 * count, 4), "idle": round(0.06 * count, 4)}}
                for config, count in nodes.items() if count]

    def comparison(self):
        return {
            "format": "kura comparison 1", "id": "20261126T010203Z-1a2b", "name": "nightly sample",
            "started": "2026-11-26T01:02:03Z", "finished": "2026-11-26T01:41:40Z",
            "command": ["kura", "compare", "--sets", "sample", "--strategies", "fess,astar",
                        "--note", "</script><b>&amp;"],
            "machine": {"cpu": "AMD EPYC 7B13", "cores": CORES, "memory_bytes": 25769803776,
                        "kernel": "6.1.0-13-amd64", "os": "Debian GNU/Linux 12"},
            "limits": {"seconds": LIMIT_SECONDS, "memory_bytes": 2000000000},
            "repetitions": self.repetitions, "seed": 1,
            "objective": "", "local_first_seconds": 0.0,
            "sets": [{"name": "sample", "digest": "9c1f0a7be2d43356",
                      "puzzles": len(self.puzzles)}],
            "puzzles": [{"set": 0, "index": i + 1, "title": title, "board": board}
                        for i, (title, board, _) in enumerate(self.puzzles)],
            "configurations": [configuration(c) for c in self.configurations],
            "adapters": [{"name": "standin", "text": "command = standin {puzzle_file}\n"}],
            "hosts": {"names": [], "command": "", "program": "", "key_file": ""},
            "runs": {"columns": COLUMNS, "rows": self.rows},
            "solutions": [{"configuration": c, "puzzle": p, "lurd": lurd}
                          for (c, p), lurd in sorted(self.solutions.items())],
            "nodes": {"columns": NODE_COLUMNS, "rows": self.nodes()},
            "timelines": self.timelines(),
            "summary": self.summary(), "time_shares": self.shares(),
            "scaling": self.scaling(),
            "pairs": [self.pair(a, b) for a, b in itertools.combinations(self.configurations, 2)],
            "problems": self.problems(),
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--puzzles", type=int, default=60)
    parser.add_argument("--configurations", type=int, default=8, choices=range(1, 9))
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    print(json.dumps(Sample(parser.parse_args()).comparison(), separators=(",", ":")))


if __name__ == "__main__":
    main()
