"""Questions to the newsroom: shown until answered, answered in place, and nothing that was written is lost."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from engagement import hosts
from engagement.api import Comment, Visibility, change_visibility, erase_comment
from moderation.api import purge, reply
from moderation.models import Decision, Question
from moderation.queries.questions import find_questions
from moderation.services.indexing import index_comment, index_missing
from moderation.services.section_rights import give_section
from tests.factories import ArticleFactory, DiscussionFactory, PublishedCommentFactory
from tests.moderation.factories import ModeratorFactory
from tests.moderation.roles import make_user

pytestmark = pytest.mark.django_db

PAGE = "/moderation/questions/"


def publish(body="The city pays.", **fields):
    """A comment in the thread, with fields that no reader could give it."""
    place = {name: fields.pop(name) for name in ("discussion", "parent") if name in fields}
    comment = PublishedCommentFactory(body=body, **place)
    Comment.objects.filter(pk=comment.pk).update(**fields)
    return comment


def ask(body="Who pays for the quay?", **fields):
    comment = publish(body, **fields)
    index_comment(comment_id=comment.pk)
    return comment


def found(**wish):
    return [one.comment_id for one in find_questions(**wish)]


@pytest.fixture
def journalist(client):
    user = make_user("journalist")
    client.force_login(user)
    return user


def test_a_sweep_finds_what_asks_and_nothing_else():
    asking, telling = PublishedCommentFactory(body="Who pays?"), PublishedCommentFactory(body="The city pays.")
    assert index_missing() == 2
    assert found() == [asking.pk]
    assert telling.pk not in Question.objects.values_list("comment_id", flat=True)


def test_what_is_edited_asks_by_what_it_says_now():
    comment = ask()
    Comment.objects.filter(pk=comment.pk).update(body="The city pays.", revision=2)
    index_comment(comment_id=comment.pk)
    assert (found(), Question.objects.count()) == ([], 0)


@pytest.mark.parametrize("ours", [{"from_newsroom": True}, {"badge": "author"}])
def test_what_the_house_asks_is_no_question_to_it(ours):
    ask(**ours)
    assert Question.objects.count() == 0


@pytest.mark.parametrize("answer", [{"from_newsroom": True}, {"badge": "author"}])
def test_it_is_answered_by_the_newsroom_and_by_the_author(answer):
    comment = ask()
    PublishedCommentFactory(parent=comment, body="Another reader.")
    assert found() == [comment.pk]
    given = publish(parent=comment, **answer)
    assert found() == []
    change_visibility(comment_id=given.pk, to=Visibility.REJECTED, source="test")
    assert found() == [comment.pk]


def test_what_nobody_may_read_is_not_asked():
    comment = ask()
    change_visibility(comment_id=comment.pk, to=Visibility.HELD, source="test")
    assert found() == []
    erase_comment(comment_id=comment.pk)
    index_missing()
    assert found() == []


def test_it_is_shown_for_some_days(settings):
    comment = ask()
    Question.objects.update(asked_at=timezone.now() - dt.timedelta(days=15))
    assert found() == []
    settings.MODERATION = {**settings.MODERATION, "QUESTION_DAYS": 20}
    assert found() == [comment.pk]
    purge()
    assert Question.objects.count() == 1
    settings.MODERATION = {**settings.MODERATION, "QUESTION_DAYS": 14}
    purge()
    assert Question.objects.count() == 0


def test_ones_own_articles_come_first_and_then_what_is_respected(journalist, monkeypatch):
    other, mine = ArticleFactory(), ArticleFactory()
    old = ask(discussion=DiscussionFactory(article=other))
    respected = ask(discussion=old.discussion, respect_count=3)
    own = ask(discussion=DiscussionFactory(article=mine))
    newest = ask(discussion=old.discussion)
    options = {name: getattr(hosts.host_of(mine), name) for name in hosts.Host.__slots__}
    options["author_accounts"] = lambda article: [journalist.pk] if article.pk == mine.pk else []
    monkeypatch.setitem(hosts._hosts, type(mine), hosts.Host(**options))
    assert found(account_id=journalist.pk) == [own.pk, respected.pk, newest.pk, old.pk]
    assert found() == [respected.pk, newest.pk, own.pk, old.pk]


def test_more_questions_cost_no_more_queries(journalist, client):
    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    discussion = DiscussionFactory()
    ask(discussion=discussion)
    few = count()
    for _more in range(12):
        ask(discussion=discussion)
    assert count() == few


def test_a_journalist_answers_in_place(journalist, client):
    comment = ask()
    page = client.get(PAGE).content.decode()
    assert "Who pays for the quay?" in page
    assert f'href="{reverse("engagement:comment", args=[comment.pk])}#c-{comment.pk}"' in page
    assert reverse("moderation:queue") + '"' not in page
    form = {"comment": comment.pk, "revision": 1, "body": "The *city* does."}
    response = client.post(PAGE, form)
    assert (response.status_code, response["Location"]) == (303, f"{PAGE}?answered=1")
    answer = Comment.objects.get(parent=comment)
    assert (answer.from_newsroom, answer.visibility, answer.author_id) == (True, "published", journalist.pk)
    assert Decision.objects.get().action == "reply"
    page = client.get(response["Location"]).content.decode()
    assert "Your answer is published. Thank you." in page
    assert "No question waits for an answer." in page


@pytest.mark.parametrize(
    ("wish", "status", "problem"),
    [
        ({"body": " "}, 422, "write something"),
        ({"revision": 7, "body": "Kept words."}, 409, "The question was edited meanwhile."),
        ({"comment": 10**9, "body": "Kept words."}, 404, "This comment is not there any more."),
        ({"comment": "x", "body": "Kept words."}, 404, "This comment is not there any more."),
    ],
)
def test_what_cannot_be_published_stays_in_its_box(journalist, client, wish, status, problem):
    comment = ask()
    response = client.post(PAGE, {"comment": comment.pk, "revision": 1, "body": "Kept words.", **wish})
    page = response.content.decode()
    assert response.status_code == status
    assert problem.lower() in page.lower()
    assert ("Kept words." in page) is bool(wish["body"].strip())
    assert (Comment.objects.count(), Decision.objects.count()) == (1, 0)


def test_nobody_answers_here_what_asks_nothing(journalist, client):
    telling = publish()
    index_comment(comment_id=telling.pk)
    response = client.post(PAGE, {"comment": telling.pk, "revision": 1, "body": "Kept words."})
    assert response.status_code == 404
    assert "Kept words." in response.content.decode()
    assert (Comment.objects.count(), Decision.objects.count()) == (1, 0)


@pytest.mark.parametrize("to", [Visibility.HELD, Visibility.REJECTED])
def test_nobody_answers_what_readers_cannot_see(journalist, client, to):
    comment = ask()
    change_visibility(comment_id=comment.pk, to=to, source="test")
    response = client.post(PAGE, {"comment": comment.pk, "revision": 1, "body": "Kept words."})
    page = response.content.decode()
    assert response.status_code == 404
    assert ("Kept words." in page, "Who pays for the quay?" in page) == (True, False)
    assert (Comment.objects.count(), Decision.objects.count()) == (1, 0)


def test_a_right_in_a_section_shows_its_questions_alone(journalist, client):
    city, sport = (
        ask(discussion=DiscussionFactory(article=ArticleFactory(section=name))) for name in ("City", "Sport")
    )
    give_section(section="Sport", user_id=journalist.pk, moderator_id=None)
    page = client.get(PAGE).content.decode()
    assert (f'id="q-{sport.pk}"' in page, f'id="q-{city.pk}"' in page) == (True, False)
    assert client.post(PAGE, {"comment": city.pk, "revision": 1, "body": "The city."}).status_code == 404
    assert Comment.objects.filter(parent=city).count() == 0
    assert client.post(PAGE, {"comment": sport.pk, "revision": 1, "body": "The club."}).status_code == 303
    assert Comment.objects.get(parent=sport).from_newsroom


def test_two_who_answer_at_once_both_stand_under_the_question(journalist, client):
    """The page of the second still shows it; readers see two answers, as if either had written later."""
    comment = ask()
    reply(comment_id=comment.pk, moderator_id=ModeratorFactory().pk, body="The city.", revision=1)
    assert client.post(PAGE, {"comment": comment.pk, "revision": 1, "body": "The port."}).status_code == 303
    assert Comment.objects.filter(parent=comment).count() == 2
