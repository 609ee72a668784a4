"""Messages of other comment systems' schemes, so that a publisher who moves keeps what their server does.

Both are weaker than a token: neither names who it is for, nor has an identifier by which it could be good only once.
"""

import binascii
import hashlib
import hmac
import re
import time
from base64 import b64decode
from typing import Any

from django.views.decorators.debug import sensitive_variables

from engagement.sso.claims import (
    Claims,
    TokenRefused,
    assert_in_time,
    moment,
    read_email,
    read_json,
    read_moment,
    read_name,
    read_text,
)
from engagement.sso.settings import SingleSignOn

LONGEST = 8192

_DISQUS = re.compile(r"([A-Za-z0-9+/=]+) ([0-9A-Fa-f]{40}) ([0-9]{1,12})")
_BASE64 = re.compile(r"[A-Za-z0-9+/=]+")


@sensitive_variables()
def verify_disqus(message: str, settings: SingleSignOn) -> Claims:
    """Who a ``remote_auth_s3`` is for; TokenRefused where it is not as it must be.

    It is three parts with spaces between: a JSON object (``id``, ``username``, ``email``) in base64; the HMAC-SHA1, in
    hexadecimal, of that base64, a space and the time; the time in seconds since 1970. An empty object says that nobody
    is signed in. See https://help.disqus.com/en/articles/1717160-integrating-single-sign-on
    """
    parts = _DISQUS.fullmatch(message) if settings.disqus_secret and len(message) <= LONGEST else None
    if parts is None:
        raise TokenRefused("token", "it is no message, signature and time, or SSO['DISQUS_SECRET'] is not set")
    encoded, signature, sent = parts.groups()
    _assert_signed(f"{encoded} {sent}", signature, settings.disqus_secret, "sha1")
    return _claims(_decode(encoded), "username", float(sent), settings)


@sensitive_variables()
def verify_hyvor(user: str, signature: str, settings: SingleSignOn) -> Claims:
    """Who an ``sso-user`` with its ``sso-hash`` is for; TokenRefused where they are not as they must be.

    The first is a JSON object (``id``, ``name``, ``email``) in base64, the second the HMAC of that base64 in
    hexadecimal, both as attributes of the element: see https://talk.hyvor.com/docs/sso-stateless. The digest is
    SHA-256, as the vendor's own plugin makes it (``plugin/src/Embed/Attributes.php`` in
    https://github.com/hyvor/hyvor-talk-wordpress-plugin), which also puts a ``timestamp`` in seconds since 1970 into
    the object. Servers written for the edition before, which handed the same two parts over in a script, make it with
    SHA-1 and without a time: https://talk.hyvor.com/documentation/sso/set-up and
    https://github.com/HyvorTalk/hyvor-talk-sso. ``HYVOR_DIGEST`` says which; the ``timestamp`` must be there with
    either, because without one a message would be good for ever.
    """
    if not settings.hyvor_secret or len(user) > LONGEST or not _BASE64.fullmatch(user):
        raise TokenRefused("token", "it is no base64, or SSO['HYVOR_SECRET'] is not set")
    _assert_signed(user, signature, settings.hyvor_secret, settings.hyvor_digest)
    given = _decode(user)
    return _claims(given, "name", read_moment(given, "timestamp"), settings)


@sensitive_variables()
def _assert_signed(text: str, signature: str, secret: str, digest: str) -> None:
    expected = hmac.new(secret.encode(), text.encode(), getattr(hashlib, digest)).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.lower().encode("utf-8", "surrogatepass")):
        raise TokenRefused("token", "the signature is not that of the secret in the settings")


def _claims(given: dict[str, Any], name: str, sent: float, settings: SingleSignOn) -> Claims:
    expires = sent + settings.lifetime_seconds
    assert_in_time(sent, expires, settings, time.time())
    number = given.get("id")
    return Claims(
        subject=read_text({"id": str(number) if type(number) is int else number}, "id"),
        name=read_name(given.get(name)),
        email=read_email(given),
        badge="",
        token_id="",
        issued_at=moment(sent),
        expires_at=moment(expires),
    )


def _decode(encoded: str) -> dict[str, Any]:
    try:
        return read_json(b64decode(encoded, validate=True))
    except binascii.Error:
        raise TokenRefused("token", "it is no base64") from None
