"""The log's lines in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from engagement.api import Visibility
from moderation.conf import get_settings
from moderation.models import Actor
from moderation.models.policy_rule import OUTCOMES
from moderation.queries.log import Kind, LogLine
from moderation.queries.words import name_signal
from moderation.web.log_filters import ACTIONS, NAMES, LogAddress
from moderation.web.places import Place

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
        before=_say(line.before),
        after=_say(line.after),
        why=_say_why(line),
        card_url=Place(comment_id=line.comment_id, queue="decided").url if line.comment_id else "",
    )


def _name_nobody(line: LogLine) -> str:
    actors = {Kind.CHECK: Actor.POLICY, Kind.AUTHOR: Actor.AUTHOR}
    return str(actors[line.kind].label) if line.kind in actors else _("no account")


def _say(value: Any) -> tuple[str, ...]:
    """A comment's visibility, or each field that was changed."""
    if isinstance(value, Mapping):
        outcomes = dict(OUTCOMES)
        return tuple(f"{name}: {_say_field(outcomes.get(field, field))}" for name, field in value.items())
    return (str(Visibility(value).label),) if value else ()


def _say_field(field: Any) -> str:
    text = ", ".join(map(str, field)) if isinstance(field, list) else str(field)
    return Truncator(text).chars(_LONGEST) if text else "–"


def _say_why(line: LogLine) -> str:
    if line.kind == Kind.DECISION:
        return str(dict(get_settings().reject_reasons).get(line.reason, line.reason))
    return ", ".join(name_signal(code) for code in line.reason.split(", ")) if line.reason else ""
