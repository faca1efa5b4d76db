"""Work that cannot but block goes to a thread. The loop turns meanwhile."""

import asyncio
import queue
import threading
import time

LAST = 3


async def main():
    loop = asyncio.get_running_loop()
    ticks = queue.SimpleQueue()

    def tick(number):
        print(f"tick {number}")
        ticks.put(number)
        if number < LAST:
            loop.call_later(0.1, tick, number + 1)

    tick(1)
    home = threading.get_ident()

    def listen():
        count = 1
        while ticks.get() < LAST:
            count += 1
        return count, str(threading.get_ident() == home).lower()

    count, at_home = await loop.run_in_executor(None, listen)
    print(f"the job blocked for {count} ticks, on the thread of the loop: {at_home}")

    meeting = threading.Barrier(2)

    def meet(name):
        meeting.wait()
        return name

    both = [loop.run_in_executor(None, meet, name) for name in ["ann", "bob"]]
    print("two jobs met:", " and ".join(await asyncio.gather(*both)))

    done = threading.Event()

    def last():
        time.sleep(0.1)
        done.set()

    job = loop.run_in_executor(None, last)
    print(f"the third is cancelled: {str(job.cancel()).lower()}")
    done.wait()
    print("it ran to its end")


asyncio.run(main())
