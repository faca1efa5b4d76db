"""The same three downloads, with a thread for each: they wait at the same time."""

import time
from concurrent.futures import ThreadPoolExecutor


def download(server):
    time.sleep(1)
    return server


start = time.monotonic()

with ThreadPoolExecutor(max_workers=3) as pool:
    downloads = []
    for server in ["north", "east", "south"]:
        print(f"ask {server}")
        downloads.append(pool.submit(download, server))
    for answer in downloads:
        print(f"{answer.result()} answers")

print(f"{time.monotonic() - start:.0f} s in all, and three threads")
