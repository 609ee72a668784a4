"""Taking decisions back."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from engagement.api import Visibility
from moderation.api import decide, follow_publication
from moderation.models import Case, Decision
from tests.factories import PublishedCommentFactory
from tests.moderation.web.pages import read, text_of, texts_of

QUEUE = "/moderation/"


@pytest.fixture
def decided(moderator, make_waiting):
    """A decision of the moderator's own, with its comment."""

    def make(action="approve", by=None, **fields):
        comment = make_waiting(**fields)
        decision = decide(
            comment_id=comment.pk,
            action=action,
            moderator_id=(by or moderator).pk,
            seen_visibility="held",
            revision=1,
        )
        comment.refresh_from_db()
        return comment, decision

    return make


def undo_forms(tree):
    return [form for form in tree.cssselect("form") if "/undo/" in form.get("action", "")]


def test_the_line_above_the_card_takes_back_what_it_tells_of(desk, decided):
    comment, decision = decided(author_name="Mara", body="Old quay.")
    tree = read(desk.get(QUEUE, {"queue": "waiting", "done": decision.pk}))
    (form,) = undo_forms(tree)
    assert form.cssselect("button")[0].get("aria-keyshortcuts") == "u"
    response = desk.post(form.get("action"))
    undoing = Decision.objects.get(action="undo")
    assert (response.status_code, response["Location"]) == (
        303,
        f"/moderation/?queue=waiting&case={comment.pk}&done={undoing.pk}",
    )
    comment.refresh_from_db()
    assert comment.visibility == Visibility.HELD
    assert Case.objects.get().queue == "waiting"
    tree = read(desk.get(response["Location"]))
    assert text_of(tree, "#said > span") == "Undone: Mara, Old quay."
    assert text_of(tree, "#who") == "Mara"
    assert undo_forms(tree) == []


def test_undoing_puts_the_comment_back_into_its_place(desk, decided, make_waiting):
    make_waiting(author_name="Mara")
    _comment, decision = decided(author_name="Nils")
    make_waiting(author_name="Olga")
    desk.post(reverse("moderation:undo", args=[decision.pk]))
    assert texts_of(read(desk.get(QUEUE)), ".ws-item h3 a") == ["Mara", "Nils", "Olga"]


def test_undo_stays_at_hand_while_one_moves_on(desk, decided, make_waiting):
    make_waiting()
    make_waiting()
    _comment, decision = decided()
    tree = read(desk.get(QUEUE, {"queue": "waiting", "done": decision.pk}))
    tree = read(desk.get(tree.cssselect('[aria-keyshortcuts="j"]')[0].get("href")))
    assert len(undo_forms(tree)) == 1


def test_a_card_offers_undo_tomorrow_as_well(desk, decided):
    comment, decision = decided()
    tree = read(desk.get(QUEUE, {"queue": "decided", "case": comment.pk}))
    (form,) = undo_forms(tree)
    assert form.get("action").startswith(reverse("moderation:undo", args=[decision.pk]))
    assert form.cssselect("button")[0].get("aria-keyshortcuts") == "u"
    response = desk.post(form.get("action"))
    assert f"queue=decided&case={comment.pk}" in response["Location"]


def test_a_colleagues_decision_is_undone_by_a_press_on_its_card_and_by_no_slip_of_a_key(
    desk, moderator, colleague, decided
):
    moderator.user_permissions.add(Permission.objects.get(codename="undo_others"))
    comment, decision = decided(by=colleague)
    tree = read(desk.get(QUEUE, {"queue": "waiting", "case": comment.pk, "done": decision.pk}))
    assert text_of(tree, "#said > span").startswith("approved by Jo Lindqvist:")
    (form,) = undo_forms(tree)
    assert form.cssselect("button")[0].get("aria-keyshortcuts") is None


def test_what_a_colleague_decided_is_not_for_everybody_to_undo(desk, colleague, decided, state):
    comment, decision = decided(by=colleague)
    before = state(comment)
    tree = read(desk.get(QUEUE, {"queue": "decided", "case": comment.pk, "done": decision.pk}))
    assert undo_forms(tree) == []
    response = desk.post(reverse("moderation:undo", args=[decision.pk]))
    assert (response.status_code, text_of(read(response), "h1")) == (403, "You may look here, and not do this.")
    assert state(comment) == before


def test_only_one_undo_has_the_key(desk, decided):
    comment, _decision = decided()
    _other, latest = decided()
    tree = read(desk.get(QUEUE, {"queue": "decided", "case": comment.pk, "done": latest.pk}))
    forms = undo_forms(tree)
    assert [form.cssselect("button")[0].get("aria-keyshortcuts") for form in forms] == ["u", None]


def test_undoing_twice_is_undoing_once(desk, decided, state):
    comment, decision = decided()
    address = reverse("moderation:undo", args=[decision.pk])
    first = desk.post(address)
    before = state(comment)
    second = desk.post(address)
    assert (second.status_code, second["Location"]) == (303, first["Location"])
    assert state(comment) == before


def test_what_a_colleague_decided_since_stands(desk, colleague, decided, state):
    comment, decision = decided()
    decide(
        comment_id=comment.pk,
        action="spam",
        moderator_id=colleague.pk,
        seen_visibility="published",
        revision=1,
    )
    before = state(comment)
    response = desk.post(reverse("moderation:undo", args=[decision.pk]))
    assert response.status_code == 409
    tree = read(response)
    assert text_of(tree, "#said > span") == "Jo Lindqvist marked this as spam 1 s ago. Nothing was taken back."
    assert text_of(tree, "#who") == comment.author_name
    assert state(comment) == before


def test_a_decision_whose_comment_moved_by_itself_cannot_be_taken_back(desk, decided, state):
    comment, decision = decided()
    type(comment).objects.filter(pk=comment.pk).update(visibility=Visibility.REJECTED)
    before = state(comment)
    response = desk.post(reverse("moderation:undo", args=[decision.pk]))
    assert response.status_code == 409
    assert text_of(read(response), "#said > span") == ("This cannot be taken back any more. Nothing was taken back.")
    assert state(comment) == before


def test_what_the_checks_decided_is_not_undone(desk, make_spam, state):
    comment = make_spam()
    before = state(comment)
    response = desk.post(reverse("moderation:undo", args=[Decision.objects.get().pk]))
    assert response.status_code == 409
    assert text_of(read(response), "#said > span") == ("This cannot be taken back any more. Nothing was taken back.")
    assert state(comment) == before


def test_what_its_author_withdrew_since_is_not_brought_back(desk, decided, state):
    comment, decision = decided()
    type(comment).objects.filter(pk=comment.pk).update(visibility=Visibility.WITHDRAWN)
    Decision._base_manager.filter(pk=decision.pk).update(after=Visibility.WITHDRAWN)
    before = state(comment)
    response = desk.post(reverse("moderation:undo", args=[decision.pk]))
    assert response.status_code == 409
    assert "Its author withdrew this comment, or it was erased." in text_of(read(response), "#said > span")
    assert state(comment) == before


@pytest.mark.parametrize("number", [999_999, 2**70])
def test_a_decision_that_is_not_there_is_a_404(desk, number):
    response = desk.post(reverse("moderation:undo", args=[number]))
    assert response.status_code == 404
    assert "Nothing was taken back." in text_of(read(response), "#said > span")


def test_following_the_address_of_an_undo_undoes_nothing(desk, decided, state):
    comment, decision = decided()
    before = state(comment)
    response = desk.get(reverse("moderation:undo", args=[decision.pk]) + "?queue=spam")
    assert (response.status_code, response["Location"]) == (302, "/moderation/?queue=spam")
    assert state(comment) == before


@pytest.fixture
def looked_at(desk):
    """Three new comments, marked as looked at with one press; gives where that leads."""
    comments = [PublishedCommentFactory(author_name=name) for name in ("Ada", "Brit", "Cleo")]
    for comment in comments:
        follow_publication(comment_id=comment.pk)
    form = read(desk.get(QUEUE, {"queue": "new"})).cssselect("form[action*=looked-at]")[0]
    fields = [field.get("value") for field in form.cssselect("input[name=case]")]
    assert len(fields) == 3
    return desk.post(form.get("action"), {"case": fields})["Location"]


def queues():
    return list(Case.objects.order_by("comment_id").values_list("queue", flat=True))


def test_what_one_press_looked_at_one_press_takes_back(desk, looked_at):
    tree = read(desk.get(looked_at))
    assert (text_of(tree, "#said > span"), queues()) == ("Looked at: 3 comments", ["decided"] * 3)
    (form,) = undo_forms(tree)
    after = desk.post(form.get("action"), {"together": "1"})["Location"]
    assert queues() == ["new"] * 3
    tree = read(desk.get(after))
    assert (text_of(tree, "#said > span"), undo_forms(tree)) == ("Undone: 3 comments", [])
    assert desk.post(form.get("action"), {"together": "1"}).status_code == 303
    assert Decision.objects.filter(action="undo").count() == 3


def test_what_was_decided_since_stays_and_the_rest_is_taken_back(desk, looked_at, colleague):
    first = Case.objects.order_by("comment_id").first()
    decide(
        comment_id=first.comment_id, action="spam", moderator_id=colleague.pk, seen_visibility="published", revision=1
    )
    (form,) = undo_forms(read(desk.get(looked_at)))
    desk.post(form.get("action"), {"together": "1"})
    assert queues() == ["decided", "new", "new"]


def test_from_a_card_one_look_alone_is_taken_back(desk, looked_at):
    decision = Decision.objects.order_by("pk").first()
    desk.post(reverse("moderation:undo", args=[decision.pk]))
    assert queues() == ["new", "decided", "decided"]
