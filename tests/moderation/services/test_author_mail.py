"""Mails to authors whose comment a moderator rejected: after a while, at most once, naming no moderator."""

import datetime as dt
from functools import partial

import pytest
from django.core import mail
from django.utils import timezone

from engagement.api import Comment, Visibility, change_visibility, erase_comment
from moderation.api import decide, feature, find_due_author_mail, reply, send_author_mail, undo
from moderation.exceptions import InvalidDecision
from moderation.models import AuthorMail, Decision
from moderation.queries.explaining import explain
from moderation.tasks import sweep_author_mail
from tests.engagement.following import follow
from tests.factories import ArticleFactory, DiscussionFactory, HeldCommentFactory, PublishedCommentFactory, UserFactory
from tests.moderation.factories import ModeratorFactory


@pytest.fixture(autouse=True)
def mailing(settings):
    settings.MODERATION = {**settings.MODERATION, "MAIL_AUTHORS": True, "MAIL_FEATURED": True, "MAIL_ANSWERED": True}


def reject(comment, **fields):
    moderator = ModeratorFactory(first_name="Ben", last_name="Okafor")
    wish = {"action": "reject", "reason": "off_topic", "seen_visibility": "held", "revision": 1, **fields}
    return decide(comment_id=comment.pk, moderator_id=moderator.pk, **wish)


def make_due():
    AuthorMail.objects.update(due_at=timezone.now())
    (mail_id,) = find_due_author_mail()
    return mail_id


@pytest.mark.django_db
def test_the_author_is_told_after_a_while_why_and_not_by_whom(settings):
    settings.ENGAGEMENT = {"SITE_NAME": "Harbour Post", "CONTACT": "desk@example.org"}
    comment = HeldCommentFactory(author_name="Mara <3", author_email="mara@example.org")
    decision = reject(comment, note="Again!", message="It's about the ferry, not the mayor.")
    waiting = AuthorMail.objects.get()
    assert waiting.due_at - decision.at == dt.timedelta(minutes=5)
    assert (find_due_author_mail(), mail.outbox) == ([], [])
    assert not send_author_mail(mail_id=waiting.pk)
    assert send_author_mail(mail_id=make_due())
    (sent,) = mail.outbox
    title = comment.discussion.title
    assert (sent.to, sent.subject) == (["mara@example.org"], f"Your comment on “{title}”")
    assert sent.body == (
        "Hello Mara <3,\n\n"
        f"your comment on “{title}” was not published. "
        "A moderator decided so for this reason: It is off topic.\n\n"
        "It's about the ferry, not the mayor.\n\n"
        f"{comment.discussion.url}\n\n"
        "If you think that this is a mistake, write to desk@example.org.\n\n"
        "Harbour Post\n"
    )
    waiting.refresh_from_db()
    assert (waiting.state, waiting.sent_at is not None) == ("sent", True)


@pytest.mark.django_db
def test_the_author_is_told_in_the_articles_language():
    discussion = DiscussionFactory(article=ArticleFactory(title="Der Kai", language="de"))
    reject(HeldCommentFactory(discussion=discussion, author_name="Mara", author_email="mara@example.org"))
    assert send_author_mail(mail_id=make_due())
    (sent,) = mail.outbox
    assert sent.subject == "Ihr Kommentar zu „Der Kai“"
    assert sent.body.startswith(
        "Guten Tag Mara,\n\n"
        "Ihr Kommentar zu „Der Kai“ wurde nicht veröffentlicht. "
        "Die Moderation hat das aus diesem Grund entschieden: Er geht am Thema vorbei.\n\n"
    )


@pytest.mark.django_db
def test_it_is_sent_once_whoever_comes_again():
    reject(HeldCommentFactory())
    mail_id = make_due()
    assert [send_author_mail(mail_id=mail_id) for _time in range(3)] == [True, False, False]
    assert len(mail.outbox) == 1
    assert find_due_author_mail() == []


@pytest.mark.django_db
def test_a_mail_whose_worker_died_is_not_sent_once_more():
    reject(HeldCommentFactory())
    mail_id = make_due()
    AuthorMail.objects.update(state="sending")
    assert (send_author_mail(mail_id=mail_id), find_due_author_mail(), mail.outbox) == (False, [], [])


@pytest.mark.django_db
def test_what_was_taken_back_is_not_told():
    decision = reject(HeldCommentFactory())
    undo(decision_id=decision.pk, moderator_id=decision.moderator_id)
    assert not send_author_mail(mail_id=make_due())
    assert (AuthorMail.objects.get().state, mail.outbox) == ("cancelled", [])


@pytest.mark.django_db
def test_an_erased_comment_has_nobody_to_tell():
    comment = HeldCommentFactory()
    reject(comment)
    erase_comment(comment_id=comment.pk)
    assert not send_author_mail(mail_id=make_due())
    assert (AuthorMail.objects.get().state, mail.outbox) == ("cancelled", [])


@pytest.mark.django_db
def test_an_account_is_told_at_its_own_address():
    reject(HeldCommentFactory(user=UserFactory(email="ada@example.org")))
    send_author_mail(mail_id=make_due())
    assert mail.outbox[0].to == ["ada@example.org"]


@pytest.mark.django_db
def test_nothing_is_queued_where_nobody_can_or_shall_be_told(settings):
    reject(HeldCommentFactory(author_email=""))
    comment = HeldCommentFactory()
    reject(comment, action="spam", reason="")
    settings.MODERATION = {}
    reject(HeldCommentFactory())
    assert AuthorMail.objects.count() == 0


@pytest.fixture
def asked(settings):
    settings.ENGAGEMENT = {"SITE_NAME": "Harbour Post", "SITE_URL": "https://post.example"}
    return PublishedCommentFactory(author_name="Mara", author_email="mara@example.org", body="Who pays for the quay?")


@pytest.mark.django_db
def test_an_author_is_thanked_for_what_the_newsroom_features(asked):
    moderator = ModeratorFactory(first_name="Ben", last_name="Okafor")
    feature(comment_id=asked.pk, moderator_id=moderator.pk, featured=True, revision=1)
    assert send_author_mail(mail_id=make_due())
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (
        ["mara@example.org"],
        f"Thank you for your comment on “{asked.discussion.title}”",
    )
    assert sent.body == (
        "Hello Mara,\n\n"
        f"thank you: the newsroom has featured your comment on “{asked.discussion.title}”, "
        "so that others read it first.\n\n"
        f"https://post.example/discussions/c/{asked.pk}/#c-{asked.pk}\n\n"
        "You get this one mail because you left your address with the comment. Nothing else follows from it.\n\n"
        "Harbour Post\n"
    )


@pytest.mark.django_db
def test_a_feature_that_is_over_is_no_thanks(asked):
    by = {"comment_id": asked.pk, "moderator_id": ModeratorFactory().pk, "revision": 1}
    feature(featured=True, **by)
    feature(featured=False, **by)
    assert not send_author_mail(mail_id=make_due())
    assert (AuthorMail.objects.get().state, mail.outbox) == ("cancelled", [])


@pytest.mark.django_db
def test_an_author_is_told_what_the_newsroom_answered(asked):
    moderator = ModeratorFactory(first_name="Ben", last_name="Okafor")
    decision = reply(comment_id=asked.pk, moderator_id=moderator.pk, body="The *city* does.", revision=1)
    assert send_author_mail(mail_id=make_due())
    (sent,) = mail.outbox
    answer = decision.detail["reply"]
    assert (sent.to, sent.subject) == (["mara@example.org"], f"An answer to your comment on “{asked.discussion.title}”")
    assert sent.body == (
        "Hello Mara,\n\n"
        f"Harbour Post answered your comment on “{asked.discussion.title}”:\n\n"
        "The city does.\n\n"
        f"https://post.example/discussions/c/{answer}/#c-{answer}\n\n"
        "You get this one mail because you left your address with the comment. Nothing else follows from it.\n\n"
        "Harbour Post\n"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("gone", ["comment", "answer"])
def test_an_answer_that_nobody_may_read_is_not_told(asked, gone):
    decision = reply(comment_id=asked.pk, moderator_id=ModeratorFactory().pk, body="The city.", revision=1)
    pk = asked.pk if gone == "comment" else decision.detail["reply"]
    change_visibility(comment_id=pk, to=Visibility.REJECTED, source="test")
    assert not send_author_mail(mail_id=make_due())
    assert (AuthorMail.objects.get().state, mail.outbox) == ("cancelled", [])


@pytest.mark.django_db
def test_who_follows_the_replies_is_told_of_an_answer_by_that_alone(asked, settings):
    settings.ENGAGEMENT = {**settings.ENGAGEMENT, "FOLLOW": True}
    follow(asked.discussion, "Mara@example.org", scope="replies")
    reply(comment_id=asked.pk, moderator_id=ModeratorFactory().pk, body="The city.", revision=1)
    assert not send_author_mail(mail_id=make_due())
    assert (AuthorMail.objects.get().state, mail.outbox) == ("cancelled", [])


@pytest.mark.django_db
@pytest.mark.parametrize("setting", ["MAIL_FEATURED", "MAIL_ANSWERED"])
def test_each_kind_of_mail_is_switched_by_itself(asked, settings, setting):
    settings.MODERATION = {**settings.MODERATION, setting: False}
    moderator_id = ModeratorFactory().pk
    feature(comment_id=asked.pk, moderator_id=moderator_id, featured=True, revision=1)
    reply(comment_id=asked.pk, moderator_id=moderator_id, body="The city.", revision=1)
    left = {"MAIL_FEATURED": "reply", "MAIL_ANSWERED": "feature"}[setting]
    assert AuthorMail.objects.get().decision.action == left


@pytest.mark.django_db
def test_a_title_over_two_lines_does_no_harm_to_the_subject():
    comment = HeldCommentFactory()
    type(comment.discussion).objects.update(title="One\r\nBcc: all@example.org")
    reject(comment)
    assert send_author_mail(mail_id=make_due())
    assert mail.outbox[0].subject == "Your comment on “One Bcc: all@example.org”"


@pytest.mark.django_db
def test_what_the_mail_server_refuses_is_given_up_and_names_no_address(settings, caplog):
    settings.EMAIL_BACKEND = "tests.moderation.services.test_author_mail.Refusing"
    reject(HeldCommentFactory(author_email="mara@example.org"))
    assert not send_author_mail(mail_id=make_due())
    given_up = AuthorMail.objects.get()
    assert (given_up.state, given_up.error) == ("failed", "OSError")
    assert "mara" not in caplog.text


class Refusing:
    """A mail backend whose server says no."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        message = f"{messages[0].to} unknown"
        raise OSError(message)


@pytest.mark.django_db
def test_the_authors_page_says_the_same():
    comment = HeldCommentFactory()
    reject(comment, message="Write about the ferry.")
    why = explain(comment.pk, "rejected").why
    assert why == "A moderator decided against this comment: It is off topic. Write about the ferry."


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"action": "approve", "reason": "", "message": "Fine."}, {"message": "x" * 2001}])
def test_a_message_that_cannot_be_told_is_refused(fields):
    comment = HeldCommentFactory()
    with pytest.raises(InvalidDecision) as refusal:
        reject(comment, **fields)
    assert refusal.value.field == "message"
    assert (Comment.objects.get().visibility, Decision.objects.count()) == ("held", 0)


@pytest.mark.django_db
def test_a_sweep_has_them_sent(eager_tasks):
    reject(HeldCommentFactory())
    make_due()
    sweep_author_mail.delay()
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_one(race):
    reject(HeldCommentFactory())
    outcomes = race(*[partial(send_author_mail, mail_id=make_due())] * 4)
    assert sorted(outcomes) == [False, False, False, True]
    assert len(mail.outbox) == 1
