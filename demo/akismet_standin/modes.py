"""How the whole stand-in behaves until told otherwise. A further mode is one more row."""

from collections.abc import Mapping
from dataclasses import replace

from demo.akismet_standin.replies import Reply, http_date_in
from demo.akismet_standin.triggers import SUSPENDED

MODES: Mapping[str, Reply] = {
    "normal": Reply(),
    "delay": Reply(delay=0.15),
    "slow": Reply(delay=2),
    "late": Reply(delay=20),
    "down": Reply(status=503, body="Service Unavailable"),
    "500": Reply(status=500, body="Internal Server Error"),
    "429": Reply(status=429, body="Too Many Requests", headers={"Retry-After": "5"}),
    "429-date": Reply(status=429, body="Too Many Requests", headers={"Retry-After": http_date_in(5)}),
    "hangup": Reply(hang_up=True),
    "empty": Reply(body=""),
    "garbage": Reply(body="<html><body>Bad gateway</body></html>", content_type="text/html; charset=utf-8"),
    "truncated": Reply(missing=2),
    "suspended": Reply(headers=SUSPENDED),
    "invalid": Reply(body="invalid", headers={"X-akismet-debug-help": "The stand-in is in the mode invalid"}),
}
"""What is laid over every answer of the protocol; the control endpoints stay as they are."""


class UnknownModeError(ValueError):
    """No mode of that name."""


def mode_reply(name: str, seconds: float | None = None) -> Reply:
    """Return what a mode lays over every answer; ``seconds`` replaces its delay.

    Raises UnknownModeError for a name that is not in the table, and for seconds below zero.
    """
    if name not in MODES:
        raise UnknownModeError(f"No mode {name!r}. Known are: {', '.join(MODES)}.")
    if seconds is None:
        return MODES[name]
    if not 0 <= seconds < float("inf"):
        raise UnknownModeError("The seconds of a mode must not be below 0.")
    return replace(MODES[name], delay=seconds)
