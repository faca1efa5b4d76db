"""Runs Python twins and tells what they printed, and when.

    python3 tests/twins/run.py virtual FILE...
    python3 tests/twins/run.py real FILE...

Prints one JSON object: for each file the lines with their times in microseconds, or the error
that ended it. In virtual time nothing waits: `time.sleep` and the event loop jump to the next
deadline, and equal deadlines fire in the order in which they were set, as in Tulip's kernels.
"""

import asyncio
import heapq
import io
import itertools
import json
import logging
import runpy
import selectors
import sys
import time
import traceback


class VirtualTime:
    """A clock that stands still until someone sleeps. It counts whole nanoseconds, so that a
    thousand small sleeps add up."""

    def __init__(self):
        self.nanoseconds = 0

    def sleep(self, seconds):
        self.nanoseconds += max(0, round(seconds * 1e9))

    def read(self):
        return self.nanoseconds / 1e9


class RealTime:
    """The world's clock, from zero."""

    def __init__(self):
        self.start = time.monotonic()

    def read(self):
        return time.monotonic() - self.start


class FifoTimer(asyncio.TimerHandle):
    """asyncio leaves the order of equal deadlines open; here the one that was set first fires
    first."""

    numbers = itertools.count()

    def __init__(self, *args):
        super().__init__(*args)
        self.number = next(self.numbers)

    def __lt__(self, other):
        return (self._when, self.number) < (other._when, other.number)


class VirtualSelector(selectors.DefaultSelector):
    """Does not wait for a timeout: moves the clock instead.

    Where sockets are watched besides the loop's own, they get a moment in which what was sent
    arrives: the system may take its time, and virtual time has none."""

    clock = None
    moment = 0.002

    def select(self, timeout=None):
        has_sockets = len(self.get_map()) > 1
        if events := super().select(self.moment if has_sockets and timeout != 0 else 0):
            return events
        if timeout is None:
            raise RuntimeError("the loop would wait for ever: no timer is armed")
        self.clock.sleep(timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self, clock):
        selector = VirtualSelector()
        selector.clock = clock
        self.clock = clock
        super().__init__(selector)

    def time(self):
        return self.clock.read()

    def call_at(self, when, callback, *args, context=None):
        self._check_closed()
        timer = FifoTimer(when, callback, args, self, context)
        if timer._source_traceback:
            del timer._source_traceback[-2:]  # these lines are not the caller's
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer


class VirtualPolicy(asyncio.DefaultEventLoopPolicy):
    def __init__(self, clock):
        super().__init__()
        self.clock = clock

    def new_event_loop(self):
        return VirtualLoop(self.clock)


class TimedLines(io.TextIOBase):
    """Standard output that notes when each line was ended."""

    def __init__(self, clock):
        self.clock = clock
        self.lines = []
        self.open_line = ""

    def write(self, text):
        *ended, self.open_line = (self.open_line + text).split("\n")
        now = round(self.clock.read() * 1_000_000)
        self.lines.extend([now, line] for line in ended)
        return len(text)


def run(file, virtual):
    clock = VirtualTime() if virtual else RealTime()
    before = time.sleep, time.monotonic, sys.stdout
    sys.stdout = out = TimedLines(clock)
    if virtual:
        time.sleep, time.monotonic = clock.sleep, clock.read
        asyncio.set_event_loop_policy(VirtualPolicy(clock))
    try:
        runpy.run_path(file, run_name="__main__")
    except BaseException:
        return {"error": traceback.format_exc()}
    finally:
        time.sleep, time.monotonic, sys.stdout = before
        asyncio.set_event_loop_policy(None)
        logging.getLogger("asyncio").handlers.clear()
    if out.open_line:
        return {"error": f"the last line has no end: {out.open_line!r}"}
    return {"lines": out.lines}


def main():
    try:
        mode, *files = sys.argv[1:]
        virtual = {"virtual": True, "real": False}[mode]
    except (ValueError, KeyError):
        sys.exit(__doc__)
    print(json.dumps({file: run(file, virtual) for file in files}))


main()
