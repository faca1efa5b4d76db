"""What is said of note D, shown: a function bears the id of its item."""

import dis
import gc
import inspect
import types

from tools import expect, raises, three


def d04():
    assert inspect.isgeneratorfunction(three) and inspect.isgenerator(three())


def d06():
    assert repr(three).startswith("<function three at")
    assert repr(three()).startswith("<generator object three at")


d05 = d06


def d07():
    expect((list(three()), [value for value in three()]), ([3], [3]))
    closed = three()
    next(closed)
    closed.close()
    expect(list(closed), [])
    thrown = three()
    next(thrown)
    raises(ValueError, "stop", thrown.throw, ValueError("stop"))


def d08():
    expect((next(three()), three().send(None)), (3, 3))


def echo():
    sent = yield 3
    yield sent


def d09():
    generator = echo()
    expect([next(generator), generator.send(10)], [3, 10])


d10 = d09


def returns():
    sent = yield 3
    return sent


def d12():
    generator = returns()
    expect(next(generator), 3)
    raises(StopIteration, "10", generator.send, 10)


d11 = d12


def d13():
    def counts():
        for number in range(3):
            yield number
        ran.append("after the last yield")

    ran = []
    expect(list(counts()), [0, 1, 2])
    expect(ran, ["after the last yield"])
    d12()


def d14():
    def outer():
        got.append((yield from returns()))

    got = []
    generator = outer()
    next(generator)
    raises(StopIteration, "", generator.send, 10)
    expect(got, [10])
    ended = returns()
    list(ended)
    raises(StopIteration, "", next, ended)


def d15():
    def puzzle():
        got.append((yield + 10) - 2)
        yield got[-1]

    def bracketed():
        got.append((yield) + 10 - 1)
        yield got[-1]

    got = []
    generator = puzzle()
    expect((next(generator), generator.send(1)), (10, -1))
    generator = bracketed()
    expect((next(generator), generator.send(0)), (None, 9))
    generator = puzzle()
    next(generator)
    raises(TypeError, "NoneType", next, generator)


d16 = d15


def d17():
    assert {"co_code", "co_flags", "co_varnames"} <= set(dir(three.__code__))


def d18():
    def nothing():
        pass

    code = nothing.__code__
    assert hasattr(code, "co_posonlyargcount") and hasattr(code, "co_qualname")
    # OPTIMIZED and NEWLOCALS; up to 3.10 NOFREE came to them, and NESTED in a nested function.
    expect(code.co_flags & 67, 3)
    assert code.co_code != b"d\x01S\x00"
    assert dis.Bytecode(nothing).dis()


def d20():
    def numbers():
        yield 1

    generator = numbers()
    referrers = gc.get_referrers(numbers.__code__)
    assert numbers in referrers and generator in referrers
    assert not any(isinstance(referrer, types.FrameType) for referrer in referrers)


def d23():
    generator = three()
    assert isinstance(generator.gi_frame, types.FrameType)
    list(generator)
    expect(generator.gi_frame, None)


d24 = d29 = d23


def d25():
    def task(name):
        for number in (1, 2, 3):
            yield f"{name}{number}"

    tasks = {name: task(name) for name in "ab"}
    expect([next(tasks[name]) for name in "ababba"], ["a1", "b1", "a2", "b2", "b3", "a3"])


d26 = d27 = d25
