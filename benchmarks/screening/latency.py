"""How long a reader waits from posting to being published, beside the spam checker's own answer time."""

import argparse
import sys
import time
from statistics import median, quantiles

import httpx

from benchmarks.screening.throughput import ANSWER_SECONDS, STACKS, starting
from faults.processes import wait_until
from faults.running import ARTICLES, find_key
from faults.standin import Illness
from faults.stores import count_unfinished, read_comments
from faults.wanted import make_wanted


def main() -> int:
    """Post comments at an even pace on each stack, and print what their readers waited for."""
    options = parse_options()
    print(f"the checker answers after {ANSWER_SECONDS * 1000:.0f} ms; {options.per_second:g} comments a second")
    for stack in options.stacks:
        measure(stack, options)
    return 0


def parse_options() -> argparse.Namespace:
    """Read what is to be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screening.latency", description=__doc__)
    parser.add_argument("--stacks", nargs="+", choices=STACKS, default=list(STACKS))
    parser.add_argument("--comments", type=int, default=150)
    parser.add_argument("--per-second", type=float, default=3)
    return parser.parse_args()


def measure(stack: str, options: argparse.Namespace) -> None:
    """Run one stack, with a worker of the demo's size."""
    with starting(stack, ("--concurrency", "2")) as (site, store):
        site.start()
        site.standin.become(Illness(name="150 ms", mode="delay", seconds=ANSWER_SECONDS))
        key = find_key(site, ARTICLES[0])
        plain = [wanted for wanted in make_wanted(options.comments * 2, 1) if wanted.kind.name == "plain"]
        with httpx.Client(base_url=site.url, trust_env=False, timeout=30) as client:
            post(client, key, plain[0], pause=3)
            began = {
                wanted.key: post(client, key, wanted, pause=1 / options.per_second)
                for wanted in plain[1 : options.comments + 1]
            }
        wait_until(lambda: count_unfinished(store)[0] == 0, seconds=120, or_else="Not all were screened.", tick=0.5)
        published = {row.key: row.published_at for row in read_comments(store)}
        asked = {call.key: call.received for call in site.standin.calls()}
    tell(stack, "POST answered", [answered - sent for sent, answered in began.values()])
    tell(stack, "POST to the checker's being asked", [asked[key] - sent for key, (sent, _) in began.items()])
    tell(stack, "POST to published", [published[key] - sent for key, (sent, _) in began.items()])


def post(client: httpx.Client, key: str, wanted, *, pause: float) -> tuple[float, float]:
    """Post one comment; returns when it was sent and when that was answered. Rests for the pause's remainder."""
    sent = time.time()
    answer = client.post(
        f"/api/v1/discussions/{key}/comments/",
        json={"body": wanted.body, "author_name": wanted.author_name, "author_email": wanted.author_email},
        headers={"Idempotency-Key": wanted.key},
    )
    answered = time.time()
    answer.raise_for_status()
    time.sleep(max(0, pause - (answered - sent)))
    return sent, answered


def tell(stack: str, what: str, seconds: list[float]) -> None:
    """One line: median and 95th percentile."""
    p95 = quantiles(seconds, n=20)[-1]
    print(f"{stack:10}{what:36}median {median(seconds) * 1000:6.0f} ms   p95 {p95 * 1000:6.0f} ms   n={len(seconds)}")


if __name__ == "__main__":
    sys.exit(main())
