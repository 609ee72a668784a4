"""Deciding and taking back by the API: the same services as the pages', the same answers."""

import pytest

from engagement.api import Comment, Visibility, withdraw_comment
from moderation.api import decide
from moderation.models import Case, Decision
from moderation.services.once import find_or_decide

pytestmark = pytest.mark.django_db


def test_a_decision_is_made_and_told(desk, moderator, make_waiting, send):
    moderator.first_name, moderator.last_name = "Mo", "Berg"
    moderator.save()
    comment = make_waiting()
    response = send(comment, "reject", reason="attack", note=" See the rules. ")
    assert response.status_code == 201
    decision = Decision.objects.get()
    told = response.json()
    at = told.pop("at")
    assert at == decision.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert told == {
        "id": decision.pk,
        "action": "reject",
        "actor": "moderator",
        "who": "Mo Berg",
        "words": "rejected",
        "before": "held",
        "after": "rejected",
        "reason": "attack",
        "reason_words": "It attacks a person",
        "signals": [],
        "note": "See the rules.",
        "comment": comment.pk,
        "revision": 1,
        "undoes": None,
        "case_url": f"http://testserver/api/v1/moderation/cases/{comment.pk}/",
        "undo_url": f"http://testserver/api/v1/moderation/decisions/{decision.pk}/undo/",
    }
    comment.refresh_from_db()
    assert comment.visibility == Visibility.REJECTED
    assert Case.objects.get().queue == "decided"


@pytest.mark.parametrize("by_colleague", [False, True])
def test_the_same_once_more_is_a_200_with_the_decision_there_is(moderator, colleague, make_waiting, send, by_colleague):
    comment = make_waiting()
    first = decide(
        comment_id=comment.pk,
        action="approve",
        moderator_id=colleague.pk if by_colleague else moderator.pk,
        seen_visibility="held",
        revision=1,
    )
    response = send(comment)
    assert (response.status_code, response.json()["id"]) == (200, first.pk)
    assert Decision.objects.count() == 1


def test_a_colleague_who_was_faster_is_named_and_nothing_changes(colleague, make_waiting, send, state):
    comment = make_waiting()
    wanted = {"action": "reject", "reason": "attack", "note": "See the rules."}
    theirs = decide(comment_id=comment.pk, moderator_id=colleague.pk, seen_visibility="held", revision=1, **wanted)
    before = state()
    response = send(comment, "approve")
    assert response.status_code == 409
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json() == {
        "type": "urn:problem-type:afterword:stale-decision",
        "title": "The comment is not what was seen",
        "status": 409,
        "detail": "Nothing was changed. Look at the comment as it is now.",
        "code": "decided",
        "visibility": "rejected",
        "revision": 1,
        "last": {
            "decision": theirs.pk,
            "actor": "moderator",
            "moderator": "Jo Lindqvist",
            "reason_words": "It attacks a person",
            "at": theirs.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            **wanted,
        },
    }
    assert state() == before


def test_an_edited_comment_comes_back_instead_of_being_approved_unseen(make_waiting, send, state):
    comment = make_waiting()
    Comment.objects.filter(pk=comment.pk).update(revision=2)
    before = state()
    response = send(comment)
    problem = response.json()
    assert response.status_code == 409
    assert (problem["code"], problem["revision"], problem["last"]) == ("edited", 2, None)
    assert state() == before


def test_what_its_author_withdrew_nobody_decides(make_waiting, send):
    comment = make_waiting()
    withdraw_comment(comment_id=comment.pk)
    comment.refresh_from_db()
    before = Decision.objects.count()
    response = send(comment)
    assert (response.status_code, response.json()["type"].rpartition(":")[2]) == (409, "comment-gone")
    assert Decision.objects.count() == before


@pytest.mark.parametrize(
    ("members", "errors"),
    [
        ({"action": "reject"}, {"reason": ["Please choose why it is rejected."]}),
        ({"action": "reject", "reason": "boring"}, {"reason": ["This reason is not known here."]}),
        ({"action": "publish"}, {"action": ["This is nothing that can be decided."]}),
        ({"action": None}, {"action": ["This is nothing that can be decided."]}),
        ({"note": "x" * 2001}, {"note": ["At most 2000 characters are allowed here."]}),
        ({"note": "a\0b"}, {"note": ["The note has characters that cannot be stored."]}),
        ({"action": 1, "note": []}, {"action": ["This must be a text."], "note": ["This must be a text."]}),
        ({"revision": "1"}, {"revision": ["This must be the number of the revision that was seen."]}),
        ({"revision": True}, {"revision": ["This must be the number of the revision that was seen."]}),
        ({"revision": None}, {"revision": ["This must be the number of the revision that was seen."]}),
    ],
)
def test_what_cannot_be_decided_is_told_member_by_member(make_waiting, send, state, members, errors):
    comment = make_waiting()
    before = state()
    response = send(comment, **members)
    assert response.status_code == 422
    assert response.json()["errors"] == errors
    assert state() == before


@pytest.mark.parametrize("seen", [None, "", "seen", 1])
def test_what_was_seen_must_be_told(make_waiting, send, state, seen):
    comment = make_waiting()
    before = state()
    response = send(comment, seen_visibility=seen)
    assert response.status_code == 422
    assert list(response.json()["errors"]) == ["seen_visibility"]
    assert state() == before


@pytest.mark.parametrize(("content", "status"), [(b"{", 400), (b"[]", 400), (b"", 411), (b"x" * 300_000, 413)])
def test_a_body_that_is_no_object_decides_nothing(desk, make_waiting, state, content, status):
    comment = make_waiting()
    before = state()
    address = f"/api/v1/moderation/comments/{comment.pk}/decisions/"
    response = desk.generic("POST", address, content, content_type="application/json")
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert state() == before


@pytest.mark.parametrize("number", [999_999, 2**70])
def test_what_is_not_there_is_a_404(desk, number):
    sent = {"action": "approve", "revision": 1, "seen_visibility": "held"}
    for address in (f"comments/{number}/decisions/", f"decisions/{number}/undo/"):
        response = desk.post(f"/api/v1/moderation/{address}", sent, content_type="application/json")
        assert response.status_code == 404
        assert response.json()["type"].endswith("-not-found")
    assert desk.get(f"/api/v1/moderation/cases/{number}/").status_code == 404


def test_a_decision_is_taken_back_once(desk, make_waiting, send):
    comment = make_waiting()
    address = send(comment, "spam").json()["undo_url"]
    first = desk.post(address)
    assert first.status_code == 201
    assert (first.json()["action"], first.json()["after"], first.json()["undo_url"]) == ("undo", "held", None)
    again = desk.post(address, "no JSON", content_type="text/plain")
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    comment.refresh_from_db()
    assert (comment.visibility, Case.objects.get().queue) == ("held", "waiting")
    assert Decision.objects.count() == 2


def test_what_was_decided_on_since_is_not_taken_back(desk, colleague, make_waiting, send, state):
    comment = make_waiting()
    address = send(comment, "spam").json()["undo_url"]
    decide(comment_id=comment.pk, action="not_spam", moderator_id=colleague.pk, seen_visibility="spam", revision=1)
    before = state()
    response = desk.post(address, b"{", content_type="application/json")
    assert response.status_code == 409
    assert (response.json()["code"], response.json()["last"]["moderator"]) == ("decided", "Jo Lindqvist")
    assert state() == before


def test_an_undoing_is_not_taken_back(desk, make_waiting, send, state):
    undoing = desk.post(send(make_waiting(), "spam").json()["undo_url"]).json()
    before = state()
    response = desk.post(f"/api/v1/moderation/decisions/{undoing['id']}/undo/")
    assert (response.status_code, response.json()["type"].rpartition(":")[2]) == (409, "nothing-to-undo")
    assert state() == before


def test_only_who_decided_is_told_that_it_is_new(moderator, colleague, make_waiting):
    comment = make_waiting()
    wish = {"action": "approve", "seen_visibility": "held", "revision": 1}
    first = find_or_decide(comment_id=comment.pk, moderator_id=moderator.pk, **wish)
    second = find_or_decide(comment_id=comment.pk, moderator_id=colleague.pk, **wish)
    assert (first.is_new, second.is_new, first.decision) == (True, False, second.decision)
