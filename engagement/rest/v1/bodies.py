"""What a client sends as a comment: its types are checked here, everything else by the service that stores it."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from engagement.exceptions import InvalidComment
from engagement.plumbing.bodies import read_object
from engagement.requests import TIMING_FIELD

_TEXTS = ("body", "author_name", "author_email", "author_url", "idempotency_key")
_HIGHEST_ID = 2**63 - 1
_TAG = re.compile(r'"([1-9][0-9]{0,9})"')

Errors = dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComment:
    """One comment as it was sent. Personal data."""

    body: str
    parent_id: int | None
    idempotency_key: str
    stance_id: int | None
    """The stance that it bears; 0: none; none where the author's own choice is meant."""
    wording_id: int | None
    """The wording of the prompt that its author saw; none where that is not said."""
    fields: Mapping[str, Any]
    """The whole body, for what is read beside the comment itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewText:
    """A text that is to take the place of a comment's, as it was sent. Personal data."""

    body: str
    revision: int
    """The one that the author saw."""
    fields: Mapping[str, Any]
    """The whole body, for what is read beside the text itself."""


def read_new_text(request: Request) -> NewText:
    """The text in the request's body, and the revision there or in ``If-Match``; LengthRequired, ParseError or
    InvalidComment where it cannot be one.
    """
    sent = read_object(request)
    errors: Errors = {}
    body = _read_text(sent, "body", errors)
    revision = _read_revision(request, sent, errors)
    if errors:
        raise InvalidComment(errors)
    return NewText(body=body, revision=revision, fields=sent)


def read_new_comment(request: Request) -> NewComment:
    """The comment in the request's body; LengthRequired, ParseError or InvalidComment where it cannot be one."""
    sent = read_object(request)
    errors: Errors = {}
    texts = {name: _read_text(sent, name, errors) for name in _TEXTS}
    parent_id = _read_parent(sent, errors)
    stance_id = _read_stance(sent, errors)
    wording_id = _read_wording(sent, errors)
    _check_seconds(sent, errors)
    key = _read_idempotency_key(request, texts["idempotency_key"], errors)
    if errors:
        raise InvalidComment(errors)
    return NewComment(
        body=texts["body"],
        parent_id=parent_id,
        idempotency_key=key,
        stance_id=stance_id,
        wording_id=wording_id,
        fields=sent,
    )


def _read_text(sent: Mapping[str, Any], name: str, errors: Errors) -> str:
    value = sent.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        errors[name] = [_("This must be a text.")]
        return ""
    return value


def _read_parent(sent: Mapping[str, Any], errors: Errors) -> int | None:
    value = sent.get("parent")
    if value is None:
        return None
    if type(value) is not int or not 0 < value <= _HIGHEST_ID:
        errors["parent"] = [_("This must be the number of the comment that is answered, or null.")]
        return None
    return value


def _read_stance(sent: Mapping[str, Any], errors: Errors) -> int | None:
    value = sent.get("stance")
    if value is None:
        return None
    if type(value) is not int or not 0 <= value <= _HIGHEST_ID:
        errors["stance"] = [_("This must be the number of a stance, 0 for none, or null.")]
        return None
    return value


def _read_wording(sent: Mapping[str, Any], errors: Errors) -> int | None:
    value = sent.get("wording")
    if value is None:
        return None
    if type(value) is not int or not 0 < value <= _HIGHEST_ID:
        errors["wording"] = [_("This must be the number of a wording, or null.")]
        return None
    return value


def _read_revision(request: Request, sent: Mapping[str, Any], errors: Errors) -> int:
    """The revision from the body or from ``If-Match``, there quoted (RFC 9110, 13.1.1)."""
    value = sent.get("revision")
    if value is not None and (type(value) is not int or not 0 < value <= _HIGHEST_ID):
        errors["revision"] = [_("This must be the number of the revision that was seen.")]
        return 0
    tag = request.headers.get("If-Match", "").strip()
    match = _TAG.fullmatch(tag)
    if tag and not match:
        errors["revision"] = [_('If-Match must be the number of one revision in quotes, such as "1".')]
        return 0
    in_header = int(match[1]) if match else None
    if value is not None and in_header is not None and value != in_header:
        errors["revision"] = [_("The header and the body give different revisions.")]
        return 0
    seen = value if value is not None else in_header
    if seen is None:
        errors["revision"] = [_("Send the revision that was seen, here or in If-Match.")]
    return seen or 0


def _check_seconds(sent: Mapping[str, Any], errors: Errors) -> None:
    """The time that the form was open, where it is told."""
    value = sent.get(TIMING_FIELD)
    if value is not None and (type(value) not in {int, float} or not 0 <= value < math.inf):
        errors[TIMING_FIELD] = [_("This must be a number of seconds, or null.")]


def _read_idempotency_key(request: Request, in_body: str, errors: Errors) -> str:
    """The key from the body or the header, there bare or quoted (draft-ietf-httpapi-idempotency-key-header, 2.1)."""
    in_header = request.headers.get("Idempotency-Key", "").strip()
    if len(in_header) > 1 and in_header[0] == in_header[-1] == '"':
        in_header = in_header[1:-1]
    if in_header and in_body and in_header != in_body:
        errors["idempotency_key"] = [_("The header and the body give different keys.")]
    return in_header or in_body
