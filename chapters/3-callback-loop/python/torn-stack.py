"""An error goes to whoever called: by calls, and by callbacks."""

import asyncio
import traceback

loop = asyncio.new_event_loop()
loop.set_debug(True)  # only then it remembers who queued what


def main():
    print("by calls")
    try:
        buy()
    except ValueError as error:
        print(f"  {told(error)}")

    print("by callbacks")
    loop.set_exception_handler(trouble)
    buy_later()
    loop.call_later(2, loop.stop)
    loop.run_forever()
    loop.close()


def trouble(loop, context):
    print(f"  {told(context['exception'])}")
    print(f"  (queued at line {context['source_traceback'][-1].lineno})")


def told(error):
    """The error, and whom it passed on its way."""
    passed = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
    ours = [name for name in reversed(passed) if name in ["ask", "buy", "answer_came"]]
    return "no price" + "".join(f", in {name}" for name in ours)


def buy():
    return ask()


def ask():
    return price("none")


def buy_later():
    ask_later()


def ask_later():
    loop.call_later(1, answer_came)


def answer_came():
    price("none")


def price(answer):
    return int(answer)


main()
