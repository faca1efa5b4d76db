"""`(yield + 10) - 2` and `(yield) + 10 - 2`: what is yielded, and what becomes of what is sent?"""


def first():
    a = (yield + 10) - 2
    return a


def second():
    a = (yield) + 10 - 2
    return a


for generator in [first(), second()]:
    value = next(generator)
    print("nothing" if value is None else value)
    try:
        generator.send(1)
    except StopIteration as end:
        print(end.value)
