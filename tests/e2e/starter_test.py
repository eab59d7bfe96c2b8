"""Goal: the starter set is what it promises, and kura generate makes puzzles like it.
Method: the real program on the shipped file; every solution, stored or new, is replayed by
kura verify; boards are compared here by all their eight symmetric forms."""

import os
import re
import unittest

from kura_case import ROOT, KuraCase

STARTER = os.path.join(ROOT, "puzzles/sets/starter.sok")
PUZZLES = 24
SIDE_MAX = 14
BOXES_MAX = 10
GENERATE = ("generate", "--size", "9x10", "--boxes", "4", "--count", "3")


def boards(text):
    """The boards of a .sok file, as tuples of rows."""
    blocks = re.findall(r"(?:^[ ]*#[#@+$*. ]*\n)+", text, re.MULTILINE)
    return [tuple(block.splitlines()) for block in blocks]


def forms(board):
    """All eight symmetric forms of a board."""
    width = max(map(len, board))
    form = tuple(row.ljust(width) for row in board)
    for _ in range(4):
        form = tuple("".join(column) for column in zip(*form[::-1]))
        yield form
        yield form[::-1]


class Starter(KuraCase):
    def setUp(self):
        super().setUp()
        with open(STARTER, encoding="utf-8") as file:
            self.text = file.read()

    def test_every_stored_solution_is_right(self):
        out, _ = self.kura("verify", STARTER)
        self.assertIn(f"{PUZZLES} right, 0 wrong", out)

    def test_every_puzzle_is_solved_and_replays(self):
        lines = self.lines(STARTER, "--time", "60", "--threads", "2", "-o", "out.sok")
        self.assertEqual([line["index"] for line in lines], list(range(1, PUZZLES + 1)))
        for line in lines:
            self.assertEqual(line["verdict"], "solved", line)
        out, _ = self.kura("verify", "out.sok")
        self.assertIn(" 0 wrong", out)

    def test_small_and_titled_and_signed(self):
        titles = re.findall(r"^Title: (.+)$", self.text, re.MULTILINE)
        self.assertEqual(len(set(titles)), PUZZLES)
        self.assertEqual(len(re.findall(r"^Author: Kura$", self.text, re.MULTILINE)), PUZZLES)
        self.assertEqual(len(boards(self.text)), PUZZLES)
        for board in boards(self.text):
            self.assertLessEqual(max(len(board), *map(len, board)), SIDE_MAX, board)
            boxes = sum(row.count("$") + row.count("*") for row in board)
            self.assertIn(boxes, range(1, BOXES_MAX + 1), board)

    def test_no_two_are_equal_up_to_symmetry(self):
        seen = set()
        for board in boards(self.text):
            self.assertTrue(seen.isdisjoint(forms(board)), board)
            seen.update(forms(board))


class Generate(KuraCase):
    def test_same_seed_same_puzzles(self):
        first, _ = self.kura(*GENERATE, "--seed", "7")
        again, _ = self.kura(*GENERATE, "--seed", "7")
        other, _ = self.kura(*GENERATE, "--seed", "8")
        self.assertEqual(first, again)
        self.assertEqual(len(boards(first)), 3)
        self.assertEqual(len({*boards(first), *boards(other)}), 6)

    def test_what_is_made_solves_and_its_solution_replays(self):
        self.kura(*GENERATE, "--seed", "7", "-o", "new.sok")
        out, _ = self.kura("verify", "new.sok")
        self.assertIn("3 right, 0 wrong", out)
        for line in self.lines("new.sok", "--time", "60"):
            self.assertEqual(line["verdict"], "solved", line)

    def test_minimum_difficulty_is_kept(self):
        text, _ = self.kura("generate", "--size", "8x9", "--boxes", "3", "--count", "2",
                            "--min-difficulty", "20")
        states = [int(n) for n in re.findall(r"^Difficulty: (\d+)", text, re.MULTILINE)]
        self.assertEqual(len(states), 2)
        self.assertGreaterEqual(min(states), 20)


if __name__ == "__main__":
    unittest.main()
