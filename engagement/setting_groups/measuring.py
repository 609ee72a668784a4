"""What a publisher may set about measuring what prompts earn."""

from dataclasses import dataclass

from engagement.setting_checks import check_least, check_limits

_LONGEST_WAIT = 60
"""Seconds. So much a crash may lose at most."""


@dataclass(frozen=True, kw_only=True)
class MeasuringSettings:
    """Counting how often prompts are shown, seen and answered, without storing who did."""

    measure: bool = False
    """Whether readers' pages tell how often a prompt was shown, seen and begun to be answered. Sums are stored, by
    wording and day, and nothing about who."""

    measure_seconds: int = 5
    """So many seconds after it was counted, what pages told is written to the database; until then it is in the memory
    of the process that counted it, and lost where that crashes."""

    measure_limits: tuple[tuple[int, int], ...] = ((600, 60),)
    """How many events one reader's address may tell each process of, each pair (events, seconds). What is above is
    left out."""

    measure_days: int = 800
    """How many days the sums are kept."""

    def check_measuring_settings(self) -> None:
        """What these may be, beyond their types."""
        check_least("measure_days", self.measure_days, 1)
        if not 1 <= self.measure_seconds <= _LONGEST_WAIT:
            message = f"MEASURE_SECONDS must be a number of seconds from 1 to {_LONGEST_WAIT}."
            raise ValueError(message)
        check_limits("measure_limits", "events", self.measure_limits)
