#!/usr/bin/env python3
"""A report of 1,000 puzzles and 8 configurations, five runs each: small and quick.

Goal: below 3 MB, painted within a second, sorted within 200 ms. Method: the sample's random figures
and 318 moves a solution pack worse than true ones. Times are processor time of the page's thread,
so that nothing else on the machine is judged, and printed.
"""

import page_case

BYTES_MAX = 3_000_000
PAINT_SECONDS_MAX = 1.0
SORT_SECONDS_MAX = 0.2
ROWS_MAX = 100  # in the document, of a thousand
COLUMNS = 12

ROWS = "document.querySelectorAll('#puzzles tbody tr').length"
PAINTED = "performance.getEntriesByName('first-contentful-paint').length"

# Ends when the sorted rows are laid out and the frame after them has begun.
SORT = """(async () => {
  document.querySelectorAll('#puzzles thead button')[%d].click();
  document.querySelector('#puzzles table').getBoundingClientRect();
  await new Promise(requestAnimationFrame);
  await new Promise((done) => setTimeout(done, 0));
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
        # What the thread did until somebody could look, so a little more than until the paint.
        page = self.browser.open(self.path.as_uri())
        self.addCleanup(page.close)
        page.wait(PAINTED)
        until_paint = page.processor_seconds()
        page.wait(page_case.DONE)
        self.assert_complete(page)
        print(f"processor seconds: first paint {until_paint:.3f}, "
              f"complete {page.processor_seconds():.3f}")
        self.assertGreater(until_paint, 0)
        self.assertLess(until_paint, PAINT_SECONDS_MAX)

    def test_sorts_at_once(self):
        page = self.shared
        times = []
        for at in range(COLUMNS):
            before = page.processor_seconds()
            page.evaluate(SORT % at)
            times.append(page.processor_seconds() - before)
            self.assertEqual(
                page.evaluate(f"document.querySelectorAll('#puzzles thead th')[{at}]"
                              ".hasAttribute('aria-sort')"), True)
            self.assertLess(page.evaluate(ROWS), ROWS_MAX)
        print("processor seconds of sorting, a column each:", *(f"{t:.3f}" for t in times))
        self.assertGreater(min(times), 0)
        self.assertLess(max(times), SORT_SECONDS_MAX)

    def test_scrolls_to_the_last_puzzle(self):
        page = self.shared
        page.evaluate("(() => { const frame = document.querySelector('.puzzles');"
                      "frame.scrollTop = frame.scrollHeight; })()")
        page.wait("[...document.querySelectorAll('#puzzles tbody th')]"
                  ".some((h) => h.textContent === 'sample:1000')")
        self.assertLess(page.evaluate(ROWS), ROWS_MAX)


if __name__ == "__main__":
    page_case.main()
