"""The rows of the group `loop` on asyncio or uvloop.

    python3 event_loop.py asyncio measure    answers lines such as "callbacks 1000 200"
    python3 event_loop.py asyncio serve      echoes, and says where it listens

Both end when standard input does.
"""

import asyncio
import os
import sys
import threading
import time

AN_HOUR = 3600.0


def main():
    _, kind, work = sys.argv
    event_loop = new_event_loop(kind)
    if work == "serve":
        serve(event_loop)
    for line in sys.stdin:
        what, *numbers = line.split()
        print(MEASURES[what](event_loop, *map(int, numbers)), flush=True)


def new_event_loop(kind):
    if kind == "uvloop":
        import uvloop

        return uvloop.new_event_loop()
    return asyncio.new_event_loop()


def callbacks(event_loop, chains, links):
    """Nanoseconds a callback: each queues the next one of its chain."""

    def link(left):
        if left > 1:
            event_loop.call_soon(link, left - 1)
        else:
            ended(None)

    ended = stop_after(event_loop, chains)
    start = time.thread_time_ns()
    for _ in range(chains):
        event_loop.call_soon(link, links)
    event_loop.run_forever()
    return (time.thread_time_ns() - start) / (chains * links)


def timers_fired(event_loop, timers):
    """Nanoseconds a timer that is set and fires. All are due when the last one is set."""
    fired = stop_after(event_loop, timers)
    start = time.thread_time_ns()
    now = event_loop.time()
    for number in range(timers):
        event_loop.call_at(now + mixed(number, timers) * 1e-9, fired, None)
    event_loop.run_forever()
    return (time.thread_time_ns() - start) / timers


def timers_cancelled(event_loop, timers):
    """Nanoseconds a timer that is set and taken back, in the order in which they were set."""
    start = time.thread_time_ns()
    due = event_loop.time() + AN_HOUR
    handles = [
        event_loop.call_at(due + mixed(number, timers) * 1e-9, print)
        for number in range(timers)
    ]
    for handle in handles:
        handle.cancel()
    event_loop.call_soon(event_loop.stop)
    event_loop.run_forever()
    return (time.thread_time_ns() - start) / timers


MEASURES = {
    "callbacks": callbacks,
    "timers_fired": timers_fired,
    "timers_cancelled": timers_cancelled,
}


def stop_after(event_loop, calls):
    left = calls

    def called(_):
        nonlocal left
        left -= 1
        if left == 0:
            event_loop.stop()

    return called


def mixed(number, count):
    """Another order of the same numbers."""
    return number * 7919 % count


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)


def serve(event_loop):
    listening = event_loop.create_server(Echo, "127.0.0.1", 0)
    server = event_loop.run_until_complete(listening)
    host, port = server.sockets[0].getsockname()
    print(f"{host}:{port}", flush=True)
    threading.Thread(target=exit_with_the_bench, daemon=True).start()
    event_loop.run_forever()


def exit_with_the_bench():
    sys.stdin.read()
    os._exit(0)


main()
