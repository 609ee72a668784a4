"""The card: all that a moderator needs to decide, at a cost that nothing changes."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.api import CommentNotFound, Visibility, change_visibility, withdraw_comment
from engagement.models import Submission
from moderation.models import Decision, Finding, PolicyRule
from moderation.queries.card import load_card
from moderation.services.cases import open_case
from moderation.services.decisions import undo
from moderation.services.screening import screen_comment
from tests.factories import (
    HeldCommentFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
    SpamCommentFactory,
    UserFactory,
)
from tests.moderation.factories import DecisionFactory, ModeratorFactory

pytestmark = pytest.mark.django_db


def test_a_card_shows_the_comment_as_shown_and_as_typed():
    comment = HeldCommentFactory(body="*No* <b>change</b>.")
    card = load_card(comment.pk)
    assert (card.comment_id, card.visibility, card.revision) == (comment.pk, "held", 1)
    assert card.visibility_label == "waiting for a moderator"
    assert card.body == "*No* <b>change</b>."
    assert "<em>No</em>" in card.html
    assert "<b>" not in card.html
    assert (card.created_at, card.published_at, card.edited_at) == (comment.created_at, None, None)
    assert (card.waits_for_parent, card.replies_waiting, card.context, card.skipped) == (False, 0, (), 0)
    assert (card.case, card.findings, card.marks, card.history, card.undoable) == (None, (), (), (), None)


def test_a_card_shows_what_the_comment_stands_under():
    comment = HeldCommentFactory()
    article = load_card(comment.pk).article
    discussion = comment.discussion
    assert (article.discussion_key, article.title, article.url) == (discussion.key, discussion.title, discussion.url)
    assert (article.section, article.question) == ("Harbour", "Should the old quay be kept?")


def chain(length):
    comments = [PublishedCommentFactory(author_name="Root")]
    for number in range(1, length):
        comments.append(PublishedCommentFactory(parent=comments[-1], author_name=f"Level {number}"))
    return comments


@pytest.mark.parametrize(
    ("above", "names", "skipped"),
    [
        (1, ["Root"], 0),
        (2, ["Root", "Level 1"], 0),
        (3, ["Root", "Level 1", "Level 2"], 0),
        (4, ["Root", "Level 1", "Level 2", "Level 3"], 0),
        (6, ["Root", "Level 3", "Level 4", "Level 5"], 2),
    ],
)
def test_the_thread_around_it_is_the_root_and_the_nearest_above(above, names, skipped):
    reply = HeldCommentFactory(parent=chain(above)[-1])
    card = load_card(reply.pk)
    assert [item.author_name for item in card.context] == names
    assert card.skipped == skipped
    assert card.context[0].excerpt.startswith("The quay is older than the town hall")
    assert card.article.question == "Should the old quay be kept?"


def test_replies_that_wait_for_it_are_counted():
    parent = PublishedCommentFactory()
    replies = [PendingCommentFactory(parent=parent) for _ in range(3)]
    change_visibility(comment_id=parent.pk, to=Visibility.HELD)
    for reply in replies[:2]:
        change_visibility(comment_id=reply.pk, to=Visibility.PUBLISHED)
    assert load_card(parent.pk).replies_waiting == 2
    assert load_card(replies[0].pk).waits_for_parent is True
    assert load_card(replies[2].pk).waits_for_parent is False


def note(comment, check, *, signals=(), saw=None, revision=1):
    """What a check of our own left."""
    return Finding.objects.create(
        comment=comment,
        check_name=check,
        revision=revision,
        verdict="notice" if signals else "clear",
        signals=list(signals),
        detail=saw or {},
    )


def test_each_answer_of_the_checker_is_said_in_plain_words():
    comment = PendingCommentFactory()
    for verdict, fields in (
        ("error", {"detail": {"error": "No answer."}}),
        ("ham", {"duration_ms": 412, "provisional": True}),
        ("ham", {"duration_ms": 412}),
        ("spam", {"duration_ms": 412, "signals": ["checker.spam"]}),
        # As an older release kept it.
        ("discard", {"duration_ms": 1000}),
    ):
        Finding.objects.create(comment=comment, check_name="akismet", revision=1, verdict=verdict, **fields)
    lines = load_card(comment.pk).findings
    assert [(line.check, line.saw, line.says, line.quiet) for line in lines] == [
        ("Akismet", "blatant spam, 1.0 s", "spam", False),
        ("Akismet", "spam, 0.4 s", "spam", False),
        ("Akismet", "not spam, 0.4 s", "publish", True),
        ("Akismet", "not spam so far, will be asked again, 0.4 s", "publish", True),
        ("Akismet", "could not be asked: No answer.", "again", False),
    ]


@pytest.mark.parametrize(
    ("check", "signals", "saw", "words", "says"),
    [
        ("links", [], {"count": 0, "domains": []}, "no link to elsewhere", "publish"),
        ("links", [], {"count": 1, "domains": ["a.example"]}, "1 link, to a.example", "publish"),
        (
            "links",
            ["links.many"],
            {"count": 3, "domains": ["a.example", "b.example"]},
            "3 links, to a.example and b.example",
            "hold",
        ),
        ("words", [], {"matches": []}, "no word of the lists", "publish"),
        (
            "words",
            ["words.suspect"],
            {"matches": [], "in_name": [{"kind": "suspect", "list": "harbour", "entry": "quay*"}]},
            "in the author's name quay*",
            "hold",
        ),
        (
            "author",
            ["author.guest", "author.first"],
            {"published": 0},
            "a guest and nothing published before",
            "publish",
        ),
        ("author", [], {"published": 7}, "7 comments published before", "publish"),
        ("author", ["author.sanctioned"], {"published": 1}, "1 comment published before and under a sanction", "hold"),
        ("email", [], {}, "no disposable address", "publish"),
        (
            "email",
            ["email.disposable"],
            {"domain": "trash.example"},
            "an address at trash.example, which gives them out for a moment",
            "hold",
        ),
        ("record", [], {"decided": 0, "rejected": 0}, "nothing decided of late", "publish"),
        (
            "record",
            ["record.rejected"],
            {"decided": 4, "rejected": 3},
            "3 of 4 comments of late rejected or spam",
            "hold",
        ),
        ("duplicate", [], {}, "not like known spam", "publish"),
        (
            "duplicate",
            ["duplicate.spam"],
            {"comment": 5, "similarity": 0.973},
            "to 97% the same as a comment marked as spam",
            "spam",
        ),
        ("form", [], {"seconds": None}, "how long it took was not told", "publish"),
        (
            "form",
            ["form.honeypot", "form.fast"],
            {"seconds": 0.4},
            "a field that people never see was filled in and sent after 0.4 s",
            "hold",
        ),
        ("links", [], {"error": "KeyError"}, "the check itself failed with KeyError", "nothing"),
        ("of_a_newer_release", ["newer.signal"], {}, "newer.signal", "hold"),
        ("of_a_newer_release", [], {}, "nothing noticed", "publish"),
    ],
)
def test_each_check_of_our_own_says_what_it_saw(check, signals, saw, words, says):
    comment = PendingCommentFactory()
    note(comment, check, signals=signals, saw=saw)
    (line,) = load_card(comment.pk).findings
    assert (line.saw, line.says, line.quiet, line.own) == (words, says, says == "publish", True)


def test_a_check_says_what_the_policy_of_the_place_makes_of_it(settings):
    comment = PendingCommentFactory()
    note(comment, "author", signals=["author.first"], saw={"published": 0})
    assert load_card(comment.pk).findings[0].says == "publish"
    settings.MODERATION = {**settings.MODERATION, "POLICY": {"author.first": "hold"}}
    assert load_card(comment.pk).findings[0].says == "hold"
    PolicyRule.objects.create(section="Harbour", signal="author.first", outcome="refuse")
    PolicyRule.objects.create(section="Elsewhere", signal="author.first", outcome="spam")
    assert load_card(comment.pk).findings[0].says == "refuse"


def test_what_a_trusted_author_is_not_held_up_by_says_so():
    comment = PendingCommentFactory()
    note(comment, "links", signals=["links.many"], saw={"count": 3, "domains": ["a.example"]})
    assert [line.says for line in load_card(comment.pk).findings] == ["hold"]
    note(comment, "author", signals=["author.trusted"], saw={"published": 7})
    author, links = load_card(comment.pk).findings
    assert (author.saw, author.says, links.says) == ("7 comments published before and trusted", "publish", "publish")


MATCHES = [
    {"word": "Quay", "start": 4, "end": 8, "kind": "banned", "list": "Places", "entry": "quay"},
    {"word": "hall", "start": 32, "end": 36, "kind": "suspect", "list": "Rooms", "entry": "h*ll"},
    {"word": "QUAY", "start": 40, "end": 44, "kind": "banned", "list": "Places", "entry": "quay"},
]


def test_words_and_links_that_a_check_named_are_marked_and_numbered():
    comment = PendingCommentFactory()
    note(comment, "words", signals=["words.banned", "words.suspect"], saw={"matches": MATCHES, "more": 2})
    saw = {
        "count": 3,
        "domains": ["a.example", "b.example"],
        "mismatches": [{"says": "bank.example", "leads_to": "b.example"}],
    }
    note(comment, "links", signals=["links.many", "links.mismatch"], saw=saw)
    card = load_card(comment.pk)
    assert [(mark.number, mark.what, mark.note, mark.spans) for mark in card.marks] == [
        (1, "Quay", "banned, by Places", ((4, 8), (40, 44))),
        (2, "hall", "suspect, by Rooms", ((32, 36),)),
        (3, "b.example", "but its text names bank.example", ()),
        (4, "a.example", "one of many links", ()),
    ]
    links, words = card.findings
    assert (words.saw, [mark.number for mark in words.marks]) == ("5 matches", [1, 2])
    assert [mark.number for mark in links.marks] == [3, 4]


def test_only_what_was_noticed_last_in_the_text_as_it_stands_is_marked():
    comment = PendingCommentFactory()
    note(comment, "words", signals=["words.banned"], saw={"matches": MATCHES[:1]})
    note(comment, "words", signals=["words.suspect"], saw={"matches": MATCHES[1:2]})
    card = load_card(comment.pk)
    assert [mark.what for mark in card.marks] == ["hall"]
    assert [len(line.marks) for line in card.findings] == [1, 0]
    type(comment).objects.update(revision=2)
    assert load_card(comment.pk).marks == ()


def test_a_decision_of_the_checks_names_its_signals():
    comment = PendingCommentFactory()
    Decision.objects.create(
        comment=comment,
        actor="policy",
        action="reject",
        before="pending",
        after="rejected",
        reason="words.banned",
        reasons=["words.banned", "links.many", "newer.signal"],
        revision=1,
    )
    (line,) = load_card(comment.pk).history
    assert (line.who, line.what, line.reason_label) == ("the checks", "rejected", "")
    assert line.signals == ("a banned word", "many links", "newer.signal")


def test_several_reasons_read_as_one_sentence():
    comment = HeldCommentFactory()
    signals = ("links.many", "words.suspect")
    open_case(comment_id=comment.pk, reasons=[{"code": "signal", "signal": signal} for signal in signals])
    assert load_card(comment.pk).case.reasons == ("Many links", "a suspect word")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ({"code": "signal", "signal": "links.many", "check": "links"}, "Many links"),
        ({"code": "signal", "signal": "newer.signal", "check": "newer"}, "Newer.signal"),
        ({"code": "held", "gate": "form.honeypot"}, "A field that people never see was filled in"),
        ({"code": "held", "gate": "another"}, "Held before it was published"),
        ({"code": "unscreened"}, "Not yet checked"),
        ({"code": "moderator"}, "Held by a moderator"),
        ({"code": "checker", "check": "akismet", "verdict": "spam"}, "Akismet: spam"),
        ({"code": "checker", "check": "akismet", "verdict": "discard"}, "Akismet: blatant spam"),
        ({"code": "newer"}, "Newer"),
    ],
)
def test_every_reason_is_said_in_words(reason, words):
    comment = HeldCommentFactory()
    open_case(comment_id=comment.pk, reasons=[reason])
    assert load_card(comment.pk).case.reasons == (words,)


def test_the_author_is_known_by_what_became_of_their_comments():
    with time_machine.travel(timezone.now() - dt.timedelta(days=30)):
        first = PublishedCommentFactory(author_email="kasimir@example.org")
    for _ in range(2):
        DecisionFactory(comment=PublishedCommentFactory(author_email="kasimir@example.org"), action="reject")
    SpamCommentFactory(author_email="kasimir@example.org")
    PublishedCommentFactory(author_email="else@example.org")
    PublishedCommentFactory(user=UserFactory(email="kasimir@example.org"))
    comment = HeldCommentFactory(author_email="kasimir@example.org", author_name="Kasimir Dorn", ip="203.0.113.24")
    author = load_card(comment.pk).author
    assert (author.comments, author.approved, author.rejected, author.spam) == (5, 1, 2, 1)
    assert author.first_seen_at == first.created_at
    assert (author.name, author.is_guest, author.is_known) == ("Kasimir Dorn", True, True)
    assert (author.email, author.url, author.ip) == ("kasimir@example.org", "", "203.0.113.24")
    assert author.user_agent.startswith("Mozilla/5.0")
    assert author.ip_until == comment.submission.expires_at


def test_an_account_is_known_by_itself():
    user = UserFactory()
    PublishedCommentFactory(user=user)
    PublishedCommentFactory(author_email=user.email)
    author = load_card(HeldCommentFactory(user=user).pk).author
    assert (author.comments, author.approved, author.is_guest, author.is_known) == (2, 1, False, True)


def test_a_guest_without_an_address_is_not_taken_for_another():
    HeldCommentFactory(author_name="Ada", author_email="")
    author = load_card(HeldCommentFactory(author_name="Ada", author_email="").pk).author
    assert (author.comments, author.is_known) == (1, False)


@pytest.mark.parametrize("gone", [True, False])
def test_an_address_whose_time_is_over_is_not_shown(gone):
    comment = HeldCommentFactory()
    Submission.objects.update(expires_at=timezone.now())
    if gone:
        Submission.objects.all().delete()
    author = load_card(comment.pk).author
    assert (author.ip, author.ip_until, author.user_agent) == ("", None, "")


def test_the_history_says_who_did_what_and_why(checker):
    comment = PendingCommentFactory()
    screen_comment(comment_id=comment.pk)
    jo, lena = ModeratorFactory(first_name="Jo", last_name="Lindqvist"), ModeratorFactory(username="lena")
    rejected = DecisionFactory(comment=comment, moderator=jo, action="reject", reason="illegal", note="Twice warned.")
    undo(decision_id=rejected.pk, moderator_id=lena.pk)
    withdraw_comment(comment_id=comment.pk)
    history = load_card(comment.pk).history
    assert [(line.what, line.who, line.before, line.after, line.undone) for line in history] == [
        ("undone", "lena", "rejected", "published", False),
        ("rejected", "Jo Lindqvist", "published", "rejected", True),
        ("approved", "the checks", "pending", "published", False),
    ]
    assert (history[1].reason, history[1].reason_label, history[1].note) == (
        "illegal",
        "It is illegal",
        "Twice warned.",
    )
    assert history[1].decision_id == rejected.pk


def test_a_reason_that_the_publisher_has_dropped_stands_as_its_code(settings):
    decision = DecisionFactory(action="reject", reason="attack")
    settings.MODERATION = {**settings.MODERATION, "REJECT_REASONS": [("rude", "It is rude")]}
    assert load_card(decision.comment_id).history[0].reason_label == "attack"


def test_only_the_newest_decision_of_a_moderator_may_be_undone(checker, moderator):
    comment = PendingCommentFactory()
    screen_comment(comment_id=comment.pk)
    assert load_card(comment.pk).undoable is None
    DecisionFactory(comment=comment, action="reject")
    newest = DecisionFactory(comment=comment, action="approve")
    assert load_card(comment.pk).undoable == newest.pk
    undo(decision_id=newest.pk, moderator_id=moderator.pk)
    assert load_card(comment.pk).undoable is None


def test_what_was_moved_by_another_hand_since_cannot_be_undone():
    decision = DecisionFactory(action="reject")
    withdraw_comment(comment_id=decision.comment_id)
    assert load_card(decision.comment_id).undoable is None


def test_a_case_says_why_and_since_when():
    comment = HeldCommentFactory()
    case = open_case(comment_id=comment.pk, reasons=[{"code": "held", "gate": "unchecked"}])
    line = load_card(comment.pk).case
    assert (line.queue, line.opened_at, line.decided_at) == ("waiting", case.opened_at, None)
    assert line.reasons == ("Nothing is set up that checks comments",)


def test_a_comment_that_is_not_there_has_no_card():
    with pytest.raises(CommentNotFound):
        load_card(0)


def test_the_number_of_queries_does_not_grow(django_assert_num_queries, checker):
    small = HeldCommentFactory()
    with CaptureQueriesContext(connection) as few:
        load_card(small.pk)
    comment = HeldCommentFactory(parent=chain(7)[-1], user=UserFactory())
    for action in ("approve", "reject", "spam", "hold", "approve"):
        DecisionFactory(comment=comment, action=action)
        Finding.objects.create(comment=comment, check_name="links", revision=1, verdict="ham")
    for _ in range(5):
        PublishedCommentFactory(parent=comment, user=comment.author)
    with django_assert_num_queries(len(few)):
        card = load_card(comment.pk)
    assert (len(card.history), len(card.findings), card.author.comments) == (5, 5, 6)
    assert len(few) == 8
