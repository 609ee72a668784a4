"""What a client asks for: types are checked here, everything else by the services and queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from engagement.api import Visibility
from engagement.plumbing.bodies import read_object
from engagement.plumbing.problems import BadParameter
from moderation.api import Queue
from moderation.rest.v1.problems import InvalidMembers

FILTERS = ("queue",)
"""The parameters that choose cases, as ``load_queue`` takes them; the one place to name another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WishedDecision:
    """A decision as it was sent, of the right types."""

    action: str
    reason: str
    note: str
    revision: int
    seen_visibility: str


def read_filters(request: Request) -> dict[str, Any]:
    """What the address chooses, by the names of ``load_queue``; BadParameter for what chooses nothing.

    A parameter that is not known is refused: whoever misspells a filter must not take the whole queue for its answer.
    """
    given = request.query_params
    for name in given:
        if name not in (*FILTERS, "cursor"):
            raise BadParameter(name, _("Allowed are: %(names)s.") % {"names": ", ".join((*FILTERS, "cursor"))})
    chosen: dict[str, Any] = {name: given[name] for name in FILTERS if given.get(name)}
    chosen.setdefault("queue", Queue.WAITING.value)
    if chosen["queue"] not in Queue.values:
        raise BadParameter("queue", _("Allowed are: %(names)s.") % {"names": ", ".join(Queue.values)})
    return chosen


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
