"""The running example on asyncio: each task says how long it sleeps, and the loop wakes it."""

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
    await asyncio.gather(factorial("A", 2), factorial("B", 3), factorial("C", 4))


asyncio.run(main())
