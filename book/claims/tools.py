"""What the claims are shown with: a loop whose pauses cost no time, and what must fail."""

import asyncio
import contextlib
import gc
import selectors
import subprocess
import sys
import time
import types
import warnings


class JumpingSelector(selectors.DefaultSelector):
    """Waits for descriptors, but not for a timeout: `now` moves instead."""

    now = 0.0

    def select(self, timeout=None):
        events = super().select(0 if timeout is not None else 10)
        if not events and timeout:
            self.now += timeout
        return events


def jumping_loop():
    selector = JumpingSelector()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now
    return loop


def run(coroutine):
    """Runs a coroutine as `asyncio.run` does, on a loop whose pauses cost no time."""
    with asyncio.Runner(loop_factory=jumping_loop) as runner:
        return runner.run(coroutine)


def now():
    return round(asyncio.get_running_loop().time(), 3)


def raises(error, says, call, *args):
    try:
        call(*args)
    except error as raised:
        assert says in str(raised), f"{raised!r} does not say {says!r}"
    else:
        raise AssertionError(f"{error.__name__} is not raised")


async def fails(error, says, awaitable):
    try:
        await awaitable
    except error as raised:
        assert says in str(raised), f"{raised!r} does not say {says!r}"
    else:
        raise AssertionError(f"{error.__name__} is not raised")


def refused(source):
    raises(SyntaxError, "", compile, source, "a note", "exec")


def warned(call):
    """What Python warns of while `call` runs and its leavings are collected."""
    gc.collect()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with contextlib.suppress(RuntimeError):
            call()
        gc.collect()
    return [f"{warning.category.__name__}: {warning.message}" for warning in caught]


def expect(got, wanted):
    assert got == wanted, f"{got!r}, not {wanted!r}"


def three():
    yield 3


async def one():
    return 1


async def say_after(seconds, word, said):
    await asyncio.sleep(seconds)
    said.append((now(), word))
    return word


async def boom():
    raise ValueError("boom")


@types.coroutine
def bare_yield():
    yield


def in_a_fresh_python(source):
    """What a Python of its own says on its error channel."""
    child = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    return child.stderr
