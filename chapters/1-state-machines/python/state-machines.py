"""The running example, driven by hand: the driver sleeps once a round, for all tasks."""

import time


def factorial(name, number):
    product = 1
    for factor in range(2, number + 1):
        print(f"Task {name}: Compute factorial({factor})...")
        yield
        product *= factor
    print(f"Task {name}: factorial({number}) = {product}")
    return product


def goes_on(task):
    try:
        next(task)
        return True
    except StopIteration:
        return False


print("start..")
tasks = [factorial("A", 2), factorial("B", 3), factorial("C", 4)]
while tasks := [task for task in tasks if goes_on(task)]:
    time.sleep(1)
