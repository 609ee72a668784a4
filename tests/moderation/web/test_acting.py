"""The menu of acts on the card, as a browser without script sends its forms."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from engagement.api import Comment, Visibility, withdraw_comment
from moderation.api import add_note, assign, feature, lock, redact
from moderation.models import Case, Decision
from tests.factories import PublishedCommentFactory
from tests.moderation.factories import DecisionFactory
from tests.moderation.roles import make_user
from tests.moderation.web.conftest import HTMX
from tests.moderation.web.pages import read, text_of, texts_of

QUEUE = "/moderation/"


@pytest.fixture
def moderator(moderator):
    """One who may also feature, and see what was edited out."""
    moderator.user_permissions.add(*Permission.objects.filter(codename__in=["feature", "see_originals"]))
    return moderator


@pytest.fixture
def act(desk, wish):
    def act(comment, action, **fields):
        address = reverse("moderation:act", args=[comment.pk])
        options = {"headers": fields.pop("headers", None)}
        return desk.post(f"{address}?queue=waiting", wish(comment, action, **fields), **options)

    return act


@pytest.fixture
def card(desk):
    def card(comment):
        return read(desk.get(QUEUE, {"case": comment.pk}))

    return card


def keys_of(tree):
    menu = tree.cssselect(".ws-more .ws-item-act")
    return {element.get("aria-keyshortcuts"): " ".join(element.text_content().split())[:-2] for element in menu}


def test_the_menu_offers_what_would_change_something(card, make_waiting):
    assert keys_of(card(make_waiting())) == {
        "e": "Edit out",
        "m": "Note to colleagues",
        "a": "Assign",
        "g": "Escalate",
        "o": "Lock the branch",
    }
    published = PublishedCommentFactory()
    assert keys_of(card(published)) == {
        "r": "Reply as the newsroom",
        "e": "Edit out",
        "m": "Note to colleagues",
        "a": "Assign",
        "g": "Escalate",
        "t": "Feature",
        "o": "Lock the branch",
    }
    withdraw_comment(comment_id=published.pk)
    assert list(keys_of(card(published))) == ["m", "a", "g", "o"]


def test_the_forms_of_the_menu_do_what_they_say(desk, card):
    comment = PublishedCommentFactory()
    for form in card(comment).cssselect(".ws-more form"):
        fields = dict(form.form_values())
        if "body" in form.fields:
            fields["body"] = "We look into it."
        if "note" in form.fields:
            fields["note"] = "Look at this."
        if "to" in form.fields:
            fields["to"] = form.inputs["to"].value_options[1]
        if fields["action"] == "feature":
            fields["revision"] = "2"
        response = desk.post(form.action, fields)
        assert response.status_code == 303, fields["action"]
    assert list(Decision.objects.order_by("pk").values_list("action", flat=True)) == [
        "reply",
        "redact",
        "note",
        "assign",
        "escalate",
        "feature",
        "lock",
    ]


def test_what_was_done_is_told_and_the_comment_stays_on_the_card(desk, make_waiting, act):
    comment, _other = make_waiting(author_name="Mara", body="Old quay."), make_waiting()
    response = act(comment, "note", note="Ask Jo.")
    decision = Decision.objects.get()
    assert response["Location"] == f"/moderation/?queue=waiting&case={comment.pk}&done={decision.pk}"
    tree = read(desk.get(response["Location"]))
    assert text_of(tree, "#said > span") == "Noted: Mara, Old quay."
    assert text_of(tree, "#who") == "Mara"
    assert tree.cssselect("#said form") == []
    assert texts_of(tree, ".ws-log q") == ["Ask Jo."]


def test_an_act_can_be_taken_back_from_the_line_above_the_card_and_from_the_history(desk, act):
    comment = PublishedCommentFactory()
    response = act(comment, "feature", headers=HTMX)
    tree = read(response)
    undo = reverse("moderation:undo", args=[Decision.objects.get().pk])
    addresses = [form.get("action").partition("?")[0] for form in tree.cssselect("#said form, .ws-log form")]
    assert addresses == [undo, undo]
    desk.post(undo)
    comment.refresh_from_db()
    assert comment.featured_at is None


def test_a_decided_comment_offers_to_take_the_decision_back_also_behind_later_acts(desk, moderator, make_waiting):
    comment = make_waiting()
    decision = DecisionFactory(comment=comment, moderator=moderator, action="reject")
    add_note(comment_id=comment.pk, moderator_id=moderator.pk, note="Sure?")
    tree = read(desk.get(QUEUE, {"queue": "decided", "case": comment.pk}))
    (form,) = [form for form in tree.cssselect("form") if "/undo/" in form.get("action", "")]
    assert form.get("action").startswith(reverse("moderation:undo", args=[decision.pk]))
    assert texts_of(tree, ".ws-item .ws-why b") == ["Rejected"]


def test_what_was_turned_down_keeps_what_was_typed_and_opens_its_form(make_waiting, act, state):
    comment = make_waiting()
    before = state(comment)
    response = act(comment, "redact", body="x" * 3001)
    assert response.status_code == 422
    tree = read(response)
    assert tree.cssselect(".ws-more[open] details[open] summary")[0].get("aria-keyshortcuts") == "e"
    assert tree.cssselect("#ws-redact")[0].text_content().strip() == "x" * 3001
    assert text_of(tree, "#ws-redact-error") == "This is 3001 characters long; at most 3000 are allowed."
    assert tree.cssselect(".ws-reject[open]") == []
    assert state(comment) == before


def test_a_note_that_is_none_opens_its_own_form_and_not_the_rejection(make_waiting, act):
    tree = read(act(make_waiting(), "note", note=" "))
    assert text_of(tree, "#ws-note-error") == "Please write something."
    assert len(tree.cssselect("#ws-note-error")) == 1
    assert tree.cssselect(".ws-reject[open]") == []


@pytest.mark.parametrize("action", ["", "approve", "purge"])
def test_what_is_no_act_changes_nothing(make_waiting, act, state, action):
    comment = make_waiting()
    before = state(comment)
    assert act(comment, action).status_code == 422
    assert state(comment) == before


def test_an_edit_of_what_a_colleague_edited_comes_too_late(colleague, act):
    comment = PublishedCommentFactory(body="Call 555 0100.")
    redact(comment_id=comment.pk, moderator_id=colleague.pk, body="Call me.", revision=1)
    response = act(comment, "redact", body="Call.")
    assert response.status_code == 409
    assert "Nothing was done." in text_of(read(response), "#said")
    assert Comment.objects.get().body == "Call me."


def test_moderators_see_what_an_edited_comment_said(colleague, card):
    comment = PublishedCommentFactory(body="Call 555 0100.")
    redact(comment_id=comment.pk, moderator_id=colleague.pk, body="Call me.", revision=1)
    tree = card(comment)
    assert text_of(tree, ".ws-log pre") == "Call 555 0100."
    assert "edited by a moderator" in text_of(tree, ".ws-this")


def test_the_card_says_what_stands(moderator, colleague, card):
    comment = PublishedCommentFactory()
    by = {"comment_id": comment.pk, "moderator_id": moderator.pk}
    feature(featured=True, revision=1, **by)
    lock(locked=True, **by)
    assign(to=colleague.pk, **by)
    tree = card(comment)
    assert texts_of(tree, ".ws-case > span:not(.ws-row)") == [
        "Published",
        "Featured",
        "Takes no replies",
        "Assigned to Jo Lindqvist",
    ]
    assert keys_of(tree)["t"] == "Feature no more"
    assert keys_of(tree)["o"] == "Unlock the branch"
    assert "r" not in keys_of(tree)
    assert tree.cssselect("#ws-assign option[selected]")[0].text == "Jo Lindqvist"
    assert Case.objects.get().queue == "decided"


def test_a_comment_taken_back_meanwhile_is_not_featured(act):
    comment = PublishedCommentFactory()
    Comment.objects.filter(pk=comment.pk).update(visibility=Visibility.HELD, in_thread=False)
    response = act(comment, "feature")
    assert response.status_code == 422
    assert "Only a published comment can be featured." in text_of(read(response), "#said")
    assert Decision.objects.count() == 0


def test_only_following_the_address_does_nothing(desk, make_waiting):
    comment = make_waiting()
    response = desk.get(reverse("moderation:act", args=[comment.pk]))
    assert response["Location"] == f"/moderation/?queue=waiting&case={comment.pk}"
    assert Decision.objects.count() == 0


def test_a_comment_that_is_not_there_is_said_to_be_missing(desk, db):
    response = desk.post(reverse("moderation:act", args=[999_999]), {"action": "note", "note": "Hm."})
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("role", "action", "status"),
    [
        ("moderator", "note", 303),
        ("moderator", "feature", 403),
        ("editor", "note", 403),
        ("editor", "feature", 303),
        ("auditor", "lock", 403),
        ("elsewhere", "note", 404),
    ],
)
def test_each_act_asks_for_its_permission_and_for_the_section(client, wish, role, action, status):
    comment = PublishedCommentFactory()
    client.force_login(make_user(role))
    response = client.post(reverse("moderation:act", args=[comment.pk]), wish(comment, action, note="Hm."))
    assert (response.status_code, Decision.objects.count()) == (status, int(status == 303))


@pytest.mark.parametrize(
    ("role", "keys", "sees"),
    [("moderator", "ramego", False), ("senior", "ramego", True), ("editor", "t", False), ("auditor", "", True)],
)
def test_the_card_offers_and_shows_each_role_its_own(client, moderator, role, keys, sees):
    comment = PublishedCommentFactory(body="Call 555 0100.")
    redact(comment_id=comment.pk, moderator_id=moderator.pk, body="Call me.", revision=1)
    client.force_login(make_user(role))
    tree = read(client.get(QUEUE, {"case": comment.pk}))
    assert set(keys_of(tree)) == set(keys)
    assert bool(tree.cssselect(".ws-log pre")) is sees
    assert bool(tree.cssselect("#claim form")) is (role in ("moderator", "senior"))
    undo = [form.get("action") for form in tree.cssselect(".ws-log form")]
    assert len(undo) == (1 if role == "senior" else 0)
