"""Can any driver drive any coroutine? This one sends None to each in turn, and ignores what they
yield."""

import asyncio

loop = asyncio.new_event_loop()  # it is never run


async def now():
    asyncio.get_running_loop().time()


async def sleep():
    await loop.create_future()  # what asyncio.sleep(1) waits for


async def pause():
    await asyncio.sleep(0)


async def switch(leaf):
    print("switch")
    await leaf()
    print("back")


async def c1(leaf):
    print("C1: Start")
    await switch(leaf)
    print("C1: Stop")


async def c2(leaf):
    print("C2: Start")
    print("C2: a")
    print("C2: b")
    await switch(leaf)
    print("C2: c")
    print("C2: Stop")


def run(coroutines):
    while coroutines:
        for coroutine in list(coroutines):
            try:
                asked = coroutine.send(None)
                print(f"<- {'nothing' if asked is None else 'a sleep'}")
            except StopIteration:
                coroutines.remove(coroutine)
            except RuntimeError as error:
                print(f"error: {error}")
                coroutines.remove(coroutine)


for about, leaf in [
    ("A: the leaf asks what only a kernel knows", now),
    ("B: the leaf asks for a sleep, the driver ignores it", sleep),
    ("C: the leaf asks for nothing", pause),
]:
    print(about)
    run([c1(leaf), c2(leaf)])

loop.close()
