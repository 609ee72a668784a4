"""Sealing: what was sent to the spam checker becomes text for the database, encrypted where a key is set, and back.

Rows written before a key was set stay readable: a mark tells what is encrypted and what is not.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.views.decorators.debug import sensitive_variables

from moderation.conf import get_settings
from moderation.exceptions import PayloadUnreadable, SpamCheckMisconfigured

try:
    from cryptography import fernet

    HAS_FERNET = True
except ImportError:  # the extra "encryption" is not installed
    HAS_FERNET = False

_MARK = "fernet:"
"""Before what is encrypted; JSON of an object begins otherwise."""


def find_key_problem() -> str:
    """Say why ``MODERATION["PAYLOAD_KEYS"]`` cannot be worked with, and never a key; empty where all is well."""
    keys = get_settings().payload_keys
    if keys and not HAS_FERNET:
        return 'MODERATION["PAYLOAD_KEYS"] is set, and the package "cryptography" is not installed.'
    malformed = [str(place) for place, key in enumerate(keys, 1) if not _is_key(key)]
    if malformed:
        return f'MODERATION["PAYLOAD_KEYS"] has what is no Fernet key, at place {", ".join(malformed)}.'
    return ""


@sensitive_variables()
def seal(submitted: Mapping[str, Any]) -> str:
    """What the database keeps; raises SpamCheckMisconfigured where the keys cannot be worked with."""
    text = json.dumps(dict(submitted))
    keys = _make_keys()
    return _MARK + fernet.MultiFernet(keys).encrypt(text.encode()).decode() if keys else text


@sensitive_variables()
def unseal(text: str) -> dict[str, Any]:
    """What was sealed, by whichever of the keys.

    Raises SpamCheckMisconfigured where the keys cannot be worked with or none is set though one is needed, and
    PayloadUnreadable for what none of them opens.
    """
    if text.startswith(_MARK):
        text = _open(text.removeprefix(_MARK), _need_keys())
    return _parse(text)


@sensitive_variables()
def reseal(text: str) -> str:
    """The same under the first of the keys that are set now; raises as ``unseal`` does."""
    if not text.startswith(_MARK):
        return seal(_parse(text)) if _make_keys() else text
    keys = _need_keys()
    token = text.removeprefix(_MARK)
    try:
        _open(token, keys[:1])
    except PayloadUnreadable:
        return seal(_parse(_open(token, keys)))
    return text


@sensitive_variables()
def _open(token: str, keys: "list[fernet.Fernet]") -> str:
    try:
        return fernet.MultiFernet(keys).decrypt(token).decode()
    except (fernet.InvalidToken, ValueError):
        problem = "What was submitted is encrypted, and none of the keys opens it."
    raise PayloadUnreadable(problem)


@sensitive_variables()
def _parse(text: str) -> dict[str, Any]:
    """Read JSON; json's own error is left behind, because it carries the text."""
    try:
        parsed = json.loads(text)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        problem = "What was submitted is kept in a form that cannot be read."
        raise PayloadUnreadable(problem)
    return parsed


def require_keys() -> None:
    """Raise SpamCheckMisconfigured where ``seal`` would: to be asked before the spam checker is."""
    _make_keys()


def _make_keys() -> "list[fernet.Fernet]":
    if problem := find_key_problem():
        raise SpamCheckMisconfigured(problem, kind="other")
    return [fernet.Fernet(key) for key in get_settings().payload_keys]


def _need_keys() -> "list[fernet.Fernet]":
    keys = _make_keys()
    if not keys:
        problem = 'What was submitted is encrypted, and MODERATION["PAYLOAD_KEYS"] is empty.'
        raise SpamCheckMisconfigured(problem, kind="other")
    return keys


def _is_key(key: str) -> bool:
    try:
        fernet.Fernet(key)
    except ValueError:
        return False
    return True
