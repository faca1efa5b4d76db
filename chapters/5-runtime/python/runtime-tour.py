"""The running example on asyncio: three tasks, and a loop that does the waiting."""

import asyncio


async def factorial(name, number):
    product = 1
    for factor in range(2, number + 1):
        print(f"Task {name}: Compute factorial({factor})...")
        await asyncio.sleep(1)
        product *= factor
    print(f"Task {name}: factorial({number}) = {product}")
    return product


async def main():
    print("start..")
    numbers = {"A": 2, "B": 3, "C": 4}
    tasks = [
        asyncio.create_task(factorial(name, number), name=name)
        for name, number in numbers.items()
    ]
    for task in tasks:
        await task


asyncio.run(main())
