"""kura bench: one command prints the whole table. No timing is judged here, only that every row
has a figure, or says why not."""

import json
import unittest

from kura_case import HARD, KuraCase

GROUPS = ["table", "memory", "expansions", "fess", "threads", "cluster", "store", "startup"]


class BenchTest(KuraCase):
    def bench(self, *options):
        out, _ = self.kura("bench", "--quick", "--json", *options)
        return json.loads(out)["rows"]

    def install(self, *names):
        for name in names:
            self.write(f"data/kura/sets/{name}.sok", HARD)

    def test_every_row_has_a_figure(self):
        # Goal: the command works from start to end, and no row is lost. Method: a stand-in for the
        # classic sets, so that nothing depends on what is installed.
        self.install("xsokoban", "microban")
        rows = self.bench()
        self.assertEqual(list(dict.fromkeys(row["group"] for row in rows)), GROUPS)
        self.assertEqual(len({row["name"] for row in rows}), len(rows))
        for row in rows:
            self.assertIsInstance(row["measured"], float, row)
            self.assertGreater(row["measured"], 0, row)
            bounded = row["at_least"] is not None or row["at_most"] is not None
            self.assertEqual(row["reached"] is not None, bounded, row)
        self.assertEqual({row["group"] for row in rows if row["reached"] is not None}, set(GROUPS))

    def test_a_row_that_cannot_be_measured_says_why(self):
        # Goal: without the classic sets their rows are empty, not wrong. Method: an empty folder of
        # sets; also as the table for people.
        rows = self.bench("--only", "memory")
        self.assertEqual({row["group"] for row in rows}, {"memory"})
        for row in rows:
            self.assertIsNone(row["measured"])
            self.assertIsNone(row["reached"])
            self.assertIn("kura puzzles install", row["note"])
        out, _ = self.kura("bench", "--quick", "--only", "memory")
        self.assertIn("kura puzzles install", out)

    def test_an_unknown_group_is_a_usage_error(self):
        # Goal: a typing error is told, and nothing is measured. Method: exit code and message.
        _, error = self.kura("bench", "--only", "tabel", code=2)
        self.assertIn("table", error)


if __name__ == "__main__":
    unittest.main()
