"""How the whole stand-in behaves until told otherwise. A further mode is one more row."""

from collections.abc import Mapping
from dataclasses import replace

from demo.akismet_standin.replies import Reply

MODES: Mapping[str, Reply] = {
    "normal": Reply(),
    "down": Reply(status=503, body="Service Unavailable"),
    "slow": Reply(delay=2),
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
