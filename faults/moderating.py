"""Moderators: signed in, through the workspace's forms, as often as it takes."""

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx

from faults.stores import Store, StoreAwayError, read_visibilities
from faults.wanted import Wanted

ASK_SECONDS = 30.0
PAUSE_SECONDS = 0.2
_PUBLISHING = frozenset({"approve", "not_spam"})
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class NotThroughError(Exception):
    """The site did not do it, or did not say that it did."""


class Moderator:
    """One moderator with all that they want; what takes several acts is done in their order."""

    def __init__(self, url: str, var: Path, store: Store, wanted: Sequence[Wanted]) -> None:
        """Take what is to be done."""
        self._url = url
        self._var = var
        self._store = store
        self._plans = {each.key: list(each.acts) for each in wanted if each.acts}
        self._wanted = {each.key: each for each in wanted}
        self._decisions: dict[str, int] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._client = self._open()
        self._token = ""
        self.asked: dict[str, float] = {}
        self.answers: Counter[str] = Counter()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Give up what is not done yet."""
        self._stopping.set()
        self._thread.join(ASK_SECONDS + 5)

    @property
    def unfinished(self) -> list[str]:
        """The comments with which they are not through."""
        return [key for key, acts in self._plans.items() if acts]

    def _work(self) -> None:
        while not self._stopping.is_set() and self.unfinished:
            try:
                rows = read_visibilities(self._store)
            except StoreAwayError:
                rows = {}
            for key in self.unfinished:
                if key in rows and not self._stopping.is_set():
                    self._try(key, *rows[key])
            time.sleep(PAUSE_SECONDS)
        self._client.close()

    def _try(self, key: str, pk: int, visibility: str, revision: int) -> None:
        """Do the next act where the comment is what it must be before it."""
        wanted, acts = self._wanted[key], self._plans[key]
        done = len(wanted.acts) - len(acts)
        try:
            if acts[0] == "undo":
                self._undo(key, wanted.kind.queue)
            elif visibility in {wanted.fates[done], wanted.fates[done + 1]}:
                self._decide(key, pk, acts[0], seen=wanted.fates[done], revision=revision, queue=wanted.kind.queue)
            else:
                return
        except (httpx.TransportError, NotThroughError) as error:
            self.answers[str(error) if isinstance(error, NotThroughError) else type(error).__name__] += 1
            return
        acts.pop(0)

    def _decide(self, key: str, pk: int, action: str, *, seen: str, revision: int, queue: str) -> None:
        if action in _PUBLISHING:
            self.asked.setdefault(key, time.time())
        form = {"action": action, "seen_visibility": seen, "revision": str(revision)}
        if action == "reject":
            form["reason"] = "off_topic"
        self._decisions[key] = self._send(f"/moderation/comments/{pk}/decide/?queue={queue or 'waiting'}", form)

    def _undo(self, key: str, queue: str) -> None:
        self._send(f"/moderation/decisions/{self._decisions[key]}/undo/?queue={queue or 'waiting'}", {})

    def _send(self, path: str, form: dict[str, str]) -> int:
        """Send a form; returns the decision that the page then tells of."""
        if not self._token:
            self._sign_in()
        answer = self._client.post(path, data={**form, "csrfmiddlewaretoken": self._token})
        place = answer.headers.get("Location", "")
        self.answers[str(answer.status_code)] += 1
        if answer.status_code != httpx.codes.SEE_OTHER or "done=" not in place:
            if answer.status_code in {httpx.codes.FORBIDDEN, httpx.codes.FOUND}:
                self._token = ""
            raise NotThroughError(f"not through with {answer.status_code}")
        return int(parse_qs(urlsplit(place).query)["done"][0])

    def _sign_in(self) -> None:
        self._client.close()
        self._client = self._open()
        passwords = json.loads((self._var / "demo-accounts.json").read_text(encoding="utf-8"))
        page = self._client.get("/accounts/login/")
        token = _TOKEN.search(page.text)
        if token is None:
            raise NotThroughError("no form to sign in")
        form = {"username": "moderator", "password": passwords["moderator"], "csrfmiddlewaretoken": token[1]}
        if self._client.post("/accounts/login/", data=form).status_code != httpx.codes.FOUND:
            raise NotThroughError("not signed in")
        token = _TOKEN.search(self._client.get("/moderation/?queue=decided").text)
        self._token = token[1] if token else ""

    def _open(self) -> httpx.Client:
        return httpx.Client(base_url=self._url, trust_env=False, timeout=ASK_SECONDS)
