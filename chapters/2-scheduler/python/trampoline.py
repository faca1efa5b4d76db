"""A function that calls itself 100,000 times, on Python's small stack."""

DEPTH = 100_000


def by_yield_from(depth):
    if depth == 0:
        return 0
    return 1 + (yield from by_yield_from(depth - 1))


def by_call(depth):
    if depth == 0:
        return 0
    return 1 + (yield by_call(depth - 1))


def run(task):
    """Keeps the callers in a list: what is yielded is called, what is returned goes back."""
    callers = [task]
    answer = None
    while callers:
        try:
            callers.append(callers[-1].send(answer))
            answer = None
        except StopIteration as end:
            callers.pop()
            answer = end.value
    return answer


try:
    run(by_yield_from(DEPTH))
except RecursionError:
    print("by await: the stack is too small")
print(f"by call: {run(by_call(DEPTH))} deep")
