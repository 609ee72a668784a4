"""Onlookers: all the time, in the database and on the public pages, for what must not be public."""

import re
import threading
import time
from collections.abc import Sequence

import httpx

from faults.stores import Store, StoreAwayError, read_unjustified

DATABASE_PAUSE = 0.1
PAGE_PAUSE = 0.15
_SHOWN = re.compile(r'id="c-(\d+)"')


class Onlookers:
    """Two threads that look until they are stopped."""

    def __init__(self, url: str, discussions: Sequence[str], articles: Sequence[str], store: Store) -> None:
        """Take where to look."""
        self._url = url
        self._discussions = discussions
        self._articles = articles
        self._store = store
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=look, daemon=True) for look in (self._watch_database, self._watch_pages)
        ]
        self.too_soon: set[int] = set()
        self.first_seen: dict[int, float] = {}
        self.looks = {"into the database": 0, "at the API": 0, "at the articles": 0}

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(30)

    def _watch_database(self) -> None:
        while not self._stopping.wait(DATABASE_PAUSE):
            try:
                self.too_soon.update(read_unjustified(self._store))
            except StoreAwayError:
                continue
            self.looks["into the database"] += 1

    def _watch_pages(self) -> None:
        with httpx.Client(base_url=self._url, trust_env=False, timeout=10) as client:
            turn = 0
            while not self._stopping.wait(PAGE_PAUSE):
                turn += 1
                try:
                    self._look(client, turn)
                except httpx.TransportError:
                    continue

    def _look(self, client: httpx.Client, turn: int) -> None:
        if turn % 2:
            key = self._discussions[turn // 2 % len(self._discussions)]
            answer = client.get(f"/api/v1/discussions/{key}/comments/?sort=newest")
            shown = _find_numbers(answer) if answer.is_success else None
            where = "at the API"
        else:
            answer = client.get(f"/{self._articles[turn // 2 % len(self._articles)]}")
            shown = [int(number) for number in _SHOWN.findall(answer.text)] if answer.is_success else None
            where = "at the articles"
        if shown is None:
            return
        at = time.time()
        self.looks[where] += 1
        for pk in shown:
            self.first_seen.setdefault(pk, at)


def _find_numbers(answer: httpx.Response) -> list[int]:
    roots = answer.json()["results"]
    return [each["id"] for root in roots for each in (root, *root["replies"]["results"]) if not each["tombstone"]]
