"""Claims: the card before a moderator is theirs for a few minutes, for all to see. Nobody is kept from deciding by one.

The unique row decides between two at once. Whoever waits for a row holds no other lock on claims meanwhile: what one
claimed before is let go of afterwards, and only where nobody has it in hand.
"""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from engagement import api as engagement
from moderation.conf import get_settings
from moderation.models import Case, Claim
from moderation.queries.filters import CaseFilter
from moderation.queries.queue import find_next, line_up
from moderation.queries.sections import EVERYWHERE, Sections


@transaction.atomic
def claim_comment(*, comment_id: int, moderator_id: int) -> bool:
    """Claim the card that a moderator looks at, or lengthen their claim, and let go of the one before.

    False where somebody else has it. Raises CommentNotFound.
    """
    if not engagement.Comment.objects.filter(pk=comment_id).exists():
        raise engagement.CommentNotFound(comment_id)
    taken = _take(comment_id=comment_id, moderator_id=moderator_id)
    _leave_others(comment_id=comment_id, moderator_id=moderator_id)
    return taken


@transaction.atomic
def claim_next(
    *,
    queue: str,
    moderator_id: int,
    comment_id: int,
    order: str = "",
    matching: CaseFilter | None = None,
    sections: Sections = EVERYWHERE,
) -> int | None:
    """The comment that follows another one in a queue, claimed for the moderator: the next that nobody else has.

    Where colleagues have all of them it is the next as it stands, and stays theirs. None where the queue is empty.
    Moderators who ask at once do not wait for each other: what one of them just takes, the others skip.
    """
    for cases in line_up(queue=queue, comment_id=comment_id, order=order, matching=matching, sections=sections):
        while (found := _find_free(cases, moderator_id)) is not None:
            if _take(comment_id=found, moderator_id=moderator_id):
                _leave_others(comment_id=found, moderator_id=moderator_id)
                return found
    return find_next(queue=queue, comment_id=comment_id, order=order, matching=matching, sections=sections)


def release_claim(*, comment_id: int) -> None:
    """End the claim on a comment, whoever has it: it has been decided on."""
    Claim.objects.filter(comment_id=comment_id).delete()


def release_claims(comment_ids: Collection[int]) -> None:
    """End the claims on many comments, whoever has them."""
    Claim.objects.filter(comment_id__in=comment_ids).delete()


def _take(*, comment_id: int, moderator_id: int) -> bool:
    """Put the moderator's name on the one row, unless somebody else's stands there and counts."""
    now = timezone.now()
    values = {"moderator_id": moderator_id, "until": now + dt.timedelta(minutes=get_settings().claim_minutes)}
    rows = Claim.objects.filter(comment_id=comment_id)
    if rows.filter(Q(moderator_id=moderator_id) | Q(until__lte=now)).update(**values):
        return True
    Claim.objects.bulk_create([Claim(comment_id=comment_id, at=now, **values)], ignore_conflicts=True)
    return rows.filter(moderator_id=moderator_id).exists()


def _leave_others(*, comment_id: int, moderator_id: int) -> None:
    others = Claim.objects.filter(moderator_id=moderator_id).exclude(comment_id=comment_id)
    ids = list(others.select_for_update(skip_locked=True).values_list("pk", flat=True))
    if ids:
        Claim.objects.filter(pk__in=ids).delete()


def _find_free(cases: QuerySet[Case], moderator_id: int) -> int | None:
    """The first that no colleague has claimed, or is just claiming; locked, so that others skip it."""
    claims = Claim.objects.filter(comment_id=OuterRef("comment_id"), until__gt=timezone.now())
    free = cases.filter(~Exists(claims.exclude(moderator_id=moderator_id)))
    locked = free.select_related("comment").only("comment__id")
    case = locked.select_for_update(skip_locked=True, no_key=True, of=("self", "comment")).first()
    return case.comment_id if case else None
