import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import RequestFactory

from engagement.requests import (
    ForeignOrigin,
    assert_same_site,
    author_from,
    client_address,
    name_of,
    read_form,
    submission_from,
)
from engagement.services.drafts import AuthorData

HERE = {"Host": "news.example.org"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def hosts(settings):
    settings.ALLOWED_HOSTS = ["news.example.org"]


def request_from(peer="198.51.100.7", *, headers=None, data=None):
    return RequestFactory().post("/", data or {}, REMOTE_ADDR=peer, headers=headers)


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "reader"),
    [
        pytest.param("198.51.100.7", None, [], "198.51.100.7", id="a reader who connects directly"),
        pytest.param("2001:db8::7", None, [], "2001:db8::7", id="over IPv6"),
        pytest.param("::ffff:198.51.100.7", None, [], "198.51.100.7", id="IPv4 in IPv6 is IPv4"),
        pytest.param("fe80::1%eth0", None, [], "fe80::1", id="a zone means nothing to a database"),
        pytest.param("198.51.100.7", "203.0.113.9", [], "198.51.100.7", id="no proxy is trusted unless named"),
        pytest.param("", None, [], None, id="a socket file has no address"),
        pytest.param("10.0.0.1", "203.0.113.9", ["10.0.0.1"], "203.0.113.9", id="behind one proxy"),
        pytest.param("10.0.0.1", "2001:db8::9", ["10.0.0.0/8"], "2001:db8::9", id="a network of proxies, IPv6 behind"),
        pytest.param("10.0.0.1", "203.0.113.9:4711", ["10."], "203.0.113.9", id="a port is no part of an address"),
        pytest.param(
            "10.0.0.1", "1.1.1.1, 203.0.113.9", ["10."], "203.0.113.9", id="what a reader forges is not believed"
        ),
        pytest.param(
            "198.51.100.7", "203.0.113.9", ["10."], "198.51.100.7", id="who comes past the proxy is who connects"
        ),
        pytest.param("10.0.0.1", None, ["10."], None, id="the proxy itself is nobody's address"),
        pytest.param("10.0.0.1", "rubbish", ["10."], None, id="a proxy that names nobody"),
        pytest.param(
            "", "203.0.113.9", ["127.0.0.1"], "203.0.113.9", id="a proxy on this machine, through a socket file"
        ),
        pytest.param(
            "10.0.0.1",
            "203.0.113.9, 172.16.0.1",
            ["172.16.", "10."],
            "203.0.113.9",
            id="two proxies, nearest to readers first",
        ),
        pytest.param(
            "10.0.0.1",
            "1.1.1.1, 203.0.113.9",
            ["172.16.", "10."],
            "203.0.113.9",
            id="who comes past the outer one is seen by the inner",
        ),
        pytest.param(
            "10.0.0.1",
            "1.1.1.1, 172.16.0.1, 203.0.113.9",
            ["172.16.", "10."],
            "203.0.113.9",
            id="and forges it in vain",
        ),
    ],
)
def test_the_readers_address_is_told_through_trusted_proxies_alone(settings, peer, forwarded, proxies, reader):
    settings.ENGAGEMENT = {"TRUSTED_PROXIES": proxies}
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_address(request_from(peer, headers=headers)) == reader


def test_other_headers_that_claim_an_address_are_not_believed(settings):
    settings.ENGAGEMENT = {"TRUSTED_PROXIES": ["10.0.0.1"]}
    forged = {"X-Real-IP": "1.1.1.1", "CF-Connecting-IP": "1.1.1.1", "Forwarded": "for=1.1.1.1"}
    assert client_address(request_from("10.0.0.1", headers=forged)) is None
    assert client_address(request_from("198.51.100.7", headers=forged)) == "198.51.100.7"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, id="a page that hides its address"),
        pytest.param(
            {"Sec-Fetch-Site": "same-origin", "Origin": "https://proxy.example"}, id="a host that a proxy changed"
        ),
        pytest.param({"Sec-Fetch-Site": "none"}, id="no page at all"),
        pytest.param({"Origin": "https://news.example.org"}, id="an older browser, by Origin, whatever the scheme"),
        pytest.param({"Origin": "HTTP://NEWS.example.org"}, id="in capitals"),
        pytest.param({"Referer": "https://news.example.org/articles/1/"}, id="an old browser, by Referer"),
        pytest.param({}, id="no browser"),
        pytest.param({"Sec-Fetch-Site": "cross-site", "Origin": "https://paper.example"}, id="a trusted origin"),
        pytest.param({"Origin": "https://paper.example"}, id="a trusted origin, in an older browser"),
    ],
)
def test_posts_of_this_sites_pages_pass(settings, headers):
    settings.ENGAGEMENT = {"TRUSTED_ORIGINS": ["https://paper.example/"]}
    assert_same_site(request_from(headers=HERE | headers))


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, id="another site"),
        pytest.param(
            {"Sec-Fetch-Site": "same-site", "Origin": "https://blog.example.org"}, id="a neighbour in the domain"
        ),
        pytest.param(
            {"Sec-Fetch-Site": "cross-site", "Origin": "https://news.example.org"}, id="what a page cannot write wins"
        ),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="another site that says no more"),
        pytest.param({"Origin": "https://evil.example"}, id="another site, in an older browser"),
        pytest.param({"Origin": "https://news.example.org.evil.example"}, id="a host that only begins alike"),
        pytest.param({"Origin": "https://news.example.org:8443"}, id="another port"),
        pytest.param({"Origin": "null"}, id="a page that hides, in an older browser"),
        pytest.param({"Referer": "https://evil.example/"}, id="another site, by Referer"),
        pytest.param({"Origin": "http://paper.example"}, id="a trusted origin has its scheme"),
        pytest.param({"Origin": "https://[broken"}, id="no address"),
    ],
)
def test_posts_of_other_sites_pages_do_not(settings, headers):
    settings.ENGAGEMENT = {"TRUSTED_ORIGINS": ["https://paper.example"]}
    with pytest.raises(ForeignOrigin):
        assert_same_site(request_from(headers=HERE | headers))


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("12.5", 12.5), ("0", 0.0), ("", None), ("soon", None), ("-1", None), ("nan", None), ("inf", None), ("9e9", None)],
)
def test_the_time_in_the_form_is_a_number_of_seconds_or_unknown(told, seconds):
    assert submission_from(request_from(data={"form_seconds": told})).form_seconds == seconds


def test_controls_in_headers_and_honeypot_reach_no_database():
    sent = submission_from(
        request_from(headers={"User-Agent": "a\x00b\u202e", "Referer": "x\x00"}, data={"contact_by_fax": "\x00y"})
    )
    assert (sent.user_agent, sent.referrer, sent.honeypot) == ("ab", "x", "y")


def test_the_honeypots_name_is_a_setting(settings):
    settings.ENGAGEMENT = {"HONEYPOT_FIELD": "shoe_size"}
    assert submission_from(request_from(data={"shoe_size": "43", "contact_by_fax": "1"})).honeypot == "43"


def test_a_number_that_no_float_holds_is_unknown():
    assert submission_from(request_from(), {"form_seconds": 10**400}).form_seconds is None


def test_an_api_gives_its_own_body():
    sent = submission_from(request_from(data={"form_seconds": "1"}), {"form_seconds": 2})
    assert sent.form_seconds == 2


@pytest.mark.parametrize(
    ("account", "name"),
    [
        (User(username="ada", first_name="Ada", last_name="Lovelace"), "Ada Lovelace"),
        (User(username="ada"), "ada"),
        (User(username="ada@example.org"), ""),
        (User(username="ada", first_name="ada@example.org"), "ada"),
    ],
)
def test_an_account_is_named_by_nothing_that_is_an_address(account, name):
    assert name_of(account) == name


def test_who_is_signed_in_writes_as_themselves_and_who_is_not_as_what_they_typed():
    typed = {"author_name": "Somebody", "author_email": "s@example.org", "author_url": "example.org"}
    request = request_from()
    request.user = User(pk=7, username="ada", email="ada@example.org")
    assert author_from(request, typed) == AuthorData(user_id=7, name="ada", email="ada@example.org")
    request.user = AnonymousUser()
    assert author_from(request, typed) == AuthorData(name="Somebody", email="s@example.org", url="example.org")
    del request.user
    assert author_from(request, {}) == AuthorData()


def test_bytes_that_are_no_text_are_kept_apart_from_text():
    request = RequestFactory().generic("POST", "/", "a=%FF&b=%C3%BC&b=%EF%BF%BD&c", content_type=FORM)
    assert dict(read_form(request).lists()) == {"a": ["\udcff"], "b": ["\u00fc", "\ufffd"], "c": [""]}


def test_forms_of_other_kinds_are_read_by_django():
    assert read_form(request_from(data={"body": "\u00fc"})).get("body") == "\u00fc"
