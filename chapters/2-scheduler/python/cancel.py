"""Cancelling is a request. It arrives where the task waits; the task may clean up, or refuse."""

import asyncio

HOUR = 3600


async def polite():
    print("polite works")
    try:
        await asyncio.sleep(HOUR)
    finally:
        print("polite cleans up")
    return "done"


async def stubborn():
    print("stubborn works")
    try:
        await asyncio.sleep(HOUR)
    except asyncio.CancelledError:
        print("stubborn refuses, and finishes first")
        await asyncio.sleep(1)
    return "done"


async def late():
    print("late begins")
    return "done"


async def words(task):
    try:
        return await task
    except asyncio.CancelledError:
        return "the task was cancelled"


async def main():
    tasks = [asyncio.create_task(polite()), asyncio.create_task(stubborn())]
    await asyncio.sleep(1)
    for task in tasks:
        task.cancel()
        task.cancel()
    print("both are asked to stop")
    print(f"polite: {await words(tasks[0])}")
    print(f"stubborn: {await words(tasks[1])}")
    print(f"polite can be asked again: {str(tasks[0].cancel()).lower()}")

    task = asyncio.create_task(late())
    task.cancel()
    print(f"late: {await words(task)}")


asyncio.run(main())
