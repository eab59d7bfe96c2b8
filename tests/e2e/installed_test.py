"""The classic sets, fetched as a user fetches them: their known solutions replay, and no search
calls one of their puzzles unsolvable."""

import json
import subprocess
import unittest

from kura_case import KURA, KuraCase

SETS = ("xsokoban microban microban2 sasquatch sasquatch2 sasquatch3 sasquatch4 sasquatch5 "
        "sasquatch6 sasquatch7 sasquatch8 sasquatch9 grigorusha grigorusha-special").split()
TOO_MANY_BOXES = ("sasquatch8", 49)  # 480 boxes, more than the reader takes


class Installed(KuraCase):
    def test_known_solutions_replay_and_nothing_is_unsolvable(self):
        self.kura("puzzles", "install")
        out, _ = self.kura("puzzles", "list")
        for name in SETS:
            self.assertIn(name[:12], out)
        for name in SETS:
            out, _ = self.kura("verify", name, code=1 if name == TOO_MANY_BOXES[0] else 0)
            self.assertIn(" 0 wrong", out.splitlines()[-1], name)
        command = [KURA, "solve", *SETS, "--nodes-max", "600", "--jobs", "2", "--jsonl"]
        # As long as it takes: the test as a whole has a limit.
        done = subprocess.run(command, env=self.environment, cwd=self.folder,
                              capture_output=True, text=True)
        verdicts = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(len(verdicts), 1010, done.stderr)
        for line in verdicts:
            self.assertNotEqual(line["verdict"], "unsolvable", line)
            if line["verdict"] == "invalid":
                self.assertEqual((line["set"], line["index"]), TOO_MANY_BOXES, line)


if __name__ == "__main__":
    unittest.main()
