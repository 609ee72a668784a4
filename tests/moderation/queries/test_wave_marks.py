"""Waves in a queue's list: which comments belong to one, what they have in common, and with how many."""

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moderation.hashing import hash_address, hash_email
from moderation.models import SearchEntry
from moderation.queries import wave_marks
from moderation.queries.sections import Sections
from moderation.queries.wave_keys import find_wave_cases
from moderation.queries.wave_marks import load_wave_marks
from moderation.services.cases import put_case, settle_case
from moderation.services.indexing import index_comment
from tests.factories import ArticleFactory, DiscussionFactory, HeldCommentFactory, UserFactory

pytestmark = pytest.mark.django_db

ADVERT = "Genuine watches at a tenth of the price, delivered to your door tomorrow, number {}."


@pytest.fixture
def wait():
    """Makes comments that stand in a queue and are indexed; with nothing in common but what is given."""
    numbers = itertools.count(1)

    def make(count=3, *, queue="waiting", **fields):
        return [make_one(queue, **{name: vary(value) for name, value in fields.items()}) for _ in range(count)]

    def vary(value):
        return value() if callable(value) else value

    def make_one(queue, **fields):
        number = next(numbers)
        comment = HeldCommentFactory(**{"body": f"Note {number}.", "ip": f"198.18.{number}.1", **fields})
        put_case(comment_id=comment.pk, queue=queue, reasons=[{"code": "held"}])
        index_comment(comment_id=comment.pk)
        return comment

    return make


def marked(*groups, queue="waiting", **options):
    ids = [comment.pk for group in groups for comment in group]
    return {
        comment_id: (mark.kind.value, mark.key, mark.count)
        for comment_id, mark in load_wave_marks(ids, queue=queue, **options).items()
    }


def test_each_thing_in_common_is_told_with_how_many_share_it(wait):
    numbers = itertools.count(1)
    texts = wait(4, body=lambda: ADVERT.format(next(numbers)))
    user = UserFactory()
    groups = {
        "domain": wait(body="See https://watches.example/ now."),
        "author": wait(user=user),
        "email": wait(author_email="ada@example.org"),
        "address": wait(ip="2001:db8::7"),
    }
    keys = {
        "domain": "watches.example",
        "author": str(user.pk),
        "email": hash_email("ada@example.org"),
        "address": hash_address("2001:db8::7"),
    }
    found = marked(texts, *groups.values())
    for kind, comments in groups.items():
        assert [found[comment.pk] for comment in comments] == [(kind, keys[kind], 3)] * 3
    assert {found[comment.pk][::2] for comment in texts} == {("text", 4)}
    for kind, key, count in set(found.values()):
        assert find_wave_cases(queue="waiting", kind=kind, key=key).count() == count


def test_two_are_no_wave_and_neither_is_a_network(wait):
    pair = wait(2, author_email="ada@example.org")
    nearby = [wait(1, ip=f"192.0.2.{number}")[0] for number in range(1, 4)]
    assert marked(pair, nearby) == {}


def test_only_what_stands_in_the_queue_and_in_ones_sections_counts(wait):
    here = wait(3, ip="192.0.2.7")
    (decided,) = wait(1, ip="192.0.2.7")
    settle_case(comment_id=decided.pk)
    wait(1, ip="192.0.2.7", queue="spam")
    sport = DiscussionFactory(article=ArticleFactory(section="Sport"))
    wait(1, ip="192.0.2.7", discussion=sport)
    harbour = Sections(names=frozenset({"Harbour"}))
    assert {count for _kind, _key, count in marked(here).values()} == {4}
    assert {count for _kind, _key, count in marked(here, sections=harbour).values()} == {3}
    assert marked(here, queue="spam") == {}


def test_what_says_most_is_told_before_what_is_shared_with_more(wait):
    numbers = itertools.count(1)
    alike = wait(3, body=lambda: ADVERT.format(next(numbers)), ip="192.0.2.7")
    others = wait(2, ip="192.0.2.7")
    found = marked(alike, others)
    assert {found[comment.pk][::2] for comment in alike} == {("text", 3)}
    assert {found[comment.pk][::2] for comment in others} == {("address", 5)}


def test_a_member_who_gives_a_guests_address_is_not_that_guest(wait):
    guests = wait(3, author_email="ada@example.org")
    (member,) = wait(1, user=UserFactory(email="ada@example.org"))
    assert SearchEntry.objects.get(comment=member).email == hash_email("ada@example.org")
    found = marked(guests, [member])
    assert (set(found), {count for _kind, _key, count in found.values()}) == ({one.pk for one in guests}, {3})


def test_it_is_counted_as_far_as_it_matters(wait, monkeypatch):
    monkeypatch.setattr(wave_marks, "MOST_COUNTED", 4)
    comments = wait(6, ip="192.0.2.7")
    (mark,) = set(load_wave_marks([one.pk for one in comments], queue="waiting").values())
    assert (mark.count, mark.is_more) == (4, True)


def test_it_takes_four_queries_whatever_the_queue(wait):
    def cost(comments):
        with CaptureQueriesContext(connection) as queries:
            marked(comments)
        return len(queries)

    assert [cost(wait(1)), cost(wait(9, ip="192.0.2.7", user=UserFactory()))] == [4, 4]


def test_however_many_share_something_only_the_latest_are_looked_for(wait, monkeypatch):
    comments = wait(5, author_email="ada@example.org")
    monkeypatch.setattr(wave_marks, "MOST_COUNTED", 4)
    assert {count for _kind, _key, count in marked(comments).values()} == {4}
    settle_case(comment_id=comments[-1].pk)
    settle_case(comment_id=comments[-2].pk)
    assert marked(comments[:3]) == {}
