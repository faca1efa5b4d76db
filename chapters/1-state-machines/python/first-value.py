"""Calling makes a generator and runs nothing. The first next runs to the first yield."""


def three():
    yield 3


print(type(three).__name__)
print(type(three()).__name__)

print(next(three()))
print(three().send(None))
