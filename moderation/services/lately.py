"""What a process read a moment ago, for what people change by hand and every screening asks for."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

_Value = TypeVar("_Value")

SECONDS = 1.0
"""So old may it be: whatever is changed counts everywhere a second later."""

_read: dict[str, tuple[float, Any]] = {}


def read_lately(name: str, read: Callable[[], _Value]) -> _Value:
    """What ``read`` returned lately under that name, or returns now."""
    found = _read.get(name)
    if found is None or not 0 <= time.monotonic() - found[0] < SECONDS:
        found = _read[name] = (time.monotonic(), read())
    value: _Value = found[1]
    return value


def forget_lately(name: str = "") -> None:
    """Read anew what has that name; without one, everything."""
    if name:
        _read.pop(name, None)
    else:
        _read.clear()
