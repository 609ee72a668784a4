"""Readers: each comment is posted over HTTP, again and again with its key, until the site says that it has it."""

import heapq
import threading
import time
from collections import Counter
from collections.abc import Sequence

import httpx

from faults.wanted import Wanted

THREADS = 6
PAUSE_SECONDS = 0.5
PARENT_SECONDS = 3.0
"""So long an answer waits before it is sent again, to a comment that is not published yet; twice as long each time."""
PARENT_MOST_SECONDS = 24.0
"""And no longer than this: else those who wait would ask more than the site has time for."""
ASK_SECONDS = 30.0


class Readers:
    """Posts comments at an even pace."""

    def __init__(self, url: str, discussions: Sequence[str], wanted: Sequence[Wanted], *, seconds: float) -> None:
        """Take what is to be posted, and within how many seconds the last is posted first."""
        self._url = url
        self._discussions = discussions
        self._wanted = wanted
        began = time.monotonic()
        self._due = [(began + seconds * each.number / len(wanted), each.number) for each in wanted]
        self._waits: Counter[int] = Counter()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._post_all, daemon=True) for _ in range(THREADS)]
        self.accepted: dict[str, int] = {}
        self.contradicted: list[str] = []
        self.refused: dict[str, str] = {}
        self.answers: Counter[str] = Counter()
        """How often the site answered what."""

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Give up what is not accepted yet."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(ASK_SECONDS + 5)

    @property
    def is_done(self) -> bool:
        """Whether the site has everything, or turned it down for good."""
        with self._lock:
            return len(self.accepted) + len(self.refused) == len(self._wanted) and not self._due

    def _post_all(self) -> None:
        with httpx.Client(base_url=self._url, trust_env=False, timeout=ASK_SECONDS) as client:
            while not self._stopping.is_set() and not self.is_done:
                wanted = self._take()
                if wanted is None:
                    time.sleep(0.02)
                elif not self._post(client, wanted):
                    self._put_back(wanted)

    def _take(self) -> Wanted | None:
        with self._lock:
            if not self._due or self._due[0][0] > time.monotonic():
                return None
            return self._wanted[heapq.heappop(self._due)[1]]

    def _put_back(self, wanted: Wanted) -> None:
        with self._lock:
            pause = PAUSE_SECONDS
            if wanted.answers is not None:
                pause = min(PARENT_SECONDS * 2 ** self._waits[wanted.number], PARENT_MOST_SECONDS)
                self._waits[wanted.number] += 1
            heapq.heappush(self._due, (time.monotonic() + pause, wanted.number))

    def _post(self, client: httpx.Client, wanted: Wanted) -> bool:
        """Post once; false where it must be posted again."""
        parent = self._find_parent(wanted)
        if wanted.answers is not None and parent is None:
            return False
        try:
            answer = client.post(
                f"/api/v1/discussions/{self._find_discussion(wanted)}/comments/",
                json={
                    "body": wanted.body,
                    "author_name": wanted.author_name,
                    "author_email": wanted.author_email,
                    "parent": parent,
                },
                headers={"Idempotency-Key": wanted.key, "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Faults/1"},
            )
        except httpx.TransportError as error:
            self._note(type(error).__name__)
            return False
        self._note(str(answer.status_code))
        if answer.status_code in {httpx.codes.OK, httpx.codes.CREATED}:
            return self._accept(wanted, int(answer.json()["id"]))
        if answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR and not _may_pass(answer, wanted):
            with self._lock:
                self.refused[wanted.key] = f"{answer.status_code}: {answer.text[:300]}"
            return True
        return False

    def _accept(self, wanted: Wanted, pk: int) -> bool:
        """Keep the number; false where the reader is an impatient one, who sends it once more."""
        with self._lock:
            known = self.accepted.get(wanted.key)
            if known is not None and known != pk:
                self.contradicted.append(wanted.key)
            self.accepted[wanted.key] = pk
        return known is not None or not wanted.twice

    def _find_discussion(self, wanted: Wanted) -> str:
        first = wanted if wanted.answers is None else self._wanted[wanted.answers]
        return self._discussions[first.number % len(self._discussions)]

    def _find_parent(self, wanted: Wanted) -> int | None:
        if wanted.answers is None:
            return None
        with self._lock:
            return self.accepted.get(self._wanted[wanted.answers].key)

    def _note(self, what: str) -> None:
        with self._lock:
            self.answers[what] += 1


def _may_pass(answer: httpx.Response, wanted: Wanted) -> bool:
    """Whether it may be taken later: the limit of a minute, or a parent that is not published yet."""
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        return True
    waits = answer.status_code == httpx.codes.BAD_REQUEST and wanted.answers is not None
    return waits and set(answer.json().get("errors", ())) == {"parent"}
