import pytest

from moderation.rules.links import check_links, find_said_host
from tests.moderation.rules.subjects import LIMITS, make_subject

THREE = "https://a.example/ https://b.example/ https://a.example/2"


@pytest.mark.parametrize(
    ("body", "signals", "count"),
    [
        pytest.param("The quay is old.", (), 0, id="none"),
        pytest.param("https://a.example/ https://b.example/", (), 2, id="as many as are allowed"),
        pytest.param(THREE, ("links.many",), 3, id="one more, to a place named before"),
        pytest.param("https://www.gazette.example.org/a and https://gazette.example.org/b https://m.gazette.example.org",
                     (), 0, id="links within the site"),
        pytest.param("[write](mailto:a@b.example) to us", (), 0, id="a mail address"),
        pytest.param("`https://a.example/ https://b.example/ https://c.example/`", (), 0, id="code is no link"),
        pytest.param("[bank.com](https://evil.example/)", ("links.mismatch",), 1, id="another domain"),
        pytest.param("[https://bank.example/in](https://bank.example.evil.example/in)", ("links.mismatch",), 1,
                     id="another domain that begins alike"),
        pytest.param("[see www.bank.com now](https://evil.example/)", ("links.mismatch",), 1, id="within a sentence"),
        pytest.param("[bank.com](https://www.bank.com/login)", (), 1, id="the same but for www"),
        pytest.param("[bank.com](https://login.bank.com/)", (), 1, id="a part of what it says"),
        pytest.param("[Node.js](https://nodejs.example/)", (), 1, id="a name with a dot"),
        pytest.param("[setup.py](https://code.example/)", (), 1, id="the name of a file"),
        pytest.param("[here](https://code.example/)", (), 1, id="a word"),
    ],
)  # fmt: skip
def test_links_that_lead_away(body, signals, count):
    report = check_links(make_subject(body), LIMITS)
    assert (report.signals, report.saw["count"]) == (signals, count)


def test_domains_and_mismatches_are_told_by_host():
    report = check_links(make_subject("[Bank.COM/in?a](http://evil.example/b?c=d) https://a.example/x"), LIMITS)
    assert report.saw == {
        "count": 2,
        "domains": ["a.example", "evil.example"],
        "mismatches": [{"says": "bank.com", "leads_to": "evil.example"}],
        "website": "",
    }


def test_an_international_name_is_compared_as_browsers_do():
    same = check_links(make_subject("[bücher.example.com](https://xn--bcher-kva.example.com/)"), LIMITS)
    spoof = check_links(make_subject("[bank.com](https://bаnk.com/)"), LIMITS)
    assert (same.signals, spoof.signals) == ((), ("links.mismatch",))
    assert spoof.saw["mismatches"] == [{"says": "bank.com", "leads_to": "xn--bnk-6cd.com"}]


def test_the_authors_website_is_told_and_does_not_count():
    report = check_links(make_subject("The quay is old.", author_url="https://www.harbour.example/me"), LIMITS)
    assert (report.signals, report.saw["count"], report.saw["website"]) == ((), 0, "harbour.example")


def test_a_link_of_somebody_new_is_noticed():
    assert check_links(make_subject("https://a.example/", published=0), LIMITS).signals == ("links.newcomer",)
    assert check_links(make_subject("https://a.example/", published=1), LIMITS).signals == ()
    assert check_links(make_subject("https://gazette.example.org/", published=0), LIMITS).signals == ()


@pytest.mark.parametrize("text", ["b\u200bank.com", " bank.com ", "ｂａｎｋ．com", "BANK.com", "bank.com/in"])
def test_what_a_link_says_is_read_as_readers_see_it(text):
    assert find_said_host(text) == "bank.com"


@pytest.mark.parametrize("url", ["https://[::1/", "https://a..b/", "https:///", f"https://{'a' * 70}.example/"])
def test_an_address_that_is_none_breaks_nothing(url):
    report = check_links(make_subject("x", html=f'<p><a href="{url}">x</a></p>'), LIMITS)
    assert (report.signals, report.saw["count"]) == ((), 0)
