#!/usr/bin/env python3
"""The page that `kura compare` writes, and its JSON.

Goal: the report shows what the program gives it, and the sample that the other tests look at has
the program's keys and columns, no more and no fewer. Method: one small comparison with all there is
in it: strategies, a cluster, repetitions, and a stand-in whose solutions are wrong; and one of a
search that is too long for its limit, as quick ones have no timeline.
"""

import json
import os
import subprocess
import sys

import page_case

sys.path.insert(0, str(page_case.ROOT / "tests/e2e"))

import kura_case  # noqa: E402  (found through the path set above)

KURA = os.environ.get("KURA", "")
STARTER = page_case.ROOT / "puzzles/sets/starter.sok"
PATIENCE_SECONDS = 200
ADAPTER = "command = echo answer: L\nsolution = ^answer: ([lurdLURD]+)$\n"


def paths(value, at=""):
    """Every key that a document holds, with those above it; of tables the columns, in order."""
    if isinstance(value, list):
        return set().union(*(paths(entry, at + "[]") for entry in value))
    if not isinstance(value, dict):
        return set()
    if "columns" in value:
        return {f"{at}: {', '.join(value['columns'])}"}
    return set().union(*({f"{at}.{key}"} | paths(inner, f"{at}.{key}")
                         for key, inner in value.items()))


class RealPageTest(page_case.PageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.path = cls.folder / "real.html"
        adapter = cls.folder / "wrong.adapter"
        adapter.write_text(ADAPTER, encoding="utf-8")
        cls.data = cls.compare(STARTER, "--level", "1-3", "--strategies", "auto,astar",
                               "--nodes", "0,2", "--solver", adapter, "--repetitions", "2",
                               "--time", "60", "--html", cls.path)
        cls.shared = cls.open_class_page(cls.path)

    @classmethod
    def compare(cls, *arguments):
        done = subprocess.run(
            [KURA, "compare", *arguments, "--optimal", "pushes", "--json", "--archive",
             cls.folder / "archive"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_SECONDS,
            env={**os.environ, "HOME": str(cls.folder), "XDG_DATA_HOME": str(cls.folder)})
        if done.returncode:
            raise AssertionError(f"kura compare: {done.returncode}, {done.stdout + done.stderr}")
        return json.loads(done.stdout)

    def test_is_complete(self):
        page = self.shared
        self.assert_complete(page)
        self.assert_plain_words(page)
        self.assertEqual(json.loads(page.evaluate("JSON.stringify(kuraComparison)")), self.data)
        for section in ("problems", "summary", "scaling", "pairs", "inside", "puzzles"):
            self.assertTrue(page.evaluate(f"document.getElementById('{section}') !== null"),
                            section)
        self.picture(page, "real", whole=True)

    def test_is_complete_when_made_of_the_json(self):
        self.assert_complete(self.open_data(self.data))

    def test_shows_what_was_solved_and_what_was_wrong(self):
        cells = self.shared.evaluate("[...document.querySelectorAll('#summary tbody tr')]"
                                     ".map((r) => r.cells[1].textContent)")
        self.assertEqual(cells, ["3 / 3", "3 / 3", "3 / 3", "0 / 3"])
        self.assertEqual(self.shared.evaluate("document.querySelector('#problems h2').textContent"),
                         "6 runs went wrong")

    def test_the_sample_has_the_keys_and_columns_of_the_program(self):
        wanted = {path for path in paths(json.loads(page_case.sample()))
                  if not path.startswith(".timelines[]")}
        self.assertEqual(wanted, {path for path in paths(self.data)
                                  if not path.startswith(".timelines[]")})
        self.assertEqual(page_case.minimal().keys(), self.data.keys())

    def test_a_long_search_has_a_timeline(self):
        board = self.folder / "hard.xsb"
        board.write_text(kura_case.HARD, encoding="utf-8")
        seconds = "20" if kura_case.SANITIZED else "2"
        data = self.compare(board, "--strategies", "astar", "--nodes", "0,2", "--time", seconds)
        sample = json.loads(page_case.sample())
        self.assertEqual(paths(sample["timelines"]), paths(data["timelines"]))
        self.assertEqual([(line["run"], line["node"]) for line in data["timelines"]],
                         [(0, 0), (1, 0), (1, 1)])
        page = self.open_data(data)
        self.assert_complete(page)
        self.assertEqual(
            page.evaluate("[...document.querySelectorAll('#inside figure:last-child .legend li')]"
                          ".map((l) => l.textContent)"), ["node 0", "node 1"])
        self.picture(page, "real-timeline", whole=True)


if __name__ == "__main__":
    if not KURA:
        sys.exit("KURA must name the program")
    page_case.main()
