"""Who comes first in a turn? Callbacks that are queued, then sockets, then timers."""

import asyncio
import socket

loop = asyncio.new_event_loop()


def ready():
    print("  a socket that is ready")
    loop.remove_reader(ours)


def second():
    print("  second, and it queues another")
    loop.call_soon(print, "the next turn")
    loop.call_soon(print, "  the other")


def last():
    print("the last turn")
    loop.call_soon(print, "  never: the loop has stopped")
    loop.stop()
    print("  stop returns")


print("one turn")
ours, theirs = socket.socketpair()
theirs.send(b"x")
loop.call_later(0, print, "  a timer of no time")
loop.add_reader(ours, ready)
loop.call_soon(print, "  first")
loop.call_soon(second)
loop.call_soon(print, "  third")

loop.call_later(0.2, print, "200 ms")
loop.call_later(0.1, print, "100 ms")
loop.call_later(0.1, print, "100 ms, set later")
loop.call_later(0.15, print, "never: it is taken back").cancel()

end = loop.time() + 0.3
loop.call_at(end, last)
loop.call_at(end, print, "  the turn is ended")
loop.run_forever()

for open_one in [ours, theirs, loop]:
    open_one.close()
