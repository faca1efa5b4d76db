"""Where the return value goes, and what happens after the end."""


def echo():
    sent = yield 3
    return sent


generator = echo()
for sent in [None, 10, 20]:
    try:
        print(f"yielded {generator.send(sent)}")
    except StopIteration as end:
        print(f"returned {end.value}")
