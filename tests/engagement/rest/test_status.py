import datetime as dt

import pytest
import time_machine
from django.core import signing
from django.utils import timezone

from engagement import explanations
from engagement.api import Comment, Visibility, change_visibility, erase_comment, make_author_token
from engagement.explanations import Explanation
from tests.factories import CommentFactory, DiscussionFactory

pytestmark = pytest.mark.django_db

URL = "/api/v1/status/"


def ask(api, token):
    return api.get(URL, headers={"Authorization": f"Bearer {token}"})


def test_the_author_is_told_what_became_of_their_comment(api, post):
    posted = post(DiscussionFactory(), "Keep *it*.").json()
    response = ask(api, posted["token"])
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in response.headers
    assert response.json() == {name: posted[name] for name in posted if name not in {"token", "status_url"}}


@pytest.mark.parametrize(
    ("visibility", "told"),
    [
        (Visibility.PENDING, "pending"),
        (Visibility.PUBLISHED, "published"),
        (Visibility.HELD, "waiting"),
        (Visibility.SPAM, "spam"),
        (Visibility.REJECTED, "rejected"),
        (Visibility.WITHDRAWN, "withdrawn"),
    ],
)
def test_every_visibility_is_told_as_its_author_may_know_it(api, visibility, told):
    comment = CommentFactory(visibility=visibility, body="Keep it.")
    answer = ask(api, make_author_token(comment.pk)).json()
    assert answer["visibility"] == told
    assert answer["html"] == "<p>Keep it.</p>"
    assert (answer["permalink"] is None) == (told != "published")


@pytest.mark.parametrize(
    ("visibility", "words"),
    [
        (Visibility.PUBLISHED, "Published. Everyone can see your comment now."),
        (
            Visibility.SPAM,
            (
                "Not published. It was taken for spam. "
                "Only you can see it. If that is a mistake, a moderator can still publish it."
            ),
        ),
        (Visibility.REJECTED, "Not published. A moderator decided against this comment. Only you can see it."),
        (Visibility.WITHDRAWN, ""),
    ],
)
def test_the_author_is_told_in_words_too(api, visibility, words):
    comment = CommentFactory(visibility=visibility)
    assert ask(api, make_author_token(comment.pk)).json()["explanation"] == words


def test_an_explanation_goes_before_engagements_own_words(api):
    comment = CommentFactory(visibility=Visibility.REJECTED)
    explanations.register("tests", lambda comment_id, visibility: Explanation(why=f"{comment_id} is {visibility}."))
    answer = ask(api, make_author_token(comment.pk)).json()
    assert answer["explanation"] == f"Not published. {comment.pk} is rejected. Only you can see it."


def test_what_is_told_as_waiting_is_told_as_what_a_moderator_must_look_at(api):
    explanations.register("tests", lambda comment_id, visibility: Explanation(as_held=True))
    discussion = DiscussionFactory()
    told = []
    for visibility in (Visibility.SPAM, Visibility.HELD):
        comment = CommentFactory(discussion=discussion, visibility=visibility, body="Keep it.")
        answer = ask(api, make_author_token(comment.pk)).json()
        assert answer["editable_until"] is not None
        del answer["id"], answer["created_at"], answer["editable_until"]
        told.append(answer)
    assert told[0] == told[1]
    assert told[0]["visibility"] == "waiting"


def test_a_reply_that_waits_for_its_parent_is_pending(api):
    root = CommentFactory()
    reply = CommentFactory(parent=root)
    change_visibility(comment_id=root.pk, to=Visibility.HELD)
    change_visibility(comment_id=reply.pk, to=Visibility.HELD)
    change_visibility(comment_id=reply.pk, to=Visibility.PUBLISHED)
    assert ask(api, make_author_token(reply.pk)).json()["visibility"] == "pending"


def test_of_an_erased_comment_nothing_is_left_to_tell(api):
    comment = CommentFactory()
    token = make_author_token(comment.pk)
    erase_comment(comment_id=comment.pk)
    assert ask(api, token).status_code == 404


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(None, id="none"),
        pytest.param("", id="empty"),
        pytest.param("Bearer", id="no token"),
        pytest.param("Bearer x", id="no token of ours"),
        pytest.param("Bearer MQ:1xVDiW:forged", id="forged"),
        pytest.param("Bearer é", id="not ASCII"),
        pytest.param("Basic YTpi", id="another scheme"),
    ],
)
def test_without_a_good_token_nothing_is_told(api, header):
    CommentFactory()
    response = api.get(URL, headers={"Authorization": header} if header is not None else None)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="comment"'
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["type"] == "about:blank"
    assert response.json()["title"] == "Unauthorized"


def test_a_token_signed_for_something_else_is_not_good(api):
    comment = CommentFactory()
    for token in (signing.dumps(comment.pk), signing.dumps(str(comment.pk), salt="afterword.engagement.author")):
        assert ask(api, token).status_code == 401


@pytest.mark.parametrize(
    ("age", "status"), [(dt.timedelta(days=1, hours=23), 200), (dt.timedelta(days=2, hours=1), 401)]
)
def test_a_token_is_good_for_as_long_as_the_publisher_says(api, settings, age, status):
    settings.ENGAGEMENT = {"AUTHOR_TOKEN_DAYS": 2}
    token = make_author_token(CommentFactory().pk)
    with time_machine.travel(timezone.now() + age):
        assert ask(api, token).status_code == status


def test_the_scheme_is_read_whatever_its_case(api):
    token = make_author_token(CommentFactory().pk)
    assert api.get(URL, headers={"Authorization": f"bEARER {token}"}).status_code == 200


def test_a_token_in_the_address_is_not_read(api):
    token = make_author_token(CommentFactory().pk)
    for name in ("token", "access_token", "cursor"):
        assert api.get(URL, {name: token}).status_code == 401


def test_a_token_shows_its_own_comment_and_changes_nothing(api):
    comment = CommentFactory()
    before = Comment.objects.values().get(pk=comment.pk)
    assert ask(api, make_author_token(comment.pk)).json()["id"] == comment.pk
    assert Comment.objects.values().get(pk=comment.pk) == before
