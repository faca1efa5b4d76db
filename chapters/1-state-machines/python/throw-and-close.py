"""How to stop a generator before its end: close it, or throw an error that it may refuse."""


class Stop(Exception):
    pass


def job():
    try:
        try:
            yield "working"
        except Stop:
            print("not yet")
            yield "still working"
        return "done"
    except Stop:
        return "stopped"
    finally:
        print("clean up")


print("close:")
generator = job()
print(f"yielded {next(generator)}")
generator.close()

print("throw, twice:")
generator = job()
print(f"yielded {next(generator)}")
try:
    print(f"yielded {generator.throw(Stop())}")
    print(f"yielded {generator.throw(Stop())}")
except StopIteration as end:
    print(f"returned {end.value}")
