"""Events at a fixed rate, four a request as a page tells them, by a few connections that are kept open."""

import http.client
import json
import random
import sys
import threading
import time
from collections import Counter

AGENTS = tuple(
    f"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 Safari/537.36"
    for version in range(100, 150)
)
KINDS = ("rendered", "seen", "stance", "started")
CONNECTIONS = 4


def main() -> int:
    """Send so many events a second for so many seconds, and print as JSON what was answered."""
    port, rate, seconds, *wordings = map(int, sys.argv[1:])
    answered: Counter[int] = Counter()
    late: list[float] = []
    begins = time.monotonic() + 0.5
    each = rate // CONNECTIONS // len(KINDS)
    threads = [
        threading.Thread(target=send, args=(number, port, each, seconds, begins, wordings, answered, late))
        for number in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - begins
    print(json.dumps({"answered": answered, "seconds": took, "late": max(late)}))
    return 0


def send(
    number: int,
    port: int,
    each: int,
    seconds: int,
    begins: float,
    wordings: list[int],
    answered: "Counter[int]",
    late: list[float],
) -> None:
    """One connection: each request at its time, or as soon as the one before is answered."""
    chance = random.Random(number)  # noqa: S311  Nothing is secret here.
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    slowest = 0.0
    for place in range(each * seconds):
        due = begins + place / each
        if (wait := due - time.monotonic()) > 0:
            # At the rate that is asked for, and not as fast as it goes.
            time.sleep(wait)
        wording = chance.choice(wordings)
        body = json.dumps([[kind, wording] for kind in KINDS])
        reader = f"198.{chance.randint(18, 19)}.{chance.randint(0, 255)}.{chance.randint(1, 254)}"
        headers = {
            "Content-Type": "text/plain;charset=UTF-8",
            "User-Agent": chance.choice(AGENTS),
            "X-Forwarded-For": reader,
            "Sec-Fetch-Site": "same-origin",
        }
        connection.request("POST", "/discussions/measure/", body, headers)
        response = connection.getresponse()
        response.read()
        answered[response.status] += 1
        slowest = max(slowest, time.monotonic() - due)
    late.append(slowest)


if __name__ == "__main__":
    sys.exit(main())
