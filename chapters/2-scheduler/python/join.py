"""Two tasks wait for a third, and a late one asks when it is over: all get the value."""

import asyncio


async def child():
    print("child works")
    await asyncio.sleep(1)
    print("child is done")
    return 42


async def wait_for(name, task):
    print(f"{name} waits")
    print(f"{name} has {await task}")


async def late(task):
    await asyncio.sleep(2)
    await wait_for("late", task)


async def main():
    task = asyncio.create_task(child())
    await asyncio.gather(wait_for("a", task), wait_for("b", task), late(task))


asyncio.run(main())
