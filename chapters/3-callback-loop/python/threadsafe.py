"""A loop that is parked, and a thread that has news for it."""

import asyncio
import threading
import time

loop = asyncio.new_event_loop()
loop.call_later(3600, print, "an hour is over")
answered = threading.Event()


def tell(news):
    print(f"loop: it heard of {news}")
    answered.set()


def worker():
    for news in ["rain", "sun"]:
        time.sleep(0.3)
        print(f"thread: {news}")
        # loop.call_soon would be heard in an hour: it does not wake the loop.
        loop.call_soon_threadsafe(tell, news)
        answered.wait()
        answered.clear()
    print("thread: that is all")
    loop.call_soon_threadsafe(loop.stop)


print("loop: it parks for an hour at most")
thread = threading.Thread(target=worker)
thread.start()
loop.run_forever()

thread.join()
loop.close()
try:
    loop.call_soon_threadsafe(print, "never")
    print("a call to a loop that is gone: taken")
except RuntimeError:
    print("a call to a loop that is gone: refused")
