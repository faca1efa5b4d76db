"""The same three downloads as tasks. Each of them reads as if it were alone."""

import asyncio


async def wget(host, address):
    print(f"wget {host}...")
    try:
        async with asyncio.timeout(3):
            await header(host, address)
    except TimeoutError:
        print(f"{host}: no answer")
    except ConnectionRefusedError:
        print(f"{host}: nobody is there")
    except ConnectionError:
        print(f"{host}: the connection broke")
    except EOFError as error:
        print(f"{host}: {error}")


async def header(host, address):
    reader, writer = await asyncio.open_connection(*address)
    writer.write(f"GET / HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
    while line := await reader.readline():
        if not line.strip():
            break
        print(f"{host} header > {line.decode().rstrip()}")
    writer.close()
    await writer.wait_closed()
    if not line:
        raise EOFError("the header has no end")


async def serve(name, after):
    async def answer(reader, writer):
        await asyncio.sleep(after)
        header = f"HTTP/1.0 200 OK\r\nServer: {name}-srv\r\nContent-Length: 2"
        writer.write(f"{header}\r\n\r\nok".encode())
        writer.close()

    return await asyncio.start_server(answer, "127.0.0.1", 0)


async def main():
    delays = {"slow": 0.3, "fast": 0.1, "mid": 0.2}
    servers = [await serve(name, after) for name, after in delays.items()]
    addresses = [server.sockets[0].getsockname() for server in servers]
    await asyncio.gather(*map(wget, delays, addresses))
    for server in servers:
        server.close()


asyncio.run(main())
