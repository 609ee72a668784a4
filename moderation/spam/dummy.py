"""A checker that asks nobody: for development without a network, and for tests."""

import threading
from collections import deque
from dataclasses import dataclass

from moderation.exceptions import SpamCheckUnavailable
from moderation.spam.base import Answer, SpamChecker, Submitted, Verdict

MOST_RECORDS = 1_000
"""How many questions and how many reports are remembered; older ones are forgotten."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A moderator's report, as it reached the checker."""

    verdict: Verdict
    """What the moderator says: ham or spam."""

    submitted: Submitted
    """What the report is about."""

    reporter: str
    """The moderator's user name."""

    said: str
    """What the checker had said."""


class DummyChecker(SpamChecker):
    """Calls every comment ham, save for the authors ``spam``, ``discard`` and ``unavailable``; for the last it fails.

    It remembers what it was asked and told, the latest 1,000 of each.
    """

    name = "dummy"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: deque[Submitted] = deque(maxlen=MOST_RECORDS)
        self._told: deque[Told] = deque(maxlen=MOST_RECORDS)

    @property
    def asked(self) -> list[Submitted]:
        """What it was asked about, oldest first."""
        with self._lock:
            return list(self._asked)

    @property
    def told(self) -> list[Told]:
        """What was reported to it, oldest first."""
        with self._lock:
            return list(self._told)

    def clear(self) -> None:
        """Forget what it was asked and told."""
        with self._lock:
            self._asked.clear()
            self._told.clear()

    def check(self, submitted: Submitted) -> Answer:
        """Go by the author's name alone."""
        with self._lock:
            self._asked.append(submitted)
        if submitted.author_name == "unavailable":
            raise SpamCheckUnavailable("The dummy checker fails for authors called unavailable.")
        verdicts = {"spam": Verdict.SPAM, "discard": Verdict.DISCARD}
        return Answer(verdict=verdicts.get(submitted.author_name, Verdict.HAM))

    def report_spam(self, submitted: Submitted, *, reporter: str, said: str) -> None:
        """Remember the report."""
        self._remember(Told(verdict=Verdict.SPAM, submitted=submitted, reporter=reporter, said=said))

    def report_ham(self, submitted: Submitted, *, reporter: str, said: str) -> None:
        """Remember the report."""
        self._remember(Told(verdict=Verdict.HAM, submitted=submitted, reporter=reporter, said=said))

    def verify(self) -> bool:
        """Agree: there is nobody to ask."""
        return True

    def _remember(self, told: Told) -> None:
        with self._lock:
            self._told.append(told)
