"""An author changes and withdraws their comment: by token or session, and nobody else does."""

import datetime as dt

import pytest
import time_machine

from engagement.api import (
    Comment,
    Visibility,
    change_visibility,
    edit_comment,
    erase_comment,
    feature_comment,
    make_author_token,
    set_discussion_status,
    withdraw_comment,
)
from engagement.gates import Admission
from engagement.models import Revision
from tests.factories import CommentFactory, HeldCommentFactory, PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db

KIND = "urn:problem-type:afterword:"
NEW = "The quay is *new*."


@pytest.fixture
def comment():
    return PublishedCommentFactory(body="The quay is old.")


@pytest.fixture
def patch(api):
    """Send a new text as JSON; by the author's token unless ``token`` says otherwise."""

    def patch(comment, body=NEW, *, token=None, headers=None, **fields):
        return api.patch(
            f"/api/v1/comments/{comment.pk}/",
            {"body": body, **({"revision": 1} | fields)},
            content_type="application/json",
            headers={"Authorization": f"Bearer {token or make_author_token(comment.pk)}", **(headers or {})},
        )

    return patch


@pytest.fixture
def delete(api):
    def delete(comment, *, token=None):
        token = token or make_author_token(comment.pk)
        return api.delete(f"/api/v1/comments/{comment.pk}/", headers={"Authorization": f"Bearer {token}"})

    return delete


@pytest.fixture
def unchanged():
    def stored():
        return (list(Comment.objects.order_by("pk").values()), list(Revision.objects.values()))

    class Unchanged:
        def __enter__(self):
            self.before = stored()

        def __exit__(self, *failure):
            assert failure[0] or stored() == self.before

    return Unchanged()


def problem(response, status, name):
    told = response.json()
    assert (response.status_code, told["type"], told["status"]) == (status, f"{KIND}{name}", status)
    assert response.headers["Cache-Control"] == "private, no-store"
    return told


def test_the_answer_is_the_comment_as_its_author_may_know_it(api, patch, rule):
    rule(Admission.SCREEN)
    with time_machine.travel("2031-03-02T12:00:00Z", tick=False) as clock:
        comment = CommentFactory(body="The quay is old.")
        change_visibility(comment_id=comment.pk, to=Visibility.PUBLISHED)
        clock.shift(60)
        response = patch(comment)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.json() == {
        "id": comment.pk,
        "discussion": comment.discussion.key,
        "visibility": "pending",
        "explanation": (
            "Waiting. Only you can see this. It is being checked, usually within a minute, and then shows for everyone."
        ),
        "body": NEW,
        "html": "<p>The quay is <em>new</em>.</p>",
        "revision": 2,
        "created_at": "2031-03-02T12:00:00Z",
        "edited_at": "2031-03-02T12:01:00Z",
        "editable_until": "2031-03-02T12:05:00Z",
        "withdrawable": True,
        "permalink": None,
    }


def test_everybody_is_told_that_it_was_edited(api, patch, comment):
    patch(comment)
    told = api.get(f"/api/v1/comments/{comment.pk}/").json()
    assert (told["html"], told["edited_at"] is not None) == ("<p>The quay is <em>new</em>.</p>", True)
    assert "old" not in str(told)


@pytest.mark.parametrize(
    ("fields", "headers"),
    [
        pytest.param({"revision": 1}, {}, id="in the body"),
        pytest.param({"revision": None}, {"If-Match": '"1"'}, id="in the header"),
        pytest.param({"revision": 1}, {"If-Match": ' "1" '}, id="in both"),
    ],
)
def test_the_revision_that_was_seen_is_told_in_body_or_header(patch, comment, fields, headers):
    assert patch(comment, headers=headers, **fields).status_code == 200


@pytest.mark.parametrize(
    ("fields", "headers", "words"),
    [
        ({"revision": None}, {}, "Send the revision that was seen, here or in If-Match."),
        ({"revision": "1"}, {}, "This must be the number of the revision that was seen."),
        ({"revision": 0}, {}, "This must be the number of the revision that was seen."),
        ({"revision": True}, {}, "This must be the number of the revision that was seen."),
        (
            {"revision": None},
            {"If-Match": "*"},
            'If-Match must be the number of one revision in quotes, such as "1".',
        ),
        (
            {"revision": None},
            {"If-Match": 'W/"1"'},
            'If-Match must be the number of one revision in quotes, such as "1".',
        ),
        ({"revision": 1}, {"If-Match": '"2"'}, "The header and the body give different revisions."),
    ],
)
def test_without_a_revision_nothing_is_stored(patch, comment, unchanged, fields, headers, words):
    with unchanged:
        told = problem(patch(comment, headers=headers, **fields), 400, "invalid-comment")
    assert told["errors"] == {"revision": [words]}


@pytest.mark.parametrize(
    ("body", "words"), [("", "Please write something."), (None, "Please write something."), (7, "This must be a text.")]
)
def test_what_cannot_be_stored_is_told_at_its_field(patch, comment, unchanged, body, words):
    with unchanged:
        told = problem(patch(comment, body), 400, "invalid-comment")
    assert told["errors"] == {"body": [words]}


def test_a_stale_edit_is_told_both_what_it_is_and_that_nothing_was_stored(patch, comment, unchanged):
    edit_comment(comment_id=comment.pk, body="From *elsewhere*.", revision=1)
    with unchanged:
        told = problem(patch(comment), 409, "stale-comment")
    assert told["current"] == {
        "revision": 2,
        "body": "From *elsewhere*.",
        "html": "<p>From <em>elsewhere</em>.</p>",
    }


def test_the_same_edit_again_after_a_lost_answer_is_told_that_it_is_so(patch, comment):
    first = patch(comment)
    again = patch(comment)
    assert (again.status_code, again.json()) == (200, first.json())
    assert Comment.objects.get().revision == 2


def test_what_may_not_be_edited_says_why(patch, comment, unchanged, settings):
    feature_comment(comment_id=comment.pk, featured=True)
    with unchanged:
        told = problem(patch(comment), 403, "not-editable")
    assert (told["code"], told["detail"]) == (
        "featured",
        "The newsroom has featured this comment: it stays as it reads now.",
    )
    settings.ENGAGEMENT = {"EDIT_MINUTES": 0}
    assert problem(patch(comment), 403, "not-editable")["code"] == "off"


def test_after_the_window_it_is_over(patch, unchanged):
    with time_machine.travel("2031-03-02T12:00:00Z", tick=False) as clock:
        comment = PublishedCommentFactory()
        clock.shift(dt.timedelta(minutes=5))
        with unchanged:
            told = problem(patch(comment), 403, "not-editable")
    assert told["code"] == "window"


def test_what_a_gate_refuses_is_refused(patch, comment, rule, unchanged):
    rule(Admission.REFUSE, reason="links", message="Too many links.")
    with unchanged:
        told = problem(patch(comment), 403, "comment-refused")
    assert (told["code"], told["detail"]) == ("links", "Too many links.")


def test_too_many_edits_are_told_when_to_come_back(patch, comment, settings):
    settings.ENGAGEMENT = {"EDIT_LIMITS": [(1, 60)]}
    patch(comment)
    response = patch(comment, "Again.", revision=2)
    problem(response, 429, "posting-too-fast")
    assert 1 <= int(response.headers["Retry-After"]) <= 60


def test_withdrawing_is_for_good_and_twice_is_once(api, patch, delete, comment):
    for _again in range(2):
        response = delete(comment)
        assert (response.status_code, response.content) == (204, b"")
    assert Comment.objects.get().visibility == "withdrawn"
    assert api.get(f"/api/v1/comments/{comment.pk}/").status_code == 404
    problem(patch(comment), 410, "comment-withdrawn")


def test_what_may_not_be_withdrawn_says_why(delete, comment, settings, unchanged):
    settings.ENGAGEMENT = {"WITHDRAW_MINUTES": 0}
    with unchanged:
        told = problem(delete(comment), 403, "not-editable")
    assert (told["code"], told["detail"]) == ("off", "Comments cannot be withdrawn here.")


def test_what_its_author_may_do_is_told_beforehand(api):
    def told(comment):
        answer = api.get("/api/v1/status/", headers={"Authorization": f"Bearer {make_author_token(comment.pk)}"}).json()
        return answer["editable_until"] is not None, answer["withdrawable"]

    comments = {visibility: CommentFactory(visibility=visibility) for visibility in ("held", "published", "rejected")}
    assert {visibility: told(comment) for visibility, comment in comments.items()} == {
        "held": (True, True),
        "published": (True, True),
        "rejected": (False, True),
    }
    withdraw_comment(comment_id=comments["held"].pk)
    assert told(comments["held"]) == (False, False)


# Who may


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_a_token_is_good_for_its_own_comment_alone(patch, delete, comment, unchanged, method):
    other = make_author_token(HeldCommentFactory().pk)
    with unchanged:
        response = {"patch": patch, "delete": delete}[method](comment, token=other)
    assert (response.status_code, response.json()["type"]) == (403, "about:blank")


@pytest.mark.parametrize("token", ["x", "MQ:1xVDiW:forged"])
def test_a_token_that_is_not_good_is_a_401(patch, delete, comment, unchanged, token):
    with unchanged:
        for response in (patch(comment, token=token), delete(comment, token=token)):
            assert response.status_code == 401
            assert response.headers["WWW-Authenticate"] == 'Bearer realm="comment"'


def test_whoever_does_not_say_who_they_are_is_asked(api, comment, unchanged):
    with unchanged:
        for method in ("PATCH", "DELETE"):
            response = api.generic(
                method, f"/api/v1/comments/{comment.pk}/", '{"body": "x", "revision": 1}', "application/json"
            )
            assert response.status_code == 401


def test_what_is_not_there_is_a_404(patch, delete, comment):
    gone, hidden = PublishedCommentFactory(), PublishedCommentFactory()
    erase_comment(comment_id=gone.pk)
    set_discussion_status(discussion_id=hidden.discussion_id, status="hidden")
    for missing in (gone, hidden, Comment(pk=10**6)):
        for response in (patch(missing), delete(missing)):
            problem(response, 404, "comment-not-found")


@pytest.fixture
def signed_in(api):
    """An account's session; gives the headers that prove a page of ours."""
    account = UserFactory()
    api.force_login(account)
    token = api.get("/discussions/me/").json()["csrf_token"]
    return account, {"X-CSRFToken": token}


def test_an_account_changes_its_own_comments_with_its_sessions_token(api, signed_in):
    account, headers = signed_in
    comment = PublishedCommentFactory(user=account)
    address, sent = f"/api/v1/comments/{comment.pk}/", {"body": NEW, "revision": 1}
    assert api.patch(address, sent, content_type="application/json").status_code == 403
    assert Comment.objects.get().revision == 1
    assert api.patch(address, sent, content_type="application/json", headers=headers).status_code == 200
    assert Comment.objects.get().body == NEW
    assert api.delete(address).status_code == 403
    assert Comment.objects.get().visibility == "published"
    assert api.delete(address, headers=headers).status_code == 204
    assert Comment.objects.get().visibility == "withdrawn"


def test_an_account_changes_nobody_elses_and_learns_nothing_of_what_is_hidden(api, signed_in, unchanged):
    _account, headers = signed_in
    public, hidden = PublishedCommentFactory(user=UserFactory()), HeldCommentFactory(user=UserFactory())
    with unchanged:
        for comment, status in ((public, 403), (hidden, 404)):
            address, sent = f"/api/v1/comments/{comment.pk}/", {"body": NEW, "revision": 1}
            changed = api.patch(address, sent, content_type="application/json", headers=headers)
            assert (changed.status_code, api.delete(address, headers=headers).status_code) == (status, status)
