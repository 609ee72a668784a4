"""Signing what is sent, so that a receiver knows whom it comes from and when it was sent."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from django.views.decorators.debug import sensitive_variables

HEADER = "Afterword-Signature"


def make_secret() -> str:
    """A new secret: 256 bits, in letters that any configuration file takes."""
    return secrets.token_urlsafe(32)


@sensitive_variables()
def sign(*, body: bytes, at: int, keys: Sequence[str]) -> str:
    """The header's value: the time in seconds, and a signature by each of the secrets.

    Each is the hexadecimal HMAC-SHA256 over the time, a full stop and the body. That the time is signed keeps what
    somebody recorded from being sent again later.
    """
    signed = str(at).encode() + b"." + body
    made = [hmac.new(key.encode(), signed, hashlib.sha256).hexdigest() for key in keys]
    return ",".join([f"t={at}", *(f"v1={each}" for each in made)])
