import datetime as dt
import json
import logging

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils.crypto import get_random_string

from engagement.api import Comment, PostingTooFast, Visibility, lock_branch, set_discussion_status
from engagement.gates import Admission, register
from engagement.models import PostingPace, Submission
from tests.articles.models import Article
from tests.factories import (
    PASSWORD,
    DiscussionFactory,
    HeldCommentFactory,
    PublishedCommentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def discussion():
    return DiscussionFactory()


def nothing_was_stored():
    return not (Comment.objects.exists() or Submission.objects.exists() or PostingPace.objects.exists())


def test_a_guests_comment_is_stored_and_told_to_its_author(post, discussion):
    response = post(
        discussion,
        "Keep *it*.\r\nPlease.",
        author_email="ada@example.org",
        author_url="ada.example",
        headers={"User-Agent": "Reader/1.0", "Referer": "http://testserver/articles/1/"},
    )

    comment = Comment.objects.get()
    told = response.json()
    assert response.status_code == 201
    assert response.headers["Location"] == f"http://testserver/api/v1/comments/{comment.pk}/"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not response.cookies
    token = told.pop("token")
    assert token.count(":") == 2
    permalink = told.pop("permalink")
    assert permalink.endswith(f"#c-{comment.pk}")
    assert told == {
        "id": comment.pk,
        "discussion": discussion.key,
        "visibility": "published",
        "explanation": "Published. Everyone can see your comment now.",
        "body": "Keep *it*.\nPlease.",
        "html": "<p>Keep <em>it</em>.<br>\nPlease.</p>",
        "revision": 1,
        "created_at": f"{comment.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "edited_at": None,
        "editable_until": f"{comment.created_at + dt.timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}",
        "withdrawable": True,
        "status_url": "http://testserver/api/v1/status/",
    }
    assert comment.body == "Keep *it*.\nPlease."
    assert (comment.author_name, comment.author_email) == ("Ada", "ada@example.org")
    assert comment.author_url == "https://ada.example"
    assert (comment.author_id, comment.parent_id, comment.depth) == (None, None, 0)
    assert comment.wording_id == discussion.prompt.proposal_id
    sent = Submission.objects.get()
    assert (sent.comment_id, sent.ip, sent.user_agent) == (comment.pk, "127.0.0.1", "Reader/1.0")
    assert (sent.referrer, sent.form_seconds, sent.honeypot) == ("http://testserver/articles/1/", None, "")


def test_what_a_clients_form_measured_is_kept_with_the_submission(post, discussion):
    assert post(discussion, form_seconds=8.5, contact_by_fax="a fax\ud800").status_code == 201
    sent = Submission.objects.get()
    assert (sent.form_seconds, sent.honeypot) == (8.5, "a fax")


@pytest.mark.parametrize(
    ("admission", "stored", "told"),
    [
        (Admission.PUBLISH, Visibility.PUBLISHED, "published"),
        (Admission.SCREEN, Visibility.PENDING, "pending"),
        (Admission.HOLD, Visibility.HELD, "waiting"),
    ],
)
def test_the_author_learns_at_once_what_the_gates_said(post, rule, discussion, admission, stored, told):
    rule(admission, reason="links")
    response = post(discussion)
    assert response.status_code == 201
    assert response.json()["visibility"] == told
    assert (response.json()["permalink"] is None) == (told != "published")
    assert Comment.objects.get().visibility == stored
    assert "links" not in response.content.decode()


def test_a_reply_hangs_under_what_it_answers(post, discussion):
    root = PublishedCommentFactory(discussion=discussion)
    reply = PublishedCommentFactory(parent=root)
    response = post(discussion, parent=reply.pk)
    stored = Comment.objects.get(pk=response.json()["id"])
    assert response.status_code == 201
    assert (stored.parent_id, stored.root_id, stored.depth, stored.wording_id) == (reply.pk, root.pk, 2, None)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda discussion: HeldCommentFactory(discussion=discussion), id="one that does not show"),
        pytest.param(lambda discussion: PublishedCommentFactory(), id="one of another discussion"),
    ],
)
def test_only_what_shows_in_the_same_discussion_can_be_answered(post, discussion, make):
    parent = make(discussion)
    before = Comment.objects.count()
    response = post(discussion, parent=parent.pk)
    assert response.status_code == 400
    assert response.json()["errors"] == {"parent": ["The comment you are answering is not there any more."]}
    assert Comment.objects.count() == before


def test_errors_stand_at_their_fields(post, discussion):
    response = post(discussion, " ", author_name="", author_email="ada", author_url="javascript:alert(1)")
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json() == {
        "type": "urn:problem-type:afterword:invalid-comment",
        "title": "The comment cannot be stored as it is",
        "status": 400,
        "detail": "Nothing was stored. Mend what the errors name and send it again.",
        "errors": {
            "body": ["Please write something."],
            "author_name": ["Please give a name."],
            "author_email": ["This address is not complete."],
            "author_url": ["This is not the address of a website, such as https://example.org."],
        },
    }
    assert nothing_was_stored()


def test_a_body_without_any_field_is_told_what_is_missing(api, discussion):
    response = api.post(f"/api/v1/discussions/{discussion.key}/comments/", {}, content_type="application/json")
    assert response.status_code == 400
    assert sorted(response.json()["errors"]) == ["author_name", "body"]


def test_null_stands_for_a_field_that_was_not_sent(post, discussion):
    assert post(discussion, author_email=None, author_url=None, parent=None, idempotency_key=None).status_code == 201


@pytest.mark.parametrize("field", ["body", "author_name", "author_email", "author_url"])
@pytest.mark.parametrize("character", ["\x00", "\ud800"])
def test_characters_that_no_database_holds_are_refused_at_their_field(post, discussion, field, character):
    response = post(discussion, **{"body": "The quay should stay.", field: f"ab{character}c"})
    assert response.status_code == 400
    errors = response.json()["errors"]
    assert errors.keys() == {field}
    assert errors[field][0].startswith("Character 3 is one that cannot be stored: ")
    assert nothing_was_stored()


@pytest.mark.parametrize("field", ["body", "author_name", "author_email", "author_url", "idempotency_key"])
@pytest.mark.parametrize("value", [1, 1.5, True, [], ["text"], {}, {"text": "text"}])
def test_a_value_that_is_no_text_is_refused_at_its_field(post, discussion, field, value):
    response = post(discussion, **{"body": "The quay should stay.", field: value})
    assert response.status_code == 400
    assert response.json()["errors"] == {field: ["This must be a text."]}
    assert nothing_was_stored()


@pytest.mark.parametrize("parent", ["1", "", 1.0, True, [1], {}, 0, -1, 2**63, 10**400])
def test_a_parent_that_is_no_number_of_a_comment_is_refused_at_its_field(post, discussion, parent):
    response = post(discussion, parent=parent)
    assert response.status_code == 400
    assert response.json()["errors"] == {
        "parent": ["This must be the number of the comment that is answered, or null."]
    }
    assert nothing_was_stored()


@pytest.mark.parametrize("length", [3000, 3001])
def test_the_longest_comment_is_what_the_publisher_allows(post, discussion, length):
    response = post(discussion, "ä" * length)
    assert response.status_code == (201 if length == 3000 else 400)
    assert Comment.objects.count() == (1 if length == 3000 else 0)


@pytest.mark.parametrize(("field", "most"), [("author_name", 100), ("author_email", 254), ("author_url", 300)])
def test_a_field_longer_than_its_column_is_refused_there(post, discussion, field, most):
    response = post(discussion, **{"body": "The quay should stay.", field: "a" * (most + 1)})
    assert response.status_code == 400
    assert response.json()["errors"] == {field: [f"At most {most} characters are allowed here."]}
    assert nothing_was_stored()


def test_a_closed_discussion_takes_no_comment(post, discussion):
    set_discussion_status(discussion_id=discussion.pk, status="closed")
    response = post(discussion)
    assert response.status_code == 403
    assert response.json() == {
        "type": "urn:problem-type:afterword:discussion-closed",
        "title": "The discussion is closed",
        "status": 403,
        "detail": "It can be read and takes no more comments.",
    }
    assert nothing_was_stored()


def test_a_gate_that_refuses_says_why(post, rule, discussion):
    rule(Admission.REFUSE, reason="sanction", message="You may write again on Monday.")
    response = post(discussion)
    assert response.status_code == 403
    assert response.json() == {
        "type": "urn:problem-type:afterword:comment-refused",
        "title": "The comment was not accepted",
        "status": 403,
        "detail": "You may write again on Monday.",
        "code": "sanction",
    }
    assert nothing_was_stored()


def test_a_gate_that_breaks_stores_nothing_and_is_logged_without_the_text(post, discussion, caplog):
    def broken(draft):
        message = f"cannot read {draft.body}"
        raise ValueError(message)

    register("tests", broken)
    response = post(discussion, "A private thought")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert response.json()["type"] == "urn:problem-type:afterword:unavailable"
    assert nothing_was_stored()
    (record,) = [record for record in caplog.records if record.name == "engagement.plumbing.problems"]
    assert record.getMessage() == "not available: gate 'tests' failed"
    assert record.levelno == logging.ERROR
    assert "private thought" not in caplog.text


def test_who_posts_too_fast_is_told_when_to_come_back(post, discussion, settings):
    settings.ENGAGEMENT = {"POST_LIMITS": ((2, 3600),)}
    answers = [post(discussion, f"Thought {number}") for number in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 3600
    assert answers[2].json()["type"] == "urn:problem-type:afterword:posting-too-fast"
    assert answers[2].json()["code"] == "sender"
    assert Comment.objects.count() == 2


def test_retry_after_is_what_the_service_says(post, discussion, monkeypatch):
    def refuse(**kwargs):
        raise PostingTooFast(retry_after=17)

    monkeypatch.setattr("engagement.services.posting.count_of_sender", refuse)
    assert post(discussion).headers["Retry-After"] == "17"


def test_a_discussion_in_which_too_many_write_says_so_and_when_to_come_back(post, discussion, settings):
    settings.ENGAGEMENT = {"DISCUSSION_LIMITS": ((1, 3600),)}
    post(discussion, "Thought 1")
    response = post(discussion, "Thought 2")
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 3600
    assert response.json() == {
        "type": "urn:problem-type:afterword:posting-too-fast",
        "title": "Too many comments in a short time",
        "status": 429,
        "detail": "Many write in this discussion at this moment; nothing was stored.",
        "code": "discussion",
    }
    assert Comment.objects.count() == 1


def test_the_same_text_again_is_refused_at_the_body_and_says_where_it_stands(post, discussion):
    assert post(discussion, "The quay is older than the town hall.").status_code == 201
    response = post(discussion, "The QUAY is older\nthan the town hall.")
    assert response.status_code == 400
    assert response.json()["errors"] == {
        "body": ["You have written this already, in this discussion. Please write something new."]
    }
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("body", ["\u200b\u200d", "<!-- hidden -->", "&nbsp;", "![](https://example.org/a.png)", "> "])
def test_a_comment_of_which_nothing_would_be_seen_is_refused_at_the_body(post, discussion, body):
    response = post(discussion, body)
    assert response.status_code == 400
    assert response.json()["errors"] == {
        "body": ["Readers would see nothing of this. Please write some words; pictures and HTML do not show here."]
    }
    assert nothing_was_stored()


@pytest.mark.parametrize("told", ["8.5", "", True, -1, -0.1, [], {}, [1]])
def test_a_time_in_the_form_that_is_none_is_refused_at_its_field(post, discussion, told):
    response = post(discussion, form_seconds=told)
    assert response.status_code == 400
    assert response.json()["errors"] == {"form_seconds": ["This must be a number of seconds, or null."]}
    assert nothing_was_stored()


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        pytest.param(0, 0.0, id="none at all"),
        pytest.param(None, None, id="not told"),
        pytest.param(9 * 24 * 3600, None, id="a page left open for days says nothing"),
        pytest.param(10**400, None, id="a number that no column holds"),
    ],
)
def test_a_time_in_the_form_is_kept_where_it_says_something(post, discussion, told, kept):
    assert post(discussion, form_seconds=told).status_code == 201
    assert Submission.objects.get().form_seconds == kept


def test_a_database_that_does_not_answer_is_told_as_such(post, discussion, monkeypatch, caplog):
    def refuse(**kwargs):
        raise OperationalError("could not store 'A private thought'")

    monkeypatch.setattr("engagement.services.posting.count_of_sender", refuse)
    response = post(discussion, "A private thought")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert response.json()["type"] == "urn:problem-type:afterword:unavailable"
    assert nothing_was_stored()
    assert "not available: OperationalError" in caplog.text
    assert "private thought" not in caplog.text


def test_guests_are_asked_to_sign_in_where_the_publisher_takes_none(post, discussion, settings):
    settings.ENGAGEMENT = {"GUESTS": False}
    response = post(discussion)
    assert response.status_code == 400
    assert response.json()["errors"] == {"author_name": ["Please sign in to comment."]}
    assert nothing_was_stored()


def test_an_article_stored_in_bulk_takes_its_first_comment(api):
    (article,) = Article.objects.bulk_create([Article(title="In bulk", body="<p>It is so.</p>")])
    response = api.post(
        f"/api/v1/discussions/articles.article.{article.pk}/comments/",
        {"body": "The quay should stay.", "author_name": "Ada"},
        content_type="application/json",
    )
    assert response.status_code == 201
    assert Comment.objects.get().discussion.title == "In bulk"


def signed_in(user):
    client = Client(enforce_csrf_checks=True)
    client.login(username=user.username, password=PASSWORD)
    return client


def csrf_token(client):
    """A token as a form carries it, for the secret in the client's cookie."""
    client.cookies["csrftoken"] = secret = get_random_string(32)
    return secret


def test_a_signed_in_user_posts_as_themselves_whatever_name_is_sent(post, discussion):
    user = UserFactory(first_name="Grace", last_name="Hopper")
    client = signed_in(user)
    response = post(
        discussion,
        client=client,
        author_name="Somebody else",
        author_email="else@example.org",
        headers={"X-CSRFToken": csrf_token(client)},
    )
    assert response.status_code == 201
    comment = Comment.objects.get()
    assert (comment.author_id, comment.author_name, comment.author_email) == (user.pk, "Grace Hopper", user.email)


@pytest.mark.parametrize("token", [None, "x" * 64])
def test_a_signed_in_user_without_a_csrf_token_is_refused(post, discussion, token):
    client = signed_in(UserFactory())
    csrf_token(client)
    response = post(discussion, client=client, headers={"X-CSRFToken": token} if token else None)
    assert response.status_code == 403
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["detail"].startswith("CSRF Failed")
    assert nothing_was_stored()


def test_an_inactive_users_session_is_nobodys(post, discussion):
    user = UserFactory()
    client = signed_in(user)
    user.is_active = False
    user.save()
    assert post(discussion, client=client).status_code == 201
    assert Comment.objects.get().author_id is None


def test_a_guests_cookies_are_ignored(post, api, discussion):
    api.cookies["sessionid"] = "forged"
    api.cookies["csrftoken"] = "forged"
    assert post(discussion).status_code == 201
    assert Comment.objects.get().author_id is None


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no browser"),
        pytest.param({"Origin": "http://testserver"}, id="this site"),
        pytest.param({"Origin": "https://testserver"}, id="this site behind a proxy that ends TLS"),
        pytest.param({"Sec-Fetch-Site": "same-origin"}, id="this site, by fetch metadata"),
        pytest.param({"Origin": "https://www.example.org"}, id="a trusted origin"),
        pytest.param(
            {"Origin": "https://www.example.org", "Sec-Fetch-Site": "cross-site"}, id="a trusted origin, by both"
        ),
    ],
)
def test_a_guest_may_post_from_this_site_from_trusted_origins_and_without_a_browser(
    post, discussion, settings, headers
):
    settings.ENGAGEMENT = {"TRUSTED_ORIGINS": ("https://www.example.org",)}
    assert post(discussion, headers=headers).status_code == 201


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "https://evil.example"}, id="another origin"),
        pytest.param({"Origin": "null"}, id="a sandboxed page"),
        pytest.param({"Origin": "https://testserver.evil.example"}, id="a lookalike"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="another site, by fetch metadata"),
        pytest.param({"Sec-Fetch-Site": "same-site", "Origin": "https://other.testserver"}, id="a sister site"),
        pytest.param({"Referer": "https://evil.example/page"}, id="another site, by referrer"),
    ],
)
def test_a_page_of_another_site_may_not_post(post, discussion, settings, headers):
    settings.ENGAGEMENT = {"TRUSTED_ORIGINS": ("https://www.example.org",)}
    response = post(discussion, headers=headers)
    assert response.status_code == 403
    assert response.json()["type"] == "urn:problem-type:afterword:foreign-origin"
    assert nothing_was_stored()


def test_text_survives_as_it_was_typed(post, discussion):
    body = "  код\u202e\u200d😀 \ufeff<b>&amp;</b> \\ud800 \u2028 ﷽ e\u0301"
    response = post(discussion, json.loads(json.dumps(body)), author_name="O\u2019Brien \u202eevil")
    assert response.status_code == 201
    assert Comment.objects.get().body == body
    assert Comment.objects.get().author_name == "O\u2019Brien \u202eevil"


def test_a_reply_under_a_locked_branch_is_refused_by_name(post, discussion):
    comment = PublishedCommentFactory(discussion=discussion)
    lock_branch(comment_id=comment.pk, locked=True)
    response = post(discussion, parent=comment.pk)
    assert (response.status_code, response.json()["type"]) == (403, "urn:problem-type:afterword:branch-locked")
    assert Comment.objects.count() == 1
