"""What the tests of the page share: samples, pages made of them, and one browser for all."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import chromium
import sample_comparison

MAKE = os.environ.get("MAKE_REPORT_PAGE", "")
SCREENSHOTS = os.environ.get("KURA_SCREENSHOTS", "")  # a folder: pictures to look at go there
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[3]
SKIPPED = 77
DONE = "['complete', 'failed'].includes(document.documentElement.dataset.report)"


def sample(*arguments):
    """The JSON text of a sample comparison."""
    return subprocess.run((sys.executable, "-B", HERE / "sample_comparison.py", *arguments),
                          check=True, capture_output=True, text=True).stdout


def minimal():
    """A comparison with as little in it as the format allows: one run, and nothing solved."""
    return {
        "format": "kura comparison 1", "id": "x", "name": "", "started": "2026-11-26T01:02:03Z",
        "finished": None, "command": [], "repetitions": 1, "seed": 1, "objective": "",
        "local_first_seconds": 0, "adapters": [],
        "hosts": {"names": [], "command": "", "program": "", "key_file": ""},
        "machine": {"cpu": "", "cores": 1, "memory_bytes": None, "kernel": "", "os": ""},
        "limits": {"seconds": 1, "memory_bytes": None}, "sets": [],
        "puzzles": [{"set": 0, "index": 1, "title": "", "board": "#####\n#@$.#\n#####"}],
        "configurations": [{
            "name": "only", "solver": "kura", "strategy": "", "threads": 1, "nodes": 0,
            "replicas": 1, "write": 1, "oversubscribed": False, "imported": False, "host": "",
            "build": None, "command": ""}],
        "runs": {"columns": sample_comparison.COLUMNS,
                 "rows": [[0, 0, 0, 0, "gave_up", "time", None, None, None, None, None, None, None,
                           False, None, None, None]]},
        "solutions": [], "nodes": {"columns": sample_comparison.NODE_COLUMNS, "rows": []},
        "timelines": [],
        "summary": [{
            "configuration": 0, "solved": 0, "solved_sometimes": 0, "total": 1, "unverified": 0,
            "par2": 2, "time_score": 0, "quality_score": 0, "geomean_seconds": None, "common": 0,
            "peak_bytes": None, "bytes_per_state": None,
            "expanded_per_second": {"median": None, "low": None, "high": None},
            "generated_per_second": {"median": None, "low": None, "high": None}}],
        "time_shares": [], "scaling": [], "pairs": [], "problems": [],
    }


class PageCase(unittest.TestCase):
    """One browser, and a folder for the pages."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="kura_pages_")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.browser = cls.enterClassContext(chromium.Chromium())

    @classmethod
    def make(cls, text, name="page.html"):
        path = cls.folder / name
        with open(path, "wb") as file:
            subprocess.run([MAKE], input=text.encode(), stdout=file, check=True)
        return path

    @classmethod
    def open_class_page(cls, path):
        page = cls.browser.open(path.as_uri())
        cls.addClassCleanup(page.close)
        page.wait(DONE)
        return page

    def open(self, path, width=1280, height=900, **media):
        page = self.browser.open(path.as_uri(), width, height, **media)
        self.addCleanup(page.close)
        page.wait(DONE)
        return page

    def open_data(self, data, **options):
        return self.open(self.make(json.dumps(data), "data.html"), **options)

    def assert_complete(self, page):
        self.assertEqual(page.messages(), [])
        self.assertEqual(page.evaluate("document.documentElement.dataset.report"), "complete")

    def assert_plain_words(self, page):
        """What is not known is a dash, never what a program calls it."""
        shown = page.evaluate("document.querySelector('main').innerText")
        shown = re.sub(r"-fsanitize=\S+", "", shown)  # has one for "undefined"
        for word in ("NaN", "undefined", "null", "Infinity"):
            self.assertNotIn(word, shown)

    def picture(self, page, name, whole=False):
        if SCREENSHOTS:
            page.screenshot(os.path.join(SCREENSHOTS, name + ".png"), whole)


def main():
    if not MAKE:
        sys.exit("MAKE_REPORT_PAGE must name the program that makes the page")
    if not chromium.find():
        print("skipped: no Chromium on this machine (tools/setup --all installs one)")
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)
