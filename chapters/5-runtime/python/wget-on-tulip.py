"""Three downloads at the same time, from three servers in the same program."""

import asyncio


async def wget(name, port):
    print(f"wget {name}...")
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.0\r\n\r\n")
    await writer.drain()
    for line in await read_header(reader):
        print(f"{name} header > {line}")
    writer.close()
    await writer.wait_closed()


def answer_after(name, seconds):
    async def serve(reader, writer):
        await read_header(reader)
        await asyncio.sleep(seconds)
        writer.write(
            b"HTTP/1.0 200 OK\r\nServer: %s-srv\r\nContent-Length: 2\r\n\r\nok" % name.encode()
        )
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    return serve


async def read_header(reader):
    header = await reader.readuntil(b"\r\n\r\n")
    return header.decode().split("\r\n")[:-2]


async def main():
    async with asyncio.TaskGroup() as downloads:
        for name, seconds in {"slow": 0.3, "fast": 0.1, "mid": 0.2}.items():
            server = await asyncio.start_server(
                answer_after(name, seconds), "127.0.0.1", 0
            )
            port = server.sockets[0].getsockname()[1]
            downloads.create_task(wget(name, port))


asyncio.run(main())
