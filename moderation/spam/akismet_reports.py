"""Reads Akismet's reports about the use of a key.

https://akismet.com/developers/detailed-docs/usage-limit/ and https://akismet.com/developers/detailed-docs/key-sites-activity/
"""

from collections.abc import Mapping
from typing import Any

from moderation.spam.base import SiteCounts, Usage


def read_usage(told: Mapping[str, Any]) -> Usage:
    """Read usage-limit; a limit of ``none`` is none. Raises KeyError, TypeError or ValueError for anything else."""
    limit = None if told["limit"] == "none" else int(told["limit"])
    return Usage(
        limit=limit,
        used=int(told["usage"]),
        percentage=float(told["percentage"]) if limit is not None else 0.0,
        throttled=told["throttled"] is True,
    )


def read_site_counts(told: Mapping[str, Any], *, site: str) -> SiteCounts | None:
    """Read a site's row of key-sites, whose counts are texts; None where it has none. Raises as ``read_usage``."""
    months = [rows for rows in told.values() if isinstance(rows, list)]
    for row in (row for rows in months for row in rows):
        if row["site"].partition("://")[2].rstrip("/") == site or row["site"].rstrip("/") == site:
            return SiteCounts(
                checks=int(row["api_calls"]),
                spam=int(row["spam"]),
                ham=int(row["ham"]),
                missed_spam=int(row["missed_spam"]),
                false_positives=int(row["false_positives"]),
                is_revoked=row.get("is_revoked") is True,
            )
    return None
