"""A newsroom in memory: the checks, and what they know of authors and of spam so far. No database."""

import datetime as dt
from collections import Counter, defaultdict

import django
from django.conf import settings

from engagement.text import render
from moderation.rules.base import Alike, Limits, Subject
from moderation.rules.prints import find_bands, simplify
from moderation.rules.running import run_all

if not settings.configured:
    settings.configure(USE_I18N=False)
    django.setup()

RECORD = dt.timedelta(days=30)
MOST_ALIKE = 20
DEFAULTS = {
    "max_links": 2,
    "fastest_form_seconds": 3.0,
    "record_least": 3,
    "record_share": 0.3,
    "duplicate_length": 40,
    "duplicate_similarity": 0.9,
}


class Newsroom:
    """Checks comments under the default limits, and remembers what became of them."""

    def __init__(self, **limits):
        """Know nothing yet."""
        self.limits = Limits(**{**DEFAULTS, **limits})
        self._bands = defaultdict(set)
        self._spam = {}
        self._records = defaultdict(list)

    def check(self, text, *, author="", at="", html=None, words=()):
        """The signals of a comment, in their order."""
        history = self._records[author] if author else []
        since = _parse(at) - RECORD
        recent = [is_spam for when, is_spam in history if when >= since]
        subject = Subject(
            body=text,
            html=render(text) if html is None else html,
            is_guest=False,
            published=sum(not is_spam for _when, is_spam in history),
            decided_of_late=len(recent),
            rejected_of_late=sum(recent),
            alike=self._find_alike(text),
            lists=words,
        )
        return [signal for report in run_all(subject, self.limits) for signal in report.signals]

    def decide(self, text, *, author="", at="", is_spam):
        """Learn what a moderator made of a comment."""
        if author:
            self._records[author].append((_parse(at), is_spam))
        simplified = simplify(text)
        if is_spam and len(simplified) >= self.limits.duplicate_length:
            number = len(self._spam)
            self._spam[number] = text
            for band in enumerate(find_bands(simplified)):
                self._bands[band].add(number)

    def _find_alike(self, text):
        simplified = simplify(text)
        if len(simplified) < self.limits.duplicate_length or not self._spam:
            return ()
        shared = Counter(number for band in enumerate(find_bands(simplified)) for number in self._bands.get(band, ()))
        return tuple(Alike(comment_id=number, body=self._spam[number]) for number, _n in shared.most_common(MOST_ALIKE))


def _parse(at):
    """The day of a comment; comments of unknown dates are all of one day."""
    return dt.datetime.fromisoformat(at[:10]) if at else dt.datetime(2015, 1, 1)  # noqa: DTZ001
