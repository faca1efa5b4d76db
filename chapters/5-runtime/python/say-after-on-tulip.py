"""Awaited in a row, two waits add up; as tasks, they wait at the same time."""

import asyncio
import time


async def say_after(seconds, what):
    await asyncio.sleep(seconds)
    print(what)


async def main():
    print("started sequential")
    start = time.monotonic()
    await say_after(1, "hello")
    await say_after(2, "world")
    print(f"finished after {time.monotonic() - start:.1f}s")

    print("started tasks")
    start = time.monotonic()
    hello = asyncio.create_task(say_after(1, "hello"))
    world = asyncio.create_task(say_after(2, "world"))
    await hello
    await world
    print(f"finished after {time.monotonic() - start:.1f}s")


asyncio.run(main())
