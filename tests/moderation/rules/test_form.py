import pytest

from moderation.rules.form import check_form
from tests.moderation.rules.subjects import LIMITS, make_subject


@pytest.mark.parametrize(
    ("sent", "signals"),
    [
        pytest.param({}, (), id="without script no time is known"),
        pytest.param({"form_seconds": 3.0}, (), id="just slow enough"),
        pytest.param({"form_seconds": 2.9}, ("form.fast",), id="too fast"),
        pytest.param({"form_seconds": 0.0}, ("form.fast",), id="at once"),
        pytest.param({"honeypot": "x"}, ("form.honeypot",), id="a honeypot filled in"),
        pytest.param({"honeypot": "x", "form_seconds": 1.0}, ("form.honeypot", "form.fast"), id="both"),
    ],
)
def test_how_the_form_was_filled_in(sent, signals):
    assert check_form(make_subject(**sent), LIMITS).signals == signals


def test_what_stood_in_the_honeypot_is_not_told():
    report = check_form(make_subject(honeypot="anna@example.org", form_seconds=12.34), LIMITS)
    assert report.saw == {"seconds": 12.3}
