"""What the end-to-end tests share: the program, a folder of its own for each test, puzzles."""

import fcntl
import json
import os
import pty
import select
import subprocess
import tempfile
import termios
import time
import unittest

KURA = os.environ.get("KURA", "build/release/tools/cli/kura")
SANITIZED = bool(os.environ.get("KURA_SANITIZE"))  # slow, and large
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

ONE = "#####\n#@$.#\n#####\n"
TWO = "######\n#@$ .#\n######\n"
# The box is in a corner.
UNSOLVABLE = "#####\n#$  #\n# @.#\n#####\n"
# A proof that a solution of this one is the shortest takes far longer than any test.
HARD = """####################
#                  #
#  $ $ $ $ $ $ $   #
#   $ $ $ $ $ $    #
#  $ $ $ $ $ $ $   #
#        @         #
########  ##########
#..........        #
#..........        #
####################
"""
# Seconds after which something is stuck, on a machine under load.
PATIENCE = 300 if SANITIZED else 60
GLANCE = 0.02  # seconds between two looks at what is waited for


def wait_until(is_so, what, patience=PATIENCE):
    """Asks again until the answer is not false; returns it."""
    limit = time.monotonic() + patience
    while True:
        answer = is_so()
        if answer:
            return answer
        if time.monotonic() > limit:
            raise AssertionError("never: " + what)
        time.sleep(GLANCE)


class KuraCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.environment = {**os.environ, "XDG_DATA_HOME": self.path("data"), "HOME": self.folder,
                            "TERM": "xterm"}
        for name in ("NO_COLOR", "KURA_TIME", "KURA_MEMORY", "KURA_THREADS", "KURA_JOBS"):
            self.environment.pop(name, None)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    def kura(self, *arguments, code=0, stdin="", cwd=None):
        """Runs the program to its end; checks the exit code; returns (stdout, stderr)."""
        done = subprocess.run([KURA, *arguments], input=stdin, capture_output=True, text=True,
                              cwd=cwd or self.folder, env=self.environment, timeout=PATIENCE)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout, done.stderr

    def lines(self, *arguments, code=0, stdin=""):
        """The objects that solve --jsonl prints."""
        out, _ = self.kura("solve", "--jsonl", *arguments, code=code, stdin=stdin)
        return [json.loads(line) for line in out.splitlines()]

    def start(self, *arguments, **options):
        process = subprocess.Popen([KURA, *arguments], cwd=self.folder, env=self.environment,
                                   stdin=subprocess.DEVNULL, **options)
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()


class Terminal:
    """The program on a terminal of its own. Output of stdout and stderr is one stream."""

    def __init__(self, case, *arguments, stdout=None):
        self.screen, inner = pty.openpty()
        self.process = subprocess.Popen(
            [KURA, *arguments], stdin=inner, stdout=stdout or inner, stderr=inner, cwd=case.folder,
            env=case.environment, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(inner)
        self.text = ""
        case.addCleanup(os.close, self.screen)
        case.addCleanup(case.end, self.process)

    def wait_for(self, wanted):
        """Reads until `wanted` was seen, or the end."""
        limit = time.monotonic() + PATIENCE
        while wanted not in self.text:
            ready, _, _ = select.select([self.screen], [], [], max(0, limit - time.monotonic()))
            if not ready:
                raise AssertionError(f"no {wanted!r} in {self.text!r}")
            try:
                data = os.read(self.screen, 65536)
            except OSError:  # what Linux says at the end
                data = b""
            if not data:
                return False
            self.text += data.decode("utf-8", "replace")
        return True

    def finish(self):
        """Reads to the end; returns the exit code."""
        if self.wait_for("\0"):
            raise AssertionError("a zero byte")
        return self.process.wait(PATIENCE)

    def interrupt(self):
        """Presses Ctrl-C: the terminal makes the signal, for all of its foreground."""
        os.write(self.screen, b"\x03")
