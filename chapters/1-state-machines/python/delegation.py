"""A generator that uses a generator: what goes down, what goes up, and what stays."""


def inner():
    a = yield "i1"
    b = yield "i2"
    return a, b


def outer():
    a, b = yield from inner()
    print(f"inner returned {a} {b}")
    yield "o1"
    return "done"


generator = outer()
for sent in [None, "A", "B", None]:
    try:
        print(generator.send(sent))
    except StopIteration as end:
        print(end.value)
