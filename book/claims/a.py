"""What is said of note A, shown: a function bears the id of its item."""

import asyncio
import collections.abc
import concurrent.futures
import inspect
import selectors
import threading
import types

from tools import expect, fails, one, raises, refused, run, three


def a04():
    coroutine = one()
    assert not hasattr(coroutine, "__iter__") and hasattr(coroutine, "__await__")
    coroutine.close()


def a08():
    assert isinstance(asyncio.SelectorEventLoop()._selector, selectors.BaseSelector)


def a10():
    threads = set()

    async def main():
        for _ in range(3):
            threads.add(threading.get_ident())
            await asyncio.sleep(0)

    async def three_times():
        await asyncio.gather(main(), main(), main())

    run(three_times())
    expect(threads, {threading.get_ident()})


def a13():
    # No loop is at work: the interface is the interpreter's.
    coroutine = one()
    raises(StopIteration, "1", coroutine.send, None)


def a17():
    assert not hasattr(asyncio, "coroutine")


def a18():
    @types.coroutine
    def old():
        return (yield from one().__await__())

    async def main():
        return await old()

    expect(run(main()), 1)


def a19():
    async def numbers():
        yield 1

    assert inspect.isasyncgen(numbers())
    refused("async def f(): yield from g()")
    refused("async def f():\n yield 1\n return 2")


a32 = a19


def a21():
    refused("def f(): await g()")


def a22():
    async def main():
        await one()
        await asyncio.ensure_future(one())

    run(main())
    a31()


def a23():
    class Awaitable:
        def __init__(self, gives):
            self.gives = gives

        def __await__(self):
            return self.gives

    async def main():
        await fails(TypeError, "returned non-iterator of type 'int'", wrapped(3))
        coroutine = one()
        await fails(TypeError, "returned a coroutine", wrapped(coroutine))
        coroutine.close()

    async def wrapped(gives):
        await Awaitable(gives)

    run(main())


a30 = a23


def a24():
    assert issubclass(collections.abc.Coroutine, collections.abc.Awaitable)


def a25():
    class Right:
        def __radd__(self, left):
            return f"{left} from the right"

    expect(1 + Right(), "1 from the right")


def a27():
    async def main(value):
        await value

    async def all_refused():
        for value in (three(), [1], 1):
            await fails(TypeError, "can't be used in 'await' expression", main(value))

    run(all_refused())


a31 = a27


def a28():
    def generator_function():
        yield

    types.coroutine(generator_function)
    assert generator_function.__code__.co_flags & inspect.CO_ITERABLE_COROUTINE

    def plain():
        return three()

    wrapper = types.coroutine(plain)
    assert wrapper is not plain
    assert not plain.__code__.co_flags & inspect.CO_ITERABLE_COROUTINE

    class ByHand(collections.abc.Coroutine):
        def send(self, value):
            raise StopIteration(7)

        def throw(self, *error):
            raise error[0]

        def __await__(self):
            return iter(())

    expect(run(ByHand()), 7)


def a29():
    class Suspends:
        def __await__(self):
            return self

        def __iter__(self):
            return self

        def __next__(self):
            return "a value for the driver"

    async def main():
        await Suspends()

    coroutine = main()
    expect(coroutine.send(None), "a value for the driver")
    coroutine.close()
    future = asyncio.SelectorEventLoop().create_future()
    assert not inspect.isgenerator(future.__await__())


def a39():
    pool = concurrent.futures.ThreadPoolExecutor(1)
    release = threading.Event()
    future = pool.submit(release.wait)
    raises(concurrent.futures.TimeoutError, "", future.result, 0.01)
    release.set()
    expect(future.result(), True)
    pool.shutdown()


def a41():
    def counter():
        n = 0
        while True:
            n += 1
            yield n

    numbers = counter()
    expect([next(numbers) for _ in range(3)], [1, 2, 3])


def a42():
    numbers = three()
    assert isinstance(numbers, collections.abc.Iterator)
    expect(numbers.__next__(), 3)


a44 = a42


def a43():
    expect(list(iter(three())), [3])
    expect([value for value in three()], [3])
