"""JSON Web Tokens (RFC 7519), as strictly as RFC 8725 asks. Needs the package ``PyJWT``.

The key is the one that the settings have under the token's ``kid``, and with it goes its algorithm: what the header
says about either decides nothing else, and what it brings along (``jwk``, ``jku``, ``x5u``, ``x5c``) is never read.
"""

import re
import time
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from typing import Any

import jwt
from django.views.decorators.debug import sensitive_variables

from engagement.sso.claims import (
    Claims,
    TokenRefused,
    assert_in_time,
    moment,
    read_badge,
    read_email,
    read_json,
    read_moment,
    read_name,
    read_text,
)
from engagement.sso.settings import SigningKey, SingleSignOn

LONGEST = 4096
"""Characters: far above a token with a name in it, and little to look at for nothing."""

_THREE_PARTS = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
_UNDERSTOOD_BY_NOBODY = ("crit", "b64", "zip", "enc")
_NEEDED = ("iss", "aud", "exp", "iat", "jti", "sub")

_REFUSALS: tuple[tuple[type[jwt.PyJWTError], str, str], ...] = (
    (jwt.ExpiredSignatureError, "time", "it has expired"),
    (jwt.ImmatureSignatureError, "time", "nbf or iat lies in the future: compare the clocks"),
    (jwt.InvalidIssuerError, "claims", "iss is not SSO['ISSUER']"),
    (jwt.InvalidAudienceError, "claims", "aud is not SSO['AUDIENCE']"),
    (jwt.MissingRequiredClaimError, "claims", "a claim is missing; needed are iss, aud, exp, iat, jti and sub"),
    (jwt.InvalidSignatureError, "token", "the signature is not that of the key with this kid"),
    (jwt.InvalidKeyError, "token", "the key of this kid cannot be used: manage.py check says why"),
)


@sensitive_variables()
def verify_jwt(token: str, settings: SingleSignOn) -> Claims:
    """Who the token is for; TokenRefused where anything about it is not as it must be."""
    header, _payload = read_parts(token)
    key = _choose_key(header, settings)
    try:
        claims = jwt.decode(
            token,
            key=load_key(key),
            algorithms=[key.algorithm],
            issuer=settings.issuer,
            audience=settings.audience,
            leeway=settings.leeway_seconds,
            options={"require": list(_NEEDED)},
        )
    except jwt.PyJWTError as error:
        raise _refusal(error) from None
    issued, expires = read_moment(claims, "iat"), read_moment(claims, "exp")
    if "nbf" in claims:
        read_moment(claims, "nbf")
    assert_in_time(issued, expires, settings, time.time())
    return Claims(
        subject=read_text(claims, "sub"),
        name=read_name(claims.get("name")),
        email=read_email(claims),
        badge=read_badge(claims, settings),
        token_id=read_text(claims, "jti"),
        issued_at=moment(issued),
        expires_at=moment(expires),
    )


@sensitive_variables()
def read_parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token that nobody has checked yet; TokenRefused where it has not the form of one."""
    if len(token) > LONGEST:
        raise TokenRefused("token", f"it is longer than {LONGEST} characters")
    parts = _THREE_PARTS.fullmatch(token)
    if parts is None:
        raise TokenRefused("token", "it is no header, claims and signature in base64url, joined by dots")
    header, claims = (read_json(_decode(part)) for part in parts.group(1, 2))
    # A date that PyJWT would read as a number and is none, such as "1700000000" or true.
    for name in ("exp", "iat", "nbf"):
        if claims.get(name) is not None:
            read_moment(claims, name)
    return header, claims


@sensitive_variables()
def load_key(key: SigningKey) -> Any:
    """The key as PyJWT takes it; InvalidKeyError where it cannot be read, or is too weak or of another kind."""
    try:
        algorithm = jwt.get_algorithm_by_name(key.algorithm)
        if isinstance(key.key, Mapping):
            prepared = jwt.PyJWK(dict(key.key), algorithm=key.algorithm).key
        else:
            prepared = algorithm.prepare_key(key.key)
    except (jwt.PyJWTError, ValueError, TypeError, KeyError) as error:
        # Without its words, which may hold the key.
        message = f"{type(error).__name__} for {key.algorithm}"
        raise jwt.InvalidKeyError(message) from None
    if problem := algorithm.check_key_length(prepared):
        raise jwt.InvalidKeyError(problem)
    return prepared


def find_unusable_keys(settings: SingleSignOn) -> Iterator[tuple[str, str]]:
    """The keys that no token could be checked by, each as its kid and what is wrong."""
    for kid in settings.keys:
        key = settings.find_key(kid)
        try:
            if key is not None:
                load_key(key)
        except jwt.InvalidKeyError as error:
            yield kid, str(error)


def _choose_key(header: Mapping[str, Any], settings: SingleSignOn) -> SigningKey:
    if known := [name for name in _UNDERSTOOD_BY_NOBODY if name in header]:
        raise TokenRefused("token", f"the header has {', '.join(known)}, which nothing here understands")
    if str(header.get("typ", "JWT")).upper() not in {"JWT", "AT+JWT"}:
        raise TokenRefused("token", "typ is not JWT")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise TokenRefused("token", "the header has no kid")
    key = settings.find_key(kid)
    if key is None:
        raise TokenRefused("token", "SSO['KEYS'] has no key of this kid")
    if header.get("alg") != key.algorithm:
        raise TokenRefused("token", f"alg is not {key.algorithm}, for which the key of this kid is")
    return key


def _refusal(error: jwt.PyJWTError) -> TokenRefused:
    for kind, code, why in _REFUSALS:
        if isinstance(error, kind):
            return TokenRefused(code, why)  # type: ignore[arg-type]
    return TokenRefused("token", type(error).__name__)


def _decode(part: str) -> bytes:
    try:
        return urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        raise TokenRefused("token", "a part is no base64url") from None
