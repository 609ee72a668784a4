"""Waves: what comments in a queue have in common, at a cost that no queue raises."""

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.models import Submission
from moderation.hashing import hash_address, hash_email, hash_network
from moderation.queries import waves
from moderation.queries.waves import find_waves, load_wave
from moderation.services.cases import put_case, settle_case
from moderation.services.indexing import index_comment
from tests.factories import HeldCommentFactory, UserFactory

pytestmark = pytest.mark.django_db

ADVERT = "Genuine watches at a tenth of the price, delivered to your door tomorrow, number {}."


@pytest.fixture
def wait():
    """Makes comments that stand in a queue and are indexed; with nothing in common but what is given."""
    numbers = itertools.count(1)

    def make(queue="waiting", **fields):
        number = next(numbers)
        comment = HeldCommentFactory(**{"body": f"Note {number}.", "ip": f"198.18.{number}.1", **fields})
        put_case(comment_id=comment.pk, queue=queue, reasons=[{"code": "held"}])
        index_comment(comment_id=comment.pk)
        return comment

    return make


def kinds(found):
    return [[common.kind.value for common in wave.common] for wave in found]


def ids(wave):
    return [item.comment_id for item in wave.items]


def test_each_thing_in_common_makes_a_wave(wait):
    network = [wait(ip=f"192.0.2.{number}") for number in range(1, 4)]
    address = [wait(ip="2001:db8::7") for _ in range(3)]
    email = [wait(author_email="ada@example.org") for _ in range(3)]
    user = UserFactory(username="lena")
    author = [wait(user=user) for _ in range(3)]
    domain = [wait(body=f"Note {number}, https://shop{number}.spam.example/") for number in range(3)]
    text = [wait(body=ADVERT.format(number)) for number in range(3)]
    wait()
    found = {wave.kind: wave for wave in find_waves("waiting")}
    made = {
        "network": (network, hash_network("192.0.2.1"), "192.0.2.0/24"),
        "address": (address, hash_address("2001:db8::7"), "2001:db8::7"),
        "email": (email, hash_email("ada@example.org"), "ada@example.org"),
        "author": (author, str(user.pk), "lena"),
        "domain": (domain, "spam.example", "spam.example"),
        "text": (text, str(text[0].pk), ""),
    }
    assert found.keys() >= made.keys()
    for kind, (comments, key, shown) in made.items():
        wave = found[kind]
        assert (wave.key, wave.common[0].shown, wave.count, wave.is_more) == (key, shown, 3, False)
        assert ids(wave) == [comment.pk for comment in comments]
        whole = load_wave(queue="waiting", kind=kind, key=key)
        assert ids(whole) == [comment.pk for comment in comments]
        assert (whole.count, whole.common[0].shown) == (3, shown)


def test_the_same_comments_are_one_wave_however_much_they_have_in_common(wait):
    for number in range(4):
        wait(body=f"{ADVERT.format(number)} https://spam.example/", ip="192.0.2.7")
    (wave,) = find_waves("waiting")
    assert kinds([wave]) == [["text", "domain", "address", "network"]]
    assert (wave.kind, wave.count, wave.names, len(wave.items)) == ("text", 4, 4, 3)


def test_two_make_no_wave_and_neither_do_other_queues_or_what_is_decided(wait):
    comments = [wait(author_email="ada@example.org") for _ in range(3)]
    wait("spam", author_email="ada@example.org")
    assert kinds(find_waves("waiting")) == [["email"]]
    settle_case(comment_id=comments[0].pk)
    assert find_waves("waiting") == find_waves("spam") == ()


def test_links_to_the_publishers_own_site_are_nothing_in_common(wait):
    first = wait()
    host = "https://gazette.example.org"
    type(first.discussion).objects.update(url=f"{host}/articles/1/")
    for _ in range(3):
        wait(discussion=first.discussion, body=f"See {host}/articles/2/ and www.gazette.example.org")
    assert "domain" not in {kind for found in kinds(find_waves("waiting")) for kind in found}


def test_the_largest_come_first_and_no_more_than_asked_for(wait):
    for _ in range(3):
        wait(author_email="few@example.org")
    for _ in range(4):
        wait(author_email="many@example.org")
    assert [wave.count for wave in find_waves("waiting")] == [4, 3]
    assert [wave.common[0].shown for wave in find_waves("waiting", limit=1)] == ["many@example.org"]


def test_an_address_is_shown_no_longer_than_it_is_kept(wait):
    comment, *_others = (wait(ip="192.0.2.7") for _ in range(3))
    (wave,) = find_waves("waiting")
    assert [common.shown for common in wave.common] == ["192.0.2.7", "192.0.2.0/24"]
    Submission.objects.update(expires_at=timezone.now())
    (wave,) = find_waves("waiting")
    assert [common.shown for common in wave.common] == ["", ""]
    whole = load_wave(queue="waiting", kind="address", key=wave.key)
    assert (whole.count, whole.common[0].shown, ids(whole)[0]) == (3, "", comment.pk)


def test_of_a_long_queue_both_ends_are_looked_at(wait, monkeypatch):
    monkeypatch.setattr(waves, "_WINDOW", 3)
    for _ in range(3):
        wait(author_email="old@example.org")
    for number in range(4):
        wait(author_email=f"middle{number}@example.org")
    for _ in range(3):
        wait(author_email="new@example.org")
    found = find_waves("waiting")
    assert [(wave.common[0].shown, wave.count, wave.is_more) for wave in found] == [
        ("old@example.org", 3, True),
        ("new@example.org", 3, True),
    ]


def test_a_queue_as_long_as_both_ends_is_known_whole(wait, monkeypatch):
    monkeypatch.setattr(waves, "_WINDOW", 3)
    for _ in range(5):
        wait(author_email="all@example.org")
    assert [(wave.count, wave.is_more) for wave in find_waves("waiting")] == [(5, False)]


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("text", "x"),
        ("text", "0"),
        ("text", "9" * 30),
        ("author", "1 OR 1"),
        ("address", "192.0.2.7"),
        ("email", "\x00"),
        ("domain", "a\x00b"),
        ("domain", "' OR ''='"),
        ("domain", "…"),
        ("nothing", "1"),
        ("network", "f" * 64),
    ],
)
def test_what_is_no_wave_is_none(wait, kind, key):
    wait()
    assert load_wave(queue="waiting", kind=kind, key=key) is None


def test_a_wave_shows_its_oldest_and_counts_the_others(wait, monkeypatch):
    monkeypatch.setattr(waves, "MOST", 3)
    monkeypatch.setattr(waves, "_COUNTED", 4)
    comments = [wait(author_email="ada@example.org") for _ in range(5)]
    wave = load_wave(queue="waiting", kind="email", key=hash_email("ada@example.org"))
    assert ids(wave) == [comment.pk for comment in comments[:3]]
    assert (wave.count, wave.is_more) == (4, True)


def test_the_number_of_queries_does_not_grow(wait, django_assert_num_queries):
    def grow():
        for number in range(3):
            wait(body=f"{ADVERT.format(number)} https://spam.example/", ip="192.0.2.7")
            wait(author_email="ada@example.org")

    grow()
    with CaptureQueriesContext(connection) as few:
        find_waves("waiting")
    with CaptureQueriesContext(connection) as few_of_one:
        load_wave(queue="waiting", kind="domain", key="spam.example")
    grow()
    with django_assert_num_queries(len(few)):
        assert [wave.count for wave in find_waves("waiting")] == [6, 6]
    with django_assert_num_queries(len(few_of_one)):
        assert load_wave(queue="waiting", kind="domain", key="spam.example").count == 6
    assert (len(few), len(few_of_one)) == (5, 1)
