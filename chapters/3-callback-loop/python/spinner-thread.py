"""A spinner that turns on a thread of its own, while the program waits for a slow answer."""

import itertools
import sys
import threading
import time


def spin(what, done, shown):
    for frame in itertools.cycle("|/-\\"):
        picture = f"{frame} {what}"
        print(picture, end="", file=sys.stderr, flush=True)
        shown.append(frame)
        time.sleep(0.1)
        back = "\x08" * len(picture)
        print(back + " " * len(picture) + back, end="", file=sys.stderr, flush=True)
        if done.is_set():
            break


def slow_answer():
    time.sleep(3)
    return 42


done, shown = threading.Event(), []
spinner = threading.Thread(target=spin, args=("thinking!", done, shown))
spinner.start()
answer = slow_answer()
done.set()
spinner.join()

print("the first frames:", "".join(shown[:4]))
print(f"Answer {answer}")
