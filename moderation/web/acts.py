"""What may be done with the comment on the card: only what would change something."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engagement.api import Visibility
from moderation.api import Action, Card, Queue
from moderation.policies import Rights


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Toggle:
    """An act of the menu that is one button."""

    act: str
    label: str | Promise
    key: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """What the menu beside the decisions offers."""

    toggles: tuple[Toggle, ...] = ()
    can_reply: bool = False
    can_redact: bool = False
    can_talk: bool = False
    """Whether colleagues may be left a note, or the comment itself."""

    @property
    def offers_any(self) -> bool:
        """Whether there is anything in the menu."""
        return bool(self.toggles or self.can_talk)


_FEATURE = Toggle(act="feature", label=_("Feature"), key="t", icon="ribbon")
_UNFEATURE = Toggle(act="unfeature", label=_("Feature no more"), key="t", icon="ribbon")
_LOCK = Toggle(act="lock", label=_("Lock the branch"), key="o", icon="lock")
_UNLOCK = Toggle(act="unlock", label=_("Unlock the branch"), key="o", icon="lock")


def find_more(card: Card, rights: Rights) -> More:
    """What else somebody may do with a comment: only what would change something."""
    toggles = []
    if rights.feature and (card.is_featured or card.visibility == Visibility.PUBLISHED):
        toggles.append(_UNFEATURE if card.is_featured else _FEATURE)
    if not rights.decide:
        return More(toggles=tuple(toggles))
    if card.is_locked or card.visibility not in (Visibility.SPAM, Visibility.REJECTED):
        toggles.append(_UNLOCK if card.is_locked else _LOCK)
    return More(
        toggles=tuple(toggles),
        can_reply=card.takes_replies,
        can_redact=card.visibility not in (Visibility.WITHDRAWN, Visibility.ERASED),
        can_talk=True,
    )


_BULK_ACTS: dict[str, tuple[Act, ...]] = {
    Queue.SPAM: (_NOT_SPAM, _REJECT, _SPAM),
    Queue.DISCARDED: (_NOT_SPAM, _REJECT, _SPAM),
}


def find_bulk_acts(queue: str) -> tuple[Act, ...]:
    """What may be done with many comments of a queue at once."""
    return _BULK_ACTS.get(queue, (_APPROVE, _REJECT, _SPAM))
