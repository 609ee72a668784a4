from dataclasses import replace

import pytest

from moderation.rules.author import check_author
from tests.moderation.rules.subjects import LIMITS, make_subject


@pytest.mark.parametrize(
    ("known", "signals"),
    [
        pytest.param({"published": 3}, (), id="somebody known"),
        pytest.param({"published": 3, "is_guest": True}, ("author.guest",), id="a guest who wrote before"),
        pytest.param({"published": 0}, ("author.first",), id="an account that never wrote"),
        pytest.param({"published": 3, "is_sanctioned": True}, ("author.sanctioned",), id="somebody under a sanction"),
        pytest.param(
            {"published": 0, "is_guest": True, "is_sanctioned": True},
            ("author.guest", "author.first", "author.sanctioned"),
            id="all at once",
        ),
    ],
)
def test_who_writes(known, signals):
    report = check_author(make_subject(**known), LIMITS)
    assert (report.signals, report.saw) == (signals, {"published": known["published"]})


@pytest.mark.parametrize(
    ("known", "trusted"),
    [
        pytest.param({"published": 5}, True, id="enough, and none rejected"),
        pytest.param({"published": 4}, False, id="too few"),
        pytest.param({"published": 9, "rejected_of_late": 1}, False, id="one rejected of late"),
        pytest.param({"published": 9, "is_guest": True}, False, id="a guest, whom nobody knows for sure"),
        pytest.param({"published": 9, "is_sanctioned": True}, False, id="somebody under a sanction"),
    ],
)
def test_who_is_trusted_where_the_publisher_trusts(known, trusted):
    subject = make_subject(**known)
    report = check_author(subject, replace(LIMITS, trusted_after=5))
    assert ("author.trusted" in report.signals) is trusted
    assert "author.trusted" not in check_author(subject, LIMITS).signals
