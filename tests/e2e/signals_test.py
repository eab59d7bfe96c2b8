"""Goal: Ctrl-C, kill and closed pipes end the program as users expect, and nothing is lost.
Method: signals sent once the program has shown, by a result line or its status line, that it is
searching; no fixed waits."""

import json
import os
import signal
import subprocess
import time
import unittest

from kura_case import HARD, ONE, PATIENCE, KuraCase, Terminal

PROMPT = 3  # seconds in which a search must have stopped, on a machine under load


class Signals(KuraCase):
    def start_search(self, *arguments):
        """A run that has decided its first puzzle and searches its second."""
        file = self.write("two.xsb", f"; first\n\n{ONE}\n; second\n\n{HARD}")
        process = self.start("solve", file, "--jsonl", "--optimal", "pushes", "-o", "out.sok",
                             *arguments, stdout=subprocess.PIPE, text=True)
        first = json.loads(process.stdout.readline())
        self.assertEqual(first["verdict"], "solved")
        return process

    def test_interrupt_and_terminate_stop_cleanly(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            process = self.start_search()
            start = time.monotonic()
            process.send_signal(number)
            rest = process.stdout.read().splitlines()
            self.assertEqual(process.wait(PATIENCE), code)
            self.assertLess(time.monotonic() - start, PROMPT)
            if rest:  # the second puzzle had begun
                second = json.loads(rest[0])
                self.assertEqual((second["verdict"], second["reason"]), ("stopped", "user"))
            out, _ = self.kura("verify", "out.sok")
            self.assertIn("1 right", out)

    def test_totals_tell_what_was_not_tried(self):
        file = self.write("three.xsb", f"{ONE}\n{HARD}\n{ONE}")
        process = self.start("solve", file, "--optimal", "pushes", stdout=subprocess.PIPE,
                             text=True)
        head = process.stdout.readline() + process.stdout.readline()
        self.assertIn("solved", head)
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        self.assertEqual(process.wait(PATIENCE), 130)
        self.assertIn("not tried", rest)
        self.assertIn("solved 1 of 3", rest)

    def test_jobs_stop_together(self):
        file = self.write("many.xsb", ONE + "\n" + "\n".join([HARD] * 6))
        process = self.start("solve", file, "--jsonl", "--optimal", "pushes", "--jobs", "3",
                             stdout=subprocess.PIPE, text=True)
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        rest = process.stdout.read().splitlines()
        self.assertEqual(process.wait(PATIENCE), 143)
        self.assertLessEqual(len(rest), 3)

    @unittest.skipIf(os.environ.get("KURA_SANITIZE") == "thread",
                     "ThreadSanitizer holds a signal back while its thread is in write()")
    def test_second_signal_ends_at_once(self):
        # The first signal is held up by a reader that doesn't read: the pipe is full, the program
        # waits in write(). The second one must not wait for anything.
        file = self.write("many.xsb", "\n".join([ONE] * 4000))
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        process = self.start("solve", file, "--jsonl", stdout=writer)
        os.close(writer)
        self.wait_until_blocked(process)
        process.send_signal(signal.SIGINT)
        # Signals of one kind merge while pending, so the second is another.
        process.send_signal(signal.SIGTERM)
        self.assertIn(process.wait(PATIENCE), (130, 143))

    def wait_until_blocked(self, process):
        """Until the main thread sleeps in a pipe's write (its wait channel tells, or its call)."""
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            with open(f"/proc/{process.pid}/syscall", encoding="ascii") as file:
                if file.read().startswith("1 "):  # write on x86-64
                    return
            os.sched_yield()
        self.fail("the pipe never filled")

    def test_killed_runs_keep_what_they_had(self):
        process = self.start_search()
        process.kill()
        process.wait(PATIENCE)
        lines = self.lines("-", "--resume", "out.sok", stdin=ONE)
        self.assertTrue(lines[0]["resumed"])

    def test_closed_pipe_is_quiet(self):
        file = self.write("many.xsb", "\n".join([ONE] * 3000))
        process = self.start("solve", file, "--jsonl", "-o", "out.sok", stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
        process.stdout.readline()
        process.stdout.close()
        self.assertEqual(process.stderr.read(), b"")
        self.assertEqual(process.wait(PATIENCE), -signal.SIGPIPE)
        out, _ = self.kura("verify", "out.sok")
        self.assertIn(" 0 wrong", out)

    def test_status_line_goes_away(self):
        file = self.write("hard.xsb", HARD)
        terminal = Terminal(self, "solve", file, "--optimal", "pushes")
        terminal.wait_for("states/s")
        terminal.interrupt()
        self.assertEqual(terminal.finish(), 130)
        self.assertIn("stopped", terminal.text)
        before, after = terminal.text.split("stopped", 1)
        self.assertIn("\r\x1b[K", before[before.rindex("states/s"):])
        self.assertNotIn("\x1b[K", after)

    def test_a_show_stopped_gives_the_terminal_back(self):
        file = self.write("solved.sok", ONE + "Solution\nR\n")
        terminal = Terminal(self, "show", file, "--play", "--speed", "1")
        terminal.wait_for("move 0/1")
        terminal.interrupt()
        self.assertEqual(terminal.finish(), 130)
        self.assertIn("\x1b[?25h\x1b[?1049l", terminal.text)

    def test_a_show_plays_to_the_end(self):
        file = self.write("solved.sok", ONE + "Solution\nR\n")
        terminal = Terminal(self, "show", file, "--play", "--speed", "100")
        terminal.wait_for("move 1/1, pushes 1")
        os.write(terminal.screen, b"q")
        self.assertEqual(terminal.finish(), 0)
        self.assertIn("\x1b[?25h\x1b[?1049l", terminal.text)


if __name__ == "__main__":
    unittest.main()
