"""The question that engagement asks before it stores a comment."""

from engagement.gates import Admission, Draft, Ruling
from moderation.conf import get_settings
from moderation.models.case import UNCHECKED


def screen(draft: Draft) -> Ruling:  # noqa: ARG001
    """Have every comment checked; hold it for a moderator where nothing is set that could check it."""
    if get_settings().spam_checker:
        return Ruling(admission=Admission.SCREEN)
    return Ruling(admission=Admission.HOLD, reason=UNCHECKED)
