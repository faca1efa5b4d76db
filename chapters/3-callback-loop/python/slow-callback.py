"""A callback that computes for a quarter of a second. asyncio's debug mode names who queued it."""

import asyncio
import logging
import re
import time

loop = asyncio.new_event_loop()
start = loop.time()


class Slow(logging.Handler):
    """asyncio logs `Executing <TimerHandle ... created at file:line> took 0.250 seconds`."""

    def emit(self, record):
        callback, seconds = record.args
        line = re.search(r"created at .*?:(\d+)", callback)[1]
        print(f"slow: {seconds:.2f} s, queued at line {line}")


def now():
    return f"{loop.time() - start:.2f} s"


def tick(left):
    print(f"{now()}: tick")
    if left == 0:
        loop.stop()
    else:
        loop.call_later(0.1, tick, left - 1)


def compute():
    print(f"{now()}: a long sum")
    time.sleep(0.25)  # stands for work: the loop cannot go on
    print(f"{now()}: the sum is done")


logging.getLogger("asyncio").addHandler(Slow(logging.WARNING))
loop.set_debug(True)
loop.slow_callback_duration = 0.1
tick(5)
loop.call_later(0.15, compute)
loop.run_forever()
loop.close()
