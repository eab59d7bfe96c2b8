"""How fast a search goes on through a bad day: states expanded per second of processor time."""

import statistics

WINDOW = 1.0  # seconds that one rate is taken over; nodes report five times in that time
RECOVERY = 3.0  # seconds after a fault, until when the rate has to be what it was


class Rates:
    """What the nodes of a job reported, by when. A node that is gone keeps its last report."""

    def __init__(self):
        self.samples = []  # (time, states expanded, processor time in us)

    def add(self, time, status):
        nodes = status["nodes"]
        self.samples.append((time, sum(node["expanded"] for node in nodes),
                             sum(node["processor_us"] for node in nodes)))

    def median(self, since, until):
        """Of the windows that lie in between; None: there is none."""
        samples = [sample for sample in self.samples if since <= sample[0] <= until]
        rates = []
        first = 0
        for time, expanded, busy in samples:
            while first + 1 < len(samples) and time - samples[first + 1][0] >= WINDOW:
                first += 1
            start, expanded_before, busy_before = samples[first]
            if time - start >= WINDOW and busy > busy_before:
                rates.append((expanded - expanded_before) / (busy - busy_before))
        return statistics.median(rates) if rates else None

    def share_after(self, fault):
        """The rate in the three seconds after RECOVERY by the rate before; None: too short."""
        before = self.median(0, fault)
        after = self.median(fault + RECOVERY, fault + 2 * RECOVERY)
        return after / before if before and after else None
