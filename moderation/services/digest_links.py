"""The links in a digest: signed, and of no use but what each is for."""

import datetime as dt

from django.core import signing
from django.urls import reverse

from moderation.conf import get_settings
from moderation.exceptions import BadDigestLink

_CARD_SALT = "afterword.moderation.digest.card"
_STOP_SALT = "afterword.moderation.digest.stop"


def link_card(comment_id: int) -> str:
    """Where a comment's card opens, after signing in, for some days."""
    return _absolute(reverse("moderation:digest_open", args=[signing.dumps(comment_id, salt=_CARD_SALT)]))


def link_stop(preference_id: int) -> str:
    """Where the digest is stopped, without signing in; for ever, as old mails must be able to."""
    return _absolute(reverse("moderation:digest_stop", args=[signing.dumps(preference_id, salt=_STOP_SALT)]))


def link_page(name: str) -> str:
    """A page of the moderators'."""
    return _absolute(reverse(f"moderation:{name}"))


def read_card_token(token: str) -> int:
    """The comment that a link names; BadDigestLink where it is forged, or its days are over."""
    return _read(token, salt=_CARD_SALT, max_age=dt.timedelta(days=get_settings().digest_link_days))


def read_stop_token(token: str) -> int:
    """The preference that a link stops; BadDigestLink where it is forged."""
    return _read(token, salt=_STOP_SALT, max_age=None)


def _read(token: str, *, salt: str, max_age: dt.timedelta | None) -> int:
    message = "forged or expired"
    try:
        value = signing.loads(token, salt=salt, max_age=max_age)
    except signing.BadSignature:
        raise BadDigestLink(message) from None
    if type(value) is not int:
        raise BadDigestLink(message)
    return value


def _absolute(path: str) -> str:
    return get_settings().site_url.rstrip("/") + path
