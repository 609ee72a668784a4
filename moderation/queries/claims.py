"""Who has which card before them just now."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from moderation.models import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLine:
    """One claim that counts."""

    comment_id: int
    moderator_id: int
    who: str
    """The moderator's name, for colleagues."""
    until: dt.datetime


def load_claims(comment_ids: Iterable[int]) -> dict[int, ClaimLine]:
    """The claims on some comments, in one query; those that have lapsed are left out."""
    claims = Claim.objects.select_related("moderator").filter(
        comment_id__in=list(comment_ids), until__gt=timezone.now()
    )
    return {claim.comment_id: _describe(claim) for claim in claims}


def _describe(claim: Claim) -> ClaimLine:
    moderator = claim.moderator
    return ClaimLine(
        comment_id=claim.comment_id,
        moderator_id=claim.moderator_id,
        who=moderator.get_full_name() or moderator.get_username(),
        until=claim.until,
    )
