"""Three downloads, one after another. A wait of a second stands for each server."""

import time

start = time.monotonic()
waited = 0.0


def now():
    return time.monotonic() - start


for server in ["north", "east", "south"]:
    print(f"{now():.0f} s: ask {server}")
    asked = now()
    time.sleep(1)
    waited += now() - asked
    print(f"{now():.0f} s: {server} answers")

print(f"{now():.0f} s in all, {waited:.0f} s of them waiting")
