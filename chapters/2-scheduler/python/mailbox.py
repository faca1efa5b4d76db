"""One task writes letters, two read them. Who finds the queue empty waits."""

import asyncio


async def reader(name, letters):
    for _ in range(2):
        print(f"{name} waits")
        print(f"{name} reads {await letters.get()}")


async def writer(letters):
    for letter in range(1, 5):
        await asyncio.sleep(1)
        print(f"letter {letter} is sent")
        await letters.put(letter)


async def main():
    letters = asyncio.Queue()
    await asyncio.gather(reader("ann", letters), reader("bob", letters), writer(letters))


asyncio.run(main())
