"""Deciding with plain forms, as a browser without script sends them."""

import pytest
from django.urls import reverse

from engagement.api import Visibility
from moderation.api import decide, open_case
from moderation.models import Case, Decision, Feedback
from tests.factories import HeldCommentFactory, PublishedCommentFactory
from tests.moderation.web.pages import form_of, read, text_of, texts_of

QUEUE = "/moderation/"


@pytest.fixture
def send(desk, wish):
    """Sends an act as the card would, from a queue."""

    def send(comment, action, queue="waiting", **fields):
        address = reverse("moderation:decide", args=[comment.pk])
        return desk.post(f"{address}?queue={queue}", wish(comment, action, **fields))

    return send


@pytest.mark.parametrize(
    ("action", "fields", "after", "said"),
    [
        ("approve", {}, Visibility.PUBLISHED, "Approved: Mara, Old quay."),
        ("reject", {"reason": "attack", "note": "Once more."}, Visibility.REJECTED, "Rejected: Mara, Old quay."),
        ("spam", {}, Visibility.SPAM, "Marked as spam: Mara, Old quay."),
    ],
)
def test_a_decision_is_done_and_the_next_card_comes(desk, moderator, make_waiting, send, action, fields, after, said):
    comment = make_waiting(author_name="Mara", body="Old quay.")
    following = make_waiting(author_name="Nils")
    response = send(comment, action, **fields)
    decision = Decision.objects.get()
    assert (response.status_code, response["Location"]) == (
        303,
        f"/moderation/?queue=waiting&case={following.pk}&done={decision.pk}",
    )
    comment.refresh_from_db()
    assert comment.visibility == after
    assert (decision.action, decision.moderator, decision.before, decision.after) == (action, moderator, "held", after)
    assert (decision.reason, decision.note) == (fields.get("reason", ""), fields.get("note", ""))
    tree = read(desk.get(response["Location"]))
    assert text_of(tree, "#said > span") == said
    assert text_of(tree, "#who") == "Nils"
    assert tree.cssselect("#who")[0].get("autofocus") is not None
    assert texts_of(tree, ".ws-item h3 a") == ["Nils"]
    assert tree.findtext(".//title").startswith(f"{said.partition(':')[0]}: Mara | Waiting (1) | Afterword")


def test_the_forms_on_the_card_do_what_they_say(desk, make_waiting):
    comment = make_waiting()
    address, fields = form_of(read(desk.get(QUEUE)), "reject")
    desk.post(address, {**fields, "reason": "illegal"})
    comment.refresh_from_db()
    assert comment.visibility == Visibility.REJECTED


def test_not_spam_publishes_and_the_checker_is_to_be_told(desk, make_spam, send):
    comment = make_spam()
    send(comment, "not_spam", queue="spam")
    comment.refresh_from_db()
    assert comment.visibility == Visibility.PUBLISHED
    assert list(Feedback.objects.values_list("kind", "state")) == [("ham", "queued")]


def test_rejecting_tells_the_checker_nothing(make_waiting, send):
    send(make_waiting(), "reject", reason="attack")
    assert Feedback.objects.count() == 0


def test_confirmed_spam_leaves_the_spam_queue(desk, make_spam, send):
    comment = make_spam()
    send(comment, "spam", queue="spam")
    assert Case.objects.get().queue == "decided"
    assert text_of(read(desk.get(QUEUE, {"queue": "spam"})), ".ws-empty b") == "No spam."


def test_among_the_spam_the_next_card_is_the_next_newest(desk, make_spam, send):
    oldest, middle, newest = (make_spam(body=f"Watches {number}") for number in range(3))
    assert f"case={oldest.pk}&" in send(middle, "spam", queue="spam")["Location"]
    assert f"case={newest.pk}&" in send(oldest, "spam", queue="spam")["Location"]


def test_behind_the_last_card_comes_the_first(make_waiting, send):
    first, last = make_waiting(), make_waiting()
    assert f"case={first.pk}&" in send(last, "approve")["Location"]


def test_behind_the_last_card_of_all_nothing_is_left_and_undo_is(desk, make_waiting, send):
    response = send(make_waiting(author_name="Mara", body="Old quay."), "approve")
    assert "case=" not in response["Location"]
    tree = read(desk.get(response["Location"]))
    assert text_of(tree, "#who") == "Nothing is left here."
    assert tree.cssselect("#who")[0].get("autofocus") is not None
    assert "ws-open" in tree.cssselect("#work")[0].classes
    assert text_of(tree, "#said button") == "Undo u"


def test_among_the_decided_the_same_card_stays(desk, make_waiting, send):
    comment = make_waiting()
    send(comment, "approve")
    comment.refresh_from_db()
    response = send(comment, "reject", queue="decided", reason="off_topic")
    assert f"queue=decided&case={comment.pk}&" in response["Location"]
    comment.refresh_from_db()
    assert comment.visibility == Visibility.REJECTED


def test_the_page_of_the_list_is_kept(desk, fill_queue):
    made = fill_queue(52)
    second = read(desk.get(read(desk.get(QUEUE)).cssselect(".ws-list > .ws-page")[0].get("href")))
    address, fields = form_of(second, "approve")
    response = desk.post(address, fields)
    tree = read(desk.get(response["Location"]))
    assert text_of(tree, "#who") == made[51].author_name
    assert texts_of(tree, ".ws-item h3 a") == [made[51].author_name]


def test_a_reply_approved_before_its_parent_says_that_it_waits(desk, make_waiting, send):
    parent = PublishedCommentFactory()
    reply = make_waiting(parent=parent)
    type(parent).objects.filter(pk=parent.pk).update(visibility=Visibility.HELD)
    tree = read(desk.get(send(reply, "approve")["Location"]))
    assert "It shows once the comment that it answers does." in text_of(tree, "#said > span")


def test_a_rejection_without_a_reason_is_asked_for_beside_the_field_and_nothing_is_lost(make_waiting, send, state):
    comment = make_waiting()
    before = state(comment)
    response = send(comment, "reject", note="He did it again.")
    assert (response.status_code, response["Cache-Control"]) == (422, "private, no-store")
    tree = read(response)
    panel = tree.cssselect("details.ws-reject")[0]
    assert panel.get("open") is not None
    assert text_of(panel, "#ws-reason-error") == "Please choose why it is rejected."
    assert panel.cssselect("fieldset")[0].get("aria-describedby") == "ws-reason-error"
    assert panel.cssselect("textarea")[0].text.strip() == "He did it again."
    assert [entry.get("value") for entry in panel.cssselect("[autofocus]")] == ["attack"]
    assert text_of(tree, "#said > span") == "Nothing is decided yet. Please choose why it is rejected."
    assert state(comment) == before


def test_a_note_that_cannot_be_stored_is_said_beside_the_field_and_the_reason_is_kept(make_waiting, send, state):
    comment = make_waiting()
    before = state(comment)
    response = send(comment, "reject", reason="off_topic", note="x" * 2001)
    assert response.status_code == 422
    tree = read(response)
    assert text_of(tree, "#ws-note-error") == "At most 2000 characters are allowed here."
    assert tree.cssselect("#ws-note")[0].get("aria-describedby") == "ws-note-error"
    assert tree.cssselect("#ws-note")[0].text.strip() == "x" * 2001
    assert [entry.get("value") for entry in tree.cssselect(".ws-pop [name=reason][checked]")] == ["off_topic"]
    assert state(comment) == before


@pytest.mark.parametrize("action", ["", "publish", "undo", "withdraw"])
def test_what_nobody_can_decide_is_refused(make_waiting, send, state, action):
    comment = make_waiting()
    before = state(comment)
    response = send(comment, action)
    assert response.status_code == 422
    assert "This is nothing that can be decided." in text_of(read(response), "#said > span")
    assert state(comment) == before


def test_a_colleague_who_was_faster_is_named_and_nothing_changes(desk, colleague, make_waiting, wish, state):
    comment = make_waiting()
    following = make_waiting(author_name="Nils")
    seen = wish(comment, "approve")
    decide(
        comment_id=comment.pk,
        action="reject",
        reason="attack",
        note="See the rules.",
        moderator_id=colleague.pk,
        seen_visibility="held",
        revision=1,
    )
    before = state(comment)
    response = desk.post(reverse("moderation:decide", args=[comment.pk]) + "?queue=waiting", seen)
    assert response.status_code == 409
    tree = read(response)
    said = tree.cssselect("#said")[0]
    assert said.get("role") == "alert"
    assert text_of(said, "span") == (
        "Jo Lindqvist rejected this 1 s ago. It attacks a person. See the rules. Your approval was not recorded."
    )
    assert tree.findtext(".//title").startswith("Not done | ")
    assert text_of(tree, ".ws-case > span") == "Rejected"
    assert tree.cssselect("#who")[0].get("autofocus") is not None
    assert f"case={following.pk}" in tree.cssselect('[aria-keyshortcuts="j"]')[0].get("href")
    assert state(comment) == before


@pytest.mark.parametrize(
    ("theirs", "mine", "words"),
    [
        ("approve", "spam", "Jo Lindqvist approved this 1 s ago. Your “spam” was not recorded."),
        ("spam", "approve", "Jo Lindqvist marked this as spam 1 s ago. Your approval was not recorded."),
        ("spam", "reject", "Jo Lindqvist marked this as spam 1 s ago. Your rejection was not recorded."),
    ],
)
def test_each_conflict_has_its_words(desk, colleague, make_waiting, wish, theirs, mine, words):
    comment = make_waiting()
    seen = wish(comment, mine, **({"reason": "attack"} if mine == "reject" else {}))
    decide(comment_id=comment.pk, action=theirs, moderator_id=colleague.pk, seen_visibility="held", revision=1)
    tree = read(desk.post(reverse("moderation:decide", args=[comment.pk]), seen))
    assert text_of(tree, "#said > span") == words


def test_two_who_want_the_same_do_not_collide(desk, colleague, make_waiting, wish, state):
    comment = make_waiting()
    seen = wish(comment, "approve")
    theirs = decide(
        comment_id=comment.pk, action="approve", moderator_id=colleague.pk, seen_visibility="held", revision=1
    )
    before = state(comment)
    response = desk.post(reverse("moderation:decide", args=[comment.pk]), seen)
    assert response.status_code == 303
    assert f"done={theirs.pk}" in response["Location"]
    tree = read(desk.get(response["Location"]))
    assert text_of(tree, "#said > span").startswith("approved by Jo Lindqvist:")
    assert tree.cssselect("#said button") == []
    assert state(comment) == before


@pytest.mark.parametrize("revision", ["2", "0", "", "x", "²", "9" * 30])
def test_an_edited_comment_comes_back_instead_of_being_approved_unseen(make_waiting, send, state, revision):
    comment = make_waiting()
    before = state(comment)
    response = send(comment, "approve", revision=revision)
    assert response.status_code == 409
    assert text_of(read(response), "#said > span") == (
        "This comment is not what you saw any more: here it is as it is now. Your approval was not recorded."
    )
    assert state(comment) == before


def test_what_its_author_withdrew_nobody_approves(desk, make_waiting, wish, state):
    comment = make_waiting()
    type(comment).objects.filter(pk=comment.pk).update(visibility=Visibility.WITHDRAWN)
    comment.refresh_from_db()
    before = state(comment)
    response = desk.post(reverse("moderation:decide", args=[comment.pk]), wish(comment, "approve"))
    assert response.status_code == 409
    assert text_of(read(response), "#said > span") == (
        "Its author withdrew this comment, or it was erased. Your approval was not recorded."
    )
    assert state(comment) == before


@pytest.mark.parametrize("number", [999_999, 2**70])
def test_a_comment_that_is_not_there_cannot_be_decided(desk, number):
    response = desk.post(reverse("moderation:decide", args=[number]), {"action": "approve", "revision": "1"})
    assert response.status_code == 404
    assert Decision.objects.count() == 0


def test_following_the_address_of_a_form_opens_its_card(desk, make_waiting):
    comment = make_waiting()
    response = desk.get(reverse("moderation:decide", args=[comment.pk]) + "?queue=spam")
    assert (response.status_code, response["Location"]) == (302, f"/moderation/?queue=spam&case={comment.pk}")
    assert Decision.objects.count() == 0


def test_deciding_one_of_two_leaves_the_other(make_waiting, send):
    comment, other = make_waiting(), make_waiting()
    send(comment, "reject", reason="attack")
    other.refresh_from_db()
    assert other.visibility == Visibility.HELD
    assert Case.objects.get(comment=other).queue == "waiting"


def test_a_comment_decided_from_a_list_it_is_not_in_keeps_its_card(desk, make_waiting, send):
    make_waiting()
    other = HeldCommentFactory()
    open_case(comment_id=other.pk, reasons=[{"code": "held"}])
    response = send(other, "approve", queue="spam")
    assert f"queue=spam&case={other.pk}&" in response["Location"]
