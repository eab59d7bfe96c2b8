"""How fast a search goes on through a bad day: states expanded per second of processor time, and
the same by what a second of this machine's is worth at that moment, which others who use it change
by a third."""

import statistics
import time

WINDOW = 1.0  # seconds that one rate is taken over; nodes report five times in that time
RECOVERY = 3.0  # seconds after a fault, until when the rate has to be what it was


class Yardstick:
    """Work that is always the same, and waits for memory as a search does: steps through a table
    along a pseudo-random cycle of all its places (Hull and Dobell 1962)."""

    PLACES = 1 << 21  # about 80 MB; no cache has as much
    STEPS = 2000  # of one look, some two milliseconds

    def __init__(self):
        self.following = [(1664525 * place + 1013904223) % self.PLACES
                          for place in range(self.PLACES)]
        self.place = 0
        self.seconds = 0.0  # of processor time, for all looks

    def look(self):
        following, place = self.following, self.place
        start = time.thread_time()
        for _ in range(self.STEPS):
            place = following[place]
        self.seconds += time.thread_time() - start
        self.place = place
        return self.seconds


class Rates:
    """What the nodes of a job reported, by when. A node that is gone keeps its last report."""

    def __init__(self, yardstick=None):
        self.yardstick = yardstick
        # (time, states expanded, processor time in s, the yardstick's so far, looks at it)
        self.samples = []

    def add(self, asked, status):
        nodes = status["nodes"]
        self.samples.append((asked, sum(node["expanded"] for node in nodes),
                             sum(node["processor_us"] for node in nodes) / 1e6,
                             self.yardstick.look() if self.yardstick else 0.0, len(self.samples)))

    def median(self, since, until, by_machine=False):
        """Of the windows that lie in between; None: there is none."""
        samples = [sample for sample in self.samples if since <= sample[0] <= until]
        rates = []
        first = 0
        for sample in samples:
            while first + 1 < len(samples) and sample[0] - samples[first + 1][0] >= WINDOW:
                first += 1
            seconds, expanded, busy, steps, looks = (
                now - before for now, before in zip(sample, samples[first]))
            if seconds >= WINDOW and busy > 0:
                rates.append(expanded / busy * (steps / looks if by_machine else 1))
        return statistics.median(rates) if rates else None

    def share_after(self, fault, by_machine=False):
        """The rate in the three seconds after RECOVERY by the rate before; None: too short."""
        before = self.median(0, fault, by_machine)
        after = self.median(fault + RECOVERY, fault + 2 * RECOVERY, by_machine)
        return after / before if before and after else None
