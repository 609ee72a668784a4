"""Digests: who gets one, when, at most once, and what stands in it."""

import datetime as dt
import logging
import re

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone, translation

from moderation.exceptions import InvalidDigest
from moderation.models import DigestPreference
from moderation.services import digests
from moderation.services.cases import open_case
from moderation.services.digests import find_due_digests, find_next, send_digest, set_digest, stop_digest
from moderation.services.section_rights import give_section
from tests.factories import ArticleFactory, DiscussionFactory, HeldCommentFactory, UserFactory
from tests.moderation.factories import DecisionFactory
from tests.moderation.roles import make_user

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 30, tzinfo=dt.UTC)


class DeafBackend(BaseEmailBackend):
    """A mail server that takes nothing, and says whose mail it was."""

    def send_messages(self, messages):
        raise OSError(f"no such user: {messages[0].to[0]}")


class KilledError(BaseException):
    """What a worker hears last."""


class DeadlyBackend(BaseEmailBackend):
    """The worker dies while the mail is sent."""

    def send_messages(self, messages):
        raise KilledError


@pytest.fixture(autouse=True)
def clock(settings):
    settings.MODERATION = {**settings.MODERATION, "SITE_URL": "https://www.example.org/"}
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def wants(moderator):
    """Lets the moderator want digests."""
    return lambda frequency, **fields: set_digest(user_id=moderator.pk, frequency=frequency, **fields)


def hold(**fields):
    comment = HeldCommentFactory(**fields)
    open_case(comment_id=comment.pk, reasons=[{"code": "signal", "signal": "links.many"}])
    return comment


def run_due():
    """What beat and the workers do."""
    return [send_digest(preference_id=pk) for pk in find_due_digests()]


def state():
    return list(DigestPreference.objects.values())


def test_without_a_word_nobody_gets_mail(moderator, clock):
    hold()
    clock.shift(dt.timedelta(days=2))
    assert run_due() == []
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("frequency", "due"),
    [
        ("at_once", NOON + dt.timedelta(minutes=5)),
        ("hourly", NOON.replace(hour=13, minute=0)),
        ("daily", dt.datetime(2026, 3, 3, 7, tzinfo=dt.UTC)),
        ("off", None),
    ],
)
def test_each_frequency_has_its_next_time(wants, frequency, due):
    assert wants(frequency).next_at == due


def test_the_morning_is_the_sites_also_where_the_clocks_change(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    before = dt.datetime(2026, 3, 28, 6, 1, tzinfo=dt.UTC)
    assert find_next("daily", before) == dt.datetime(2026, 3, 29, 5, tzinfo=dt.UTC)
    assert find_next("daily", before - dt.timedelta(minutes=2)) == dt.datetime(2026, 3, 28, 6, tzinfo=dt.UTC)


def test_the_same_wish_twice_changes_nothing(wants, clock):
    wants("hourly")
    before = state()
    clock.shift(dt.timedelta(minutes=40))
    wants("hourly")
    assert state() == before


def test_what_nobody_knows_is_refused(wants):
    with pytest.raises(InvalidDigest) as refused:
        wants("weekly")
    assert (refused.value.field, refused.value.message) == ("frequency", "Please choose one of these.")
    assert state() == []


def test_what_comes_within_minutes_is_one_mail(wants, clock):
    wants("at_once")
    for _number in range(3):
        clock.shift(dt.timedelta(minutes=1))
        hold()
    assert run_due() == []
    clock.shift(dt.timedelta(minutes=2))
    assert run_due() == [True]
    assert [message.subject for message in mail.outbox] == ["www.example.org: 3 comments wait"]
    clock.shift(dt.timedelta(minutes=5))
    assert run_due() == [False]
    hold()
    clock.shift(dt.timedelta(minutes=5))
    assert run_due() == [True]
    assert mail.outbox[1].subject == "www.example.org: one new comment waits, 4 in all"


def test_what_waited_before_they_asked_is_no_news(wants, clock):
    hold()
    wants("hourly")
    clock.shift(dt.timedelta(hours=1))
    assert run_due() == [False]
    assert mail.outbox == []


def test_once_a_day_whatever_waits_is_told_and_nothing_is_not(wants, clock):
    comment = hold()
    wants("daily")
    clock.shift(dt.timedelta(days=1))
    assert run_due() == [True]
    clock.shift(dt.timedelta(days=1))
    assert run_due() == [True]
    DecisionFactory(comment=comment, action="approve")
    clock.shift(dt.timedelta(days=1))
    assert run_due() == [False]
    assert len(mail.outbox) == 2


def test_a_digest_is_sent_once_however_many_workers_are_told(wants, clock):
    preference = wants("daily")
    hold()
    clock.shift(dt.timedelta(days=1))
    assert [send_digest(preference_id=preference.pk) for _worker in range(3)] == [True, False, False]
    assert len(mail.outbox) == 1


def test_before_it_is_due_it_is_not_sent(wants):
    preference = wants("daily")
    hold()
    assert send_digest(preference_id=preference.pk) is False
    assert mail.outbox == []


def test_whose_rights_or_account_are_gone_gets_no_mail(wants, moderator, clock):
    wants("daily")
    hold()
    moderator.user_permissions.clear()
    clock.shift(dt.timedelta(days=1))
    assert run_due() == [False]
    moderator.is_active = False
    moderator.save()
    clock.shift(dt.timedelta(days=1))
    assert run_due() == [False]
    assert mail.outbox == []
    moderator.delete()
    assert state() == []


def test_nobody_is_told_of_sections_in_which_they_do_not_work(wants, moderator, clock):
    wants("daily")
    give_section(section="Sport", user_id=moderator.pk, moderator_id=None)
    hold()
    clock.shift(dt.timedelta(days=1))
    assert run_due() == [False]
    hold(discussion=DiscussionFactory(article=ArticleFactory(section="Sport")))
    clock.shift(dt.timedelta(days=1))
    assert run_due() == [True]
    assert mail.outbox[0].body.count("/moderation/digest/open/") == 1


def test_an_auditor_may_be_told_as_well(clock):
    set_digest(user_id=make_user("auditor").pk, frequency="daily")
    hold()
    clock.shift(dt.timedelta(days=1))
    assert run_due() == [True]


def test_an_account_without_an_address_gets_none(wants, moderator, clock):
    type(moderator).objects.update(email="")
    wants("daily")
    hold()
    clock.shift(dt.timedelta(days=1))
    assert run_due() == [False]
    assert DigestPreference.objects.get().failures == 0


def test_without_the_sites_address_nothing_is_sent(wants, clock, settings):
    wants("daily")
    hold()
    clock.shift(dt.timedelta(days=1))
    settings.MODERATION = {**settings.MODERATION, "SITE_URL": ""}
    assert run_due() == []


def test_a_mail_server_that_takes_nothing_is_tried_again(wants, moderator, clock, settings, caplog):
    wants("daily")
    hold()
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.DeafBackend"
    clock.shift(dt.timedelta(days=1))
    with caplog.at_level(logging.WARNING):
        assert run_due() == [False]
    preference = DigestPreference.objects.get()
    assert (preference.failures, preference.claimed_at, preference.sent_at) == (1, None, None)
    assert preference.next_at <= timezone.now() + dt.timedelta(seconds=30)
    (record,) = caplog.records
    assert record.getMessage() == f"Digest {preference.pk} could not be sent (OSError); it is tried again."
    assert moderator.email not in caplog.text
    settings.EMAIL_BACKEND = working
    clock.shift(dt.timedelta(minutes=1))
    assert run_due() == [True]
    assert DigestPreference.objects.get().failures == 0


def test_a_worker_that_dies_sends_nothing_twice_and_the_next_comes_on_time(wants, clock, settings, caplog):
    wants("hourly")
    clock.shift(dt.timedelta(minutes=1))
    hold()
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.DeadlyBackend"
    clock.shift(dt.timedelta(minutes=30))
    with pytest.raises(KilledError):
        run_due()
    settings.EMAIL_BACKEND = working
    assert run_due() == []
    clock.shift(dt.timedelta(hours=1))
    with caplog.at_level(logging.WARNING):
        assert run_due() == [True]
    assert "never finished" in caplog.text
    assert [message.subject for message in mail.outbox] == ["www.example.org: one comment waits"]
    assert DigestPreference.objects.get().claimed_at is None


def test_who_stops_it_while_it_is_sent_stays_stopped(wants, moderator, clock, settings, monkeypatch):
    preference = wants("daily")
    hold()
    clock.shift(dt.timedelta(days=1))
    write = digests.write_mail

    def write_while_stopped(**fields):
        stop_digest(preference_id=preference.pk)
        return write(**fields)

    monkeypatch.setattr(digests, "write_mail", write_while_stopped)
    assert run_due() == [True]
    preference.refresh_from_db()
    assert (preference.frequency, preference.next_at) == ("off", None)


def test_the_mail_tells_how_much_waits_and_nobodys_name(wants, moderator, clock):
    sports = DiscussionFactory(article=ArticleFactory(title="Cup & final", section="Sports"))
    for number in range(6):
        hold(discussion=sports, body=f"Secret words {number}", author_name="Ada Writer", author_email="ada@example.net")
        clock.shift(dt.timedelta(minutes=1))
    hold()
    wants("daily")
    clock.shift(dt.timedelta(days=1))
    assert run_due() == [True]
    (message,) = mail.outbox
    assert message.to == [moderator.email]
    assert message.subject == "www.example.org: 7 comments wait"
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    for body in (message.body, html):
        assert not re.search("Ada|ada@|Secret|198\\.18", body)
        assert len(re.findall(r"https://www\.example\.org/moderation/digest/open/", body)) == 5
        assert "Many links" in body
    assert "  6  Sports\n  1  Harbour" in message.body
    assert "* Cup & final (Sports)" in message.body
    assert "<bdi>Cup &amp; final</bdi>" in html


def test_comments_are_quoted_only_where_the_settings_say_so(wants, clock, settings):
    settings.MODERATION = {**settings.MODERATION, "DIGEST_EXCERPTS": True, "DIGEST_FROM": "desk@example.org"}
    wants("daily")
    hold(body="The **quay** <i>is</i> old.")
    clock.shift(dt.timedelta(days=1))
    run_due()
    (message,) = mail.outbox
    assert "> The quay" in message.body
    assert message.from_email == "desk@example.org"


def test_mail_programs_find_the_way_out(wants, clock):
    wants("daily")
    hold()
    clock.shift(dt.timedelta(days=1))
    run_due()
    headers = mail.outbox[0].extra_headers
    assert re.fullmatch(r"<https://www\.example\.org/moderation/digest/stop/[\w:-]+/>", headers["List-Unsubscribe"])
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"


def test_it_is_written_in_the_language_in_which_it_was_asked_for(wants, clock):
    wants("daily", language="ar")
    hold()
    clock.shift(dt.timedelta(days=1))
    with translation.override("en"):
        run_due()
        assert translation.get_language() == "en"
    assert '<html lang="ar" dir="rtl">' in mail.outbox[0].alternatives[0][0]


def test_a_digest_costs_the_same_whatever_waits(wants, clock, django_assert_num_queries):
    preference = wants("daily")
    hold()
    clock.shift(dt.timedelta(days=1))
    with django_assert_num_queries(10):
        assert send_digest(preference_id=preference.pk)
    for number in range(8):
        hold(discussion=DiscussionFactory(article=ArticleFactory(section=f"Section {number}")))
    clock.shift(dt.timedelta(days=1))
    with django_assert_num_queries(10):
        assert send_digest(preference_id=preference.pk)


def test_of_two_workers_at_once_one_sends(race, moderator, clock):
    preference = set_digest(user_id=moderator.pk, frequency="daily")
    hold()
    clock.shift(dt.timedelta(days=1))
    outcomes = race(*[lambda: send_digest(preference_id=preference.pk)] * 3)
    assert sorted(outcomes) == [False, False, True]


def test_one_who_may_not_moderate_is_told_of_nothing(clock):
    reader = UserFactory()
    set_digest(user_id=reader.pk, frequency="daily")
    hold()
    clock.shift(dt.timedelta(days=1))
    assert run_due() == [False]


def test_the_riskiest_are_named_first_and_the_longest_wait_is_told(wants, clock):
    wants("hourly")
    oldest = HeldCommentFactory()
    open_case(comment_id=oldest.pk, reasons=[])
    clock.shift(dt.timedelta(hours=1))
    riskiest = HeldCommentFactory()
    open_case(comment_id=riskiest.pk, reasons=[{"code": "signal", "signal": "words.banned"}])
    clock.shift(dt.timedelta(hours=2))
    run_due()
    body = mail.outbox[0].body
    assert "2 comments wait for a moderator, the longest for 3\xa0h." in body
    named = body.partition("The riskiest:")[2]
    titles = [riskiest.discussion.title, oldest.discussion.title]
    assert re.findall(r"^\* (.*) \(Harbour\)$", named, re.MULTILINE) == titles
    assert re.findall(r"waits for (\d+)", named) == ["2", "3"]
