"""What a client asks for: types are checked here, everything else by the services and queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from engagement.api import Visibility
from engagement.plumbing.bodies import read_object
from engagement.plumbing.problems import BadParameter
from moderation.api import Queue
from moderation.queries.counts import ALL
from moderation.queries.filters import AGES, MINE, MOST_ARTICLES, REASONS, CaseFilter
from moderation.queries.orders import orders_of
from moderation.rest.v1.problems import InvalidMembers

FREE = ("search", "section", "author", "assigned", "language")
"""The filters that take any text."""

_VALUES: Mapping[str, Iterable[str]] = {"reason": REASONS, "mine": (MINE,), "older": AGES, "younger": AGES}
"""The filters that take one of these."""

PARAMETERS = ("queue", "order", *FREE, *_VALUES, "article")
"""All that chooses cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WishedList:
    """A list of cases."""

    queue: str
    order: str
    """Empty: the queue's own."""
    matching: CaseFilter

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The list as names and values of an address."""
        order = (("order", self.order),) if self.order else ()
        return (("queue", self.queue), *order, *self.matching.as_query())


@dataclass(frozen=True, slots=True, kw_only=True)
class WishedDecision:
    """A decision as it was sent, of the right types."""

    action: str
    reason: str
    note: str
    revision: int
    seen_visibility: str


def read_list(request: Request) -> WishedList:
    """The list that the address chooses; BadParameter for what chooses nothing.

    A parameter that is not known is refused, and so is a value that no case can have: whoever misspells a filter must
    not take the whole queue for its answer.
    """
    given = request.query_params
    for name in given:
        _check(name, name, (*PARAMETERS, "cursor"))
    queue = given.get("queue") or Queue.WAITING.value
    _check("queue", queue, (*Queue.values, ALL))
    order = given.get("order", "")
    _check("order", order, ("", *orders_of(queue)))
    for name, allowed in _VALUES.items():
        _check(name, given.get(name, ""), ("", *allowed))
    matching = CaseFilter.read(given, viewer_id=request.user.pk)
    for name in FREE:
        if given.get(name, "").strip() != getattr(matching, name):
            raise BadParameter(name, _("This cannot be looked for."))
    if {key.strip() for key in given.getlist("article") if key} != set(matching.articles):
        raise BadParameter("article", _("At most %(most)d keys of articles are allowed.") % {"most": MOST_ARTICLES})
    return WishedList(queue=queue, order=order, matching=matching)


def _check(name: str, value: str, allowed: Iterable[str]) -> None:
    if value not in allowed:
        known = ", ".join(filter(None, allowed))
        raise BadParameter(name, _("Allowed are: %(names)s.") % {"names": known})


def read_decision(request: Request) -> WishedDecision:
    """The decision in the body; InvalidMembers tells all that is wrong with it at once."""
    sent = read_object(request)
    errors: dict[str, list[str]] = {}
    wished = WishedDecision(
        action=_read_text(sent, "action", errors),
        reason=_read_text(sent, "reason", errors),
        note=_read_text(sent, "note", errors),
        revision=_read_revision(sent, errors),
        seen_visibility=_read_visibility(sent, errors),
    )
    if errors:
        raise InvalidMembers(errors)
    return wished


def _read_text(sent: Mapping[str, Any], name: str, errors: dict[str, list[str]]) -> str:
    value = sent.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        errors[name] = [_("This must be a text.")]
        return ""
    return value


def _read_revision(sent: Mapping[str, Any], errors: dict[str, list[str]]) -> int:
    value = sent.get("revision")
    if type(value) is int and value > 0:
        return value
    errors["revision"] = [_("This must be the number of the revision that was seen.")]
    return 0


def _read_visibility(sent: Mapping[str, Any], errors: dict[str, list[str]]) -> str:
    value = sent.get("seen_visibility")
    if isinstance(value, str) and value in Visibility.values:
        return value
    errors["seen_visibility"] = [
        _("This must be the visibility that was seen: %(names)s.") % {"names": ", ".join(Visibility.values)}
    ]
    return ""
