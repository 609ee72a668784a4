"""The log's lines in plain words."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from engagement.api import Visibility
from moderation.conf import get_settings
from moderation.models import Actor, SanctionKind, WordListKind
from moderation.models.policy_rule import OUTCOMES
from moderation.queries.log import Kind, LogLine
from moderation.queries.sanctions import Mark
from moderation.queries.words import name_signal
from moderation.web.log_filters import ACTIONS, NAMES, LogAddress
from moderation.web.places import Place

_FIELDS: dict[str, str | Promise] = {
    "name": _lazy("name"),
    "kind": _lazy("kind"),
    "reason": _lazy("because of"),
    "outcome": _lazy("outcome"),
    "marks": _lazy("known again by"),
    "ends_at": _lazy("until"),
    "language": _lazy("language"),
    "section": _lazy("section"),
    "is_active": _lazy("in use"),
    "entries": _lazy("entries"),
    "comments": _lazy("comments"),
    "note": _lazy("note"),
    "assigned_to": _lazy("assigned to"),
}
"""What is told of what was changed, in this order."""

_WORDS: dict[str, dict[str, str | Promise]] = {
    "kind": {str(value): label for value, label in (*WordListKind.choices, *SanctionKind.choices)},
    "outcome": dict(OUTCOMES),
    "language": {"": _lazy("every language")},
    "section": {"": _lazy("every section")},
}

_LONGEST = 160
"""Characters of a field on the page; the files have all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One line of the page."""

    line: LogLine
    kind: str | Promise
    who: str
    who_url: str
    """The same page for this account alone; empty where none did it."""
    what: str | Promise
    before: tuple[str, ...]
    after: tuple[str, ...]
    why: str
    card_url: str


def show_line(line: LogLine, address: LogAddress) -> Shown:
    """A line, as the page shows it."""
    return Shown(
        line=line,
        kind=NAMES[line.kind],
        who=line.full_name or _name_nobody(line),
        who_url=LogAddress(kind=address.kind, who=line.user_name).url() if line.user_name else "",
        what=ACTIONS[line.action],
        before=_say(line.before, line.after),
        after=_say(line.after, line.before),
        why=_say_why(line),
        card_url=Place(comment_id=line.comment_id, queue="decided").url if line.comment_id else "",
    )


def _name_nobody(line: LogLine) -> str:
    actors = {Kind.CHECK: Actor.POLICY, Kind.AUTHOR: Actor.AUTHOR, Kind.READERS: Actor.READERS}
    return str(actors[line.kind].label) if line.kind in actors else _("no account")


def _say(value: Any, other: Any) -> tuple[str, ...]:
    """A comment's visibility, or each field that is otherwise on the ``other`` side."""
    if not isinstance(value, Mapping):
        return (str(Visibility(value).label),) if value else ()
    known = other if isinstance(other, Mapping) else {}
    # Databases keep the fields in orders of their own.
    differing = [name for name in _FIELDS if name in value and (name not in known or known[name] != value[name])]
    told = ((name, _say_field(name, value[name])) for name in differing)
    return tuple(f"{_FIELDS[name]}: {text}" for name, text in told if text)


def _say_field(name: str, field: Any) -> str:
    if name == "ends_at":
        return date_format(dt.datetime.fromisoformat(field), "SHORT_DATE_FORMAT") if field else _("it is lifted")
    if name == "reason":
        return str(dict(get_settings().sanction_reasons).get(field, field))
    if name == "is_active":
        return _("yes") if field else _("no")
    if name == "marks":
        return ", ".join(str(Mark(mark).label) if mark in Mark.values else mark for mark in field)
    return Truncator(str(_WORDS.get(name, {}).get(field, field))).chars(_LONGEST)


def _say_why(line: LogLine) -> str:
    if line.kind == Kind.DECISION:
        return str(dict(get_settings().reject_reasons).get(line.reason, line.reason))
    return ", ".join(name_signal(code) for code in line.reason.split(", ")) if line.reason else ""
