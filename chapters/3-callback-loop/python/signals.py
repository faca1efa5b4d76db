"""A signal becomes a callback. Press Ctrl-C, or wait: after a second the program sends it."""

import asyncio
import os
import signal


def got(name, loop):
    print(f"got signal {name}: exit")
    loop.stop()


def send(number):
    os.kill(os.getpid(), number)
    print("(it came, and this callback goes on)")


for number in [signal.SIGINT, signal.SIGTERM]:
    loop = asyncio.new_event_loop()
    for name in ["SIGINT", "SIGTERM"]:
        loop.add_signal_handler(getattr(signal, name), got, name, loop)
    try:
        loop.add_signal_handler(signal.SIGKILL, print)
    except RuntimeError:
        print("SIGKILL is refused: true")

    print("Event loop running forever, press Ctrl+C to interrupt.")
    print(f"pid {os.getpid()}: send SIGINT or SIGTERM to exit.")
    loop.call_later(1, send, number)
    loop.run_forever()
    loop.close()
