"""What a paused generator keeps: every local of the function, whether it is needed or not."""

import inspect


def numbers():
    return [1] * 100


def uses_before():
    total = sum(numbers())
    yield
    return total


def uses_after():
    values = numbers()
    yield
    return sum(values)


def uses_twice():
    values = numbers()
    yield
    values = [sum(values), *numbers()]
    yield
    return sum(values)


def outer():
    return (yield from uses_after())


def kept(generator):
    """How many numbers a generator holds at its pause, together with the one it delegates to."""
    values = inspect.getgeneratorlocals(generator).get("values", [])
    inner = generator.gi_yieldfrom
    return len(values) + (kept(inner) if inner else 0)


def at_first_pause(function):
    generator = function()
    next(generator)
    return generator


print("numbers used up before the pause:")
print(f"  smaller than the numbers: {str(kept(at_first_pause(uses_before)) < 100).lower()}")
print("numbers used after the pause:")
print(f"  smaller than the numbers: {str(kept(at_first_pause(uses_after)) < 100).lower()}")
generator = at_first_pause(uses_twice)
next(generator)
print("numbers at one pause, other numbers at the next:")
print(f"  smaller than both: {str(kept(generator) < 200).lower()}")
print("a machine that uses a machine:")
print(f"  smaller than that machine: {str(kept(at_first_pause(outer)) < 100).lower()}")
