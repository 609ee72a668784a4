import pytest

from moderation.rules.domains import find_domains, find_site, read_domain


def link(host):
    return f'<a href="https://{host}/x">there</a>'


def names(html="", author_url="", own_host=""):
    found = find_domains(html=html, author_url=author_url, own_host=own_host)
    return [(domain.name, domain.is_site) for domain in found]


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("example.org", "example.org"),
        ("a.b.example.org", "example.org"),
        ("shop.example.co.uk", "example.co.uk"),
        ("co.uk", "co.uk"),
        ("shop.example.de", "example.de"),
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("localhost", "localhost"),
    ],
)
def test_the_site_is_what_somebody_registered(host, site):
    assert find_site(host) == site


def test_a_link_brings_all_domains_that_it_belongs_to_and_one_of_them_is_the_site():
    assert names(link("www.a.shop.example")) == [("a.shop.example", False), ("shop.example", True)]
    assert names(author_url="https://shop.example/") == [("shop.example", True)]
    assert names(link("192.0.2.7")) == [("192.0.2.7", True)]
    assert names(link("münchen.example")) == [("xn--mnchen-3ya.example", True)]


def test_the_publishers_own_site_is_nothing_in_common():
    assert names(link("gazette.example"), own_host="gazette.example") == [("gazette.example", False)]


def test_what_has_very_many_links_is_read_so_far():
    assert len(names("".join(link(f"site{number}.example") for number in range(200)))) == 20


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("Example.ORG", "example.org"),
        ("https://www.example.org/a", "example.org"),
        ("example.org.", "example.org"),
        ("", ""),
        ("[::1", ""),
        ("a" * 80 + ".org", ""),
    ],
)
def test_a_domain_is_read_as_it_is_typed(typed, domain):
    assert read_domain(typed) == domain
