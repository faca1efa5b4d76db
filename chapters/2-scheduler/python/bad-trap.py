"""What if a task asks for nonsense? asyncio finds out when it runs, and throws into the task."""

import asyncio
import types


@types.coroutine
def bad_trap():
    yield 42


async def main():
    async def ends():
        pass

    ended = asyncio.create_task(ends())
    try:
        await bad_trap()
    except RuntimeError as error:
        print(f"yield 42: {error}")
    await ended
    print(f"cancel a task that has ended: {'done' if ended.cancel() else 'no effect'}")
    try:
        await asyncio.current_task()
    except RuntimeError:
        print("wait for oneself: refused")


asyncio.run(main())
