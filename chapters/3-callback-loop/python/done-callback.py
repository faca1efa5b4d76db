"""Who is called when a future is settled, and when?"""

import asyncio
import functools

loop = asyncio.new_event_loop()
promise = loop.create_future()


def told(name, promise):
    print(f"{name}: it is {promise.result()}")


for name in ["first", "second"]:
    promise.add_done_callback(functools.partial(told, name))


def late(promise):
    told("late", promise)
    loop.stop()


def settle():
    promise.set_result(42)
    print("(set_result returned)")
    try:
        promise.set_result(43)
    except asyncio.InvalidStateError:
        print("settled again: false")
    promise.add_done_callback(late)
    print("(add_done_callback returned)")


loop.call_later(1, settle)
loop.run_forever()
loop.close()
