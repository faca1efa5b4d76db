"""What is said of note E, shown: a function bears the id of its item."""

import asyncio
import concurrent.futures
import os
import threading
import time

from b import b21
from c import c60
from tools import expect, fails, jumping_loop, now, one, raises, refused, run


def e06():
    alive = []
    thread = threading.Thread(target=lambda: alive.append(threading.current_thread().is_alive()))
    # The thread is there as soon as `start` returns; whoever waits then lets it run.
    thread.start()
    thread.join()
    expect(alive, [True])


def e07():
    pids, go = [], threading.Event()

    def spin():
        pids.append(os.getpid())
        go.wait()

    thread = threading.Thread(target=spin)
    thread.start()
    go.set()
    thread.join()
    expect((pids, thread.is_alive()), ([os.getpid()], False))


def e08():
    def spin():
        pass

    said = repr(threading.Thread(target=spin))
    assert "(spin), initial)" in said, said


def e10():
    assert not any(hasattr(threading.Thread, name) for name in ("kill", "stop", "terminate"))


def e11():
    refused("asyncio.async(spin())")
    assert not hasattr(asyncio, "coroutine")


e15 = e11


def e13():
    async def spin():
        try:
            await asyncio.sleep(9)
        except asyncio.CancelledError:
            pass

    async def main():
        task = asyncio.create_task(spin())
        await asyncio.sleep(0)
        task.cancel()
        expect((await task, task.cancelled()), (None, False))

    run(main())


def e16():
    async def main():
        task = asyncio.create_task(one())
        assert "name='Task-" in repr(task) and "running at" in repr(task), repr(task)
        await task

    run(main())


def e18():
    order = []

    async def waits():
        try:
            await asyncio.sleep(9)
        except asyncio.CancelledError:
            order.append("cancelled")
            raise

    async def main():
        started, not_started = asyncio.create_task(waits()), None
        await asyncio.sleep(0)
        not_started = asyncio.create_task(waits())
        started.cancel()
        not_started.cancel()
        order.append("cancel has returned")
        await asyncio.wait([started, not_started])
        assert started.cancelled() and not_started.cancelled()

    run(main())
    expect(order, ["cancel has returned", "cancelled"])


def e19():
    async def refuses():
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            await asyncio.sleep(5)
        return now()

    async def main():
        task = asyncio.create_task(refuses())
        await asyncio.sleep(0)
        task.cancel()
        return await task

    expect(run(main()), 5)


def e20():
    cleared = []

    async def spin():
        try:
            await asyncio.sleep(9)
        except asyncio.CancelledError:
            cleared.append("the line")

    async def supervisor():
        spinner = asyncio.ensure_future(spin())
        await asyncio.sleep(3)
        spinner.cancel()
        return 42

    loop = jumping_loop()
    expect(loop.run_until_complete(supervisor()), 42)
    expect(cleared, ["the line"])


def e22():
    async def ticker(ticks):
        while True:
            ticks.append(now())
            await asyncio.sleep(0.05)

    async def main():
        ticks = []
        task = asyncio.create_task(ticker(ticks))
        await asyncio.sleep(0)
        time.sleep(0.001)
        during_blocking = len(ticks) - 1
        await asyncio.sleep(0.501)
        task.cancel()
        return during_blocking, len(ticks) - 1

    expect(run(main()), (0, 10))


def e23():
    b21()


def e25():
    pool = concurrent.futures.ThreadPoolExecutor(1)
    theirs = concurrent.futures.Future()
    order = []
    theirs.add_done_callback(lambda _: order.append("at once"))
    theirs.set_result(1)
    order.append("set_result has returned")
    expect(order, ["at once", "set_result has returned"])

    async def main():
        async def awaits():
            await theirs

        await fails(TypeError, "can't be used in 'await'", awaits())
        expect(await asyncio.wrap_future(theirs), 1)
        pending = asyncio.get_running_loop().create_future()
        raises(asyncio.InvalidStateError, "", pending.result)

    run(main())
    c60()
    pool.shutdown()
