"""The same post sent again: by a double click, by a reload, or by a client that heard no answer."""

import datetime as dt
import hashlib
from dataclasses import replace

from django.utils.crypto import salted_hmac

from engagement.exceptions import IdempotencyConflict
from engagement.gates import Draft
from engagement.models import Comment
from engagement.queries.repeats import find_stored

_REPEAT_WINDOW = 600
"""Seconds within which the same words from the same sender, sent without a key, count as one comment: a double
click, a reload.
"""


def find_repeated(given_key: str, draft: Draft, *, key: str) -> Comment | None:
    """The comment stored under the key; without one, under the same words a moment ago. IdempotencyConflict where it
    is another one.
    """
    earlier = key if given_key else key_of("", draft, windows_ago=1)
    stored_id = find_stored(key=key, earlier=earlier, since=draft.created_at - dt.timedelta(seconds=_REPEAT_WINDOW))
    stored = Comment.objects.filter(pk=stored_id).first() if stored_id is not None else None
    if stored is None:
        return None
    same = (
        stored.discussion_id == draft.discussion_id
        and stored.parent_id == draft.parent_id
        and stored.author_id == draft.author_id
        and stored.author_name == draft.author_name
        and stored.author_email == draft.author_email
        and stored.body == draft.body
    )
    if not same:
        raise IdempotencyConflict
    return stored


def key_of(given_key: str, draft: Draft, *, windows_ago: int = 0) -> str:
    """What the row is stored under, once: the key as given, or else everything that makes two posts the same."""
    if given_key:
        return f"given:{given_key}"
    window = int(draft.created_at.timestamp()) // _REPEAT_WINDOW - windows_ago
    sender = replace(draft.submission, form_seconds=None, referrer="")
    parts = (
        draft.discussion_id,
        draft.parent_id,
        draft.author_id,
        draft.author_name,
        draft.author_email,
        draft.body,
        sender,
        window,
    )
    text = hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()
    return f"same:{salted_hmac('afterword.engagement.same', text, algorithm='sha256').hexdigest()}"
