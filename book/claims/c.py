"""What is said of note C, shown: a function bears the id of its item."""

import asyncio
import contextlib
import inspect
import io
import os
import signal
import socket
import sys
import threading
import types

from b import b22, b31
from tools import bare_yield, boom, expect, fails, in_a_fresh_python, jumping_loop, now, one, raises, refused, run, three, warned


def c03():
    loop = asyncio.SelectorEventLoop()
    left, right = socket.socketpair()
    left.setblocking(False)
    got = []

    def readable():
        # The loop hands over no data: it says that a read would not block.
        got.append(left.recv(9))
        loop.stop()

    loop.add_reader(left, readable)
    right.send(b"abc")
    loop.run_forever()
    loop.remove_reader(left)
    expect(got, [b"abc"])


c05 = c80 = c03


def c04():
    assert not hasattr(asyncio.SelectorEventLoop(), "get_event")


def c09():
    order = []

    def consumer():
        while True:
            item = yield
            order.append(f"consumes {item}")

    into = consumer()
    next(into)
    order.append("sends")
    into.send(1)
    order.append("is back")
    expect(order, ["sends", "consumes 1", "is back"])


def c11():
    lines = []

    def consumer():
        lines.append("init")
        answer = ""
        while True:
            item = yield answer
            lines.append(f"consumes {item}")
            answer = "200 OK"

    def produce(into):
        into.send(None)
        for item in range(1, 6):
            lines.append(f"produces {item}")
            lines.append(into.send(item))

    produce(consumer())
    expect((lines[0], len(lines)), ("init", 16))


c10 = c11


def c12():
    assert inspect.isgeneratorfunction(three) and not inspect.isgenerator(three)
    assert inspect.isgenerator(three())


def c16():
    order = []

    async def inner():
        order.append("inner")

    async def main():
        asyncio.get_running_loop().call_soon(order.append, "the queue")
        await inner()
        order.append("main")
        await asyncio.sleep(0)

    run(main())
    expect(order, ["inner", "main", "the queue"])


c29 = c16


def c17():
    async def main():
        coroutine = one()
        await fails(TypeError, "oroutines", asyncio.wait([coroutine]))
        coroutine.close()

    run(main())
    says = warned(threading.currentThread)
    assert len(says) == 1 and says[0].startswith("DeprecationWarning"), says


c73 = c17


def c18():
    async def hello(name, said):
        said.append((now(), name, threading.current_thread() is threading.main_thread()))
        await asyncio.sleep(1)
        said.append((now(), name, threading.current_thread() is threading.main_thread()))

    async def main():
        said = []
        await asyncio.gather(hello("a", said), hello("b", said))
        return said

    expect(run(main()), [(at, name, True) for at in (0, 1) for name in "ab"])


c19 = c18


def c21():
    @types.coroutine
    def junk():
        yield 7

    async def bad():
        await junk()

    async def main():
        await bare_yield()
        await fails(RuntimeError, "Task got bad yield: 7", asyncio.create_task(bad()))

    run(main())


def c22():
    async def main():
        loop = asyncio.get_running_loop()
        loops = []
        loop.call_later(1, lambda: loops.append(asyncio.get_running_loop()))
        await asyncio.sleep(2)
        assert loops == [loop]
        return now()

    expect(run(main()), 2)


c23 = c22


def c24():
    async def main():
        reader = asyncio.StreamReader()
        reader.feed_data(b"HTTP/1.0 200 OK\r\n")
        reader.feed_eof()
        turns = []
        asyncio.get_running_loop().call_soon(turns.append, "another")
        await reader.readline()
        for _ in range(1000):
            expect(await reader.readline(), b"")
        expect(turns, [])

    run(main())


def c26():
    async def main():
        loop = asyncio.get_running_loop()
        threads = []
        run_in_executor = loop.run_in_executor

        def noted(executor, function, *args):
            assert executor is None
            threads.append(function.__name__)
            return run_in_executor(executor, function, *args)

        loop.run_in_executor = noted
        await loop.getaddrinfo("127.0.0.1", 80)
        return threads

    expect(asyncio.run(main()), ["getaddrinfo"])


def c30():
    b22()


def c31():
    @types.coroutine
    def by_hand():
        return (yield from one().__await__())

    async def main():
        return await by_hand()

    expect(run(main()), 1)


def c32():
    async def main():
        return await asyncio.sleep(1)

    expect(run(main()), None)


def c39():
    says = in_a_fresh_python("import asyncio; asyncio.gather(asyncio.sleep(0))")
    expect("There is no current event loop" in says, sys.version_info >= (3, 12))


def c40():
    order = []

    async def hold(name, lock):
        order.append(f"{name} waits")
        async with lock:
            order.append(f"{name} holds")
            await asyncio.sleep(1)

    async def main():
        lock = asyncio.Lock()
        await asyncio.gather(hold(1, lock), hold(2, lock))
        return now()

    expect(run(main()), 2)
    expect(order, ["1 waits", "1 holds", "2 waits", "2 holds"])


def c07():
    async def add(counter, lock=None):
        async with lock or contextlib.AsyncExitStack():
            seen = counter[0]
            await asyncio.sleep(0)
            counter[0] = seen + 1

    async def main(lock):
        counter = [0]
        await asyncio.gather(add(counter, lock), add(counter, lock))
        return counter[0]

    expect((run(main(None)), run(main(asyncio.Lock()))), (1, 2))


def c41():
    compile("def f(xs): return (x async for x in xs)", "a note", "exec")
    refused("def f(xs):\n async for x in xs: pass")
    refused("def f(x):\n async with x: pass")


def c42():
    expect(asyncio.iscoroutine(three()), sys.version_info < (3, 12))


def c43():
    b31()


def c44():
    async def main():
        loop = asyncio.get_running_loop()
        future, failed = loop.create_future(), loop.create_future()
        loop.call_later(2, future.set_result, "result")
        loop.call_later(3, failed.set_exception, ValueError("boom"))
        expect((await future, now()), ("result", 2))
        await fails(ValueError, "boom", failed)
        expect(now(), 3)

    run(main())


def c46():
    async def gives():
        return ValueError("returned")

    async def main():
        assert isinstance(await gives(), ValueError)
        await fails(ValueError, "boom", boom())

    run(main())


def c47():
    def runs():
        ran.append(1)

    async def main():
        runs()

    ran = []
    coroutine = main()
    expect(ran, [])
    run(coroutine)
    expect(ran, [1])


def c49():
    assert issubclass(asyncio.Task, asyncio.Future)


def c52():
    assert not hasattr(asyncio.Task, "all_tasks") and not hasattr(asyncio.Task, "current_task")

    async def main():
        done, waits = asyncio.create_task(one()), asyncio.create_task(asyncio.sleep(9))
        await done
        expect(asyncio.all_tasks(), {asyncio.current_task(), waits})
        waits.cancel()

    run(main())


def c53():
    async def main():
        task = asyncio.create_task(asyncio.sleep(9))
        await asyncio.sleep(0)
        assert task.cancel() and not task.cancelled()
        await fails(asyncio.CancelledError, "", task)
        assert task.cancelled()

    run(main())


def c54():
    async def inner():
        await asyncio.sleep(9)

    async def top():
        await inner()

    async def deep(n):
        return await deep(n - 1) if n else 1 / 0

    def names(frames):
        return [frame.f_code.co_name for frame in frames]

    async def main():
        suspended, ended = asyncio.create_task(top()), asyncio.create_task(one())
        failed = asyncio.create_task(deep(2))
        await asyncio.wait([ended, failed])
        expect(names(suspended.get_stack()), ["top"])
        expect(names(ended.get_stack()), [])
        expect(names(failed.get_stack()), ["deep"] * 3)
        oldest = failed.get_stack(limit=1)[0]
        expect(oldest.f_locals["n"], 2)
        suspended.cancel()
        failed.exception()

    run(main())


def c55():
    async def main():
        suspended, ended = asyncio.create_task(asyncio.sleep(9)), asyncio.create_task(one())
        failed = asyncio.create_task(boom())
        await asyncio.wait([ended, failed])
        says = []
        for task in (suspended, ended, failed):
            task.print_stack(file=(out := io.StringIO()))
            says.append(out.getvalue().split(" for ")[0])
        suspended.cancel()
        failed.exception()
        return says

    expect(run(main()), ["Stack", "No stack", "Traceback"])


def c57():
    refused("ensure_future(slow(future)) // run it")


def c58():
    class Awaitable:
        def __await__(self):
            return (yield from one().__await__())

    async def main():
        expect(await asyncio.ensure_future(Awaitable()), 1)
        raises(TypeError, "required", asyncio.ensure_future, 3)
        other = jumping_loop()
        future = other.create_future()
        here = asyncio.get_running_loop()
        raises(ValueError, "loop", lambda: asyncio.ensure_future(future, loop=here))

    run(main())


def c59():
    def run_it():
        loop = asyncio.SelectorEventLoop()
        task = loop.create_task(one())
        task.add_done_callback(lambda _: loop.stop())
        loop.run_forever()

    says = warned(run_it)
    assert any(text.startswith("ResourceWarning: unclosed event loop") for text in says), says


def c60():
    order = []

    async def main():
        future = asyncio.get_running_loop().create_future()
        future.add_done_callback(lambda _: order.append("callback"))
        future.set_result(1)
        order.append("set_result has returned")
        await asyncio.sleep(0)

    run(main())
    expect(order, ["set_result has returned", "callback"])


def c62():
    async def factorial(name, number, lines):
        product = 1
        for factor in range(2, number + 1):
            lines.append((now(), f"Task {name}: Compute factorial({factor})..."))
            await asyncio.sleep(1)
            product *= factor
        lines.append((now(), f"Task {name}: factorial({number}) = {product}"))

    async def main():
        lines = []
        calls = (factorial(name, number, lines) for name, number in zip("ABC", (2, 3, 4)))
        await asyncio.gather(*calls)
        return lines

    lines = run(main())
    expect((len(lines), lines[-1]), (9, (3, "Task C: factorial(4) = 24")))


c61 = c63 = c62


def c64():
    async def main():
        children = [asyncio.create_task(asyncio.sleep(n, n)) for n in (1, 2)]
        outer = asyncio.gather(*children)
        await asyncio.sleep(1.5)
        expect(([child.done() for child in children], outer.done()), ([True, False], False))
        return await outer

    expect(run(main()), [1, 2])


def c66():
    loop = asyncio.SelectorEventLoop
    assert all(hasattr(loop, name) for name in ("create_connection", "create_datagram_endpoint"))
    assert "ssl" in inspect.signature(loop.create_connection).parameters


def c70():
    loop = jumping_loop()
    expect(loop.run_until_complete(loop.create_task(asyncio.sleep(1, "done"))), "done")


def c71():
    async def main():
        await fails(TimeoutError, "", limited())
        expect(now(), 1)

    async def limited():
        async with asyncio.timeout(1):
            await asyncio.sleep(9)

    async def plain_with():
        with asyncio.timeout(1):
            pass

    run(main())
    raises(TypeError, "context manager protocol", run, plain_with())


def c72():
    async def main():
        assert asyncio.get_event_loop() is asyncio.get_running_loop()

    run(main())


def c74():
    async def main():
        failing, waiting = asyncio.create_task(boom()), asyncio.create_task(asyncio.sleep(9))
        done, pending = await asyncio.wait([failing, waiting], timeout=1)
        expect((done, pending, waiting.cancelled()), ({failing}, {waiting}, False))
        failing.exception()
        waiting.cancel()

    run(main())


def c75():
    async def main():
        before = asyncio.all_tasks()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(asyncio.Protocol, "127.0.0.1", 0)
        assert isinstance(server, asyncio.Server) and len(server.sockets) == 1
        expect(asyncio.all_tasks(), before)
        server.close()

    run(main())


c69 = c75


def c76():
    assert inspect.isgenerator(bare_yield())
    assert bare_yield.__code__.co_flags & inspect.CO_ITERABLE_COROUTINE

    async def main():
        await bare_yield()

    run(main())


def c77():
    async def main(seconds):
        await asyncio.sleep(seconds)
        return "the end"

    # A bare yield is below: any driver can send again.
    coroutine = main(0)
    coroutine.send(None)
    raises(StopIteration, "the end", coroutine.send, None)

    async def pending():
        # A future is below, and it is not done.
        coroutine = main(9)
        assert asyncio.isfuture(coroutine.send(None))
        raises(RuntimeError, "await wasn't used with future", coroutine.send, None)

    run(pending())


def c78():
    coroutine = asyncio.sleep(1)
    raises(RuntimeError, "no running event loop", coroutine.send, None)
    c77()


def c79():
    with contextlib.redirect_stdout(io.StringIO()) as out:
        print("return %d", None)
    expect(out.getvalue(), "return %d None\n")


def c81():
    if os.name == "nt":
        raises(NotImplementedError, "", asyncio.SelectorEventLoop().add_signal_handler, 2, print)
        return

    async def handler():
        pass

    loop = asyncio.SelectorEventLoop()
    before = signal.getsignal(signal.SIGTERM)
    raises(RuntimeError, "cannot be caught", loop.add_signal_handler, signal.SIGKILL, print)
    raises(TypeError, "oroutine", loop.add_signal_handler, signal.SIGTERM, handler)
    errors = []

    def elsewhere():
        try:
            asyncio.SelectorEventLoop().add_signal_handler(signal.SIGTERM, print)
        except (ValueError, RuntimeError) as error:
            errors.append(str(error))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert len(errors) == 1 and "main thread" in errors[0], errors
    got = []
    loop.add_signal_handler(signal.SIGTERM, lambda: (got.append("SIGTERM"), loop.stop()))
    loop.call_soon(os.kill, os.getpid(), signal.SIGTERM)
    loop.run_forever()
    expect(got, ["SIGTERM"])
    loop.close()
    expect(signal.getsignal(signal.SIGTERM), before)
