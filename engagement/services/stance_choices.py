"""Choosing a stance, once of each reader, changing it, and taking it back. The stances' counters change with it.

No page that everyone shares says how readers split, so a choice changes nothing of it: the discussion keeps its
version, and a rush of choices leaves every cache as it is.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from engagement.conf import get_settings
from engagement.exceptions import (
    DiscussionClosed,
    DiscussionNotFound,
    InvalidComment,
    PostingTooFast,
    StanceRefused,
    StanceTooFast,
)
from engagement.models import Discussion, Stance, StanceChoice
from engagement.queries.stances import offered_stances
from engagement.services.limits import count_act
from engagement.services.reactions import GUEST_TOKEN, Reader

_ACT = "engagement.stance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a wish came to."""

    stance_id: int | None
    """What this reader has chosen now; none where they chose nothing, or took it back."""
    changed: bool
    """False where it was so already."""


@transaction.atomic
def choose_stance(*, discussion_id: int, stance_id: int, reader: Reader) -> Choice:
    """Let a reader take a stance, in place of the one they took before; the same wish twice is a no-op.

    Raises DiscussionNotFound for what is not there or was merged, DiscussionClosed, StanceTooFast, and StanceRefused
    for a stance that is not offered and for a guest without a token or where guests may not comment.

    Locks are taken in one order: the sender's counters, discussion.
    """
    whose = _check(discussion_id, reader)
    # Looked up first so that whoever presses twice spends nothing; the constraint is what keeps it once.
    if _find(discussion_id, whose) == stance_id:
        return Choice(stance_id=stance_id, changed=False)
    try:
        count_act(act=_ACT, user_id=reader.user_id, ip=reader.ip, limits=get_settings().stance_limits)
    except PostingTooFast as error:
        if _find(discussion_id, whose) == stance_id:
            # The same wish came first, and was the last that the limit allowed.
            return Choice(stance_id=stance_id, changed=False)
        raise StanceTooFast(retry_after=error.retry_after) from None
    discussion = _lock(discussion_id)
    if discussion is None or discussion.merged_into_id is not None:
        raise DiscussionNotFound(discussion_id)
    if not discussion.is_open:
        raise DiscussionClosed(discussion.key, opening=discussion.opening)
    if not _is_offered(discussion, stance_id):
        raise StanceRefused(code="unknown", message=_("This stance is not offered, or not any more."))
    return Choice(stance_id=stance_id, changed=_choose(discussion.pk, stance_id, whose))


def find_stance(discussion: Discussion, wished: int | None, *, account_id: int | None) -> int | None:
    """The stance that a root comment bears: the one wished for, or the one that its account took; 0 wishes for none.

    InvalidComment where it is not offered.
    """
    offered = {stance.id for stance in offered_stances(discussion)}
    if wished and wished not in offered:
        raise InvalidComment({"stance": [_("This stance is not offered, or not any more.")]})
    if wished is None and offered and account_id is not None:
        wished = _find(discussion.pk, {"account_id": account_id})
    return wished if wished in offered else None


@transaction.atomic
def choose_while_posting(*, discussion_id: int, stance_id: int, account_id: int) -> None:
    """Let an account take the stance that its comment bears.

    Must run in the transaction that stores the comment, behind whatever it locks before the discussion; what the
    comment cost of the limits is enough.
    """
    discussion = _lock(discussion_id)
    if discussion is not None and discussion.is_open and _is_offered(discussion, stance_id):
        _choose(discussion.pk, stance_id, {"account_id": account_id, "guest": ""})


@transaction.atomic
def withdraw_choice(*, discussion_id: int, reader: Reader) -> Choice:
    """Let a reader have no stance any more; the same wish twice is a no-op.

    It is always allowed, in a closed discussion too, and costs nothing of a limit: nobody need stay counted. Raises
    StanceRefused for a guest without a token.
    """
    whose = _name(discussion_id, reader)
    if _find(discussion_id, whose) is None:
        return Choice(stance_id=None, changed=False)
    _lock(discussion_id)
    return Choice(stance_id=None, changed=bool(_drop(StanceChoice.objects.filter(discussion=discussion_id, **whose))))


def find_choice(*, discussion_id: int, reader: Reader) -> int | None:
    """The stance that a reader took; none for a guest who cannot be told."""
    known = reader.user_id is not None or GUEST_TOKEN.fullmatch(reader.token)
    return _find(discussion_id, _name(discussion_id, reader)) if known else None


def erase_choices_of(*, account_id: int) -> int:
    """Take back whatever stances an account took, as when its data is erased; returns how many those were."""
    mine = StanceChoice.objects.filter(account_id=account_id)
    erased = 0
    for discussion_id in list(mine.order_by("discussion_id").values_list("discussion_id", flat=True)):
        with transaction.atomic():
            _lock(discussion_id)
            erased += _drop(mine.filter(discussion_id=discussion_id))
    return erased


def drop_choices_in(*, discussion_id: int) -> None:
    """Delete all choices of a discussion that is being merged into another, which asks another question.

    Nor could a guest's be moved: no hash of theirs there can be told from the one here. Must run in the transaction
    that merges, which holds the locks.
    """
    StanceChoice.objects.filter(discussion_id=discussion_id).delete()
    Stance.objects.filter(prompt__discussion_id=discussion_id, count__gt=0).update(count=0)


def _check(discussion_id: int, reader: Reader) -> dict[str, Any]:
    """How the reader's row is found, where they may have one."""
    if reader.user_id is None and not get_settings().guests:
        raise StanceRefused(code="account", message=_("This takes an account. Please sign in."))
    return _name(discussion_id, reader)


def _name(discussion_id: int, reader: Reader) -> dict[str, Any]:
    if reader.user_id is not None:
        return {"account_id": reader.user_id, "guest": ""}
    if not GUEST_TOKEN.fullmatch(reader.token):
        message = _("Without an account this takes a random token of 16 to 200 characters.")
        raise StanceRefused(code="token", message=message)
    # With the discussion in it, so that no two rows can be told to be of one guest.
    digest = salted_hmac("afterword.engagement.stance", f"{discussion_id}:{reader.token}", algorithm="sha256")
    return {"account_id": None, "guest": digest.hexdigest()}


def _find(discussion_id: int, whose: dict[str, Any]) -> int | None:
    chosen = StanceChoice.objects.filter(discussion_id=discussion_id, **whose)
    return chosen.values_list("stance_id", flat=True).first()


def _is_offered(discussion: Discussion, stance_id: int) -> bool:
    return any(stance.id == stance_id for stance in offered_stances(discussion))


def _lock(discussion_id: int) -> Discussion | None:
    """The discussion, in which nobody else chooses, merges or changes the prompt until the transaction ends."""
    return Discussion.objects.select_for_update(no_key=True).filter(pk=discussion_id).first()


def _choose(discussion_id: int, stance_id: int, whose: dict[str, Any]) -> bool:
    """Note the choice in a locked discussion; false where it was so already."""
    chosen, created = StanceChoice.objects.get_or_create(
        discussion_id=discussion_id, **whose, defaults={"stance_id": stance_id}
    )
    if not created:
        if chosen.stance_id == stance_id:
            return False
        Stance.objects.filter(pk=chosen.stance_id).update(count=F("count") - 1)
        StanceChoice.objects.filter(pk=chosen.pk).update(stance_id=stance_id)
    Stance.objects.filter(pk=stance_id).update(count=F("count") + 1)
    return True


def _drop(choices: Any) -> int:
    """Delete choices in a locked discussion, each of which its stance counted."""
    stance_ids = list(choices.values_list("stance_id", flat=True))
    choices.delete()
    for stance_id in stance_ids:
        Stance.objects.filter(pk=stance_id).update(count=F("count") - 1)
    return len(stance_ids)
