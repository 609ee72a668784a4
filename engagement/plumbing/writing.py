"""How answers write what every API has: moments, and addresses, which are absolute."""

import datetime as dt
from urllib.parse import urlencode

from django.http import HttpRequest


def write_moment(value: dt.datetime) -> str:
    """A moment in UTC to the second (RFC 3339)."""
    return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def next_link(request: HttpRequest, cursor: str, *parameters: tuple[str, str]) -> str | None:
    """The same address with another cursor; none where there is no next page."""
    if not cursor:
        return None
    return request.build_absolute_uri(f"{request.path}?{urlencode([*parameters, ('cursor', cursor)])}")
