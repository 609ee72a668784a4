import pytest

from moderation.spam.akismet_reports import read_site_counts, read_usage
from moderation.spam.base import SiteCounts, Usage

SITE = "gazette.example.org"
ROW = {
    "site": SITE,
    "api_calls": "2072",
    "spam": "2069",
    "ham": "3",
    "missed_spam": "0",
    "false_positives": "4",
    "is_revoked": False,
}
COUNTS = SiteCounts(checks=2072, spam=2069, ham=3, missed_spam=0, false_positives=4, is_revoked=False)


@pytest.mark.parametrize(
    ("told", "usage"),
    [
        pytest.param(
            {"limit": 350000, "usage": 7463, "percentage": "2.13", "throttled": False},
            Usage(limit=350_000, used=7463, percentage=2.13, throttled=False),
            id="the documented example",
        ),
        pytest.param(
            {"limit": "none", "usage": 12, "percentage": 0, "throttled": False},
            Usage(limit=None, used=12, percentage=0.0, throttled=False),
            id="no limit",
        ),
        pytest.param(
            {"limit": "500", "usage": "620", "percentage": "124", "throttled": True, "upgrade": False},
            Usage(limit=500, used=620, percentage=124.0, throttled=True),
            id="numbers in texts, and more than was asked for",
        ),
    ],
)
def test_usage_is_read(told, usage):
    assert read_usage(told) == usage


@pytest.mark.parametrize("told", [{}, [], {"limit": "lots", "usage": 1, "percentage": "1", "throttled": False}])
def test_something_else_is_no_usage(told):
    with pytest.raises((KeyError, TypeError, ValueError)):
        read_usage(told)


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        pytest.param([ROW], COUNTS, id="the site alone"),
        pytest.param([{**ROW, "site": "old.gazette.example.org", "spam": "1"}, ROW], COUNTS, id="another like it"),
        pytest.param([{**ROW, "site": f"https://{SITE}/"}], COUNTS, id="with its scheme"),
        pytest.param([], None, id="nothing counted"),
        pytest.param([{**ROW, "site": "other.example"}], None, id="another site's"),
    ],
)
def test_a_sites_own_row_is_found(rows, counts):
    assert read_site_counts({"2026-11": rows, "limit": 500, "offset": 0, "total": len(rows)}, site=SITE) == counts


def test_a_site_that_the_key_was_taken_from_is_told():
    told = {"2026-11": [{**ROW, "is_revoked": True}]}
    assert read_site_counts(told, site=SITE).is_revoked is True


@pytest.mark.parametrize("told", [[], {"2026-11": [{}]}, {"2026-11": ["x"]}])
def test_something_else_is_no_report(told):
    with pytest.raises((AttributeError, KeyError, TypeError, ValueError)):
        read_site_counts(told, site=SITE)
