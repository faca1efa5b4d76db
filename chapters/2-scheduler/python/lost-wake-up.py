"""A task looks, finds that it is dark, and parks. A wake between the two comes too early."""

import asyncio


class Waiter:
    """Park and wake: a wake that finds nobody parked is lost."""

    parked = None

    async def park(self):
        self.parked = asyncio.get_running_loop().create_future()
        await self.parked
        self.parked = None

    def wake(self):
        if self.parked is None:
            return False
        self.parked.set_result(None)
        return True


async def run(switch_first=False, looks_again=False):
    light = False
    waiter = Waiter()

    async def wait():
        if not light:
            print("  it is dark")
            await asyncio.sleep(0)
            if not (looks_again and light):
                await waiter.park()
        print("  it is light")

    async def switch():
        nonlocal light
        light = True
        print(f"  light on, somebody woken: {str(waiter.wake()).lower()}")

    order = [switch, wait] if switch_first else [wait, switch]
    tasks = [asyncio.create_task(task()) for task in order]
    for _ in range(4):  # more turns than the two tasks need
        await asyncio.sleep(0)
    if not all(task.done() for task in tasks):
        print("  deadlock: waiter waits for light")


async def main():
    print("as it comes:")
    await run()
    print("the switch comes first:")
    await run(switch_first=True)
    print("as it comes, and the waiter looks again:")
    await run(looks_again=True)


asyncio.run(main())
