"""The one kind of body that is read: JSON in UTF-8, of a size that a comment can have."""

import json
from typing import Any, NoReturn

from django.http import UnreadablePostError
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

MOST_BYTES = 256 * 1024
"""Far above any comment, and little enough to be held in memory by every worker at once."""


class BodyTooLarge(APIException):
    """The body is longer than any comment may be."""

    status_code = 413

    def __init__(self) -> None:
        super().__init__(_("At most %(kilobytes)d kB are read here.") % {"kilobytes": MOST_BYTES // 1024})


class JsonParser(BaseParser):
    """Reads JSON as RFC 8259 has it: UTF-8 whatever the content type says, no NaN, no infinity."""

    media_type = "application/json"

    def parse(self, stream: Any, _media_type: str | None = None, _parser_context: Any = None) -> Any:
        """The value in the body; BodyTooLarge before more than the limit is read, ParseError for anything but JSON."""
        try:
            raw = stream.read(MOST_BYTES + 1)
        except UnreadablePostError:
            raise ParseError(_("The body could not be read to its end.")) from None
        if len(raw) > MOST_BYTES:
            raise BodyTooLarge
        try:
            return json.loads(raw.decode(), parse_constant=_refuse)
        except RecursionError:
            raise ParseError(_("The body is nested too deep.")) from None
        except ValueError:
            raise ParseError(_("The body is not JSON in UTF-8.")) from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
