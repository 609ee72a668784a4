"""One request as the protocol sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """A request's method, path and fields, wherever those stood."""

    method: str
    """GET or POST."""

    path: str
    """The path without its query."""

    fields: Mapping[str, list[str]]
    """The form's fields and the query's, each with every value it was given; empty ones too."""

    def get(self, name: str) -> str:
        """Return the field's last value, as PHP does, or an empty string."""
        values = self.fields.get(name)
        return values[-1] if values else ""


def parse_fields(*encoded: str) -> dict[str, list[str]]:
    """Read ``application/x-www-form-urlencoded`` texts into one mapping, keeping empty values."""
    fields: dict[str, list[str]] = {}
    for text in encoded:
        for name, values in parse_qs(text, keep_blank_values=True, errors="replace").items():
            fields.setdefault(name, []).extend(values)
    return fields
