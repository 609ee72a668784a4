"""Summaries: what is public, once, and to nobody else."""

import datetime as dt
import re
from email import message_from_bytes, policy

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.api import (
    Comment,
    Discussion,
    Visibility,
    change_visibility,
    follow_prompt_up,
    merge_discussions,
    pending_notices,
)
from engagement.models import Digest, Follow, Notice, Prompt, Wording
from engagement.services import mailing
from engagement.services.erasure import delete_expired, withdraw_comment
from engagement.services.following import confirm_follow, erase_follows, stop_all_follows, stop_follow
from engagement.services.mailing import MailServer
from engagement.services.notices import send_notices
from tests.articles.models import Article
from tests.engagement.compared import compare, shown_at
from tests.engagement.following import ON, SITE, ask, deliver, follow, smtp_server
from tests.factories import ArticleFactory, DiscussionFactory, PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
MORNING = dt.datetime(2026, 3, 3, 8, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def following(settings):
    settings.ENGAGEMENT = {**ON, "PROMPTS_LIVE_UNCONFIRMED": True}
    settings.TIME_ZONE = "UTC"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def discussion():
    return DiscussionFactory()


def later(clock, minutes=1):
    clock.shift(dt.timedelta(minutes=minutes))


def follow_section(discussion, email="fay@example.org", frequency="digest_daily", **wish):
    ask(discussion, email, scope="section", frequency=frequency, **wish)
    row = Follow.objects.get(section=discussion.section, email=email)
    if not row.is_live:
        confirm_follow(follow_id=row.pk, nonce=row.nonce)
        Follow.objects.filter(pk=row.pk).update(ask_at=None)
    row.refresh_from_db()
    return row


def respect(comment, count):
    Comment.objects.filter(pk=comment.pk).update(respect_count=count)


def states():
    return sorted(Digest.objects.values_list("state", flat=True))


def test_a_section_is_summed_up_in_the_morning_with_prompt_best_answers_and_a_way_out(discussion, clock):
    row = follow_section(discussion)
    assert (row.discussion, row.section, row.told_until, row.next_at) == (None, "Harbour", MONDAY, MORNING)
    later(clock)
    plain = PublishedCommentFactory(discussion=discussion, author_name="Ben", body="Nobody minds.")
    best = PublishedCommentFactory(discussion=discussion, author_name="Ada", body="Keep *it*.\n\nIt is old.")
    featured = PublishedCommentFactory(discussion=discussion, author_name="Cleo", body="Sell it.")
    respect(best, 4)
    Comment.objects.filter(pk=featured.pk).update(featured_at=timezone.now())
    assert deliver() == []
    clock.move_to(MORNING)
    (message,) = deliver()
    stop = message.extra_headers["List-Unsubscribe"]
    assert (message.to, message.subject) == (["fay@example.org"], "What was said in Harbour")
    assert message.extra_headers == {
        "Auto-Submitted": "auto-generated",
        "List-Id": "<section-d712d28b06e0c0c8.news.example.org>",
        "List-Unsubscribe": stop,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert re.fullmatch(rf"<{SITE}/discussions/follow/stop/[\w:-]+/>", stop)
    body = message.body
    assert f"{discussion.title}\nShould the old quay be kept?\n" in body
    assert "3 new comments." in body
    assert f"* Cleo – featured by the newsroom\n  > Sell it.\n  {SITE}/discussions/c/{featured.pk}/" in body
    assert f"* Ada\n  > Keep it. It is old.\n  {SITE}/discussions/c/{best.pk}/#c-{best.pk}\n" in body
    assert body.index("Cleo") < body.index("Ada")
    assert plain.body not in body
    assert f"The whole discussion: {SITE}/discussions/d/{discussion.key}/" in body
    assert stop.strip("<>") in body
    html, kind = message.alternatives[0]
    assert (kind, "<bdi>Ada</bdi>" in html) == ("text/html", True)
    digest = Digest.objects.get()
    until = MORNING - dt.timedelta(minutes=1)
    assert (digest.follow, digest.since, digest.until, digest.state) == (row, MONDAY, until, "sent")
    row.refresh_from_db()
    assert (row.told_until, row.next_at) == (until, MORNING + dt.timedelta(days=1))
    assert deliver() == []
    assert Notice.objects.count() == 0


def test_a_weekly_summary_comes_on_its_day(discussion, clock, settings):
    settings.ENGAGEMENT = {**ON, "DIGEST_DAY": 3}
    row = follow_section(discussion, frequency="digest_weekly")
    assert row.next_at == dt.datetime(2026, 3, 4, 8, 0, tzinfo=dt.UTC)
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    clock.move_to(row.next_at)
    assert len(deliver()) == 1
    row.refresh_from_db()
    assert row.next_at == dt.datetime(2026, 3, 11, 8, 0, tzinfo=dt.UTC)


def test_a_followed_discussion_is_summed_up_too_and_its_comments_are_not_told_singly(discussion, clock):
    follow(discussion, frequency="digest_daily")
    later(clock)
    PublishedCommentFactory(discussion=discussion, body="Nobody minds.")
    PublishedCommentFactory(body="Elsewhere.")
    assert deliver() == []
    clock.move_to(MORNING)
    (message,) = deliver()
    assert message.subject == f"What was said on “{discussion.title}”"
    assert "1 new comment." in message.body
    assert message.extra_headers["List-Id"] == f"<discussion-{discussion.pk}.news.example.org>"
    assert Notice.objects.count() == 0


def test_where_nothing_happened_no_mail_goes_out_and_the_next_begins_there(discussion, clock):
    row = follow_section(discussion)
    DiscussionFactory(article__section="Town")
    clock.move_to(MORNING)
    assert deliver() == []
    row.refresh_from_db()
    assert (row.next_at, row.told_until) == (MORNING + dt.timedelta(days=1), MORNING - dt.timedelta(minutes=1))
    assert Digest.objects.count() == 0


def test_only_what_came_after_the_last_is_told(discussion, clock):
    PublishedCommentFactory(discussion=discussion)
    later(clock)
    follow_section(discussion)
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    clock.move_to(MORNING)
    assert "1 new comment." in deliver()[0].body
    later(clock)
    for _ in range(2):
        PublishedCommentFactory(discussion=discussion)
    clock.move_to(MORNING + dt.timedelta(days=1))
    assert "2 new comments." in deliver()[0].body
    clock.move_to(MORNING + dt.timedelta(days=2))
    assert deliver() == []


def test_what_was_published_this_minute_is_told_next_time(discussion, clock):
    follow_section(discussion)
    clock.move_to(MORNING - dt.timedelta(seconds=30))
    PublishedCommentFactory(discussion=discussion)
    clock.move_to(MORNING)
    assert deliver() == []
    clock.move_to(MORNING + dt.timedelta(days=1))
    assert "1 new comment." in deliver()[0].body


@pytest.mark.parametrize("to", [Visibility.HELD, Visibility.SPAM, Visibility.REJECTED, Visibility.WITHDRAWN, "erased"])
def test_what_is_not_public_any_more_is_left_out(discussion, clock, to):
    follow_section(discussion)
    later(clock)
    gone = PublishedCommentFactory(discussion=discussion, author_name="Eve", body="Gone with the tide.")
    stays = PublishedCommentFactory(discussion=discussion, body="Here to stay.")
    respect(gone, 9)
    respect(stays, 3)
    change_visibility(comment_id=gone.pk, to=to)
    clock.move_to(MORNING)
    (message,) = deliver()
    assert "1 new comment." in message.body
    assert "Here to stay." in message.body
    assert not re.search("Eve|Gone with", message.body + message.alternatives[0][0])


def test_edited_words_that_wait_to_be_checked_are_neither_quoted_nor_counted(discussion, clock):
    follow_section(discussion)
    later(clock)
    checked = PublishedCommentFactory(discussion=discussion, body="First words.")
    unchecked = PublishedCommentFactory(discussion=discussion, body="Second words.")
    now = timezone.now()
    Comment.objects.filter(pk=checked.pk).update(body="Better words.", edited_at=now, respect_count=3)
    Comment.objects.filter(pk=unchecked.pk).update(
        body="Worse words.", edited_at=now, next_attempt_at=now, respect_count=9
    )
    clock.move_to(MORNING)
    (message,) = deliver()
    assert "1 new comment." in message.body
    assert "Better words." in message.body
    assert not re.search("First|Second|Worse", message.body)


@pytest.mark.parametrize("hide", ["hidden", "draft", "embargo", "merged", "withdrawn"])
def test_of_what_readers_may_not_see_nothing_is_told(discussion, clock, hide):
    follow_section(discussion)
    later(clock)
    comment = PublishedCommentFactory(discussion=discussion)
    article = Article.objects.filter(pk=discussion.host_pk)
    if hide == "hidden":
        Discussion.objects.update(status="hidden")
    elif hide == "draft":
        article.update(draft=True)
    elif hide == "embargo":
        article.update(published_at=MORNING + dt.timedelta(days=3))
    elif hide == "merged":
        merge_discussions(source_id=discussion.pk, target_id=DiscussionFactory(article__section="Town").pk)
    else:
        withdraw_comment(comment_id=comment.pk)
    clock.move_to(MORNING)
    assert deliver() == []
    assert Digest.objects.count() == 0


def test_hidden_ones_take_no_place_and_are_not_counted(clock):
    discussions = [DiscussionFactory() for _ in range(12)]
    follow_section(discussions[0])
    later(clock)
    for discussion in discussions:
        PublishedCommentFactory(discussion=discussion)
    for discussion in discussions[:2]:
        PublishedCommentFactory(discussion=discussion)
        Article.objects.filter(pk=discussion.host_pk).update(draft=True)
    clock.move_to(MORNING)
    (message,) = deliver()
    titles = [discussion.title for discussion in discussions if f"\n{discussion.title}\n" in f"\n{message.body}"]
    assert titles == [discussion.title for discussion in discussions[2:10]]
    assert "Something happened in 2 more discussions." in message.body


def test_nobody_is_told_of_their_own_comments(discussion, clock):
    kim = UserFactory(email="kim@example.org")
    follow_section(discussion, "ada@example.org")
    follow_section(discussion, "kim@example.org", user_id=kim.pk)
    later(clock)
    PublishedCommentFactory(discussion=discussion, author_email="Ada@Example.org")
    PublishedCommentFactory(discussion=discussion, user=kim)
    clock.move_to(MORNING)
    assert sorted((message.to[0], "1 new comment." in message.body) for message in deliver()) == [
        ("ada@example.org", True),
        ("kim@example.org", True),
    ]


def test_a_discussion_says_what_became_of_the_answers(discussion, clock):
    follow_section(discussion)
    later(clock)
    prompt = Prompt.objects.get(discussion=discussion)
    follow_prompt_up(prompt_id=prompt.pk, text="The council *keeps* the quay.", by=UserFactory())
    clock.move_to(MORNING)
    (message,) = deliver()
    assert "What came of the answers:\n  The council keeps the quay.\n" in message.body
    assert "new comment" not in message.body
    clock.move_to(MORNING + dt.timedelta(days=1))
    assert deliver() == []


@pytest.mark.parametrize("how", ["hand", "time", "age"])
def test_a_discussion_that_closed_says_so_once(discussion, clock, settings, how):
    follow_section(discussion)
    later(clock)
    if how == "hand":
        Discussion.objects.update(status="closed", closed_at=timezone.now())
    elif how == "time":
        Discussion.objects.update(answers_until=timezone.now() + dt.timedelta(hours=2))
    else:
        settings.ENGAGEMENT = {**ON, "CLOSE_AFTER_DAYS_IN": {"Harbour": 1}}
        Discussion.objects.update(article_published_at=timezone.now() - dt.timedelta(hours=12))
    clock.move_to(MORNING)
    (message,) = deliver()
    assert "The discussion has closed." in message.body
    clock.move_to(MORNING + dt.timedelta(days=1))
    assert deliver() == []


def test_a_summary_is_written_in_the_followers_language_and_escaped(discussion, clock):
    follow_section(discussion, language="ar")
    later(clock)
    comment = PublishedCommentFactory(discussion=discussion, author_name="<b>Ada</b>", body="<i>quay</i> & `<b>`")
    respect(comment, 3)
    clock.move_to(MORNING)
    (message,) = deliver()
    html = message.alternatives[0][0]
    assert '<html lang="ar" dir="rtl">' in html
    assert "&lt;b&gt;Ada&lt;/b&gt;" in html
    assert "<b>Ada" not in html
    assert "<i>" not in html


HOSTILE = "Quay\r\nBcc: eve@example.org\r\n\r\nBuy \u202e\u2028now\x0b"


def test_no_section_title_or_name_gets_into_a_header_or_out_of_its_line(clock, settings):
    discussion = DiscussionFactory(article=ArticleFactory(section="Harbour"))
    Discussion.objects.update(title=HOSTILE, section=HOSTILE)
    discussion.refresh_from_db()
    follow_section(discussion)
    later(clock)
    comment = PublishedCommentFactory(discussion=discussion, body="Fine.\n\n-- \nStop it: https://evil.example")
    Comment.objects.filter(pk=comment.pk).update(author_name=HOSTILE, respect_count=3)
    clock.move_to(MORNING)
    with smtp_server(settings) as server:
        send_notices(seconds=30)
    (taken,) = server.taken
    message = message_from_bytes(taken, policy=policy.default)
    assert message["Bcc"] is None
    assert message["Subject"] == "What was said in Quay Bcc: eve@example.org Buy now"
    text = message.get_body(("plain",)).get_content()
    assert not re.search(r"^(Bcc|Stop it: https://evil)", text, re.MULTILINE)
    assert message.get_body(("html",)) is not None


def test_a_summary_costs_the_same_however_much_happened(clock):
    def tell():
        # What was published is noted first, which costs by the comment.
        assert deliver() == []
        clock.shift(dt.timedelta(days=1))
        with CaptureQueriesContext(connection) as queries:
            assert len(deliver()) == 1
        return len(queries)

    discussion = DiscussionFactory()
    follow_section(discussion)
    later(clock)
    respect(PublishedCommentFactory(discussion=discussion), 3)
    clock.move_to(MORNING - dt.timedelta(days=1))
    few = tell()
    for other in [discussion, *(DiscussionFactory() for _ in range(11))]:
        for _ in range(4):
            respect(PublishedCommentFactory(discussion=other), 3)
    assert tell() == few


# When mails fail.


def test_while_the_mail_server_is_down_nothing_is_claimed_and_nothing_lost(discussion, clock, settings, caplog):
    row = follow_section(discussion)
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    with smtp_server(settings) as server:
        pass
    clock.move_to(MORNING)
    for _ in range(3):
        later(clock, 60)
        assert send_notices(seconds=30) is True
    assert "No mail to followers can be sent (ConnectionRefusedError); it is tried again." in caplog.text
    assert "example.org" not in caplog.text
    assert Digest.objects.count() == 0
    assert (pending_notices().due, pending_notices().oldest_due_at) == (1, MORNING)
    row.refresh_from_db()
    assert (row.told_until, row.failures) == (MONDAY, 0)
    with smtp_server(settings) as server:
        assert send_notices(seconds=30) is False
    assert (len(server.taken), states()) == (1, ["sent"])


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_what_the_server_refuses_for_now_is_sent_later_and_tells_of_what_came_meanwhile(
    discussion, clock, settings, verb
):
    row = follow_section(discussion)
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    clock.move_to(MORNING)
    with smtp_server(settings) as server:
        server.answers[verb] = "451 later, please"
        send_notices(seconds=30)
        row.refresh_from_db()
        assert (states(), row.failures, row.told_until) == ([], 1, MONDAY)
        assert row.next_at == MORNING + dt.timedelta(minutes=5)
        PublishedCommentFactory(discussion=discussion)
        later(clock, 4)
        send_notices(seconds=30)
        server.answers.clear()
        later(clock)
        send_notices(seconds=30)
    (taken,) = server.taken
    assert "2 new comments." in message_from_bytes(taken, policy=policy.default).get_body(("plain",)).get_content()
    row.refresh_from_db()
    assert (states(), row.failures, row.next_at) == (["sent"], 0, MORNING + dt.timedelta(days=1))


def test_what_is_refused_too_often_is_given_up(discussion, clock, settings, caplog):
    row = follow_section(discussion, frequency="digest_weekly")
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    clock.move_to(row.next_at)
    with smtp_server(settings) as server:
        server.answers["RCPT"] = "450 mailbox busy for fay@example.org"
        for minutes in (0, *mailing.RETRY_MINUTES):
            assert states() == []
            later(clock, minutes)
            send_notices(seconds=30)
    assert (states(), Digest.objects.get().error) == (["failed"], "SMTPRecipientsRefused")
    assert pending_notices().failed == 1
    assert "fay@example.org" not in caplog.text


@pytest.mark.parametrize("how", ["refused", "hangs up"])
def test_what_is_refused_for_good_or_may_have_arrived_is_not_sent_again(discussion, clock, settings, how):
    follow_section(discussion)
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    clock.move_to(MORNING)
    with smtp_server(settings) as server:
        if how == "refused":
            server.answers["DATA"] = "550 no"
        else:
            server.hangs_up = True
        send_notices(seconds=30)
        server.answers.clear()
        server.hangs_up = False
        later(clock, 60 * 24)
        send_notices(seconds=30)
    assert (len(server.taken), states()) == (0 if how == "refused" else 1, ["failed"])


class Killed(BaseException):
    """The worker's end."""


def test_a_summary_whose_worker_died_is_told_to_the_operator_and_not_sent_twice(discussion, clock, monkeypatch, caplog):
    follow_section(discussion)
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    clock.move_to(MORNING)
    with monkeypatch.context() as patch:
        patch.setattr(MailServer, "send", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            send_notices(seconds=30)
    assert states() == ["claimed"]
    later(clock, 9)
    assert deliver() == []
    assert states() == ["claimed"]
    later(clock)
    assert deliver() == []
    assert states() == ["cut_off"]
    assert pending_notices().cut_off == 1
    assert caplog.text.count("1 summaries to followers were cut off") == 1
    clock.shift(dt.timedelta(days=1))
    assert deliver() == []
    assert caplog.text.count("cut off") == 1


# Quiet hours.


def test_in_the_quiet_hours_nobody_is_told_and_what_waits_goes_out_at_their_end(discussion, clock, settings):
    settings.ENGAGEMENT = {**ON, "QUIET_HOURS": (22, 9)}
    follow(discussion, "gus@example.org")
    follow_section(discussion)
    clock.move_to(dt.datetime(2026, 3, 2, 22, 0, tzinfo=dt.UTC))
    PublishedCommentFactory(discussion=discussion)
    assert deliver() == []
    clock.move_to(dt.datetime(2026, 3, 3, 8, 59, tzinfo=dt.UTC))
    assert deliver() == []
    pending = pending_notices()
    assert (pending.due, pending.quiet, pending.oldest_due_at) == (0, 2, None)
    assert Digest.objects.count() == 0
    end = dt.datetime(2026, 3, 3, 9, 0, tzinfo=dt.UTC)
    clock.move_to(end)
    pending = pending_notices()
    assert (pending.due, pending.quiet, pending.oldest_due_at) == (2, 0, end)
    assert sorted(message.to[0] for message in deliver()) == ["fay@example.org", "gus@example.org"]


def test_a_run_that_lasts_into_the_quiet_hours_stops_there(discussion, clock, settings, monkeypatch):
    settings.ENGAGEMENT = {**ON, "QUIET_HOURS": (22, 7)}
    for number in range(3):
        follow(discussion, f"fay{number}@example.org", ip=f"198.51.100.{number}")
    clock.move_to(dt.datetime(2026, 3, 2, 21, 59, 59, tzinfo=dt.UTC))
    PublishedCommentFactory(discussion=discussion)
    send = MailServer.send

    def send_slowly(self, message):
        send(self, message)
        clock.shift(dt.timedelta(seconds=1))

    monkeypatch.setattr(MailServer, "send", send_slowly)
    send_notices(seconds=30)
    assert len(mail.outbox) == 1
    assert Notice.objects.filter(state="waiting").count() == 2


def test_the_question_whether_somebody_wants_to_follow_is_not_held_back(discussion, clock, settings):
    settings.ENGAGEMENT = {**ON, "QUIET_HOURS": (22, 7)}
    clock.move_to(dt.datetime(2026, 3, 2, 23, 0, tzinfo=dt.UTC))
    ask(discussion, scope="section", frequency="digest_weekly")
    (message,) = deliver()
    assert "to tell this address of what is said in Harbour." in message.body
    assert "A mail would come at most once a week." in message.body


# Beginning, changing, ending.


def test_who_takes_a_summary_in_place_of_single_mails_hears_of_nothing_twice(discussion, clock):
    row = follow(discussion, frequency="daily")
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    deliver()
    assert Notice.objects.filter(state="waiting").count() == 1
    later(clock, 61)
    ask(discussion, frequency="digest_daily")
    row.refresh_from_db()
    assert row.frequency == "daily"
    confirm_follow(follow_id=row.pk, nonce=row.nonce)
    row.refresh_from_db()
    assert (row.frequency, row.told_until, row.next_at) == ("digest_daily", timezone.now(), MORNING)
    assert Notice.objects.count() == 0
    later(clock, 61)
    ask(discussion, frequency="at_once")
    row.refresh_from_db()
    confirm_follow(follow_id=row.pk, nonce=row.nonce)
    row.refresh_from_db()
    assert (row.frequency, row.next_at) == ("at_once", None)
    PublishedCommentFactory(discussion=discussion)
    Follow.objects.filter(ask_at__isnull=False).update(ask_at=None)
    assert [message.subject[:13] for message in deliver()] == ["1 new comment"]


def test_who_changes_from_weekly_to_daily_loses_nothing(discussion, clock):
    row = follow_section(discussion, frequency="digest_weekly")
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    later(clock, 61)
    ask(discussion, scope="section", frequency="digest_daily")
    row.refresh_from_db()
    confirm_follow(follow_id=row.pk, nonce=row.nonce)
    row.refresh_from_db()
    assert (row.told_until, row.next_at) == (MONDAY, MORNING)


def test_once_a_day_of_a_section_means_a_summary(discussion):
    assert follow_section(discussion, frequency="daily").frequency == "digest_daily"


def test_stopping_one_and_all(discussion, clock):
    row = follow_section(discussion)
    other = follow(discussion, frequency="digest_daily")
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    assert stop_follow(follow_id=row.pk) is True
    row.refresh_from_db()
    assert (row.next_at, row.is_live) == (None, False)
    clock.move_to(MORNING)
    assert [message.subject for message in deliver()] == [f"What was said on “{discussion.title}”"]
    assert stop_all_follows(follow_id=row.pk) == 1
    other.refresh_from_db()
    assert not other.is_live
    clock.move_to(MORNING + dt.timedelta(days=1))
    PublishedCommentFactory(discussion=discussion)
    assert deliver() == []


def test_who_comes_back_after_stopping_hears_of_what_came_since(discussion, clock):
    row = follow_section(discussion)
    stop_follow(follow_id=row.pk)
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    later(clock, 61)
    assert follow_section(discussion).told_until == timezone.now()
    clock.move_to(MORNING)
    assert deliver() == []


def test_erasing_an_address_erases_its_sections_and_summaries(discussion, clock):
    follow_section(discussion)
    follow_section(discussion, "gus@example.org")
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    clock.move_to(MORNING)
    deliver()
    assert erase_follows(email="Fay@Example.org") == 1
    assert list(Digest.objects.values_list("follow__email", flat=True)) == ["gus@example.org"]


def test_what_was_told_is_forgotten_after_its_days(discussion, clock):
    follow_section(discussion)
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    clock.move_to(MORNING)
    deliver()
    clock.shift(dt.timedelta(days=30, seconds=-1))
    delete_expired()
    assert Digest.objects.count() == 1
    clock.shift(dt.timedelta(seconds=1))
    delete_expired()
    assert (Digest.objects.count(), Follow.objects.count()) == (0, 1)


def test_a_summary_of_a_discussion_moves_with_it_and_a_section_stays(discussion, clock):
    target = DiscussionFactory(article__section="Town")
    one, section = follow(discussion, frequency="digest_daily"), follow_section(discussion)
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    merge_discussions(source_id=discussion.pk, target_id=target.pk)
    one.refresh_from_db()
    section.refresh_from_db()
    assert (one.discussion, section.section) == (target, "Harbour")
    clock.move_to(MORNING)
    assert [message.subject for message in deliver()] == [f"What was said on “{target.title}”"]


def test_a_summary_can_be_asked_for_where_the_discussion_is_closed_if_it_is_the_sections(discussion):
    Discussion.objects.update(status="closed", closed_at=timezone.now())
    discussion.refresh_from_db()
    assert follow_section(discussion).is_live


def test_where_following_is_off_nothing_is_sent(discussion, clock, settings):
    row = follow_section(discussion)
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    settings.ENGAGEMENT = {}
    clock.move_to(MORNING)
    assert deliver() == []
    row.refresh_from_db()
    assert row.told_until == MONDAY


def test_a_summary_asks_in_the_words_of_the_slot_in_which_it_is_written(discussion, clock, settings):
    settings.ENGAGEMENT = {**settings.ENGAGEMENT, "MEASURE": True}
    follow_section(discussion)
    experiment = compare(discussion, slot_hours=1)
    for day in range(4):
        later(clock)
        PublishedCommentFactory(discussion=discussion)
        at = MORNING + dt.timedelta(days=day)
        clock.move_to(at)
        (message,) = deliver()
        words = Wording.objects.get(pk=shown_at(experiment, at)).question
        assert f"{discussion.title}\n{words}\n" in message.body
