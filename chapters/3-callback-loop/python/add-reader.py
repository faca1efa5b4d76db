"""A socket that calls back when there is something to read."""

import asyncio
import socket

loop = asyncio.new_event_loop()
ours, theirs = socket.socketpair()


def ready():
    data = ours.recv(100)
    print("Received:", data.decode())
    print("remove_reader:", str(loop.remove_reader(ours)).lower())
    print("once more:", str(loop.remove_reader(ours)).lower())
    loop.stop()


loop.add_reader(ours, ready)
loop.call_later(1, theirs.send, b"abc")  # the other side, a second later
loop.run_forever()

for open_one in [ours, theirs, loop]:
    open_one.close()
