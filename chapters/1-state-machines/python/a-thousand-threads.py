"""What a thousand waiting threads cost, on your machine."""

import pathlib
import threading
import time

THREADS = 1000


def resident_kib():
    """The memory that this process really uses."""
    status = pathlib.Path("/proc/self/status")
    if not status.exists():
        return None
    for line in status.read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])


before = resident_kib()
start = time.monotonic()
all_wait = threading.Barrier(THREADS + 1)
go_home = threading.Event()


def wait():
    all_wait.wait()
    go_home.wait()


threads = [threading.Thread(target=wait) for _ in range(THREADS)]
for thread in threads:
    thread.start()
all_wait.wait()
made = time.monotonic() - start
after = resident_kib()
go_home.set()
for thread in threads:
    thread.join()

print(f"{THREADS} threads wait")
print(f"made in {made * 1000:.0f} ms")
if before is None:
    print("memory: this system does not tell (Linux does)")
else:
    print(f"{(after - before) // THREADS} KiB of memory each")
