"""A case's reasons, old and new together: what comes last is said first, and the same is never said twice."""

from collections.abc import Iterable, Mapping
from typing import Any

MOST = 20
"""Reasons of one case."""

BY_CHECKS = frozenset({"held", "unscreened", "signal", "checker"})
"""The codes of what gate and checks say, which a later judgement replaces."""

_BY_READERS = "reported"

_NAMED_BY = ("code", "signal", "check", "gate", "kind")

Reason = dict[str, Any]


def merge_reasons(earlier: Iterable[Reason], latest: Iterable[Reason], *, judged: bool) -> list[Reason]:
    """The latest reasons, then the earlier ones that still hold.

    Where two say the same, the latest counts, such as a higher number of reports. ``judged`` says that the latest come
    from all checks together: what they said before holds no more. Readers' reports are always counted all together.
    """
    latest = list(latest)
    ended = BY_CHECKS if judged else frozenset()
    if any(reason.get("code") == _BY_READERS for reason in latest):
        ended |= {_BY_READERS}
    kept = [reason for reason in earlier if reason.get("code") not in ended]
    merged: dict[tuple[Any, ...], Reason] = {}
    for reason in [*latest, *kept]:
        merged.setdefault(_name(reason), reason)
    return list(merged.values())[:MOST]


def _name(reason: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(reason.get(field) for field in _NAMED_BY)
