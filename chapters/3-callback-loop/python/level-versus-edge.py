"""A reader that takes one byte of three: what an edge-triggered selector says, and what a
level-triggered one does."""

import asyncio
import select
import socket


def edge():
    print("edge: abc comes")
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    told = edges_of(ours)
    theirs.send(b"abc")
    print(f"  told: {told()}, and reads {ours.recv(1).decode()}")
    print(f"  told: {told()}")
    print("edge: d comes")
    theirs.send(b"d")
    print(f"  told: {told()}, and reads until there is nothing:")
    try:
        while byte := ours.recv(1):
            print(f"  {byte.decode()}")
    except BlockingIOError:
        print(f"  told: {told()}")
    ours.close()
    theirs.close()


def edges_of(reading):
    if hasattr(select, "epoll"):
        poll = select.epoll()
        poll.register(reading, select.EPOLLIN | select.EPOLLET)
        return lambda: str(bool(poll.poll(0.1))).lower()
    queue = select.kqueue()
    flags = select.KQ_EV_ADD | select.KQ_EV_CLEAR
    queue.control([select.kevent(reading, select.KQ_FILTER_READ, flags)], 0)
    return lambda: str(bool(queue.control(None, 1, 0.1))).lower()


def level():
    print("level: abc comes")
    loop = asyncio.new_event_loop()
    ours, theirs = socket.socketpair()
    theirs.send(b"abc")
    loop.add_reader(ours, lambda: print(f"  told, and reads {ours.recv(1).decode()}"))
    loop.call_later(0.1, loop.stop)
    loop.run_forever()
    print("  told no more")
    for open_one in [ours, theirs, loop]:
        open_one.close()


edge()
level()
