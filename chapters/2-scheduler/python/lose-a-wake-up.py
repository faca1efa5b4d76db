"""A reader looks for a letter, and parks if there is none. A writer brings one and wakes it."""

import asyncio


class Parking:
    """Park and wake: a wake that finds nobody parked is lost."""

    parked = None

    async def park(self):
        self.parked = asyncio.get_running_loop().create_future()
        await self.parked

    def wake(self):
        if self.parked is not None:
            self.parked.set_result(None)


async def main():
    letter = False
    parking = Parking()

    async def reader():
        print("reader: gets up")
        await asyncio.sleep(0)
        if not letter:
            print("reader: no letter")
            await asyncio.sleep(0)
            await parking.park()
        print("reader: reads")

    async def writer():
        nonlocal letter
        letter = True
        print("writer: brings a letter")
        parking.wake()

    async def logger():
        print(f"logger: is there a letter? {str(letter).lower()}")

    await asyncio.gather(reader(), writer(), logger())


asyncio.run(main())
