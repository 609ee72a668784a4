"""Originals: what moderators edited out of comments, kept sealed for a time, so that it can be seen and put back."""

import datetime as dt
import logging

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from moderation.conf import get_settings
from moderation.exceptions import PayloadUnreadable, SpamCheckMisconfigured
from moderation.models import Decision, Original
from moderation.services.sealing import seal, unseal

logger = logging.getLogger(__name__)


@sensitive_variables()
def keep_original(*, decision: Decision, body: str) -> Original | None:
    """Keep the text that a moderator's edit replaced; none where keys are set that cannot seal it: what is to go from
    public pages goes all the same.
    """
    try:
        sealed = seal({"body": body})
    except SpamCheckMisconfigured as error:
        logger.warning("What comment %d said before it was edited is not kept: %s", decision.comment_id, error)
        return None
    expires_at = timezone.now() + dt.timedelta(days=get_settings().payload_days)
    return Original.objects.create(
        decision=decision, comment_id=decision.comment_id, sealed=sealed, expires_at=expires_at
    )


@sensitive_variables()
def read_original(*, decision_id: int) -> str | None:
    """The text before a moderator's edit; none where its time is over, or no key opens it any more."""
    kept = Original.objects.filter(decision_id=decision_id, expires_at__gt=timezone.now()).first()
    return _read(kept) if kept else None


@sensitive_variables()
def read_originals(*, comment_id: int) -> dict[int, str]:
    """What a comment said before each of its edits, by the decision to edit it; what cannot be read is left out."""
    kept = Original.objects.filter(comment_id=comment_id, expires_at__gt=timezone.now())
    read = {original.decision_id: _read(original) for original in kept}
    return {decision_id: body for decision_id, body in read.items() if body is not None}


def forget_original(*, decision_id: int) -> None:
    """Delete it: the edit was taken back, and the comment itself says it again."""
    Original.objects.filter(decision_id=decision_id).delete()


def forget_originals(*, comment_id: int) -> None:
    """Delete all of them that an erased comment had."""
    Original.objects.filter(comment_id=comment_id).delete()


@sensitive_variables()
def _read(original: Original) -> str | None:
    try:
        return str(unseal(original.sealed)["body"])
    except (PayloadUnreadable, SpamCheckMisconfigured, KeyError):
        return None
