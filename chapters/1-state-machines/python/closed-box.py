"""The same delegation by async def: await does what yield from does."""

import types


@types.coroutine
def pause(value):
    return (yield value)


async def inner():
    a = await pause("i1")
    b = await pause("i2")
    return a, b


async def outer():
    a, b = await inner()
    print(f"inner returned {a} {b}")
    await pause("o1")
    return "done"


coroutine = outer()
for sent in [None, "A", "B", None]:
    try:
        print(coroutine.send(sent))
    except StopIteration as end:
        print(end.value)
