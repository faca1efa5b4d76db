"""A for loop drives a generator. It asks for what is yielded; the result is left behind."""


def countdown(n):
    while n > 0:
        yield n
        n -= 1
    return "lift-off"


for value in countdown(3):
    print(value)


def kept(generator):
    return (yield from generator)


generator = countdown(2)
iterator = kept(generator)
result = None
while True:
    try:
        print(next(iterator))
    except StopIteration as end:
        result = end.value
        break
print(f"asked again: {next(iterator, 'nothing')}")
print(f"returned {result}")
