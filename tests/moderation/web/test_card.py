"""The card: the comment, what surrounds it, why it is here, who wrote it, what may be done."""

import pytest
from django.urls import reverse

from engagement.api import Comment, Visibility, change_visibility
from moderation.api import decide, open_case, screen_comment
from moderation.models import Finding
from tests.factories import HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory
from tests.moderation.web.pages import buttons_of, read, text_of, texts_of

QUEUE = "/moderation/"


@pytest.fixture
def card(desk):
    """Opens the card of a comment."""
    return lambda comment, **query: read(desk.get(QUEUE, {"case": comment.pk, **query}))


def test_a_card_shows_the_article_its_prompt_and_the_thread_above(card, make_waiting):
    root = PublishedCommentFactory(author_name="Ingrid", body="I drive the number 4.")
    parent = PublishedCommentFactory(parent=root, author_name="Tilda", body="I asked the council.")
    tree = card(make_waiting(parent=parent, author_name="Kasimir"))
    assert text_of(tree, ".ws-about a") == root.discussion.title
    assert tree.cssselect(".ws-about a")[0].get("href") == root.discussion.url
    assert (
        text_of(tree, ".ws-about")
        == f"{root.discussion.title} in Harbour Only this article Should the old quay be kept?"
    )
    assert texts_of(tree, ".ws-ctx b") == ["Ingrid", "Tilda"]
    assert texts_of(tree, ".ws-ctx p.ws-clip") == ["I drive the number 4.", "I asked the council."]


def test_comments_left_out_of_a_long_thread_are_counted(card, make_waiting):
    comment = PublishedCommentFactory(author_name="level 0")
    for level in range(1, 7):
        comment = PublishedCommentFactory(parent=comment, author_name=f"level {level}")
    tree = card(make_waiting(parent=comment))
    assert texts_of(tree, ".ws-ctx b") == ["level 0", "level 4", "level 5", "level 6"]
    assert "3 comments between these are left out." in texts_of(tree, ".ws-ctx > li")


def test_an_article_without_a_web_address_is_no_link(card, make_waiting):
    comment = make_waiting()
    type(comment.discussion).objects.update(url="javascript:alert(1)")
    tree = card(comment)
    assert tree.cssselect(".ws-about a:not(.ws-only)") == []
    assert text_of(tree, ".ws-about b") == comment.discussion.title


def test_a_comment_is_shown_and_as_it_was_typed(card, make_waiting):
    comment = make_waiting(body="It is **loud**.\n\n<b>Bold?</b>")
    shown = card(comment)
    assert shown.cssselect(".ws-text strong")[0].text == "loud"
    assert text_of(shown, ".ws-seg [aria-current]") == "Shown"
    (link,) = [link for link in shown.cssselect(".ws-seg a") if link.text == "Typed"]
    typed = card(comment, view="typed")
    assert link.get("href") == f"/moderation/?queue=waiting&case={comment.pk}&view=typed"
    assert typed.cssselect("pre.ws-typed")[0].text == "It is **loud**.\n\n<b>Bold?</b>"
    assert text_of(typed, ".ws-seg [aria-current]") == "Typed"


def test_links_tell_where_they_lead_and_lead_there_safely(card, make_waiting):
    tree = card(make_waiting(body="See [the council](https://elsewhere.example/x)."))
    (link,) = tree.cssselect(".ws-text a")
    assert link.get("href") == "https://elsewhere.example/x"
    assert link.get("target") == "_blank"
    assert set(link.get("rel").split()) == {"noopener", "noreferrer", "nofollow"}
    assert text_of(tree, ".ws-text p") == "See the council goes to elsewhere.example/x."


def test_why_it_is_here_stands_by_check(card, checker):
    comment = PendingCommentFactory(author_name="unavailable")
    screen_comment(comment_id=comment.pk)
    Comment.objects.update(next_attempt_at=comment.created_at)
    screen_comment(comment_id=comment.pk)
    open_case(comment_id=comment.pk, reasons=[{"code": "unscreened"}])
    tree = card(comment)
    assert text_of(tree, ".ws-reasons") == "Not yet checked"
    assert [texts_of(row, "th, td") for row in tree.cssselect(".ws-card tbody tr")] == [
        ["Dummy", "could not be asked: The dummy checker fails for authors called unavailable. 2 times", "ask again"],
        ["Author", "a guest and nothing published before", "publish"],
        ["Others", "nothing noticed (Known spam, Record, E-mail, Words, Links, Form)", "publish"],
    ]


@pytest.mark.parametrize(
    ("verdict", "says", "classes"),
    [
        ("ham", "publish", {"ws-says"}),
        ("spam", "spam", {"ws-says", "ws-no"}),
        ("discard", "spam", {"ws-says", "ws-no"}),
        ("error", "ask again", {"ws-says", "ws-no"}),
    ],
)
def test_each_verdict_says_what_it_means(card, make_waiting, verdict, says, classes):
    comment = make_waiting()
    Finding.objects.create(comment=comment, check_name="dummy", revision=1, verdict=verdict, duration_ms=420)
    (cell,) = card(comment).cssselect(".ws-card tbody td:last-child")
    assert (cell.text_content().strip(), set(cell.classes)) == (says, classes)


def test_what_the_checks_noticed_is_marked_in_the_text_and_listed_by_the_same_numbers(card, make_waiting):
    comment = make_waiting(body="You *id*iot, see [my bank.com](https://qk.example/9).")
    matches = [{"word": "*id*iot", "start": 4, "end": 11, "kind": "banned", "list": "Insults", "entry": "idiot"}]
    saw = {"count": 1, "domains": ["qk.example"], "mismatches": [{"says": "bank.com", "leads_to": "qk.example"}]}
    fields = {"comment": comment, "revision": 1, "verdict": "notice"}
    Finding.objects.create(check_name="words", signals=["words.banned"], detail={"matches": matches}, **fields)
    Finding.objects.create(check_name="links", signals=["links.mismatch"], detail=saw, **fields)
    tree = card(comment)
    assert [texts_of(row, "th, td") for row in tree.cssselect(".ws-card tbody tr")] == [
        ["Links", "1 link, to qk.example 2 qk.example but its text names bank.com", "hold"],
        ["Words", "1 match 1 *id*iot banned, by Insults", "refuse"],
    ]
    assert texts_of(tree, ".ws-text mark") == ["id", "iot1 (mark 1)"]
    typed = card(comment, view="typed")
    assert texts_of(typed, "pre.ws-typed mark") == ["*id*iot1 (mark 1)"]


def test_a_comment_like_known_spam_links_to_it(card, make_waiting, make_spam):
    spam, comment = make_spam(), make_waiting()
    Finding.objects.create(
        comment=comment,
        check_name="duplicate",
        revision=1,
        verdict="notice",
        signals=["duplicate.spam"],
        detail={"comment": spam.pk, "similarity": 0.95},
    )
    (link,) = card(comment).cssselect(".ws-card tbody a")
    assert (link.text, link.get("href")) == ("Open that one", f"/moderation/?queue=spam&case={spam.pk}")


def test_a_finding_from_before_an_edit_says_so(card, make_waiting):
    comment = make_waiting()
    Finding.objects.create(comment=comment, check_name="dummy", revision=1, verdict="ham", duration_ms=420)
    Comment.objects.filter(pk=comment.pk).update(revision=2)
    assert text_of(card(comment), ".ws-card tbody td") == "not spam, 0.4 s before it was edited"


def test_the_author_has_a_record(card, make_waiting):
    for visibility, count in ((Visibility.PUBLISHED, 2), (Visibility.REJECTED, 1), (Visibility.SPAM, 1)):
        for _number in range(count):
            HeldCommentFactory(author_email="k@example.org", visibility=visibility)
    tree = card(make_waiting(author_email="k@example.org", author_name="Kasimir", author_url="https://k.example/"))
    section = tree.cssselect(".ws-card section")[1]
    assert text_of(section, "h3") == "Kasimir"
    assert "5 comments since" in section.text_content()
    assert "2 approved, 1 rejected, 1 spam" in " ".join(section.text_content().split())
    assert [(part.get("class"), part.get("x"), part.get("width")) for part in tree.cssselect(".ws-bar rect")] == [
        ("f-1", "0.00%", "49.30%"),
        ("f-2", "50.00%", "24.65%"),
        ("f-3", "75.35%", "24.65%"),
    ]
    assert texts_of(tree, ".ws-facts dt") == ["E-mail", "Website", "Address", "Browser"]
    assert texts_of(tree, ".ws-facts dd")[:2] == ["k@example.org", "https://k.example/"]


def test_a_guest_without_an_address_has_no_record(card, make_waiting):
    tree = card(make_waiting(author_email=""))
    assert tree.cssselect(".ws-bar") == []
    assert "other comments cannot be told to be theirs" in tree.cssselect(".ws-card section")[1].text_content()


def test_what_happened_so_far_stands_in_its_order(card, moderator, make_spam):
    comment = make_spam()
    decide(
        comment_id=comment.pk,
        action="reject",
        reason="attack",
        note="Again.",
        moderator_id=moderator.pk,
        seen_visibility="spam",
        revision=1,
    )
    lines = texts_of(card(comment), ".ws-log li > span")
    assert lines == [
        "written",
        "marked as spam by the checks: taken for spam",
        f"rejected by {moderator.username}: It attacks a person “Again.”".replace("“", "").replace("”", ""),
    ]


def test_replies_that_wait_for_the_comment_are_counted(card, make_waiting):
    parent = PublishedCommentFactory()
    reply = HeldCommentFactory(parent=parent)
    change_visibility(comment_id=parent.pk, to=Visibility.HELD)
    change_visibility(comment_id=reply.pk, to=Visibility.PUBLISHED)
    assert "One approved reply waits for this one." in card(parent).cssselect(".ws-ctx")[0].text_content()
    tree = card(reply)
    assert text_of(tree, ".ws-case > span") == "Approved, waits for the comment that it answers"
    assert buttons_of(tree) == ["Reject", "Spam"]


@pytest.mark.parametrize(
    ("visibility", "buttons"),
    [
        (Visibility.PENDING, ["Approve", "Reject", "Spam"]),
        (Visibility.HELD, ["Approve", "Reject", "Spam"]),
        (Visibility.PUBLISHED, ["Reject", "Spam"]),
        (Visibility.REJECTED, ["Approve", "Spam"]),
        (Visibility.SPAM, ["Not spam", "Reject"]),
        (Visibility.WITHDRAWN, []),
        (Visibility.ERASED, []),
    ],
)
def test_only_what_would_change_something_is_offered(card, visibility, buttons):
    comment = PendingCommentFactory()
    if visibility != Visibility.PENDING:
        change_visibility(comment_id=comment.pk, to=visibility)
    assert buttons_of(card(comment)) == buttons


def test_what_the_checker_calls_spam_may_be_confirmed(card, make_spam):
    assert buttons_of(card(make_spam())) == ["Not spam", "Reject", "Spam"]


def test_the_reasons_to_reject_are_the_publishers(card, make_waiting, settings):
    settings.MODERATION = {**settings.MODERATION, "REJECT_REASONS": [("rude", "It is rude"), ("long", "It is long")]}
    tree = card(make_waiting())
    assert [(entry.get("value"), entry.get("checked")) for entry in tree.cssselect(".ws-pop [name=reason]")] == [
        ("rude", None),
        ("long", None),
    ]
    assert texts_of(tree, ".ws-reject li label") == ["It is rude 1", "It is long 2"]


def test_an_act_names_what_the_moderator_saw(card, make_waiting):
    comment = make_waiting()
    Comment.objects.filter(pk=comment.pk).update(revision=3)
    tree = card(comment)
    menu = tree.cssselect(".ws-more form")
    for form in tree.cssselect(".ws-acts form"):
        name = "moderation:act" if form in menu else "moderation:decide"
        assert form.get("action") == reverse(name, args=[comment.pk]) + f"?queue=waiting&case={comment.pk}"
        fields = {field.name: field.value for field in form.cssselect("input[type=hidden]")}
        assert (fields["revision"], fields["seen_visibility"]) == ("3", "held")
