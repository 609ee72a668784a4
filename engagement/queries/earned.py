"""What may be asked about the earnings of prompts, and what is said."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from engagement.models import WordingSource


class Grouping(StrEnum):
    """By what earnings are told apart."""

    WORDING = "wording"
    PROMPT = "prompt"
    SOURCE = "source"
    SECTION = "section"
    STYLE = "style"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which days, the last one included, and which prompts; by the days on which they were seen and answered."""

    first: dt.date
    last: dt.date
    by: Grouping | None = None
    """None: everything together."""
    prompts: tuple[int, ...] = ()
    """Their numbers; empty: all. Of these the other filters narrow further."""
    wordings: tuple[int, ...] = ()
    source: WordingSource | None = None
    style: str | None = None
    """One of ``WordingStyle``. None: all; empty: wordings of which none is known."""
    section: str | None = None
    """None: all; empty: what stands in no section."""

    def bounds(self) -> tuple[dt.datetime, dt.datetime]:
        """The first moment of the range, and the first after it, in the site's time zone."""
        zone, nought = timezone.get_default_timezone(), dt.time()
        after = self.last + dt.timedelta(days=1)
        return (
            timezone.make_aware(dt.datetime.combine(self.first, nought), zone),
            timezone.make_aware(dt.datetime.combine(after, nought), zone),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """What one group earned. Rates are ``None`` where there is nothing to divide by."""

    rendered: int = 0
    seen: int = 0
    stance: int = 0
    started: int = 0
    submitted: int = 0
    """Answers that readers sent, whatever became of them; spam that was deleted for good is not among them any more."""
    published: int = 0
    """Those that are public, or were until their authors withdrew them. Never spam."""
    spam: int = 0
    held: int = 0
    rejected: int = 0
    pending: int = 0
    replied: int = 0
    """Published answers that have a published reply."""
    featured: int = 0
    replies: int = 0
    """Published replies under published answers."""
    mean_depth: float = 0.0
    """How deep the threads under published answers go, on average; 0: nobody replied."""
    max_depth: int = 0
    authors: int = 0
    """Accounts and guests' e-mail addresses with a published answer."""
    strangers: int = 0
    """Published answers by guests without an address, who cannot be told apart."""
    first_timers: int = 0
    """Those of the authors who had published nothing on this site before."""
    returnable: int = 0
    """Those of the authors with an answer that is 28 days old, so that it is known whether they came back."""
    returning: int = 0
    """Those of them who published again within 28 days, a day after the answer or later, anywhere on this site."""
    first_answer: dt.timedelta | None = None
    """How long wordings waited for their first answer: the median of those who got it in the range."""
    newsroom_replied: int = 0
    """Published answers to which the newsroom or the article's author replied."""
    first_newsroom_reply: dt.timedelta | None = None
    """How long those waited for it: the median."""

    @property
    def start_rate(self) -> float | None:
        """Answers begun of prompts seen."""
        return _rate(self.started, self.seen)

    @property
    def stance_rate(self) -> float | None:
        """Stances chosen of prompts seen."""
        return _rate(self.stance, self.seen)

    @property
    def completion(self) -> float | None:
        """Answers sent of those begun. Above 1 where many write who are not counted."""
        return _rate(self.submitted, self.started)

    @property
    def per_thousand_seen(self) -> float | None:
        """Published answers of a thousand prompts seen."""
        return _rate(self.published * 1000, self.seen)

    @property
    def approval_rate(self) -> float | None:
        """Published answers of all that are no spam."""
        return _rate(self.published, self.submitted - self.spam)

    @property
    def spam_share(self) -> float | None:
        """Spam of all that was sent."""
        return _rate(self.spam, self.submitted)

    @property
    def return_rate(self) -> float | None:
        """Authors who came back of those of whom it is known."""
        return _rate(self.returning, self.returnable)


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None
