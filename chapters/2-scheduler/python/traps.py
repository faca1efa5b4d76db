"""What a task asks of the kernel, and what the kernel answers, trap by trap."""

import heapq
import time
from collections import deque
from itertools import count

start = time.monotonic()
ready = deque()
sleeping = []
order = count()


def parent():
    yield "spawn", "a", a()
    print("spawned a")
    yield "spawn", "b", b()
    now = yield ("now",)
    print(f"parent is done at {now:.0f} s")


def a():
    for step in range(2):
        print(f"a {step}")
        yield "sleep", 2


def b():
    for step in range(2):
        print(f"b {step}")
        yield "sleep", 3


def run(name, task, answer):
    while True:
        try:
            trap, *args = task.send(answer)
        except StopIteration:
            print(f"exit {name}")
            return
        if trap == "now":
            print("trap now")
            answer = time.monotonic() - start
        elif trap == "spawn":
            print(f"trap spawn {args[0]}")
            ready.append((*args, None))
            ready.append((name, task, None))
            return
        elif trap == "sleep":
            print(f"trap sleep {args[0]}s")
            due = time.monotonic() + args[0]
            heapq.heappush(sleeping, (due, next(order), name, task))
            return


ready.append(("parent", parent(), None))
while ready or sleeping:
    if not ready:
        time.sleep(sleeping[0][0] - time.monotonic())
        print(f"t = {time.monotonic() - start:.0f}")
        while sleeping and sleeping[0][0] <= time.monotonic():
            _, _, name, task = heapq.heappop(sleeping)
            ready.append((name, task, None))
    run(*ready.popleft())
