"""The stand-in for Akismet, told how to behave and asked what it was asked."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from faults.evidence import Call
from faults.exceptions import HarnessError
from faults.wanted import PREFIX

KEY = "faultskey01"
ANSWER_SECONDS = 0.1
"""How long it takes when it is well."""
PAGE = 2000
"""So many calls are asked for at once."""

_ABOUT = {"/1.1/comment-check": "check", "/1.1/submit-spam": "spam", "/1.1/submit-ham": "ham"}
_WELL = {"true": "spam", "false": "ham", "Thanks for making the web a better place.": "taken"}
_ASKED_AGAIN = "akismet-guaranteed-recheck-soon"
"""What it says of these authors' comments at first is no verdict yet."""
_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Illness:
    """A way of not answering."""

    name: str
    mode: str
    seconds: float | None = None


WELL = Illness(name="well", mode="delay", seconds=ANSWER_SECONDS)
ILLNESSES = (
    Illness(name="500", mode="500"),
    Illness(name="429", mode="429"),
    Illness(name="nothing", mode="hangup"),
    Illness(name="half an answer", mode="truncated"),
    Illness(name="garbage", mode="garbage"),
    Illness(name="late", mode="late"),
)


class StandIn:
    """Its control endpoints."""

    def __init__(self, port: int) -> None:
        """Take its port."""
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60)
        self._calls: list[Call] = []
        self._number = 0

    def become(self, illness: Illness) -> None:
        """Behave so from now on."""
        wish: dict[str, Any] = {"mode": illness.mode}
        if illness.seconds is not None:
            wish["seconds"] = illness.seconds
        answer = self._client.put("/__mode", json=wish)
        if answer.status_code != _OK:
            raise HarnessError(f"The stand-in knows no mode {illness.mode!r}: {answer.text}")

    def calls(self) -> Sequence[Call]:
        """Every call about a comment of ours, oldest first; raises HarnessError where it has forgotten some."""
        while entries := self._client.get(f"/__log?compact=1&since={self._number}&limit={PAGE}").json():
            if entries[0]["number"] != self._number + 1:
                raise HarnessError("The stand-in received more calls than it remembers; nothing can be judged.")
            self._number = entries[-1]["number"]
            self._calls += filter(None, map(_read, entries))
        return self._calls

    def count(self, illness: Illness) -> int:
        """How many calls were answered so."""
        return sum(call.outcome == illness.name for call in self.calls())

    def wait_until_up(self) -> bool:
        """Whether it answers."""
        try:
            return self._client.get("/1.1/test").status_code == _OK
        except httpx.TransportError:
            time.sleep(0.05)
            return False

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def _read(entry: Mapping[str, Any]) -> Call | None:
    """A call as it is judged; none where it is about something else."""
    about = _ABOUT.get(entry["path"])
    email = entry.get("comment_author_email", "")
    if about is None or not email.startswith(PREFIX):
        return None
    received = datetime.fromisoformat(entry["at"]).timestamp()
    return Call(
        key=email.partition("@")[0],
        about=about,
        received=received,
        answered=received + ANSWER_SECONDS,
        outcome=_find_outcome(entry),
    )


def _find_outcome(entry: Mapping[str, Any]) -> str:
    """What the caller could know of the answer."""
    illness = next((illness.name for illness in ILLNESSES if illness.mode == entry["mode"]), None)
    if illness is not None:
        return illness
    if entry["status"] != _OK or not entry["whole"]:
        return f"{entry['status']}"
    if entry.get("comment_author", "").startswith(_ASKED_AGAIN) and not entry.get("recheck_reason"):
        return "provisional"
    return _WELL.get(entry["body"], "something else")
