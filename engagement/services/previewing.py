"""Previewing: a comment as readers would see it, before it is sent."""

from django.db import transaction

from engagement.conf import get_settings
from engagement.exceptions import InvalidComment
from engagement.services.drafts import clean_body
from engagement.services.limits import count_act
from engagement.text import render


@transaction.atomic
def preview_comment(*, body: str, ip: str | None) -> str:
    """The safe HTML that the text would be stored with. Nothing of it is kept, only that somebody asked is counted.

    Raises InvalidComment where the text would not be taken as it is, and PostingTooFast.
    """
    errors: dict[str, list[str]] = {}
    body = clean_body(body, errors)
    if errors:
        raise InvalidComment(errors)
    count_act(act="preview", ip=ip, limits=get_settings().preview_limits)
    return render(body)
