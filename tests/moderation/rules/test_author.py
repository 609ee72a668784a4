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
