"""The running example on asyncio: what `await` and `run` hide. Each sleep is a future that a timer
settles; each task is a callback on a future."""

import asyncio


def sleep(seconds):
    loop = asyncio.get_running_loop()
    over = loop.create_future()
    loop.call_later(seconds, over.set_result, None)
    return over


async def factorial(name, number):
    product = 1
    for factor in range(2, number + 1):
        print(f"Task {name}: Compute factorial({factor})...")
        await sleep(1)
        product *= factor
    print(f"Task {name}: factorial({number}) = {product}")
    return product


async def main():
    print("start..")
    tasks = [
        asyncio.create_task(factorial(name, number))
        for name, number in [("A", 2), ("B", 3), ("C", 4)]
    ]
    await asyncio.gather(*tasks)


asyncio.run(main())
