"""How often each site asked in each month: what usage-limit and key-sites tell, kept in a file when one is given."""

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

SECONDS_BETWEEN_SAVES = 1.0


class BrokenLedgerError(ValueError):
    """The file holds something else than a ledger."""


@dataclass(slots=True)
class SiteCounts:
    """One site's month."""

    spam: int = 0
    """Checks answered with true."""

    ham: int = 0
    """Checks answered with false."""

    missed_spam: int = 0
    """Reports of spam that had been let through."""

    false_positives: int = 0
    """Reports of ham that had been caught."""

    @property
    def calls(self) -> int:
        """What counts against the limit: spam and ham, not the feedback."""
        return self.spam + self.ham


class Ledger:
    """Counts by month and site, safe for threads.

    The file is written at most once a second and when the ledger is closed, so a kill loses a second's counts at most.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Read the file if there is one, and write it to see that it can be written.

        Raises BrokenLedgerError when it cannot be understood, and OSError.
        """
        self._path = path
        self._lock = threading.Lock()
        self._saved_at = 0.0
        self._months: dict[str, dict[str, SiteCounts]] = _read(path) if path is not None and path.exists() else {}
        self._save()

    def count(self, blog: str, column: str) -> None:
        """Add one to a column of this month's row of a site."""
        with self._lock:
            site = self._months.setdefault(current_month(), {}).setdefault(site_name(blog), SiteCounts())
            setattr(site, column, getattr(site, column) + 1)
            if time.monotonic() - self._saved_at >= SECONDS_BETWEEN_SAVES:
                self._save()

    def month(self, month: str) -> dict[str, SiteCounts]:
        """Return a copy of a month's sites; an unknown month has none."""
        with self._lock:
            return {site: SiteCounts(**asdict(counts)) for site, counts in self._months.get(month, {}).items()}

    def close(self) -> None:
        """Write what was counted since the last time."""
        with self._lock:
            self._save()

    def _save(self) -> None:
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(f"{self._path.name}.new")
        rows = {
            month: {site: asdict(counts) for site, counts in sites.items()} for month, sites in self._months.items()
        }
        draft.write_text(json.dumps(rows, indent=1), encoding="utf-8")
        draft.replace(self._path)
        self._saved_at = time.monotonic()


def current_month() -> str:
    """Return this month as the protocol writes it, ``YYYY-MM``."""
    return datetime.now(UTC).strftime("%Y-%m")


def site_name(blog: str) -> str:
    """Return the site as key-sites shows it: the URL without scheme and closing slash."""
    return blog.partition("://")[2].rstrip("/") or blog


def _read(path: Path) -> dict[str, dict[str, SiteCounts]]:
    try:
        months: Mapping[str, Mapping[str, Mapping[str, int]]] = json.loads(path.read_text(encoding="utf-8"))
        return {
            month: {site: SiteCounts(**counts) for site, counts in sites.items()} for month, sites in months.items()
        }
    except (ValueError, TypeError, AttributeError) as error:
        raise BrokenLedgerError(f"{path} is not a state file of the stand-in.") from error
