"""A server that reads nothing for a second, and a writer that is asked to pause."""

import asyncio

KIB = 1024


class Sleepy(asyncio.Protocol):
    def connection_made(self, transport):
        transport.pause_reading()
        loop.call_later(1, transport.resume_reading)


class Writer(asyncio.Protocol):
    may_write = True

    def connection_made(self, transport):
        print("connected")
        self.transport = transport

    def fill(self):
        if self.may_write:
            self.transport.write(bytes(32 * KIB))
            loop.call_soon(self.fill)

    def pause_writing(self):
        waits = self.transport.get_write_buffer_size()
        print(f"pause: more than 64 KiB wait: {str(waits > 64 * KIB).lower()}")
        self.may_write = False

    def resume_writing(self):
        waits = self.transport.get_write_buffer_size()
        print(f"resume: at most 16 KiB wait: {str(waits <= 16 * KIB).lower()}")
        self.transport.write(b"the end")
        self.transport.close()

    def connection_lost(self, error):
        print(f"lost, error: {str(error is not None).lower()}")
        loop.stop()


loop = asyncio.new_event_loop()
server = loop.run_until_complete(loop.create_server(Sleepy, "127.0.0.1", 0))
address = server.sockets[0].getsockname()
_, writer = loop.run_until_complete(loop.create_connection(Writer, *address))
writer.fill()
loop.run_forever()
server.close()
loop.close()
