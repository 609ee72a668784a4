"""What is in force against whoever writes, found by account and by keyed hashes."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from moderation.hashing import hash_address, hash_domain, hash_email, hash_network
from moderation.models import Sanction
from moderation.queries import sanctions
from moderation.queries.sanctions import (
    Mark,
    Standing,
    find_marks,
    find_sanction,
    find_standing,
    in_force,
    load_marks_in_force,
)
from moderation.services.tracing import keep_trace
from tests.factories import CommentFactory, StaffFactory, UserFactory
from tests.moderation.factories import ModeratorFactory

pytestmark = pytest.mark.django_db

SOMEBODY = {"author_id": None, "email": "ann@example.org", "ip": "198.51.100.7"}


def impose(kind="hold", days=7, since=0, lifted=False, **marks):
    now = timezone.now()
    return Sanction.objects.create(
        kind=kind,
        starts_at=now + dt.timedelta(days=since),
        ends_at=now + dt.timedelta(days=days),
        lifted_at=now if lifted else None,
        **marks,
    )


@pytest.mark.parametrize(
    ("marks", "found"),
    [
        pytest.param({"email": hash_email("ANN@example.org")}, "hold", id="by e-mail, whatever its case"),
        pytest.param({"address": hash_address("198.51.100.7")}, "hold", id="by address"),
        pytest.param({"address": hash_address("::ffff:198.51.100.7")}, "hold", id="IPv4 written as IPv6"),
        pytest.param({"network": hash_network("198.51.100.200")}, "hold", id="by network"),
        pytest.param({"email": hash_email("bob@example.org")}, "", id="another e-mail"),
        pytest.param({"address": hash_address("198.51.100.8")}, "", id="a neighbour"),
        pytest.param({"network": hash_network("198.51.101.7")}, "", id="another network"),
        pytest.param({"email": hash_address("198.51.100.7")}, "", id="a hash of something else"),
    ],
)
def test_an_author_is_known_by_each_mark(marks, found):
    impose(**marks)
    assert find_sanction(**SOMEBODY) == found


def test_an_account_is_known_wherever_it_writes_from():
    user, other = UserFactory(), UserFactory()
    impose(author=user)
    assert find_sanction(author_id=user.pk, email="", ip="") == "hold"
    assert find_sanction(author_id=other.pk, email="", ip="") == ""
    assert find_sanction(author_id=None, email="", ip="") == ""


@pytest.mark.parametrize(
    "times",
    [
        pytest.param({"since": 1, "days": 2}, id="not yet"),
        pytest.param({"since": -2, "days": -1}, id="over"),
        pytest.param({"lifted": True}, id="lifted"),
    ],
)
def test_only_what_is_in_force_counts(times):
    impose(email=hash_email("ann@example.org"), **times)
    assert find_standing(**SOMEBODY) == Standing()
    assert list(in_force()) == []


def test_the_strictest_counts_with_the_end_of_the_last_of_its_kind():
    impose("hold", days=30, email=hash_email("ann@example.org"))
    impose("refuse", days=3, email=hash_email("ann@example.org"))
    longest = impose("refuse", days=5, network=hash_network("198.51.100.7"))
    assert find_standing(**SOMEBODY) == Standing(kind="refuse", ends_at=longest.ends_at)


@pytest.mark.parametrize("make", [ModeratorFactory, StaffFactory])
def test_whoever_may_moderate_is_never_under_one(make):
    user = make()
    impose("refuse", author=user)
    impose("refuse", address=hash_address("198.51.100.7"))
    assert find_sanction(author_id=user.pk, email="", ip="198.51.100.7") == ""
    assert find_sanction(author_id=UserFactory().pk, email="", ip="198.51.100.7") == "refuse"


def test_it_takes_one_query_whatever_there_is(django_assert_num_queries):
    author = UserFactory().pk
    for day in range(20):
        impose(days=day + 1, email=hash_email("bob@example.org"))
    with django_assert_num_queries(1):
        assert find_sanction(author_id=author, email="ann@example.org", ip="198.51.100.7") == ""
    with django_assert_num_queries(1):
        assert find_sanction(author_id=None, email="bob@example.org", ip="198.51.100.7") == "hold"
    with django_assert_num_queries(0):
        assert find_sanction(author_id=None, email="", ip="") == ""


def test_each_mark_is_looked_up_in_its_index(django_assert_num_queries):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A table this small is otherwise read whole, which says nothing.
            cursor.execute("SET LOCAL enable_seqscan = off")
        with django_assert_num_queries(1) as captured:
            find_sanction(author_id=1, email="ann@example.org", ip="198.51.100.7")
        explain = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
        cursor.execute(explain + captured.captured_queries[0]["sql"])
        plan = "\n".join(str(row) for row in cursor.fetchall())
    for index in (
        "author_id",
        "afterword_sanctions_email",
        "afterword_sanctions_address",
        "afterword_sanctions_network",
    ):
        assert index in plan
    assert "SCAN " not in plan.replace("Bitmap Heap Scan", "").replace("Bitmap Index Scan", "").upper()


def test_a_comments_author_is_known_by_its_submission_and_then_by_its_trace():
    comment = CommentFactory(author_email="ann@example.org", ip="198.51.100.7")
    marks = {
        Mark.EMAIL: hash_email("ann@example.org"),
        Mark.ADDRESS: hash_address("198.51.100.7"),
        Mark.NETWORK: hash_network("198.51.100.7"),
        Mark.DOMAIN: hash_domain("example.org"),
    }
    assert find_marks(comment) == marks
    keep_trace(comment_id=comment.pk, ip="198.51.100.7", email="ann@example.org")
    comment.submission.delete()
    comment.refresh_from_db()
    assert find_marks(comment) == marks


def test_what_is_gone_marks_nobody():
    comment = CommentFactory(author_email="", ip="198.51.100.7", user=UserFactory(email=""))
    comment.submission.delete()
    comment.refresh_from_db()
    assert find_marks(comment) == {Mark.ACCOUNT: comment.author_id}


def test_the_marks_in_force_are_those_of_the_sanctions_that_hold(monkeypatch):
    user = UserFactory()
    impose(author=user, email=hash_email("ann@example.org"))
    impose(network=hash_network("198.51.100.7"), lifted=True)
    impose(domain=hash_domain("example.net"))
    assert load_marks_in_force() == {
        (Mark.ACCOUNT, user.pk),
        (Mark.EMAIL, hash_email("ann@example.org")),
        (Mark.DOMAIN, hash_domain("example.net")),
    }
    monkeypatch.setattr(sanctions, "_MOST_KNOWN", 1)
    assert load_marks_in_force() is None
