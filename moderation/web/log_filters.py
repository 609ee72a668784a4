"""Which part of the log is shown: all of it is in the address."""

import datetime as dt
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.models import Action, ChangeAction, Subject
from moderation.queries.log import EVERYTHING, Kind, LogFilter

KINDS: dict[str, str | Promise] = {
    Kind.DECISION: _("decisions"),
    Kind.SANCTION: _("sanctions"),
    Kind.POLICY_RULE: _("policy rules"),
    Kind.WORD_LIST: _("word lists"),
    Kind.SECTION_RIGHT: _("section rights"),
    Kind.QUEUE: _("emptied queues"),
    Kind.CHECK: _("what the checks decided"),
    Kind.AUTHOR: _("what authors did"),
    Kind.READERS: _("what readers' reports did"),
    EVERYTHING: _("all of these"),
}
"""What may be chosen, in the form's order; with nothing chosen it is what people in the house did."""

ACTIONS: dict[str, str | Promise] = {str(value): label for value, label in (*Action.choices, *ChangeAction.choices)}

NAMES: dict[str, str | Promise] = {
    Kind.DECISION: _("decision"),
    Kind.CHECK: _("decision"),
    Kind.AUTHOR: _("decision"),
    Kind.READERS: _("decision"),
    **{str(value): label for value, label in Subject.choices},
}
"""What one line is called."""

_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class LogAddress:
    """The filter as the address has it."""

    kind: str = ""
    who: str = ""
    action: str = ""
    section: str = ""
    article: str = ""
    since: str = ""
    until: str = ""
    cursor: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """The part that an address names; what it says of nothing known is left out."""
        given = {name: query.get(name, "").strip()[:_LONGEST] for name in ("who", "section", "article")}
        given = {name: text if "\x00" not in text else "" for name, text in given.items()}
        kind, action = query.get("kind", ""), query.get("action", "")
        return cls(
            kind=kind if kind in KINDS else "",
            action=action if action in ACTIONS else "",
            since=_read_day(query.get("from", "")),
            until=_read_day(query.get("to", "")),
            cursor=query.get("cursor", ""),
            **given,
        )

    @property
    def filter(self) -> LogFilter:
        """What it asks for; both days are meant whole, in the time zone of the page."""
        return LogFilter(
            kind=self.kind,
            who=self.who,
            action=self.action,
            section=self.section,
            article=self.article,
            since=_begin(self.since, 0),
            until=_begin(self.until, 1),
        )

    @property
    def query(self) -> str:
        """The filter as a query string, without the page."""
        named = {"from": self.since, "to": self.until, "kind": self.kind, "who": self.who, "action": self.action}
        named |= {"section": self.section, "article": self.article}
        return urlencode({name: value for name, value in named.items() if value})

    def url(self, name: str = "log", *, cursor: str = "") -> str:
        """The address of a page, or with another ``name`` of a file, of what is chosen."""
        query = "&".join(filter(None, (self.query, urlencode({"cursor": cursor}) if cursor else "")))
        address = reverse(f"moderation:{name}")
        return f"{address}?{query}" if query else address


def _read_day(text: str) -> str:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    # Beyond these a time zone may lead out of what a moment can be.
    return text if day and 1970 <= day.year < 9999 else ""


def _begin(text: str, later: int) -> dt.datetime | None:
    """When a day begins, or one ``later``; none where none is named."""
    day = parse_date(text)
    if day is None:
        return None
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=later), dt.time()))
