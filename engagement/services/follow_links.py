"""The links in mails to followers: signed, and of no use but what each is for."""

import datetime as dt

from django.core import signing
from django.urls import reverse

from engagement.conf import get_settings
from engagement.exceptions import BadToken

_CONFIRM_SALT = "afterword.engagement.follow.confirm"
_STOP_SALT = "afterword.engagement.follow.stop"
_STOP_ALL_SALT = "afterword.engagement.follow.stop-all"


def link_confirm(follow_id: int, nonce: str) -> str:
    """Where an address is confirmed, for some hours."""
    token = signing.dumps([follow_id, nonce], salt=_CONFIRM_SALT)
    return link_page("follow-confirm", token)


def link_stop(follow_id: int) -> str:
    """Where one follow is stopped; for ever, as old mails must be able to."""
    return link_page("follow-stop", signing.dumps(follow_id, salt=_STOP_SALT))


def link_stop_all(follow_id: int) -> str:
    """Where everything to the follow's address is stopped. It names no address: links stand in logs."""
    return link_page("follow-stop-all", signing.dumps(follow_id, salt=_STOP_ALL_SALT))


def read_confirm_token(token: str) -> tuple[int, str]:
    """The follow and the nonce that a link names; BadToken where it is forged, or its hours are over."""
    max_age = dt.timedelta(hours=get_settings().follow_confirm_hours)
    match _read(token, salt=_CONFIRM_SALT, max_age=max_age):
        case [int(follow_id), str(nonce)]:
            return follow_id, nonce
    message = "not a token that confirms"
    raise BadToken(message)


def read_stop_token(token: str) -> int:
    """The follow that a link stops; BadToken where it is forged."""
    return _read_id(token, salt=_STOP_SALT)


def read_stop_all_token(token: str) -> int:
    """The follow whose address a link stops everything to; BadToken where it is forged."""
    return _read_id(token, salt=_STOP_ALL_SALT)


def link_page(name: str, *args: object) -> str:
    """One of our pages."""
    return get_settings().site_url.rstrip("/") + reverse(f"engagement:{name}", args=args)


def link_comment(comment_id: int) -> str:
    """A comment in its thread; it leads there only where ``SITE_URL`` is set."""
    return f"{link_page('comment', comment_id)}#c-{comment_id}"


def _read_id(token: str, *, salt: str) -> int:
    value = _read(token, salt=salt, max_age=None)
    if type(value) is not int:
        message = "not a token that stops"
        raise BadToken(message)
    return value


def _read(token: str, *, salt: str, max_age: dt.timedelta | None) -> object:
    try:
        return signing.loads(token, salt=salt, max_age=max_age)
    except signing.BadSignature:
        message = "forged or expired"
        raise BadToken(message) from None
