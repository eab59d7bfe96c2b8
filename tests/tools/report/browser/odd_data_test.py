#!/usr/bin/env python3
"""Reports of comparisons that are unlike the usual ones.

Goal: what is missing, small, hostile or damaged is told in words, and nothing else suffers. Method:
a comparison with as little in it as the format allows, and samples of which a part was changed.
"""

import json

import page_case


class OddDataTest(page_case.PageCase):
    def test_says_where_runs_are_paired(self):
        data = json.loads(page_case.sample("--puzzles", "4", "--configurations", "2"))
        self.assertEqual([p["unit"] for p in data["pairs"]], ["run"])
        page = self.open_data(data)
        self.assert_complete(page)
        self.assertEqual(
            page.evaluate("document.querySelector('#pairs tbody td:nth-child(7)').textContent"),
            f"{data['pairs'][0]['pairs']} runs")

    def scaling_of(self, text, bases, cores):
        """Multiples of the base at which the plots draw the machine's cores."""
        data = json.loads(text)
        data["scaling"] = [row for row in data["scaling"] if row["base"] in bases]
        data["machine"]["cores"] = cores
        page = self.open_data(data)
        self.assert_complete(page)
        return page.evaluate(
            "[...document.querySelectorAll('#scaling .canvas')].flatMap((canvas) => {"
            "const at = (e) => (({ left, width }) => left + width / 2)(e.getBoundingClientRect());"
            "const rules = [...canvas.querySelectorAll('line[aria-label=cores]')].map(at);"
            "const dots = [...canvas.querySelectorAll('[aria-label=dot] > *')].map(at);"
            "const [one, two] = [Math.min(...dots), Math.max(...dots)];"  # of the base, of twice it
            "return rules.map((x) => 2 ** ((x - one) / (two - one))); })")

    def test_cores_stand_where_the_threads_are_as_many(self):
        text = page_case.sample("--puzzles", "12")
        for bases, cores, multiple in (
                ((4,), 3, 1.5),  # two nodes of one thread, and four
                ((0, 2), 1, 1),  # both begin with one thread
                ((0, 4), 1, None),  # one begins with one thread, one with two
                ((4,), 4, None)):  # enough for all
            found = self.scaling_of(text, bases, cores)
            self.assertEqual(len(found), 0 if multiple is None else 2, (bases, cores))
            for place in found:
                self.assertAlmostEqual(place, multiple, delta=0.02, msg=f"{bases}, {cores}")

    def timeline_of(self, lines):
        """The names in the legend of the last figure when these are the timelines."""
        data = json.loads(page_case.sample("--puzzles", "4", "--configurations", "2"))
        data["timelines"] = lines
        if lines is None:
            del data["timelines"]
        page = self.open_data(data)
        self.assert_complete(page)
        self.assert_plain_words(page)
        return page.evaluate("[...document.querySelectorAll('#inside figure:last-child')]"
                             ".flatMap((f) => [f.querySelector('h3').textContent, "
                             "...[...f.querySelectorAll('.legend li')].map((l) => l.textContent)])")

    def test_a_run_without_cluster_has_one_line(self):
        for seconds, rates in (([0.5, 1.0, 1.5], [900, 1000, 950]), ([0.5], [0]), ([], [])):
            line = {"run": 0, "node": 0, "seconds": seconds, "states_per_second": rates}
            self.assertEqual(self.timeline_of([line]), ["Throughput over time", "fess 1 thread"])

    def test_without_timelines_there_is_no_figure_of_them(self):
        for lines in ([], None):
            self.assertEqual(self.timeline_of(lines), ["Throughput"])

    def test_a_lone_cluster_has_no_scaling_to_draw(self):
        data = json.loads(page_case.sample("--puzzles", "12"))
        data["scaling"] = [row for row in data["scaling"] if row["configuration"] == 4]
        page = self.open_data(data)
        self.assert_complete(page)
        self.assertEqual(page.evaluate("document.querySelectorAll('#scaling tbody tr').length"), 1)
        self.assertEqual(page.evaluate("document.querySelectorAll('#scaling figure').length"), 0)

    def test_shows_a_comparison_with_almost_nothing_in_it(self):
        page = self.open_data(page_case.minimal())
        self.assert_complete(page)
        self.assert_plain_words(page)
        self.assertIn("not finished",
                      page.evaluate("document.getElementById('subtitle').textContent"))

    def test_shows_a_comparison_without_runs(self):
        data = page_case.minimal()
        data["runs"]["rows"] = []
        self.assert_complete(self.open_data(data))

    def test_text_from_outside_is_text(self):
        hostile = "</script><img src=x onerror=\"document.title='owned'\"><b id=bold>"
        data = page_case.minimal()
        data["name"] = hostile
        data["configurations"][0]["name"] = hostile
        data["puzzles"][0]["title"] = hostile
        data["problems"] = [{"run": 0, "text": hostile}]
        page = self.open_data(data)
        self.assert_complete(page)
        self.assertEqual(page.evaluate("document.getElementById('title').textContent"), hostile)
        self.assertIsNone(page.evaluate("document.getElementById('bold')"))

    def test_a_wrong_solution_is_told_in_the_player(self):
        data = page_case.minimal()
        data["solutions"] = [{"configuration": 0, "puzzle": 0, "lurd": "lll"}]
        page = self.open_data(data)
        page.click("#puzzles tbody button.puzzle")
        self.assertIn("can't be made",
                      page.evaluate("document.querySelector('#player .player-status').textContent"))

    def test_says_what_is_wrong_with_damaged_data(self):
        good = self.make(json.dumps(page_case.minimal())).read_text(encoding="utf-8")
        start = good.index('octet-stream">') + len('octet-stream">')
        cut = self.folder / "cut.html"
        cut.write_text(good[:start + 200] + good[good.index("</script>", start):], encoding="utf-8")
        for path, words in ((cut, "damaged"), (self.make("{", "brace.html"), "not JSON"),
                            (self.make('{"format": "other"}', "other.html"), "not of the format")):
            page = self.open(path)
            self.assertEqual(page.evaluate("document.documentElement.dataset.report"), "failed")
            self.assertIn(words, page.evaluate("document.querySelector('main').textContent"))


if __name__ == "__main__":
    page_case.main()
