"""Publishers' tokens: made once, shown once, recognised, revoked; and the keys with which their pages are signed.

A token is 32 random bytes, so one pass of SHA-256 hides it. The signing key of a token is made from Django's
``SECRET_KEY`` and the token's number and stands nowhere: it signs single articles and is no token itself, so that a
server which only writes pages need not hold one.
"""

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from engagement.models import PublisherToken

_SALT = "afterword.engagement.publisher"
_USED_TO_THE = dt.timedelta(hours=1)
_PREFIX = "awp"
_NOBODYS = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token that was just made: the only time that it is whole."""

    kid: str
    token: str
    signing_key: str

    def __repr__(self) -> str:
        return f"NewToken(kid={self.kid!r})"


@transaction.atomic
def create_publisher_token(*, name: str) -> NewToken:
    """Make a token for a server; those that it has already stay valid until they are revoked."""
    kid, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    token = f"{_PREFIX}_{kid}_{secret}"
    PublisherToken.objects.create(kid=kid, name=name, digest=_digest(token))
    return NewToken(kid=kid, token=token, signing_key=_signing_keys(kid)[0])


@transaction.atomic
def revoke_publisher_token(*, kid: str) -> bool:
    """Let a token, and all that was signed with its key, count for nothing from now on; false where it did not."""
    return bool(PublisherToken.objects.filter(kid=kid, revoked_at=None).update(revoked_at=timezone.now()))


@transaction.atomic
def rename_publisher_token(*, kid: str, name: str) -> bool:
    """Give the server that a token is for another name; false where it has it already, or there is no such token."""
    return bool(PublisherToken.objects.filter(kid=kid).exclude(name=name).update(name=name))


def recognise_publisher(*, token: str) -> str | None:
    """The number of a token that is valid, which is marked as used; none where it is not."""
    parts = token.split("_", 2)
    kid = parts[1] if len(parts) == 3 and parts[0] == _PREFIX else ""
    row = _find_valid(kid)
    known = constant_time_compare(_digest(token), row.digest if row else _NOBODYS)
    if row is None or not known:
        return None
    _mark_used(kid)
    return kid


def is_signed_by(*, kid: str, signed: str, signature: bytes) -> bool:
    """Whether the signature is what the key of a valid token gives for these words."""
    valid = _find_valid(kid) is not None
    genuine = [
        hmac.compare_digest(hmac.digest(key.encode(), signed.encode(), "sha256"), signature)
        for key in _signing_keys(kid)
    ]
    return valid and any(genuine)


def _find_valid(kid: str) -> PublisherToken | None:
    # What is no number of a token may hold what no database takes.
    if not kid.isascii() or not kid.isalnum():
        return None
    return PublisherToken.objects.filter(kid=kid, revoked_at=None).first()


def _mark_used(kid: str) -> None:
    """To the hour, so that a thousand articles an hour cost one write."""
    now = timezone.now()
    long_ago = Q(last_used_at=None) | Q(last_used_at__lt=now - _USED_TO_THE)
    PublisherToken.objects.filter(long_ago, kid=kid).update(last_used_at=now)


def _signing_keys(kid: str) -> list[str]:
    """By the secret key in force, then by those it took the place of."""
    return [
        salted_hmac(_SALT, kid, secret=secret, algorithm="sha256").hexdigest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
