"""A task that computes for half a second and never pauses. asyncio's debug mode names it."""

import asyncio
import logging
import re
import time

TICK = 0.1


class Watchdog(logging.Handler):
    """asyncio logs `Executing <Task ... name='hog' ...> took 0.500 seconds`."""

    def emit(self, record):
        task, seconds = record.args
        name = re.search("name='(.*?)'", task)[1]
        print(f"watchdog: {name} ran for {seconds:.1f} s")


async def ticker(start):
    for _ in range(5):
        print(f"{time.monotonic() - start:.1f} s: tick")
        await asyncio.sleep(TICK)


async def hog(start):
    await asyncio.sleep(TICK * 2)
    print(f"{time.monotonic() - start:.1f} s: the hog begins")
    time.sleep(TICK * 5)  # stands for work: the loop cannot go on
    print(f"{time.monotonic() - start:.1f} s: the hog pauses")
    await asyncio.sleep(TICK)


async def main():
    logging.getLogger("asyncio").addHandler(Watchdog(logging.WARNING))
    asyncio.get_running_loop().slow_callback_duration = TICK
    start = time.monotonic()
    tasks = [
        asyncio.create_task(ticker(start), name="ticker"),
        asyncio.create_task(hog(start), name="hog"),
    ]
    await asyncio.wait(tasks)


asyncio.run(main(), debug=True)
