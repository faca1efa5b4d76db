"""Two functions run one after the other. Two generators run in whatever order we like."""


def plain(name):
    print(f"I am {name}")


def steps(name):
    for step in [1, 2, 3]:
        print(f"{name}{step}")
        yield


plain("task a")
plain("task b")

a = steps("a")
b = steps("b")
for generator in [a, b, a, b, b, a]:
    next(generator)
