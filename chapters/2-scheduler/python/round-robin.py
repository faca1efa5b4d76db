"""Two generators take turns, and nobody counts for them."""

from collections import deque


def steps(name):
    for step in [1, 2, 3]:
        print(f"{name}{step}")
        yield


ready = deque([steps("a"), steps("b")])
while ready:
    task = ready.popleft()
    try:
        next(task)
        ready.append(task)
    except StopIteration:
        pass
