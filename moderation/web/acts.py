"""What may be done with the comment on the card: only what would change something."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engagement.api import Visibility
from moderation.api import Action, Card, Queue


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One button."""

    action: str
    label: str | Promise
    key: str
    icon: str
    tone: str
    """The class that colors its icon."""


_APPROVE = Act(action=Action.APPROVE, label=_("Approve"), key="f", icon="check", tone="ws-ok")
_NOT_SPAM = Act(action=Action.NOT_SPAM, label=_("Not spam"), key="f", icon="check", tone="ws-ok")
_REJECT = Act(action=Action.REJECT, label=_("Reject"), key="d", icon="x", tone="ws-no")
_SPAM = Act(action=Action.SPAM, label=_("Spam"), key="s", icon="stop", tone="ws-sp")

_ACTS: dict[str, tuple[Act, ...]] = {
    Visibility.PENDING: (_APPROVE, _REJECT, _SPAM),
    Visibility.HELD: (_APPROVE, _REJECT, _SPAM),
    Visibility.SPAM: (_NOT_SPAM, _REJECT),
    Visibility.PUBLISHED: (_REJECT, _SPAM),
    Visibility.REJECTED: (_APPROVE, _SPAM),
}


def find_acts(card: Card) -> tuple[Act, ...]:
    """The buttons under a card; none where its author withdrew the comment, or it was erased."""
    if card.waits_for_parent:
        return _ACTS[Visibility.PUBLISHED]
    acts = _ACTS.get(card.visibility, ())
    if card.visibility == Visibility.PUBLISHED and card.case and card.case.queue in (Queue.NEW, Queue.REPORTED):
        # Nobody looked at it yet, or readers complain: approving it says that it may stay.
        return (_APPROVE, *acts)
    if card.visibility == Visibility.SPAM and card.case and card.case.queue != Queue.DECIDED:
        return (*acts, _SPAM)
    return acts


_BULK_ACTS: dict[str, tuple[Act, ...]] = {
    Queue.SPAM: (_NOT_SPAM, _REJECT, _SPAM),
    Queue.DISCARDED: (_NOT_SPAM, _REJECT, _SPAM),
}


def find_bulk_acts(queue: str) -> tuple[Act, ...]:
    """What may be done with many comments of a queue at once."""
    return _BULK_ACTS.get(queue, (_APPROVE, _REJECT, _SPAM))
