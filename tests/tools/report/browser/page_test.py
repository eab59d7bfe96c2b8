#!/usr/bin/env python3
"""The report in a headless Chromium.

Goal: what a reader sees is what the JSON says, and everything on the page works, by mouse and by
keyboard. Method: a sample comparison of 60 puzzles and 8 configurations.
"""

import json
import re
import statistics

import page_case


def column(data, name):
    return data["runs"]["columns"].index(name)


def verified(data, configuration, puzzle):
    """The rows of the runs that count as solved."""
    at = column(data, "verified")
    return [row for row in data["runs"]["rows"]
            if row[0] == configuration and row[1] == puzzle and row[at]]


class PageTest(page_case.PageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.text = page_case.sample()
        cls.data = json.loads(cls.text)
        cls.path = cls.make(cls.text)
        cls.shared = cls.open_class_page(cls.path)

    def setUp(self):
        """The shared page as it was: tests sort, open the player, and show all rows."""
        self.shared.evaluate(
            "(() => { document.getElementById('player').close();"
            "dispatchEvent(new Event('afterprint'));"
            "const head = document.querySelector('#puzzles thead th');"
            "if (head.getAttribute('aria-sort') !== 'ascending') head.firstChild.click(); })()")
        self.shared.mouse("mouseMoved", 1, 1)

    def report(self, **options):
        """A page that the test may change."""
        return self.open(self.path, **options)

    def texts(self, page, selector):
        return page.evaluate(f"[...document.querySelectorAll({json.dumps(selector)})]"
                             ".map((e) => e.textContent.trim())")

    def choose(self, page, label, value):
        page.evaluate(
            "(() => { const list = [...document.querySelectorAll('#puzzles label')]"
            f".find((l) => l.textContent.startsWith({json.dumps(label)})).querySelector('select');"
            f"list.value = {json.dumps(value)}; list.dispatchEvent(new Event('change')); }})()")

    def test_draws_everything_without_a_complaint(self):
        page = self.shared
        self.assert_complete(page)
        self.assertEqual(page.evaluate("document.title"), "nightly sample – Kura")
        figures = self.texts(page, "figure.plot h3")
        self.assertEqual(figures, [
            "Puzzles solved within a time", "Speed-up", "Efficiency",
            "Faster or slower, pair by pair",
            "Two configurations, puzzle by puzzle", "Where A and B differ", "Throughput",
            "Where the time goes", "Load balance", "Throughput over time"])
        self.picture(page, "light", whole=True)

    def test_every_plot_has_a_name_and_named_axes(self):
        page = self.shared
        plots = page.evaluate(
            "[...document.querySelectorAll('figure.plot .canvas')].map((c) => ({"
            "name: c.querySelector('svg')?.getAttribute('aria-label'), "
            "labels: [...c.querySelectorAll('svg text')]"
            ".map((t) => t.textContent).filter((t) => /[→↑·]/.test(t))}))")
        self.assertEqual(len(plots), 9)
        for plot in plots:
            self.assertTrue(plot["name"], plot)
            self.assertTrue(plot["labels"], plot)

    def test_holds_the_data_as_they_came(self):
        page = self.shared
        self.assertEqual(json.loads(page.evaluate("JSON.stringify(kuraComparison)")), self.data)

    def test_saves_the_data_as_they_came(self):
        page = self.report()
        saved = page.evaluate(
            "(() => { let saved; HTMLAnchorElement.prototype.click = () => {};"
            "URL.createObjectURL = (blob) => { saved = blob; return '#'; };"
            "document.getElementById('download').click(); return saved.text(); })()")
        self.assertEqual(json.loads(saved), self.data)

    def test_shows_the_summary_of_the_data(self):
        page = self.shared
        rows = page.evaluate("[...document.querySelectorAll('#summary tbody tr')].map((r) => "
                             "[...r.cells].map((c) => c.textContent))")
        self.assertEqual(len(rows), len(self.data["summary"]))
        for row, wanted in zip(rows, self.data["summary"]):
            name = self.data["configurations"][wanted["configuration"]]["name"]
            self.assertTrue(row[0].startswith(name), row)
            sometimes = wanted["solved_sometimes"]
            self.assertEqual(row[1], (f"(+{sometimes} sometimes) " if sometimes else "")
                             + f"{wanted['solved']} / {wanted['total']}")
            self.assertEqual(row[2], f"{wanted['par2']:.3f}")
            self.assertEqual(row[3], f"{wanted['time_score']:.3f}")
            if wanted["bytes_per_state"] is None:
                self.assertEqual(row[-1], "–")

    def test_shows_every_cell_of_the_puzzles(self):
        # On paper all rows are there: that is how they are read here.
        page = self.shared
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        rows = page.evaluate("[...document.querySelectorAll('#puzzles tbody tr:not(.space)')]"
                             ".map((r) => [...r.cells].map((c) => c.textContent))")
        self.assertEqual(len(rows), len(self.data["puzzles"]))
        repetitions = self.data["repetitions"]
        for puzzle, row in enumerate(rows):
            title = self.data["puzzles"][puzzle]["title"]
            self.assertEqual(row[:2], [f"sample:{puzzle + 1}", title])
            for configuration, text in enumerate(row[4:]):
                runs = verified(self.data, configuration, puzzle)
                if runs:
                    seconds = statistics.median(r[column(self.data, "seconds")] for r in runs)
                    self.assertAlmostEqual(float(text.split()[0]), seconds, delta=0.00051)
                    part = f"({len(runs)}/{repetitions})"
                    self.assertEqual(part in text, len(runs) < repetitions)
                else:
                    self.assertIn(text, ("time limit", "failed", "unverified"))

    def test_lists_what_went_wrong_before_the_figures(self):
        page = self.shared
        sections = page.evaluate("[...document.querySelectorAll('main section')].map((s) => s.id)")
        self.assertEqual(sections[0], "problems")
        self.assertIn(f"{len(self.data['problems'])} runs went wrong",
                      self.texts(page, "#problems h2"))

    def test_marks_oversubscribed_configurations(self):
        page = self.shared
        for row in page.evaluate(
                "[...document.querySelectorAll('#summary tbody tr, #scaling tbody tr')]"
                ".map((r) => r.cells[0].textContent)"):
            self.assertEqual("oversubscribed" in row, "4 nodes" in row, row)

    def test_sorts_by_any_column(self):
        page = self.shared
        for at in range(4, 12):
            page.evaluate(f"document.querySelectorAll('#puzzles thead button')[{at}].click()")
            texts = page.evaluate("[...document.querySelectorAll('#puzzles tbody tr:not(.space)')]"
                                  f".map((r) => r.cells[{at}].textContent)")
            numbers = [float(t.split()[0]) for t in texts if t[0].isdigit()]
            self.assertEqual(numbers, sorted(numbers))
            self.assertEqual(page.evaluate(
                f"document.querySelectorAll('#puzzles thead th')[{at}].getAttribute('aria-sort')"),
                "ascending")

    def test_sorts_the_summary_both_ways(self):
        page = self.shared
        head = "document.querySelectorAll('#summary thead button')[2]"
        for reverse in (False, True):
            page.evaluate(f"{head}.click()")
            values = [float(text) for text in page.evaluate(
                "[...document.querySelectorAll('#summary tbody tr')]"
                ".map((r) => r.cells[2].textContent)")]
            self.assertEqual(values, sorted(values, reverse=reverse))

    def test_tells_what_was_limited_and_what_was_paired(self):
        page = self.shared
        self.assertIn("Limits a run", self.texts(page, ".facts dt"))
        self.assertEqual(self.texts(page, "#pairs tbody td:nth-child(7)"),
                         [f"{p['pairs']} {p['unit']}s" for p in self.data["pairs"]])
        self.assertEqual({p["unit"] for p in self.data["pairs"]}, {"puzzle"})
        shown = page.evaluate("document.getElementById('pairs').textContent")
        self.assertIn("Hodges-Lehmann", shown)
        self.assertNotIn("eometric mean", shown)

    def test_shows_the_timeline_that_is_chosen(self):
        page = self.report()
        figure = "document.querySelector('#inside figure:last-child')"
        runs = {}
        for line in self.data["timelines"]:
            runs.setdefault(line["run"], []).append(line)
        self.assertEqual(len(runs), 7)  # of all but the stand-in
        for at, (run, lines) in enumerate(runs.items()):
            page.evaluate(f"(() => {{ const list = {figure}.querySelector('select');"
                          f"list.value = {at}; list.dispatchEvent(new Event('change')); }})()")
            row = self.data["runs"]["rows"][run]
            name = self.data["configurations"][row[column(self.data, "configuration")]]["name"]
            puzzle, repetition = (row[column(self.data, c)] + 1 for c in ("puzzle", "repetition"))
            self.assertRegex(
                page.evaluate(f"{figure}.querySelector('select').selectedOptions[0].text"),
                rf"^{name}: .*\bsample:{puzzle}\)?, repetition {repetition}$")
            self.assertEqual(
                page.evaluate(f"[...{figure}.querySelectorAll('[aria-label=line] path')]"
                              ".map((p) => p.getAttribute('d').match(/[ML]/g).length)"),
                [len(line["seconds"]) for line in lines])
            self.assertEqual(
                self.texts(page, "#inside figure:last-child .legend .configuration"),
                [f"node {line['node']}" for line in lines] if "nodes" in name
                else [name])
        self.assert_complete(page)

    def test_filters_by_text_and_by_one_side(self):
        page = self.report()
        page.evaluate("(() => { const e = document.querySelector('#puzzles input');"
                      "e.value = 'corridor'; e.dispatchEvent(new Event('input')); })()")
        wanted = [p["title"] for p in self.data["puzzles"] if "corridor" in p["title"].lower()]
        self.assertEqual(self.texts(page, "#puzzles tbody td.left"), wanted)
        self.assertEqual(self.texts(page, "#puzzles .count"),
                         [f"{len(wanted)} of {len(self.data['puzzles'])} puzzles"])
        page.evaluate("(() => { const e = document.querySelector('#puzzles input');"
                      "e.value = ''; e.dispatchEvent(new Event('input')); })()")
        self.choose(page, "Show", "one-side")
        self.choose(page, "A", "0")
        self.choose(page, "B", "6")
        pair = next(p for p in self.data["pairs"] if (p["a"], p["b"]) == (0, 6))
        self.assertEqual(
            self.texts(page, "#puzzles tbody th"),
            [f"sample:{p + 1}" for p in sorted(pair["only_a"] + pair["only_b"])])

    def test_draws_the_puzzle_that_is_pointed_at(self):
        page = self.shared
        page.mouse("mouseMoved", *page.place_of("#puzzles tbody button.puzzle"))
        page.wait("!document.getElementById('preview').hidden")
        board = self.data["puzzles"][0]["board"]
        self.assertEqual(page.evaluate("document.querySelectorAll('#preview .box').length"),
                         len(re.findall(r"[$*]", board)))
        self.picture(page, "preview")
        page.mouse("mouseMoved", 5, 5)
        page.wait("document.getElementById('preview').hidden")

    def test_draws_the_puzzle_of_a_point(self):
        page = self.shared
        dot = "#pairs .canvas.pick svg g[aria-label=dot] :is(circle, path)"
        page.mouse("mouseMoved", *page.place_of(dot))
        page.wait("!document.getElementById('preview').hidden")
        self.assertRegex(page.evaluate("document.querySelector('#pairs .canvas.pick')"
                                       ".nextSibling.textContent"), r"sample:\d+.*: A .*, B ")
        page.click(dot)
        page.wait("document.getElementById('player').open")
        self.assert_complete(page)

    def test_points_are_picked_by_keyboard(self):
        page = self.shared
        page.evaluate("document.querySelector('#summary .canvas.pick').focus()")
        texts = []
        for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
            page.key(key)
            texts.append(page.evaluate(
                "document.querySelector('#summary figure .readout').textContent"))
        self.assertRegex(texts[0], r"sample:\d+.*: fess 1 thread, .*, number 1$")
        self.assertRegex(texts[1], "number 2$")
        self.assertEqual(texts[2], texts[0])
        page.key("Enter", "\r")
        page.wait("document.getElementById('player').open")

    def test_choosing_a_pair_shows_it_everywhere(self):
        page = self.shared
        page.evaluate("document.querySelectorAll('#pairs button.link')[6].click()")
        pair = self.data["pairs"][6]
        chosen = page.evaluate("[...document.querySelectorAll('#pairs figure select')]"
                               ".map((s) => +s.value)")
        self.assertEqual(chosen, [pair["a"], pair["b"]])
        heads = self.texts(page, "#pairs .sides h4")
        self.assertIn(f"Only A solved: {len(pair['only_a'])}", heads)

    def test_plays_a_solution_to_its_end(self):
        page = self.shared
        page.click("#puzzles tbody button.cell")
        page.wait("document.getElementById('player').open")
        self.picture(page, "player")
        for _ in range(4):
            page.key("+", "+")
        page.click("#player .play")
        page.wait("document.getElementById('player').dataset.at === 'solved'", timeout=20)
        lurd = next(s["lurd"] for s in self.data["solutions"]
                    if (s["configuration"], s["puzzle"]) == (0, 0))
        pushes = sum(letter.isupper() for letter in lurd)
        self.assertEqual(self.texts(page, "#player .player-status"),
                         [f"Move {len(lurd)} of {len(lurd)}, {pushes} pushes. Solved."])
        self.assertEqual(
            page.evaluate("document.querySelectorAll('#player .box:not(.home)').length"), 0)
        self.picture(page, "player-end")
        self.assert_complete(page)

    def test_the_player_is_played_by_keyboard(self):
        page = self.shared
        page.evaluate("document.querySelector('#puzzles tbody button.cell').focus()")
        page.key("Enter", "\r")
        page.wait("document.getElementById('player').open")
        move = "+document.querySelector('#player .position input').value"
        page.key("ArrowRight")
        page.key("ArrowRight")
        page.key("ArrowLeft")
        self.assertEqual(page.evaluate(move), 1)
        page.key(" ", " ")
        page.wait(f"{move} > 4")
        page.key(" ", " ")
        self.assertIn("Play", page.evaluate("document.querySelector('#player .play').textContent"))
        page.key("End")
        page.wait("document.getElementById('player').dataset.at === 'solved'")
        page.key("Home")
        self.assertEqual(page.evaluate(move), 0)
        page.key("Escape")
        page.wait("!document.getElementById('player').open")
        self.assertEqual(page.evaluate("document.activeElement.className"), "cell")

    def test_every_solution_of_the_sample_plays(self):
        # Opening a player replays the whole solution, and says so when a move can't be made.
        page = self.shared
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        faults = page.evaluate(
            "[...document.querySelectorAll('#puzzles tbody button.cell')].filter((cell) => {"
            "cell.click(); const range = document.querySelector('#player .position input');"
            "range.value = range.max; range.dispatchEvent(new Event('input'));"
            "return document.getElementById('player').dataset.at !== 'solved'; }).length")
        self.assertEqual(faults, 0)

    def test_is_dark_where_the_system_is_and_switches(self):
        paper = "getComputedStyle(document.body).backgroundColor"
        light = self.report(prefers_color_scheme="light").evaluate(paper)
        page = self.report(prefers_color_scheme="dark")
        dark = page.evaluate(paper)
        self.assertNotEqual(light, dark)
        self.picture(page, "dark", whole=True)
        page.click("#theme")  # auto, light, dark
        self.assertEqual(page.evaluate(paper), light)
        page.click("#theme")
        self.assertEqual(page.evaluate(paper), dark)
        page.evaluate("localStorage.clear()")  # pages share it

    def test_prints_light_and_whole(self):
        page = self.report(prefers_color_scheme="dark")
        page.call("Emulation.setEmulatedMedia", media="print", features=[
            {"name": "prefers-color-scheme", "value": "dark"}])
        self.assertEqual(page.evaluate("getComputedStyle(document.body).backgroundColor"),
                         "rgb(255, 255, 255)")
        self.assertEqual(
            page.evaluate("getComputedStyle(document.getElementById('contents')).display"), "none")
        path = self.folder / "print.pdf"
        page.pdf(path)
        self.assertGreater(path.stat().st_size, 20000)

    def test_fits_a_narrow_window(self):
        page = self.report(width=400)
        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 400)
        self.picture(page, "narrow", whole=True)


if __name__ == "__main__":
    page_case.main()
