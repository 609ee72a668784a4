import pytest

from moderation.rules.email import check_email, find_disposable
from tests.moderation.rules.subjects import LIMITS, make_subject


@pytest.mark.parametrize(
    ("email", "domain"),
    [
        ("anna@example.org", ""),
        ("anna@mailinator.com", "mailinator.com"),
        ("anna@Mailinator.COM", "mailinator.com"),
        ("anna@mailinator.com.", "mailinator.com"),
        ("anna@box.of.mailinator.com", "mailinator.com"),
        ("anna@quay-mailinator.com", ""),
        ("anna@mailinator.com.example.org", ""),
        ("mailinator.com@example.org", ""),
        ("anna@com", ""),
        ("", ""),
    ],
)
def test_the_domain_counts_with_whatever_is_below_it(email, domain):
    assert find_disposable(email) == domain


def test_only_the_domain_is_told():
    report = check_email(make_subject(author_email="anna@box.mailinator.com"), LIMITS)
    assert (report.signals, report.saw) == (("email.disposable",), {"domain": "mailinator.com"})


def test_no_address_is_nothing_to_notice():
    assert check_email(make_subject(), LIMITS).signals == ()
