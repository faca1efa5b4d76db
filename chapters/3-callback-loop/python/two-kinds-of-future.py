"""Two kinds of result that is not there yet: concurrent.futures.Future and asyncio.Future."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor()
go = threading.Event()


def worker():
    go.wait()
    return 7


def is_pending(promise):
    try:
        promise.result()
    except asyncio.InvalidStateError:
        return "true"
    return "false"


print("from a thread: whoever asks waits")
result = pool.submit(worker)
try:
    result.result(timeout=0.1)
except TimeoutError:
    print("  nothing after a moment: true")
go.set()
print(f"  waited for: {result.result()}")

print("a promise: whoever asks goes on")
loop = asyncio.new_event_loop()
promise = loop.create_future()
print(f"  pending: {is_pending(promise)}")
promise.add_done_callback(lambda promise: print(f"  called back: {promise.result()}"))
promise.set_result(7)
print("  (set_result returned)")
loop.run_until_complete(promise)

print("a bridge: a thread that settles a promise")


def job():
    time.sleep(0.1)
    return 7


promise = asyncio.wrap_future(pool.submit(job), loop=loop)
print(f"  pending: {is_pending(promise)}")
print(f"  waited for by the loop: {loop.run_until_complete(promise)}")

pool.shutdown()
loop.close()
