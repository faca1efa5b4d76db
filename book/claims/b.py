"""What is said of note B, shown: a function bears the id of its item."""

import asyncio
import inspect
import sys
import threading

from tools import boom, expect, fails, jumping_loop, now, one, raises, refused, run, say_after, warned


def b02():
    loop, order = jumping_loop(), []
    for number in range(4):
        loop.call_soon(order.append, number)
    loop.call_soon(loop.stop)
    loop.run_forever()
    expect(order, [0, 1, 2, 3])


def b04():
    order = []

    async def compute(name):
        order.append(f"{name} begins")
        sum(range(1000))
        order.append(f"{name} ends")

    async def main():
        await asyncio.gather(compute("a"), compute("b"))

    run(main())
    expect(order, ["a begins", "a ends", "b begins", "b ends"])


def b19():
    refused('print("hello)')
    refused("if __name__ = '__main__': pass")
    refused("if __name__ == `__main__`: pass")
    raises(NameError, "aysncio", eval, "aysncio.run", {})


def b21():
    expect(warned(one), ["RuntimeWarning: coroutine 'one' was never awaited"])


b30 = b21


def b22():
    async def main():
        async with asyncio.TaskGroup() as group:
            in_group = group.create_task(one())
        task = asyncio.create_task(one())
        return [await one(), await task, in_group.result(), *await asyncio.gather(one())]

    expect(run(main()), [1, 1, 1, 1])
    loop = jumping_loop()
    expect(loop.run_until_complete(one()), 1)


def b23():
    async def main():
        said = []
        await say_after(1, "hello", said)
        await say_after(2, "world", said)
        return said

    expect(run(main()), [(1, "hello"), (3, "world")])


b26 = b23


def b27():
    async def main():
        said = []
        first = asyncio.create_task(say_after(1, "hello", said))
        second = asyncio.create_task(say_after(2, "world", said))
        await first
        await second
        return said

    expect(run(main()), [(1, "hello"), (2, "world")])


b28 = b27


def b31():
    assert inspect.iscoroutinefunction(one) and not inspect.iscoroutine(one)
    coroutine = one()
    assert inspect.iscoroutine(coroutine)
    coroutine.close()


def b32():
    assert not hasattr(asyncio, "coroutine")


def b33():
    async def main():
        coroutine = one()
        task = asyncio.create_task(coroutine)
        assert task.get_coro() is coroutine
        return await task

    expect(run(main()), 1)


def b34():
    order = []

    async def child():
        order.append("child")

    async def main():
        task = asyncio.create_task(child())
        order.append("main")
        await task

    run(main())
    expect(order, ["main", "child"])


def b37():
    async def main():
        future = asyncio.get_running_loop().create_future()
        future.set_result("from future")
        return await future, await asyncio.gather(future, one())

    expect(run(main()), ("from future", ["from future", 1]))


def b38():
    release, done = threading.Event(), []

    def in_thread():
        release.wait()
        done.append("done all the same")

    async def main():
        future = asyncio.get_running_loop().run_in_executor(None, in_thread)
        assert asyncio.isfuture(future)
        future.cancel()
        await fails(asyncio.CancelledError, "", future)
        release.set()

    asyncio.run(main())
    expect(done, ["done all the same"])


def b39():
    refused("async = 1")


def b41():
    parameters = inspect.signature(asyncio.run).parameters
    expect(parameters["debug"].default, None)
    expect("loop_factory" in parameters, sys.version_info >= (3, 12))


def b42():
    order = []

    async def waits():
        try:
            await asyncio.sleep(10)
        finally:
            order.append("task")

    async def numbers():
        try:
            yield 1
        finally:
            order.append("generator")

    def in_executor():
        release.wait()
        order.append("executor")

    async def main():
        kept.append(asyncio.create_task(waits()))
        kept.append(numbers())
        await anext(kept[1])
        asyncio.get_running_loop().run_in_executor(None, in_executor)
        asyncio.get_running_loop().call_soon(release.set)
        await asyncio.sleep(0)

    kept, release = [], threading.Event()
    asyncio.run(main())
    expect(sorted(order), ["executor", "generator", "task"])


def b43():
    async def main():
        coroutine = one()
        raises(RuntimeError, "cannot be called from a running", asyncio.run, coroutine)
        coroutine.close()

    run(main())


def b44():
    async def main():
        assert asyncio.get_running_loop().get_debug()
        expect(asyncio.get_running_loop().slow_callback_duration, 0.1)

    asyncio.run(main(), debug=True)


def b45():
    loops = []

    async def main():
        loops.append(asyncio.get_running_loop())

    asyncio.run(main())
    asyncio.run(main())
    assert loops[0] is not loops[1]


def b47():
    async def main():
        task = asyncio.create_task(one(), name="a name", context=None)
        assert isinstance(task, asyncio.Task)
        expect(task.get_name(), "a name")
        await task

    run(main())


def b48():
    says = "no running event loop"
    raises(RuntimeError, says, asyncio.get_running_loop)
    coroutine = one()
    raises(RuntimeError, says, asyncio.create_task, coroutine)
    coroutine.close()


def b49():
    says = warned(lambda: asyncio.create_task(one()))
    expect(says, ["RuntimeWarning: coroutine 'one' was never awaited"])
    b48()


def b50():
    async def main():
        values = [await asyncio.sleep(*args) for args in [(0.1, "done"), (0, "zero"), (-1,)]]
        return values, now()

    expect(run(main()), (["done", "zero", None], 0.1))
    raises(TypeError, "loop", lambda: asyncio.sleep(1, loop=None))


b52 = b50


def b51():
    order = []

    async def letters(name):
        for number in range(3):
            order.append(f"{name}{number}")
            await asyncio.sleep(0)

    async def main():
        await asyncio.gather(letters("a"), letters("b"))

    run(main())
    expect(order, ["a0", "b0", "a1", "b1", "a2", "b2"])


def b53():
    async def main():
        ticks, end = [], now() + 5
        while True:
            ticks.append(now())
            if now() + 1 >= end:
                return ticks
            await asyncio.sleep(1)

    expect(run(main()), [0, 1, 2, 3, 4])


def b54():
    expect(set(inspect.signature(asyncio.gather).parameters), {
        "coros_or_futures", "return_exceptions",
    })


def b55():
    async def child():
        return asyncio.current_task()

    async def main():
        first, second = await asyncio.gather(child(), child())
        assert first is not second and asyncio.current_task() not in (first, second)

    run(main())


def b56():
    async def main():
        said = []
        calls = (say_after(seconds, seconds, said) for seconds in (2, 1, 3))
        return await asyncio.gather(*calls), [word for _, word in said]

    expect(run(main()), ([2, 1, 3], [1, 2, 3]))


def b57():
    async def main():
        said = []
        other = asyncio.create_task(say_after(1, "other", said))
        await fails(ValueError, "boom", asyncio.gather(boom(), other))
        expect(other.done(), False)
        await other
        return said

    expect(run(main()), [(1, "other")])


def b58():
    async def main():
        values = await asyncio.gather(one(), boom(), return_exceptions=True)
        return [repr(value) for value in values]

    expect(run(main()), ["1", "ValueError('boom')"])


def b59():
    async def main():
        for keep in (False, True):
            children = [asyncio.create_task(asyncio.sleep(9)) for _ in range(2)]
            gathered = asyncio.gather(*children, return_exceptions=keep)
            await asyncio.sleep(0)
            gathered.cancel()
            await fails(asyncio.CancelledError, "", gathered)
            expect([child.cancelled() for child in children], [True, True])
            expect(gathered.cancelled(), False)

    run(main())


b61 = b59


def b60():
    async def main():
        said = []
        child = asyncio.create_task(asyncio.sleep(9))
        sibling = asyncio.create_task(say_after(1, "sibling", said))
        gathered = asyncio.gather(child, sibling)
        await asyncio.sleep(0)
        child.cancel()
        await fails(asyncio.CancelledError, "", gathered)
        expect((gathered.cancelled(), sibling.done()), (False, False))
        await sibling
        return said

    expect(run(main()), [(1, "sibling")])
