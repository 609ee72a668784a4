"""The object that a request's body is."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from rest_framework.exceptions import APIException, ParseError
from rest_framework.request import Request


class LengthRequired(APIException):
    """A body whose length is not told is not read; without this it would count as empty."""

    status_code = HTTPStatus.LENGTH_REQUIRED
    default_detail = _lazy("A body with its Content-Length is needed.")


def read_object(request: Request) -> Mapping[str, Any]:
    """The members of the body; LengthRequired, or ParseError where it is no JSON object."""
    if not request.headers.get("Content-Length"):
        raise LengthRequired
    sent = request.data
    if not isinstance(sent, Mapping):
        raise ParseError(_("The body must be a JSON object."))
    return sent
