"""A function with two pauses, and what Python remembers of it at each."""

import inspect


def two_stops(n):
    yield n
    m = n * 10
    yield m
    print(n + m)


def state(generator):
    return f"{inspect.getgeneratorstate(generator)} {inspect.getgeneratorlocals(generator)}"


generator = two_stops(3)
print(state(generator))
for value in generator:
    print(f"paused with {value}: {state(generator)}")
print(state(generator))
