#!/usr/bin/env python3
"""A report of 1,000 puzzles and 8 configurations, five runs each: small and quick.

Goal: below 3 MB, painted within a second, sorted within 200 ms. Method: the sample's random figures
and 318 moves a solution pack worse than true ones. Times are the best of several, so that a busy
machine does not fail the test, and are printed.
"""

import json

import page_case

BYTES_MAX = 3_000_000
PAINT_MS_MAX = 1000
SORT_MS_MAX = 200
TRIES = 5

# How long from the click until the sorted rows are laid out and the frame after them begins.
SORT = """(async () => {
  const button = document.querySelectorAll('#puzzles thead button')[%d];
  const start = performance.now();
  button.click();
  document.querySelector('#puzzles table').getBoundingClientRect();
  await new Promise(requestAnimationFrame);
  await new Promise((done) => setTimeout(done, 0));
  return performance.now() - start;
})()"""


class BigPageTest(page_case.PageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.text = page_case.sample("--puzzles", "1000")
        cls.path = cls.make(cls.text)
        cls.shared = cls.open_class_page(cls.path)

    def test_is_small(self):
        size = self.path.stat().st_size
        print(f"bytes: {size}, of JSON: {len(self.text)}")
        self.assertLess(size, BYTES_MAX)

    def test_paints_soon(self):
        times = []
        for _ in range(TRIES):
            page = self.open(self.path)
            self.assert_complete(page)
            times.append(json.loads(page.evaluate(
                "JSON.stringify(Object.fromEntries([...performance.getEntriesByType('paint'),"
                "...performance.getEntriesByType('mark')].map((e) => [e.name, e.startTime])))")))
            if times[-1]["first-contentful-paint"] < PAINT_MS_MAX:
                break
        for name in ("first-contentful-paint", "kura-tables", "kura-complete"):
            print(f"{name}: {min(t[name] for t in times):.0f} ms")
        self.assertLess(min(t["first-contentful-paint"] for t in times), PAINT_MS_MAX)

    def test_sorts_at_once(self):
        page = self.shared
        worst = 0
        for at in range(12):
            worst = max(worst, min(page.evaluate(SORT % at) for _ in range(TRIES)))
        print(f"sorting, slowest column: {worst:.0f} ms")
        self.assertLess(worst, SORT_MS_MAX)

    def test_scrolls_to_the_last_puzzle(self):
        page = self.shared
        page.evaluate("(() => { const frame = document.querySelector('.puzzles');"
                      "frame.scrollTop = frame.scrollHeight; })()")
        page.wait("[...document.querySelectorAll('#puzzles tbody th')]"
                  ".some((h) => h.textContent === 'sample:1000')")
        self.assertLess(page.evaluate("document.querySelectorAll('#puzzles tbody tr').length"), 100)

    def test_holds_the_data_as_they_came(self):
        page = self.shared
        self.assertEqual(json.loads(page.evaluate("JSON.stringify(kuraComparison)")),
                         json.loads(self.text))


if __name__ == "__main__":
    page_case.main()
