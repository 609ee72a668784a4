"""The one form of every answer: compact JSON in UTF-8, whatever a request accepts."""

from collections.abc import Iterable

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request


class JsonRenderer(JSONRenderer):
    """JSON independent of the project's ``REST_FRAMEWORK``."""

    ensure_ascii = False
    compact = True
    strict = True


class JsonOnly(DefaultContentNegotiation):
    """Answers in JSON to everybody: RFC 9110, 12.5.1, lets a server with one form to offer disregard ``Accept``."""

    def select_renderer(
        self, _request: Request, renderers: Iterable[BaseRenderer], _format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The only renderer there is."""
        return next(iter(renderers)), "application/json"
