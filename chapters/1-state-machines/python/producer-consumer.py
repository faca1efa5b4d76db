"""A producer that makes things and a consumer that takes them, without a lock."""


def consumer():
    print("init")
    status = ""
    while True:
        item = yield status
        print(f"[CONSUMER] Consuming {item}...")
        status = "200 OK"


def produce(taker):
    next(taker)
    for item in range(1, 6):
        print(f"[PRODUCER] Producing {item}...")
        status = taker.send(item)
        print(f"[PRODUCER] Consumer return: {status}")
    taker.close()


produce(consumer())
