"""The same three downloads on one thread that never waits: it asks each server in turn."""

import time

SENDING = 0.010  # what it costs to send a request; time.sleep stands for the work
ASKING = 0.001  # what it costs to ask whether the answer is there
start = time.monotonic()


def now():
    return time.monotonic() - start


class Server:
    def __init__(self, name, answers_at):
        self.name = name
        self.answers_at = answers_at

    def try_read(self):
        """The answer, if it is there: never waits."""
        if now() < self.answers_at:
            raise BlockingIOError
        return f"{self.name} answers"


open_servers = []
for name in ["north", "east", "south"]:
    print(f"ask {name}")
    time.sleep(SENDING)
    open_servers.append(Server(name, now() + 1))
in_vain = 0

while open_servers:
    for server in list(open_servers):
        time.sleep(ASKING)
        try:
            answer = server.try_read()
        except BlockingIOError:
            in_vain += 1
        else:
            print(answer)
            open_servers.remove(server)

print(f"{now():.0f} s in all, and about {in_vain} questions in vain")
