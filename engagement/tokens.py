"""Tokens that let a guest see their own comment before it is public: signed, dated, and kept nowhere."""

import datetime as dt

from django.core import signing

from engagement.exceptions import BadToken

_SALT = "afterword.engagement.author"


def make_author_token(comment_id: int) -> str:
    """A URL-safe token for whoever wrote that comment."""
    return signing.dumps(comment_id, salt=_SALT)


def read_author_token(token: str, *, max_age: dt.timedelta) -> int:
    """The comment's id; BadToken when the token is forged or older than ``max_age``."""
    try:
        comment_id = signing.loads(token, salt=_SALT, max_age=max_age)
    except signing.BadSignature:
        message = "forged or expired"
        raise BadToken(message) from None
    if not isinstance(comment_id, int):
        message = "not an author's token"
        raise BadToken(message)
    return comment_id
