"""A value goes in where the generator pauses."""


def echo():
    sent = yield 3
    yield sent


generator = echo()
print(generator.send(None))
print(generator.send(10))
