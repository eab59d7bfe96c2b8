"""kura bench: one command prints the whole table, or the budgets alone. No timing is judged here,
only that every row has a figure, or says why not."""

import json
import unittest

from kura_case import HARD, KuraCase

BUDGETS = ["table", "memory", "expansions", "fess", "threads", "cluster", "store", "startup"]
# Without bounds: how fast the parts are. Each row is measured often enough for an interval.
PARTS = ["hash", "parts", "deadlocks", "searches", "wire", "net"]


class BenchTest(KuraCase):
    def bench(self, *options):
        out, _ = self.kura("bench", "--quick", "--json", *options)
        return json.loads(out)["rows"]

    def install(self, *names):
        for name in names:
            self.write(f"data/kura/sets/{name}.sok", HARD)

    def test_every_row_has_a_figure(self):
        # Goal: the command works from start to end, no row is lost, and the parts' figures come
        # with what they are worth. Method: a stand-in for the classic sets, so that nothing depends
        # on what is installed.
        self.install("xsokoban", "microban")
        rows = self.bench()
        self.assertCountEqual(dict.fromkeys(row["group"] for row in rows), BUDGETS + PARTS)
        names = [row["name"] for row in rows]
        self.assertEqual(len(set(names)), len(names))
        for name in ("hash_tbb_lookups", "keys_encoded", "bounds_child", "checks_pi_corrals",
                     "searches_starter", "wire_decoded_bytes", "net_encrypted_p99"):
            self.assertIn(name, names)
        for row in rows:
            self.assertIsInstance(row["measured"], float, row)
            self.assertGreater(row["measured"], 0, row)
            bounded = row["at_least"] is not None or row["at_most"] is not None
            self.assertEqual(row["reached"] is not None, bounded, row)
            if row["group"] in PARTS:
                self.check_interval(row)
        self.assertEqual({row["group"] for row in rows if row["reached"] is not None}, set(BUDGETS))

    def check_interval(self, row):
        self.assertGreaterEqual(row["repetitions"], 5, row)
        low, high = row["interval"]
        self.assertLessEqual(low, row["measured"], row)
        self.assertGreaterEqual(high, row["measured"], row)

    def test_budgets_alone(self):
        # Goal: the budget table holds the rows with bounds and no others, and says of each whether
        # it is reached. Method: a group with both kinds, one without bounds; the table for people.
        self.assertEqual([row["name"] for row in self.bench("--budgets", "--only", "table")],
                         ["table_lookups"])
        self.assertEqual(self.bench("--budgets", "--only", "hash"), [])
        out, _ = self.kura("bench", "--quick", "--budgets", "--only", "table")
        self.assertRegex(out, r"visited table: .*>= 0.67x.*x  +(not )?reached")

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
        self.assertIn("deadlocks", error)


if __name__ == "__main__":
    unittest.main()
