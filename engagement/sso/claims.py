"""What a token says of a reader, once it is believed; and why one is not."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NoReturn

from engagement.sso.settings import SingleSignOn

_LONGEST_ID = 255
_LONGEST_NAME = 100
_LONGEST_EMAIL = 254
_LAST_MOMENT = 2**38
"""In the year 10680: beyond it no date can be made."""

Code = Literal["token", "time", "claims", "used"]


class TokenRefused(Exception):
    """A token that is not believed. ``code`` is for whoever sent it; ``why`` is for operators alone."""

    def __init__(self, code: Code, why: str) -> None:
        self.code = code
        self.why = why
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """Who a reader is, as their publisher said. Personal data."""

    subject: str = field(repr=False)
    name: str = field(repr=False)
    email: str = field(repr=False)
    badge: str
    token_id: str = field(repr=False)
    """Empty where the scheme has none; then the same message is good again as long as it is good at all."""
    issued_at: dt.datetime
    expires_at: dt.datetime


def read_json(raw: bytes) -> dict[str, Any]:
    """The JSON object in UTF-8; TokenRefused for anything else, for a member twice, for NaN, infinity or what no
    encoding can hold.
    """
    try:
        read = json.loads(raw.decode(), object_pairs_hook=_once, parse_constant=_refuse)
        json.dumps(read, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise TokenRefused("token", f"a part is no JSON object as it must be: {type(error).__name__}") from None
    if not isinstance(read, dict):
        raise TokenRefused("token", "a part is no JSON object")
    return read


def read_moment(claims: Mapping[str, Any], name: str) -> float:
    """The claim as seconds since 1970; TokenRefused where it is not there or no number that can be a date."""
    value = claims.get(name)
    if value is None:
        raise TokenRefused("claims", f"{name} is missing")
    if type(value) not in {int, float} or not 0 <= value < _LAST_MOMENT:
        raise TokenRefused("claims", f"{name} is no number of seconds since 1970")
    return float(value)


def read_text(claims: Mapping[str, Any], name: str) -> str:
    """A text that must be there, of up to 255 characters without controls."""
    value = claims.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_ID or _has_controls(value):
        raise TokenRefused("claims", f"{name} must be a text of 1 to {_LONGEST_ID} characters without controls")
    return value


def read_name(value: Any) -> str:
    """A name as it may be shown: nothing that holds an ``@``, for many sites name accounts by e-mail address."""
    if value is None:
        return ""
    if not isinstance(value, str) or "\0" in value:
        raise TokenRefused("claims", "the name is no text")
    name = " ".join(value.split())[:_LONGEST_NAME]
    return "" if "@" in name else name


def read_email(claims: Mapping[str, Any]) -> str:
    """The address, unless the publisher says that it is not known to be the reader's."""
    value = claims.get("email")
    if value is None or claims.get("email_verified") is False:
        return ""
    if not isinstance(value, str) or len(value) > _LONGEST_EMAIL or _has_controls(value):
        raise TokenRefused("claims", "email is no text that can be an address")
    return value if "@" in value else ""


def read_badge(claims: Mapping[str, Any], settings: SingleSignOn) -> str:
    """The words of the first role that gives a badge, in the order of the setting; unmapped roles say nothing."""
    if not settings.roles_claim:
        return ""
    given = claims.get(settings.roles_claim)
    roles = given if isinstance(given, list) else [given]
    return next((words for role, words in settings.badges.items() if role in roles), "")


def assert_in_time(issued: float, expires: float, settings: SingleSignOn, now: float) -> None:
    """TokenRefused unless ``now`` lies between both, as far as the clocks may be apart, and they are close enough."""
    if issued > now + settings.leeway_seconds:
        raise TokenRefused("time", f"it was issued {issued - now:.0f} seconds from now: compare the clocks")
    if expires <= now - settings.leeway_seconds:
        raise TokenRefused("time", f"it expired {now - expires:.0f} seconds ago")
    if expires - issued > settings.lifetime_seconds:
        raise TokenRefused(
            "time", f"it is good for {expires - issued:.0f} seconds; at most {settings.lifetime_seconds} are allowed"
        )


def moment(seconds: float) -> dt.datetime:
    """Seconds since 1970 as a date."""
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC)


def _has_controls(text: str) -> bool:
    return any(character < " " or "\x7f" <= character <= "\x9f" for character in text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        message = "a member stands twice"
        raise ValueError(message)
    return read


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
