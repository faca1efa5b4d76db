"""Three downloads as callbacks. Each step leaves the next one with the loop and returns."""

import asyncio
import socket


class Download:
    """What a download has to remember from one callback to the next."""

    left = 0

    def __init__(self, host, address):
        print(f"wget {host}...")
        self.host = host
        self.response = b""
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.connect_ex(address)
        self.patience = loop.call_later(3, self.end, "no answer")
        loop.add_writer(self.socket, self.connected)
        Download.left += 1

    def connected(self):
        """The second step: the connection stands."""
        loop.remove_writer(self.socket)
        try:
            self.socket.send(f"GET / HTTP/1.0\r\nHost: {self.host}\r\n\r\n".encode())
        except OSError:
            return self.end("nobody is there")
        loop.add_reader(self.socket, self.readable)

    def readable(self):
        """The third step, again and again: something has come, or the end."""
        data = self.socket.recv(1024)
        if not data:
            return self.end("the header has no end")
        *lines, self.response = (self.response + data).split(b"\r\n")
        for line in lines:
            if not line:
                return self.end()
            print(f"{self.host} header > {line.decode()}")

    def end(self, trouble=None):
        """The last step, however it came."""
        if trouble:
            print(f"{self.host}: {trouble}")
        loop.remove_writer(self.socket)
        loop.remove_reader(self.socket)
        self.socket.close()
        self.patience.cancel()
        Download.left -= 1
        if not Download.left:
            loop.stop()


class Server(asyncio.Protocol):
    """Answers after a while."""

    def __init__(self, name, after):
        self.name, self.after = name, after

    def connection_made(self, transport):
        loop.call_later(self.after, self.answer, transport)

    def answer(self, transport):
        header = f"HTTP/1.0 200 OK\r\nServer: {self.name}-srv\r\nContent-Length: 2"
        transport.write(f"{header}\r\n\r\nok".encode())
        transport.close()


def serve(name, after):
    server = loop.create_server(lambda: Server(name, after), "127.0.0.1", 0)
    return loop.run_until_complete(server)


loop = asyncio.new_event_loop()
servers = {"slow": serve("slow", 0.3), "fast": serve("fast", 0.1), "mid": serve("mid", 0.2)}
for name, server in servers.items():
    Download(name, server.sockets[0].getsockname())
loop.run_forever()

for server in servers.values():
    server.close()
loop.close()
