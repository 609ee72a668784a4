"""One moderator of a shift who decides through the API."""

import random
import secrets
import time
from collections import Counter
from typing import Any

import httpx

from benchmarks.workspace.filling import SECTIONS
from demo.supervisor.ports import HOST

ACTS = ("approve", "reject", "spam")
HANDFUL = 10
"""Cards decided before the list is read again."""

_MEANING = {201: "decided", 200: "same", 409: "too late"}


class ApiShift:
    """Decides on cards of one section, which two or three colleagues do too, and then on whatever is left."""

    def __init__(self, port: int, number: int, session: str) -> None:
        self._chance = random.Random(number)  # noqa: S311  no secret
        token = secrets.token_hex(16)
        self._section = f"Section {number % SECTIONS}"
        # Nothing is sent twice, however long a busy machine takes.
        self._client = httpx.Client(
            base_url=f"http://{HOST}:{port}/api/v1/moderation/",
            cookies={"sessionid": session, "csrftoken": token},
            headers={"X-CSRFToken": token},
            timeout=None,  # noqa: S113
        )
        self._told: Counter[str] = Counter()
        self.waited: list[float] = []
        """Seconds of each decision."""

    def work(self) -> Counter[str]:
        """Decide until nothing is left; how many answers of each kind came."""
        with self._client:
            for narrowing in ({"section": self._section}, {}):
                while cards := self._list(narrowing):
                    self._chance.shuffle(cards)
                    for card in cards[:HANDFUL]:
                        self._decide(card)
        return self._told

    def _list(self, narrowing: dict[str, str]) -> list[dict[str, Any]]:
        answer = self._client.get("cases/", params={"queue": "waiting", **narrowing})
        found: list[dict[str, Any]] = answer.raise_for_status().json()["results"]
        return found

    def _decide(self, card: dict[str, Any]) -> None:
        action = self._chance.choice(ACTS)
        reason = {"reason": "attack"} if action == "reject" else {}
        wish = {"action": action, "revision": card["revision"], "seen_visibility": card["visibility"], **reason}
        start = time.perf_counter()
        answer = self._client.post(f"comments/{card['comment']}/decisions/", json=wish)
        self.waited.append(time.perf_counter() - start)
        self._told[_MEANING.get(answer.status_code, "other")] += 1
