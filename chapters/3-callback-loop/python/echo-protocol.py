"""A server that sends back what it gets, in capitals, and a client. Both are told what happens."""

import asyncio


class Noting(asyncio.Protocol):
    def connection_made(self, transport):
        print(f"{self.name}: connected")
        self.transport = transport

    def data_received(self, data):
        print(f"{self.name}: data {data.decode()}")

    def eof_received(self):
        print(f"{self.name}: the {self.other} sends no more")

    def connection_lost(self, error):
        print(f"{self.name}: lost, error: {str(error is not None).lower()}")


class Echo(Noting):
    name, other = "server", "client"

    def data_received(self, data):
        super().data_received(data)
        self.transport.write(data.upper())


class Client(Noting):
    name, other = "client", "server"

    def connection_made(self, transport):
        super().connection_made(transport)
        transport.write(b"hello")
        transport.write_eof()

    def connection_lost(self, error):
        super().connection_lost(error)
        loop.stop()


loop = asyncio.new_event_loop()
server = loop.run_until_complete(loop.create_server(Echo, "127.0.0.1", 0))
address = server.sockets[0].getsockname()
connected = loop.create_task(loop.create_connection(Client, *address))
loop.run_forever()
server.close()
loop.close()
