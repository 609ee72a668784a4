"""The two endpoints that tell how much a key was used, as documented.

https://akismet.com/developers/detailed-docs/usage-limit/ and https://akismet.com/developers/detailed-docs/key-sites-activity/
"""

import json
from collections.abc import Callable, Mapping

from demo.akismet_standin.calls import Call
from demo.akismet_standin.ledger import Ledger, SiteCounts, current_month
from demo.akismet_standin.replies import Reply

MONTHLY_LIMIT = 350_000
"""The limit in Akismet's own example."""

SITES_PER_REPORT = 500

_COLUMNS: Mapping[str, Callable[[SiteCounts], int]] = {
    "total": lambda counts: counts.calls,
    "spam": lambda counts: counts.spam,
    "ham": lambda counts: counts.ham,
    "missed_spam": lambda counts: counts.missed_spam,
    "false_positives": lambda counts: counts.false_positives,
}


def usage_limit(ledger: Ledger, limit: int | None = MONTHLY_LIMIT) -> dict[str, int | str | bool]:
    """Tell this month's checks, spam and ham together, against the limit; None is none.

    Akismet's own share of no limit is not documented; here it is 0.
    """
    usage = sum(counts.calls for counts in ledger.month(current_month()).values())
    return {
        "limit": "none" if limit is None else limit,
        "usage": usage,
        "percentage": f"{100 * usage / limit:.2f}" if limit else "0.00",
        "throttled": limit is not None and usage > limit,
    }


def key_sites(call: Call, ledger: Ledger, *, key: str) -> Reply:
    """List a month's sites, most active first, as JSON or, when the format says so, as CSV."""
    month = call.get("month") or current_month()
    column = _COLUMNS.get(call.get("order"), _COLUMNS["total"])
    sites = [row for row in ledger.month(month).items() if call.get("filter") in row[0]]
    sites.sort(key=lambda row: column(row[1]), reverse=True)
    limit, offset = _number(call, "limit", SITES_PER_REPORT), _number(call, "offset", 0)
    page = sites[offset : offset + limit]
    if call.get("format") == "csv":
        title = f"Active sites for {key} during {month} (limit:{limit}, offset: {offset}, total: {len(sites)})"
        return Reply(body=_csv(title, page), content_type="text/csv; charset=utf-8")
    report = {
        month: [_row(site, counts) for site, counts in page],
        "limit": limit,
        "offset": offset,
        "total": len(sites),
    }
    return Reply(body=json.dumps(report), content_type="application/json")


def _row(site: str, counts: SiteCounts) -> dict[str, str | bool]:
    """Return a row as Akismet writes it: the counts are texts."""
    return {
        "site": site,
        "api_calls": str(counts.calls),
        "spam": str(counts.spam),
        "ham": str(counts.ham),
        "missed_spam": str(counts.missed_spam),
        "false_positives": str(counts.false_positives),
        "is_revoked": False,
    }


def _csv(title: str, page: list[tuple[str, SiteCounts]]) -> str:
    rows = [
        f"{site},{counts.calls},{counts.spam},{counts.ham},{counts.missed_spam},{counts.false_positives},false"
        for site, counts in page
    ]
    return "\n".join([title, "Site,Total API Calls,Spam,Ham,Missed Spam,False Positives,Is Revoked", *rows])


def _number(call: Call, name: str, otherwise: int) -> int:
    text = call.get(name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
