"""Mails to followers: of what is published, once, and to nobody else."""

import datetime as dt
import logging
import re
from email import message_from_bytes, policy

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.api import Comment, Discussion, PendingNotices, Visibility, change_visibility, pending_notices
from engagement.models import Follow, Notice, Publication
from engagement.services import mailing, spreading
from engagement.services.erasure import delete_expired, withdraw_comment
from engagement.services.mailing import MailServer
from engagement.services.notices import send_notices, send_question
from engagement.services.spreading import spread_publication
from tests.articles.models import Article
from tests.engagement.following import ON, SITE, ask, deliver, follow, smtp_server
from tests.factories import (
    DiscussionFactory,
    HeldCommentFactory,
    PublishedCommentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def following(settings):
    settings.ENGAGEMENT = ON


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def discussion():
    return DiscussionFactory()


def later(clock, minutes=1):
    clock.shift(dt.timedelta(minutes=minutes))


def states():
    return sorted(Notice.objects.values_list("state", flat=True))


def told(messages):
    return sorted(message.to[0] for message in messages)


def test_a_follower_is_told_of_a_new_comment_with_a_way_out(discussion, clock):
    row = follow(discussion)
    later(clock)
    comment = PublishedCommentFactory(discussion=discussion, author_name="Ada", body="Keep *it*.\n\nIt is old.")
    (message,) = deliver()
    stop = message.extra_headers["List-Unsubscribe"]
    assert (message.to, message.subject) == (["fay@example.org"], f"1 new comment on “{discussion.title}”")
    assert message.extra_headers == {
        "Auto-Submitted": "auto-generated",
        "List-Id": f"<discussion-{discussion.pk}.news.example.org>",
        "List-Unsubscribe": stop,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert re.fullmatch(rf"<{SITE}/discussions/follow/stop/[\w:-]+/>", stop)
    assert f"* Ada\n  > Keep it. It is old.\n  {SITE}/discussions/c/{comment.pk}/#c-{comment.pk}\n" in message.body
    assert f"The whole discussion: {SITE}/discussions/d/{discussion.key}/" in message.body
    assert stop.strip("<>") in message.body
    assert f"{SITE}/discussions/follow/stop-all/" in message.body
    (html, kind) = message.alternatives[0]
    assert kind == "text/html"
    assert "<bdi>Ada</bdi>" in html
    notice = Notice.objects.get()
    assert (notice.follow, notice.comment, notice.state) == (row, comment, "sent")
    assert (notice.claimed_at, notice.finished_at) == (NOON + dt.timedelta(minutes=1),) * 2
    assert deliver() == []
    assert Publication.objects.count() == 0


def test_what_comes_fast_stands_in_one_mail(discussion, clock):
    follow(discussion)
    later(clock)
    for body in ("One is enough.", "Two are better."):
        PublishedCommentFactory(discussion=discussion, body=body)
    (message,) = deliver()
    assert message.subject.startswith("2 new comments")
    assert message.body.index("One is enough.") < message.body.index("Two are better.")
    later(clock)
    PublishedCommentFactory(discussion=discussion, body="Three are many.")
    assert deliver() == []
    later(clock, 8)
    PublishedCommentFactory(discussion=discussion, body="Four are too many.")
    assert deliver() == []
    later(clock)
    (message,) = deliver()
    assert message.subject.startswith("2 new comments")
    assert "Three are many." in message.body
    assert "Two are better." not in message.body


def test_a_long_list_is_cut_and_counted(discussion, clock):
    follow(discussion)
    later(clock)
    for number in range(23):
        PublishedCommentFactory(discussion=discussion, body=f"Note number {number}.")
    (message,) = deliver()
    assert message.subject.startswith("23 new comments")
    assert message.body.count("  > Note number") == 20
    assert "… and 3 more." in message.body
    assert states() == ["sent"] * 23


def test_daily_mails_come_in_the_morning_of_the_sites_time_zone(discussion, clock, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    settings.ENGAGEMENT = {**ON, "FOLLOW_HOUR": 7}
    follow(discussion, frequency="daily")
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    assert deliver() == []
    assert Follow.objects.get().next_at == dt.datetime(2026, 3, 3, 6, 0, tzinfo=dt.UTC)
    clock.move_to(dt.datetime(2026, 3, 3, 5, 59, tzinfo=dt.UTC))
    PublishedCommentFactory(discussion=discussion)
    assert deliver() == []
    later(clock)
    (message,) = deliver()
    assert message.subject.startswith("2 new comments")


def test_only_what_was_published_after_the_confirmation_is_told(discussion, clock):
    PublishedCommentFactory(discussion=discussion)
    later(clock)
    follow(discussion)
    later(clock)
    assert deliver() == []
    HeldCommentFactory(discussion=discussion)
    assert deliver() == []
    assert Notice.objects.count() == 0


def test_a_comment_that_a_moderator_publishes_is_told_then_and_only_once(discussion, clock):
    follow(discussion)
    later(clock)
    held = HeldCommentFactory(discussion=discussion)
    later(clock)
    change_visibility(comment_id=held.pk, to=Visibility.PUBLISHED)
    assert len(deliver()) == 1
    later(clock, 20)
    change_visibility(comment_id=held.pk, to=Visibility.HELD)
    change_visibility(comment_id=held.pk, to=Visibility.PUBLISHED)
    assert deliver() == []


@pytest.mark.parametrize("to", [Visibility.HELD, Visibility.SPAM, Visibility.REJECTED, Visibility.WITHDRAWN, "erased"])
def test_what_is_not_public_any_more_is_left_out(discussion, clock, to):
    follow(discussion)
    later(clock)
    gone = PublishedCommentFactory(discussion=discussion, body="Gone with the tide.")
    stays = PublishedCommentFactory(discussion=discussion, body="Here to stay.")
    spread_all()
    change_visibility(comment_id=gone.pk, to=to)
    (message,) = deliver()
    assert "Here to stay." in message.body
    assert "Gone with the tide." not in message.body
    assert message.subject.startswith("1 new comment")
    assert dict(Notice.objects.values_list("comment_id", "state")) == {gone.pk: "left_out", stays.pk: "sent"}


def spread_all():
    for pk in Publication.objects.values_list("pk", flat=True):
        spread_publication(publication_id=pk)


def test_where_nothing_is_left_no_mail_goes_out(discussion, clock):
    follow(discussion)
    later(clock)
    comment = PublishedCommentFactory(discussion=discussion)
    spread_all()
    withdraw_comment(comment_id=comment.pk)
    assert deliver() == []
    assert states() == ["left_out"]


def test_a_mail_quotes_the_words_of_this_moment_and_none_that_wait_to_be_checked(discussion, clock):
    follow(discussion)
    later(clock)
    checked = PublishedCommentFactory(discussion=discussion, body="First words.")
    unchecked = PublishedCommentFactory(discussion=discussion, body="Second words.")
    spread_all()
    now = NOON + dt.timedelta(minutes=1)
    Comment.objects.filter(pk=checked.pk).update(body="Better words.", edited_at=now)
    Comment.objects.filter(pk=unchecked.pk).update(body="Worse words.", edited_at=now, next_attempt_at=now)
    (message,) = deliver()
    assert "Better words." in message.body
    assert not re.search("First|Second|Worse", message.body)


@pytest.mark.parametrize("hide", [{"status": "hidden"}, "article"])
def test_of_what_readers_may_not_see_nothing_is_told(discussion, clock, hide):
    follow(discussion)
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    if hide == "article":
        Article.objects.update(draft=True)
    else:
        Discussion.objects.update(**hide)
    assert deliver() == []


def test_nobody_is_told_of_their_own_comment(discussion, clock):
    kim = UserFactory(email="kim@example.org")
    follow(discussion, "Ada@example.org")
    follow(discussion, "kim.old@example.org", user_id=kim.pk)
    follow(discussion, "gus@example.org")
    later(clock)
    PublishedCommentFactory(discussion=discussion, author_email="ada@EXAMPLE.org")
    assert told(deliver()) == ["gus@example.org", "kim.old@example.org"]
    later(clock, 20)
    PublishedCommentFactory(discussion=discussion, user=kim)
    assert told(deliver()) == ["Ada@example.org", "gus@example.org"]


def test_replies_are_told_to_whoever_is_answered_and_to_nobody_else(discussion, clock):
    kim = UserFactory(email="kim@example.org")
    ada = PublishedCommentFactory(discussion=discussion, author_email="Ada@example.org")
    by_kim = PublishedCommentFactory(discussion=discussion, user=kim)
    follow(discussion, "ada@example.org", scope="replies")
    follow(discussion, "kim@example.org", scope="replies", user_id=kim.pk)
    follow(discussion, "gus@example.org", scope="replies")
    follow(DiscussionFactory(), "ada@example.org", scope="replies")
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    assert deliver() == []
    PublishedCommentFactory(parent=ada, body="You are wrong.")
    (message,) = deliver()
    assert (message.to, message.subject) == (["ada@example.org"], f"1 reply to you on “{discussion.title}”")
    later(clock, 20)
    PublishedCommentFactory(parent=by_kim)
    PublishedCommentFactory(parent=by_kim, user=kim)
    PublishedCommentFactory(parent=PublishedCommentFactory(parent=ada, author_email=""))
    assert told(deliver()) == ["ada@example.org", "kim@example.org"]


def test_who_follows_both_gets_one_mail_about_a_reply_and_one_in_ten_minutes(discussion, clock):
    ada = PublishedCommentFactory(discussion=discussion, author_email="ada@example.org")
    follow(discussion, "ada@example.org")
    follow(discussion, "Ada@example.org", scope="replies")
    later(clock)
    PublishedCommentFactory(parent=ada, body="You are right.")
    PublishedCommentFactory(discussion=discussion, body="Something else.")
    (first,) = deliver()
    later(clock, 9)
    assert deliver() == []
    later(clock)
    (second,) = deliver()
    assert sorted([first.subject[:7], second.subject[:7]]) == ["1 new c", "1 reply"]
    later(clock, 60)
    assert deliver() == []
    assert states() == ["sent", "sent"]


def test_a_mail_is_written_in_the_followers_language(discussion, clock):
    follow(discussion, language="ar")
    later(clock)
    PublishedCommentFactory(discussion=discussion, author_name="<b>Ada</b>", body="<i>quay</i> & `<b>`")
    (message,) = deliver()
    html = message.alternatives[0][0]
    assert '<html lang="ar" dir="rtl">' in html
    assert "&lt;b&gt;Ada&lt;/b&gt;" in html
    assert "<b>" not in html


HOSTILE = "Quay\r\nBcc: eve@example.org\r\n\r\nBuy \u202e\u2028now\x0b"


def test_no_title_and_no_name_gets_into_a_header_or_out_of_its_line(discussion, clock, settings):
    follow(discussion)
    settings.ENGAGEMENT = {**ON, "SITE_NAME": HOSTILE}
    Article.objects.update(title=HOSTILE)
    Discussion.objects.update(title=HOSTILE * 8)
    later(clock)
    comment = PublishedCommentFactory(discussion=discussion, body="Fine.\n\n-- \nStop it: https://evil.example")
    Comment.objects.filter(pk=comment.pk).update(author_name=HOSTILE)
    ask(discussion, "new@example.org")
    with smtp_server(settings) as server:
        send_notices(seconds=30)
    assert len(server.taken) == 2
    for taken in server.taken:
        message = message_from_bytes(taken, policy=policy.default)
        assert message["Bcc"] is None
        assert "Quay Bcc: eve@example.org Buy now" in message["Subject"]
        assert message["To"] in ("new@example.org", "fay@example.org")
        text = message.get_body(("plain",)).get_content()
        assert not re.search(r"^(Bcc|Stop it: https://evil)", text, re.MULTILINE)


def test_a_real_mail_server_gets_a_mail_of_two_parts(discussion, clock, settings):
    follow(discussion)
    later(clock)
    PublishedCommentFactory(discussion=discussion, body="Der Kai heißt Kai.")
    with smtp_server(settings) as server:
        assert send_notices(seconds=30) is False
    message = message_from_bytes(server.taken[0], policy=policy.default)
    assert message["From"] == "Harbour Post <talk@example.org>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(rf"<{SITE}/discussions/follow/stop/[\w:-]+/>", message["List-Unsubscribe"].strip())
    assert "Der Kai heißt Kai." in message.get_body(("plain",)).get_content()
    assert "Der Kai heißt Kai." in message.get_body(("html",)).get_content()
    assert states() == ["sent"]


def test_a_long_run_connects_anew_now_and_then(discussion, clock, settings, monkeypatch):
    monkeypatch.setattr(mailing, "_PER_CONNECTION", 2)
    for number in range(5):
        follow(discussion, f"fay{number}@example.org", ip=f"198.51.100.{number}")
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    with smtp_server(settings) as server:
        send_notices(seconds=30)
    assert (len(server.taken), server.connections) == (5, 3)


def test_while_the_mail_server_is_down_nothing_is_claimed_and_nothing_lost(discussion, clock, settings, caplog):
    follow(discussion)
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    ask(discussion, "new@example.org")
    with smtp_server(settings) as server:
        pass
    for _ in range(3):
        later(clock, 60)
        assert send_notices(seconds=30) is True
        assert send_question(follow_id=Follow.objects.get(email="new@example.org").pk) is False
    assert "No mail to followers can be sent (ConnectionRefusedError); it is tried again." in caplog.text
    assert "example.org" not in caplog.text
    spread_all()
    assert states() == ["waiting"]
    assert pending_notices() == PendingNotices(
        due=1, oldest_due_at=Follow.objects.get(email="fay@example.org").next_at, quiet=0,
        questions=1, oldest_question_at=Follow.objects.get(email="new@example.org").ask_at,
        publications=0, failed=0, cut_off=0,
    )  # fmt: skip
    with smtp_server(settings) as server:
        assert send_notices(seconds=30) is False
    assert len(server.taken) == 2
    assert states() == ["sent"]


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_what_the_server_refuses_for_now_is_sent_later(discussion, clock, settings, verb):
    row = follow(discussion)
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    with smtp_server(settings) as server:
        server.answers[verb] = "451 later, please"
        send_notices(seconds=30)
        row.refresh_from_db()
        assert (states(), row.failures) == (["waiting"], 1)
        assert row.next_at == NOON + dt.timedelta(minutes=6)
        later(clock, 4)
        send_notices(seconds=30)
        server.answers.clear()
        later(clock)
        send_notices(seconds=30)
    row.refresh_from_db()
    assert (len(server.taken), states(), row.failures) == (1, ["sent"], 0)


def test_what_is_refused_too_often_is_given_up(discussion, clock, settings, caplog):
    follow(discussion)
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    with smtp_server(settings) as server:
        server.answers["RCPT"] = "450 mailbox busy for fay@example.org"
        for minutes in (0, *mailing.RETRY_MINUTES):
            assert states() in ([], ["waiting"])
            later(clock, minutes)
            send_notices(seconds=30)
    assert states() == ["failed"]
    assert Notice.objects.get().error == "SMTPRecipientsRefused"
    assert pending_notices().failed == 1
    assert "fay@example.org" not in caplog.text


def test_what_is_refused_for_good_is_not_sent_again_and_stops_nobody_else(discussion, clock, settings):
    follow(discussion, "fay@example.org")
    follow(discussion, "gus@example.org")
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    with smtp_server(settings) as server:
        server.answers["DATA"] = "550 no"
        send_notices(seconds=30)
        server.answers.clear()
        later(clock, 60)
        send_notices(seconds=30)
    assert (server.taken, states()) == ([], ["failed", "failed"])


def test_a_mail_that_may_have_arrived_is_not_sent_again(discussion, clock, settings):
    follow(discussion)
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    with smtp_server(settings) as server:
        server.hangs_up = True
        send_notices(seconds=30)
        server.hangs_up = False
        later(clock, 60)
        send_notices(seconds=30)
    assert len(server.taken) == 1
    assert (states(), Notice.objects.get().error) == (["failed"], "SMTPServerDisconnected")


class Killed(BaseException):
    """The worker's end."""


def test_a_mail_whose_worker_died_is_told_to_the_operator_and_not_sent_twice(discussion, clock, monkeypatch, caplog):
    follow(discussion)
    later(clock)
    PublishedCommentFactory(discussion=discussion)
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
    assert caplog.text.count("1 notices were cut off") == 1
    assert deliver() == []
    assert caplog.text.count("cut off") == 1


def test_a_follower_who_stops_meanwhile_gets_nothing(discussion, clock):
    row = follow(discussion)
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    spread_all()
    Follow.objects.filter(pk=row.pk).update(stopped_at=NOON, next_at=None)
    assert deliver() == []


def test_a_crowd_is_noted_batch_by_batch_and_after_a_crash_from_where_it_stopped(discussion, clock, monkeypatch):
    monkeypatch.setattr(spreading, "BATCH", 3)
    for number in range(8):
        follow(discussion, f"fay{number}@example.org", ip=f"198.51.100.{number}")
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    (pk,) = Publication.objects.values_list("pk", flat=True)
    assert [spread_publication(publication_id=pk) for _ in range(2)] == [True, True]
    assert Notice.objects.count() == 6
    Publication.objects.update(reached=0)
    assert len(deliver()) == 8
    assert states() == ["sent"] * 8


def test_publishing_costs_the_same_however_many_follow(discussion, clock):
    def publish():
        with CaptureQueriesContext(connection) as queries:
            PublishedCommentFactory(discussion=discussion)
        return len(queries)

    publish()
    few = publish()
    for number in range(20):
        follow(discussion, f"fay{number}@example.org", ip=f"198.51.100.{number}")
    assert publish() == few


def test_noting_a_batch_costs_the_same_however_many_are_in_it(discussion, clock):
    def spread():
        PublishedCommentFactory(discussion=discussion)
        (pk,) = Publication.objects.values_list("pk", flat=True)
        with CaptureQueriesContext(connection) as queries:
            spread_publication(publication_id=pk)
        return len(queries)

    follow(discussion, "gus@example.org")
    later(clock)
    few = spread()
    for number in range(20):
        follow(discussion, f"fay{number}@example.org", ip=f"198.51.100.{number}")
    later(clock)
    assert spread() == few


def test_where_following_is_off_nothing_is_noted_and_nothing_sent(discussion, clock, settings):
    follow(discussion)
    later(clock)
    settings.ENGAGEMENT = {}
    PublishedCommentFactory(discussion=discussion)
    assert Publication.objects.count() == 0
    settings.ENGAGEMENT = ON
    PublishedCommentFactory(discussion=discussion)
    settings.ENGAGEMENT = {}
    assert deliver() == []
    assert Notice.objects.count() == 0


def test_what_was_told_is_forgotten_after_its_days(discussion, clock):
    follow(discussion)
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    deliver()
    clock.shift(dt.timedelta(days=30))
    delete_expired()
    assert (Notice.objects.count(), Follow.objects.count()) == (0, 1)


def test_when_the_time_is_over_the_rest_is_left_for_the_next(discussion, clock):
    follow(discussion)
    later(clock)
    PublishedCommentFactory(discussion=discussion)
    assert send_notices(seconds=0) is True
    assert len(deliver()) == 1


def test_nothing_is_logged_that_names_anybody(discussion, clock, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    follow(discussion)
    ask(discussion, "new@example.org")
    later(clock)
    PublishedCommentFactory(discussion=discussion, body="Nobody's business.")
    refusal = ValueError("fay@example.org says Nobody's business.")
    monkeypatch.setattr(MailServer, "send", lambda *_: (_ for _ in ()).throw(refusal))
    send_notices(seconds=30)
    assert "could not be told: ValueError" in caplog.text
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("engagement")]
    assert len(ours) == 2
    assert not re.search("fay@|new@|business", " ".join(ours))
    assert states() == ["failed"]
