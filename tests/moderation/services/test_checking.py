"""The checks of our own on comments as they are stored: what is looked up for them, and in how many queries."""

import datetime as dt
import logging

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.api import Visibility, get_comment_record
from moderation.models import WordList
from moderation.queries import sanctions, word_lists
from moderation.rules.lists import CompiledList
from moderation.rules.running import CHECKS
from moderation.services import lately
from moderation.services.checking import build_subject, run_checks
from moderation.services.sanctions import impose_sanction
from moderation.services.spam_prints import remember_spam
from moderation.services.tracing import keep_trace
from tests.factories import (
    ArticleFactory,
    DiscussionFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
    SpamCommentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SPAM = "Earn {} dollars a week from home, write to the nice people at quick-money.example today!"


def signals_of(comment, **options):
    reports = run_checks(get_comment_record(comment.pk), **options)
    return [signal for report in reports for signal in report.signals]


def facts_of(comment):
    subject = build_subject(get_comment_record(comment.pk), lists=())
    return subject.published, subject.decided_of_late, subject.rejected_of_late


def reject(comment):
    comment.visibility = Visibility.REJECTED
    comment.save(update_fields=["visibility"])


def test_every_check_reports():
    reports = run_checks(get_comment_record(PendingCommentFactory().pk))
    assert [report.check for report in reports] == list(CHECKS)
    assert [signal for report in reports for signal in report.signals] == ["author.guest", "author.first"]


def test_what_came_along_is_judged():
    article = ArticleFactory(section="Harbour", language="en")
    comment = PendingCommentFactory(
        discussion=DiscussionFactory(article=article),
        body="A [bank.com](https://evil.example/) quay, https://a.example/ https://b.example/",
        author_email="anna@mailinator.com",
        form_seconds=0.5,
        honeypot="x",
    )
    WordList.objects.create(name="harbour", kind="suspect", language="en", section="harbour", entries="quay")
    WordList.objects.create(name="sport", kind="banned", section="Sport", entries="quay")
    WordList.objects.create(name="old", kind="banned", entries="quay", is_active=False)
    assert signals_of(comment) == [
        "form.honeypot",
        "form.fast",
        "links.many",
        "links.mismatch",
        "links.newcomer",
        "words.suspect",
        "author.guest",
        "author.first",
        "email.disposable",
    ]


def test_the_limits_are_those_of_the_settings(settings):
    comment = PendingCommentFactory(body="https://a.example/", form_seconds=5)
    settings.MODERATION = {"MAX_LINKS": 0, "FASTEST_FORM_SECONDS": 6.0, "POLICY": {"links.many": "publish"}}
    assert {"links.many", "form.fast"} <= set(signals_of(comment))


def test_an_accounts_other_comments_are_its_record():
    user = UserFactory()
    discussion = DiscussionFactory()
    PublishedCommentFactory(discussion=discussion, user=user)
    SpamCommentFactory(discussion=discussion, user=user)
    reject(PublishedCommentFactory(discussion=discussion, user=user))
    PendingCommentFactory(discussion=discussion, user=user)
    PublishedCommentFactory(discussion=discussion, author_email=user.email)
    comment = PendingCommentFactory(discussion=discussion, user=user)
    assert facts_of(comment) == (1, 3, 2)
    assert signals_of(comment) == ["record.rejected"]


def test_the_record_reaches_back_as_far_as_is_set_and_publishing_for_ever():
    user = UserFactory()
    with time_machine.travel(timezone.now() - dt.timedelta(days=31)):
        PublishedCommentFactory(user=user)
        SpamCommentFactory(user=user)
    assert facts_of(PendingCommentFactory(user=user)) == (1, 0, 0)


def test_a_guest_is_known_by_the_address_given():
    PublishedCommentFactory(author_email="anna@example.org")
    SpamCommentFactory(author_email="anna@example.org")
    PublishedCommentFactory(author_email="ben@example.org")
    assert facts_of(PendingCommentFactory(author_email="anna@example.org")) == (1, 2, 1)


def test_nobody_is_held_up_for_what_others_wrote_from_the_same_address():
    for visibility in (Visibility.PUBLISHED, Visibility.SPAM, Visibility.SPAM, Visibility.REJECTED):
        comment = PendingCommentFactory(author_email="", ip="198.18.0.7", visibility=visibility)
        keep_trace(comment_id=comment.pk, ip="198.18.0.7", email="")
    comment = PendingCommentFactory(author_email="", ip="198.18.0.7")
    assert facts_of(comment) == (0, 0, 0)
    assert "record.rejected" not in signals_of(comment)


def test_a_guest_of_whom_nothing_is_known_is_new():
    PublishedCommentFactory(author_email="", ip=None)
    assert facts_of(PendingCommentFactory(author_email="", ip=None)) == (0, 0, 0)


def test_a_comment_is_no_part_of_its_own_authors_record():
    assert facts_of(PublishedCommentFactory(author_email="anna@example.org")) == (0, 0, 0)


def test_a_sanction_is_noticed(moderator):
    comment = PendingCommentFactory(author_email="anna@example.org")
    impose_sanction(comment_id=comment.pk, moderator_id=moderator.pk, kind="hold", marks=["email"], days=7)
    again = PendingCommentFactory(author_email="Anna@example.org")
    assert "author.sanctioned" in signals_of(again)
    assert "author.sanctioned" not in signals_of(PendingCommentFactory(author_email="ben@example.org"))


def test_a_sanction_is_noticed_among_more_than_a_process_remembers(moderator, monkeypatch):
    monkeypatch.setattr(sanctions, "_MOST_KNOWN", 0)
    comment = PendingCommentFactory(author_email="anna@example.org")
    impose_sanction(comment_id=comment.pk, moderator_id=moderator.pk, kind="hold", marks=["email"], days=7)
    assert "author.sanctioned" in signals_of(comment)
    assert "author.sanctioned" not in signals_of(PendingCommentFactory(author_email="ben@example.org"))


def test_nearly_the_same_as_known_spam():
    spam = SpamCommentFactory(body=SPAM.format("5,000"))
    remember_spam(comment_id=spam.pk)
    again = PendingCommentFactory(body=SPAM.format("7 000").upper())
    report = run_checks(get_comment_record(again.pk))[-1]
    assert (report.signals, report.saw["comment"]) == (("duplicate.spam",), spam.pk)


def test_changed_word_lists_are_read_anew():
    comment = PendingCommentFactory(body="The quay is old.")
    assert "words.banned" not in signals_of(comment)
    row = WordList.objects.create(name="harbour", kind="banned", entries="quay")
    assert "words.banned" in signals_of(comment)
    compiled = word_lists.load_word_lists()
    assert word_lists.load_word_lists() is compiled
    WordList.objects.filter(pk=row.pk).update(entries="ferry", updated_at=timezone.now())
    assert "words.banned" not in signals_of(comment)
    row.delete()
    assert word_lists.load_word_lists() == ()


def test_other_word_lists_can_be_tried():
    comment = PendingCommentFactory(body="The quay is old.")
    WordList.objects.create(name="harbour", kind="banned", entries="quay")
    tried = CompiledList(name="tried", kind="suspect", entries="old")
    assert [signal for signal in signals_of(comment, lists=[tried]) if "words" in signal] == ["words.suspect"]


def test_a_broken_line_of_a_list_stops_neither_its_other_lines_nor_other_lists(caplog):
    row = WordList.objects.create(name="harbour", kind="banned", entries="/(/\nquay")
    WordList.objects.create(name="second", kind="suspect", entries="old")
    assert {"words.banned", "words.suspect"} <= set(signals_of(PendingCommentFactory(body="The quay is old.")))
    assert caplog.messages == [f"Word list {row.pk} has 1 lines that are no entries."]


def test_a_broken_check_is_reported_and_stops_no_other(monkeypatch, caplog):
    def fail(subject, limits):
        raise ValueError(subject.body)

    monkeypatch.setitem(CHECKS, "words", fail)
    with caplog.at_level(logging.ERROR):
        reports = run_checks(get_comment_record(PendingCommentFactory(body="A secret").pk))
    assert {report.check: dict(report.saw) for report in reports}["words"] == {"error": "ValueError"}
    assert len(reports) == len(CHECKS)
    assert "secret" not in caplog.text


def test_however_much_there_is_the_queries_are_as_many(monkeypatch):
    monkeypatch.setattr(lately, "SECONDS", 1000.0)

    def count(sum_of_money):
        comment = PendingCommentFactory(body=SPAM.format(sum_of_money), author_email="anna@example.org")
        record = get_comment_record(comment.pk)
        run_checks(record)  # what is read from time to time is read by then
        with CaptureQueriesContext(connection) as queries:
            run_checks(record)
        return len(queries)

    few = count(1)
    for number in range(2):
        remember_spam(comment_id=SpamCommentFactory(body=SPAM.format(10 + number), author_email="anna@example.org").pk)
        PublishedCommentFactory(author_email="anna@example.org")
        WordList.objects.create(name=str(number), kind="banned", entries="ferry\nboat")
    assert (few, count(2)) == (3, 4)
