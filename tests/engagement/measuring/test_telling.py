"""Telling what becomes of a prompt: what is taken, what is refused, and who is left out."""

import json
import logging

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engagement.api import measuring_figures
from engagement.models import PromptTally
from engagement.services import counts
from engagement.services.measuring import write_counts
from tests.engagement.measuring.conftest import tallied

PLACE = "/discussions/measure/"
READER = "Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0"
SEEN = [["rendered", 1], ["seen", 1]]

pytestmark = pytest.mark.django_db


def tell(body, *, client=None, kind="text/plain;charset=UTF-8", agent=READER, headers=None, **extra):
    sent = body if isinstance(body, str | bytes) else json.dumps(body)
    wanted = {"User-Agent": agent, **(headers or {})}
    return (client or Client()).post(PLACE, sent, content_type=kind, headers=wanted, **extra)


def taken():
    return measuring_figures().taken


def assert_nothing_was_taken():
    write_counts()
    assert (taken(), measuring_figures().waiting, tallied()) == (0, 0, [])


def test_what_a_page_tells_is_summed_by_wording_day_and_kind(wording, time_machine):
    time_machine.move_to("2026-03-01T23:30:00+00:00", tick=False)
    for _reader in range(3):
        assert tell([["rendered", wording.pk], ["seen", wording.pk]]).status_code == 204
    tell([["started", wording.pk], ["stance", wording.pk]])
    assert not PromptTally.objects.exists()
    write_counts()
    time_machine.move_to("2026-03-02T00:30:00+00:00", tick=False)
    tell([["seen", wording.pk]])
    write_counts()
    rows = [(str(row.day), row.kind, row.count) for row in PromptTally.objects.order_by("day", "kind")]
    assert rows == [
        ("2026-03-01", "rendered", 3),
        ("2026-03-01", "seen", 3),
        ("2026-03-01", "stance", 1),
        ("2026-03-01", "started", 1),
        ("2026-03-02", "seen", 1),
    ]


def test_the_day_is_that_of_the_sites_time_zone(wording, settings, time_machine):
    settings.TIME_ZONE = "Australia/Sydney"
    time_machine.move_to("2026-03-01T23:30:00+00:00", tick=False)
    tell([["seen", wording.pk]])
    write_counts()
    assert str(PromptTally.objects.get().day) == "2026-03-02"


def test_the_answer_asks_no_database_sets_no_cookie_and_is_kept_by_nobody(wording):
    with CaptureQueriesContext(connection) as queries:
        response = tell([["seen", wording.pk]])
    assert (response.status_code, response.content, len(queries)) == (204, b"", 0)
    assert not response.cookies
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"


def test_whoever_is_signed_in_is_counted_as_anybody_and_no_session_is_looked_up(wording):
    client = Client()
    client.cookies["sessionid"] = "a-session"
    with CaptureQueriesContext(connection) as queries:
        response = tell([["seen", wording.pk]], client=client)
    assert (response.status_code, len(queries), taken()) == (204, 0, 1)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_what_a_page_tells_twice_counts_once(wording):
    tell([["seen", wording.pk]] * 3)
    assert taken() == 1


@pytest.mark.parametrize(
    ("headers", "agent"),
    [
        pytest.param({"Sec-GPC": "1"}, READER, id="Global Privacy Control"),
        pytest.param({"DNT": "1"}, READER, id="Do Not Track"),
        pytest.param({"Sec-Purpose": "prefetch"}, READER, id="prefetched"),
        pytest.param({"Sec-Purpose": "prefetch;prerender"}, READER, id="prerendered"),
        pytest.param({"X-Moz": "prefetch"}, READER, id="prefetched by Firefox of before"),
        pytest.param({}, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", id="a crawler"),
        pytest.param({}, READER.replace("Firefox", "HeadlessChrome"), id="a headless browser"),
        pytest.param({}, "curl/8.14.1", id="a program"),
        pytest.param({}, "", id="nameless"),
        pytest.param({}, READER + " " * 20 + "x" * 500, id="a name without end"),
    ],
)
def test_who_is_left_out_is_answered_as_all_are(wording, headers, agent):
    response = tell([["seen", wording.pk]], headers=headers, agent=agent)
    assert (response.status_code, response.content) == (204, b"")
    assert_nothing_was_taken()


def test_readers_without_such_a_wish_are_counted(wording):
    for headers in ({"Sec-GPC": "0"}, {"DNT": "0"}, {"Sec-Purpose": ""}):
        tell([["seen", wording.pk]], headers=headers)
    assert taken() == 3


@pytest.mark.parametrize(
    "agent",
    [
        "(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36",
        "(iPhone; CPU iPhone OS 19_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.2 Mobile/15",
        "(Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/31.0 Chrome/146.0 Safari/537",
        "(Linux; Android 11; CUBOT_P40) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0 Mobile Safari/537.36",
    ],
)
def test_browsers_are_no_robots(wording, agent):
    tell([["seen", wording.pk]], agent=f"Mozilla/5.0 {agent}")
    assert taken() == 1


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(" ", id="nothing"),
        pytest.param("{", id="no JSON"),
        pytest.param(b"\xff\xfe", id="no text"),
        pytest.param("[" * 1500, id="nested without end"),
        pytest.param("[" + "9" * 1900 + "]", id="a number without end"),
        pytest.param({"seen": 1}, id="no list"),
        pytest.param([], id="no events"),
        pytest.param([["seen", number] for number in range(1, 12)], id="eleven events"),
        pytest.param([["seen"]], id="no pair"),
        pytest.param([["seen", 1, 2]], id="a triple"),
        pytest.param(["seen"], id="a word"),
        pytest.param([["bought", 1]], id="an unknown kind"),
        pytest.param([["submitted", 1]], id="what the server knows itself"),
        pytest.param([[["seen"], 1]], id="a list as kind"),
        pytest.param([["seen", "1"]], id="a number as text"),
        pytest.param([["seen", True]], id="true"),
        pytest.param([["seen", 1.0]], id="a fraction"),
        pytest.param([["seen", 0]], id="zero"),
        pytest.param([["seen", -1]], id="below zero"),
        pytest.param([["seen", 2**63]], id="beyond the database's numbers"),
        pytest.param([["seen", 1], ["seen", None]], id="one good and one bad"),
    ],
)
def test_what_is_no_list_of_events_is_refused_whole(body):
    response = tell(body)
    assert (response.status_code, response.content) == (400, b"")
    assert_nothing_was_taken()


def test_what_is_too_long_is_refused_unread(wording):
    fitting = json.dumps([["seen", wording.pk]])
    assert tell(fitting.ljust(2048)).status_code == 204
    assert tell(fitting.ljust(2049)).status_code == 413
    assert taken() == 1


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/html", ""]
)
def test_another_content_type_is_refused(kind):
    assert tell(SEEN, kind=kind).status_code == 415
    assert_nothing_was_taken()


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "application/json; charset=utf-8"])
def test_both_names_for_json_are_taken(wording, kind):
    assert tell([["seen", wording.pk]], kind=kind).status_code == 204
    assert taken() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://other.testserver"},
        {"Referer": "https://elsewhere.example/page"},
    ],
)
def test_pages_of_other_sites_tell_nothing(headers):
    response = tell(SEEN, headers=headers)
    assert response.status_code == 403
    assert "Access-Control-Allow-Origin" not in response
    assert_nothing_was_taken()


def test_pages_that_embed_a_discussion_tell_as_the_sites_own_do(wording, settings):
    settings.ENGAGEMENT = {"MEASURE": True, "EMBED_ORIGINS": ["https://magazine.example"]}
    client = Client()
    client.cookies["sessionid"] = "a-session"
    theirs = {"Origin": "https://magazine.example", "Sec-Fetch-Site": "cross-site"}
    response = tell([["seen", wording.pk]], headers=theirs, client=client)
    assert (response.status_code, taken()) == (204, 1)
    assert response["Access-Control-Allow-Origin"] == "https://magazine.example"
    assert "Access-Control-Allow-Credentials" not in response
    assert not response.cookies
    assert tell([["seen", wording.pk]], headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert taken() == 1


def test_only_a_post_tells():
    for method in ("get", "head", "put", "delete"):
        assert getattr(Client(), method)(PLACE).status_code == 405
    assert_nothing_was_taken()


def test_where_nothing_is_measured_there_is_no_such_address(settings):
    settings.ENGAGEMENT = {}
    assert tell(SEEN).status_code == 404
    assert_nothing_was_taken()


def test_a_wording_that_does_not_exist_is_not_stored(wording):
    tell([["seen", wording.pk], ["seen", wording.pk + 1], ["started", wording.pk + 2]])
    write_counts()
    assert tallied() == [(wording.pk, "seen", 1)]
    figures = measuring_figures()
    assert (figures.taken, figures.written, figures.left_out) == (3, 1, {"unknown": 2})


def test_one_address_tells_so_much_and_no_more(wording, settings):
    settings.ENGAGEMENT = {"MEASURE": True, "MEASURE_LIMITS": [(5, 60), (6, 600)]}
    two, one = [["rendered", wording.pk], ["seen", wording.pk]], [["seen", wording.pk]]
    for body, expected in ((two, 2), (two, 4), (two, 4), (one, 5), (one, 5)):
        assert tell(body).status_code == 204
        assert taken() == expected
    tell(one, REMOTE_ADDR="198.51.100.7")
    assert taken() == 6
    assert measuring_figures().left_out == {"limit": 3}


def test_an_address_may_tell_again_in_the_next_window(monkeypatch):
    clock = [120.0]
    monkeypatch.setattr(counts.time, "monotonic", lambda: clock[0])
    addresses = counts.Addresses()
    limits = ((2, 60), (3, 600))
    assert [addresses.let_in("ip:a", 1, limits) for _event in range(3)] == [True, True, False]
    clock[0] = 180.0
    assert [addresses.let_in("ip:a", 1, limits) for _event in range(2)] == [True, False]
    clock[0] = 600.0
    assert addresses.let_in("ip:a", 1, limits)


def test_neighbours_in_one_ipv6_network_are_one_address(wording, settings):
    settings.ENGAGEMENT = {"MEASURE": True, "MEASURE_LIMITS": [(1, 60)]}
    for number in range(3):
        tell([["seen", wording.pk]], REMOTE_ADDR=f"2001:db8:0:1::{number}")
    assert taken() == 1


def test_addresses_beyond_what_memory_holds_tell_nothing(monkeypatch):
    monkeypatch.setattr(counts, "MOST_ADDRESSES", 2)
    addresses = counts.Addresses()
    limits = ((10, 60),)
    assert [addresses.let_in(f"ip:{name}", 1, limits) for name in "abca"] == [True, True, False, True]


def test_sums_beyond_what_memory_holds_are_left_out(wording, monkeypatch):
    monkeypatch.setattr(counts, "MOST_COUNTS", 2)
    tell([["rendered", wording.pk], ["seen", wording.pk]])
    tell([["seen", wording.pk], ["started", wording.pk]])
    figures = measuring_figures()
    assert (figures.taken, figures.waiting, figures.left_out) == (3, 3, {"room": 1})
    write_counts()
    assert tallied() == [(wording.pk, "rendered", 1), (wording.pk, "seen", 2)]


def test_nothing_personal_is_in_the_table_in_memory_or_in_logs(wording, caplog):
    caplog.set_level(logging.DEBUG)
    client = Client()
    client.cookies["sessionid"] = "my-own-session"
    page = {"Referer": "http://testserver/my-own-page/", "Accept-Language": "my-own"}
    tell([["seen", wording.pk]], client=client, headers=page, REMOTE_ADDR="198.51.100.7")
    tell("my-own-words", client=client, REMOTE_ADDR="198.51.100.7")
    from engagement.services import measuring

    memory = repr([vars(measuring._told.counts), vars(measuring._told.addresses)])
    write_counts()
    stored = repr(list(PromptTally.objects.values()))
    assert [field.name for field in PromptTally._meta.get_fields()] == ["id", "wording", "day", "kind", "count"]
    for text in (memory, stored, caplog.text):
        assert "198.51.100.7" not in text
        assert "my-own" not in text
        assert "Firefox" not in text
