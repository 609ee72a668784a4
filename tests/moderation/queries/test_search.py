"""Searching: what is typed finds itself, on either database, whatever it is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.api import Comment, Visibility, erase_comment
from moderation.models import Case, LinkDomain, SearchEntry, Trace
from moderation.queries import search
from moderation.queries.search import find_matching
from moderation.services.cases import put_case
from moderation.services.indexing import index_comment
from moderation.services.purging import purge
from tests.factories import CommentFactory, HeldCommentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def write():
    """Makes comments that can be found."""

    def make(body="Nothing of note.", **fields):
        comment = CommentFactory(body=body, **fields)
        index_comment(comment_id=comment.pk)
        return comment.pk

    return make


def found(query):
    return sorted(find_matching(query))


@pytest.mark.parametrize(
    "typed",
    [
        "c++",
        "AND",
        '"',
        "*",
        "foo:bar",
        "NOT",
        "a",
        "'",
        "\\",
        "(",
        "-",
        "%",
        "_",
        "🫠",
        "🏴‍☠️",
        "漢字",
        "字",
        "NEAR(a,b)",
        ":*",
        "C#",
    ],
)
def test_what_is_typed_finds_itself_and_nothing_that_lacks_it(write, typed):
    has = [write(f"Here {typed} stands."), write(f"so ({typed}), too"), write(f"「{typed}」")]
    write("Plain words of no kind whatever.")
    assert found(typed) == has


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("ferry", "The FERRY runs."),
        ("FERRY", "no ferry, then"),
        ("uber", "Über den Fluss"),
        ("straße", "STRASSE"),
        ("quay", "All quays are old."),
        ("Quai", "le qua\u0301i"),
        ("node.js", "I like Node.js!"),
        ("js", "I like Node.js!"),
        ("ﬁne", "A fine day"),
        ("fer\u00adry", "ferry"),
        ("新聞を読む人", "毎朝新聞を読む人々がいる"),
        ("antidisestablishmentarianism-s", "Antidisestablishmentarianism-state"),
        ("old quay", "The quay is old."),
        ("https://example.org/a?b=c", "see https://example.org/a?b=c#d"),
    ],
)
def test_case_marks_and_endings_do_not_matter(write, typed, text):
    comment = write(text)
    assert found(typed) == [comment]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("erry", "The ferry"),
        ("a", "apple"),
        ("ferry boat", "The ferry"),
        ("c++", "c+"),
        ("新聞を読む犬", "新聞を読む人"),
    ],
)
def test_what_a_text_lacks_is_not_found_in_it(write, typed, text):
    write(text)
    assert found(typed) == []


def test_a_word_is_found_in_the_name_as_well_and_with_author_in_the_name_alone(write):
    by_ada = write("On quays.", author_name="Ada Łovelace")
    on_ada = write("I agree with Ada.", author_name="Grace")
    assert found("ada") == [by_ada, on_ada]
    assert found("author:ada") == found("AUTHOR:Ada author:lov") == [by_ada]
    assert found("author:ada quays") == [by_ada]
    assert found("author:quays") == []


def test_an_email_address_is_found_whole_alone(write):
    first = write(author_email="Ada@example.org")
    account = write(user=UserFactory(email="ada@example.org"))
    mentions = write("Write to ada@example.org!")
    assert found("email:ada@EXAMPLE.org") == [first, account]
    assert found("ada@example.org") == [first, account, mentions]
    assert found("email:ada") == found("email:example.org") == []


def test_an_address_is_found_by_its_hash_and_a_network_by_its_own(write):
    first, near = write(ip="192.0.2.7"), write(ip="192.0.2.8")
    six = write(ip="2001:db8::1")
    names = write("It was 192.0.2.7 again.", ip="198.51.100.1")
    assert found("ip:192.0.2.7") == found("ip:::ffff:192.0.2.7") == [first]
    assert found("192.0.2.7") == [first, names]
    assert found("ip:192.0.2.0/24") == [first, near]
    assert found("ip:2001:db8::1") == [six]
    assert found("ip:2001:db8::/56") == [six]
    assert found("ip:192.0.2.0/25") == found("ip:192.0.2") == found("ip:nobody") == []


def test_no_address_is_kept_for_searching(write):
    write(ip="192.0.2.7", author_email="ada@example.org", author_name="Ada")
    kept = str([*SearchEntry.objects.values(), *Trace.objects.values(), *LinkDomain.objects.values()])
    assert "192.0.2" not in kept
    assert "example.org" not in kept


def test_without_its_trace_a_comment_is_not_found_by_its_address(write):
    write(ip="192.0.2.7")
    Trace.objects.all().delete()
    assert found("ip:192.0.2.7") == []


def test_a_domain_is_found_with_all_that_belongs_to_it_and_in_the_authors_website(write):
    link = write("See https://shop.spam.example/watches now")
    website = write(author_url="https://www.spam.example/")
    write("See https://notspam.example/")
    assert found("domain:spam.example") == [link, website]
    assert found("domain:https://SHOP.spam.example/x") == [link]
    assert found("domain:example") == found("domain:…") == []
    assert link in found("shop.spam.example")


@pytest.mark.parametrize("typed", ["", " ", "\x00", "\ud800", "\u200b", "\ue000", "\ue001"])
def test_nothing_typed_finds_nothing(write, typed):
    write()
    assert found(typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        "\x00quay",
        "qu\ud800ay",
        '"' * 3000,
        "quay " * 3000,
        "'; DROP TABLE x; --",
        "ip:" + "9" * 4000,
        "ip:fe80::1%eth0",
        "domain:" + "a." * 400,
        "domain:[::1",
        "email:@",
        "a" * 100_000,
        "漢" * 500,
        "author:\x00",
        "((((",
        "^a",
        "{a b}",
        "tokens:a",
        "-a",
        "a:*|b",
        "a & !b",
        "\\'",
        "%s %(a)s",
        "".join(map(chr, range(1, 128))),
    ],
)
def test_nothing_that_is_typed_breaks_anything(write, typed):
    write()
    assert isinstance(found(typed), list)


def test_of_very_many_the_newest_are_found(write, monkeypatch):
    write("quay")
    newest = [write("quay"), write("quay")]
    monkeypatch.setattr(search, "MOST", 2)
    assert found("quay") == newest


def test_the_ids_serve_as_a_subquery_in_one_query(write, django_assert_num_queries):
    comment = HeldCommentFactory(body="A quay. https://spam.example/", ip="192.0.2.7")
    index_comment(comment_id=comment.pk)
    case = put_case(comment_id=comment.pk, queue="waiting", reasons=[])
    typed = "quay author:guest ip:192.0.2.7 domain:spam.example spam.example"
    with CaptureQueriesContext(connection) as few:
        assert list(Case.objects.filter(queue="waiting", comment_id__in=find_matching(typed))) == [case]
    for _ in range(5):
        write("quay https://spam.example/", ip="192.0.2.7")
    with django_assert_num_queries(len(few)):
        assert list(Case.objects.filter(queue="waiting", comment_id__in=find_matching(typed))) == [case]
    assert len(few) == 1


def test_what_is_erased_or_deleted_is_found_no_more(write, django_capture_on_commit_callbacks):
    erased, deleted, stays = (write("A quay, see https://spam.example/") for _ in range(3))
    Comment.objects.filter(pk=deleted).delete()
    with django_capture_on_commit_callbacks(execute=True):
        erase_comment(comment_id=erased)
    index_comment(comment_id=erased)
    assert found("quay") == found("domain:spam.example") == [stays]
    assert SearchEntry.objects.get().comment_id == LinkDomain.objects.get().comment_id == stays


def test_what_an_announcement_lost_is_purged(write):
    comment = write("A quay, see https://spam.example/")
    Comment.objects.filter(pk=comment).update(visibility=Visibility.ERASED, in_thread=False)
    purge()
    assert found("quay") == found("domain:spam.example") == []
