"""The same three tasks. asyncio does not notice: the loop waits for ever. We give it a minute."""

import asyncio


tasks = {}


async def joins(name, other):
    print(f"{name} waits for {other}")
    await asyncio.wait([tasks[other]])


async def reads():
    print("c waits for a letter")
    await asyncio.Queue().get()


async def main():
    tasks["a"] = asyncio.create_task(joins("a", "b"))
    tasks["b"] = asyncio.create_task(joins("b", "a"))
    tasks["c"] = asyncio.create_task(reads())
    done, pending = await asyncio.wait(tasks.values(), timeout=60)
    print(f"after a minute: {len(done)} done, {len(pending)} pending")


asyncio.run(main())
