"""Posts payloads through the reader's form, each once as a comment and once as a name."""

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import quote_from_bytes

import httpx
import lxml.html

from benchmarks.hostile.payloads import Payload

FIELDS = {"body": b"author_name", "author_name": b"body"}
"""The fields that a payload is put into, and the other one, which gets plain words."""

THREADS = 4


@dataclass(frozen=True, kw_only=True)
class Posted:
    """What came of one post."""

    payload: Payload
    field: str
    key: str
    status: int
    refused_at: frozenset[str]
    """The fields that the form, sent back, marks as wrong."""
    place: str
    """Where the author is led."""
    page: str
    """The form that was sent back."""


def post_all(base: str, article: str, payloads: Iterable[Payload], *, tell: Callable[[int], None]) -> list[Posted]:
    """Post every payload into each field; ``tell`` hears how many are done."""
    with httpx.Client(base_url=base, trust_env=False) as client:
        page = lxml.html.fromstring(client.get(article).text)
    action = page.get_element_by_id("discussion").forms[0].action
    local, done = threading.local(), itertools.count(1)

    def post(job: tuple[Payload, str]) -> Posted:
        if not hasattr(local, "client"):
            local.client = httpx.Client(base_url=base, trust_env=False, timeout=60)
        posted = _post(local.client, action, *job)
        tell(next(done))
        return posted

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(post, _jobs(payloads)))


def _jobs(payloads: Iterable[Payload]) -> Iterator[tuple[Payload, str]]:
    for payload in payloads:
        for field in FIELDS:
            yield payload, field


def _post(client: httpx.Client, action: str, payload: Payload, field: str) -> Posted:
    key = f"hostile-{field}-{payload.number:06}"
    form = {
        field.encode(): payload.data,
        FIELDS[field]: b"Plain words, number %d" % payload.number,
        b"idempotency_key": key.encode(),
    }
    answer = client.post(
        action,
        content="&".join(f"{quote_from_bytes(name)}={quote_from_bytes(value)}" for name, value in form.items()),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"},
    )
    sent_back = answer.status_code not in {303, 500, 502, 503, 504}
    return Posted(
        payload=payload,
        field=field,
        key=key,
        status=answer.status_code,
        refused_at=find_wrong(answer.text) if sent_back else frozenset(),
        place=answer.headers.get("Location", ""),
        page=answer.text if sent_back else "",
    )


def find_wrong(page: str) -> frozenset[str]:
    """The names of the fields that a form marks as wrong."""
    tree = lxml.html.fromstring(page.encode("utf-8", "replace"), parser=lxml.html.HTMLParser(encoding="utf-8"))
    return frozenset(tree.xpath("//*[@aria-invalid='true']/@name"))
