"""One task pauses for a second and a half. The driver sleeps a second a round, and fails."""

import time

ROUND = 1.0
start = time.monotonic()


def now():
    return time.monotonic() - start


def report(name, at, wants):
    late = at - wants
    verdict = "too late" if late > 0.1 else "too early" if late < -0.1 else "in time"
    return f"{at:.1f} s: {name} goes on, it wanted {wants:.1f} s: {verdict}"


def pauses(pause):
    yield pause
    yield pause


tasks = [("A", pauses(ROUND), 0.0), ("B", pauses(ROUND * 1.5), 0.0)]

while True:
    left = []
    for name, task, wants in tasks:
        at = now()
        print(report(name, at, wants))
        try:
            left.append((name, task, at + next(task)))
        except StopIteration:
            pass
    tasks = left
    if not tasks:
        break
    time.sleep(ROUND)
