"""What moderators do besides deciding whether a comment shows: done once, written down, taken back."""

import datetime as dt

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone

from engagement.api import (
    AuthorData,
    BranchLocked,
    Comment,
    CommentNotFound,
    Visibility,
    erase_comment,
    post_comment,
    withdraw_comment,
)
from moderation.api import (
    DecisionNotPossible,
    InvalidDecision,
    NothingToUndo,
    StaleDecision,
    add_note,
    assign,
    decide,
    escalate,
    feature,
    follow_author,
    load_card,
    lock,
    open_case,
    purge,
    redact,
    reply,
    undo,
)
from moderation.models import Case, Decision, Finding, Original, SpamPrint
from moderation.queries.decisions import is_decided_by_moderator
from moderation.queries.moderators import load_colleagues
from moderation.queries.search import find_matching
from moderation.services.indexing import index_comment
from moderation.services.section_rights import give_section
from tests.factories import HeldCommentFactory, PublishedCommentFactory, SpamCommentFactory, UserFactory
from tests.moderation.factories import DecisionFactory, ModeratorFactory

pytestmark = pytest.mark.django_db

NUMBER = "You reach Jo at 555 0100, as everybody in the harbour knows."
WITHOUT = "You reach Jo, as everybody in the harbour knows."


@pytest.fixture
def by(moderator):
    return {"moderator_id": moderator.pk}


def now(comment):
    return Comment.objects.get(pk=comment.pk)


def written(comment):
    return list(
        Decision.objects.filter(comment=comment).order_by("pk").values_list("about", "action", "before", "after")
    )


def test_featuring_is_written_down_once_and_undone(by):
    comment = PublishedCommentFactory()
    decision = feature(comment_id=comment.pk, featured=True, revision=1, **by)
    assert now(comment).featured_at is not None
    assert feature(comment_id=comment.pk, featured=True, revision=1, **by) is None
    undoing = undo(decision_id=decision.pk, **by)
    assert undo(decision_id=decision.pk, **by) == undoing
    assert now(comment).featured_at is None
    assert written(comment) == [
        ("feature", "feature", "published", "published"),
        ("feature", "undo", "published", "published"),
    ]


def test_only_what_everybody_reads_and_the_moderator_saw_is_featured(by):
    held, edited = HeldCommentFactory(), PublishedCommentFactory()
    with pytest.raises(InvalidDecision):
        feature(comment_id=held.pk, featured=True, revision=1, **by)
    with pytest.raises(StaleDecision):
        feature(comment_id=edited.pk, featured=True, revision=2, **by)
    assert (Decision.objects.count(), Comment.objects.filter(featured_at__isnull=False).count()) == (0, 0)


def test_a_locked_branch_takes_no_reply_until_it_is_unlocked(by):
    comment = PublishedCommentFactory()
    decision = lock(comment_id=comment.pk, locked=True, **by)
    answer = {"discussion_id": comment.discussion_id, "body": "No.", "author": AuthorData(name="Ada")}
    with pytest.raises(BranchLocked):
        post_comment(parent_id=comment.pk, **answer)
    assert lock(comment_id=comment.pk, locked=True, **by) is None
    undo(decision_id=decision.pk, **by)
    assert post_comment(parent_id=comment.pk, **answer).created


def test_of_each_kind_only_the_newest_is_undone(by):
    comment = PublishedCommentFactory()
    first = lock(comment_id=comment.pk, locked=True, **by)
    lock(comment_id=comment.pk, locked=False, **by)
    feature(comment_id=comment.pk, featured=True, revision=1, **by)
    before = written(comment)
    with pytest.raises(StaleDecision) as refusal:
        undo(decision_id=first.pk, **by)
    assert refusal.value.last.action == "unlock"
    assert written(comment) == before


def test_acts_stand_in_the_way_of_no_decision_and_of_no_undoing(by, moderator):
    comment = PublishedCommentFactory()
    rejecting = DecisionFactory(comment=comment, moderator=moderator, action="reject")
    add_note(comment_id=comment.pk, note="Third time this week.", **by)
    lock(comment_id=comment.pk, locked=True, **by)
    again = decide(
        comment_id=comment.pk, action="reject", reason="attack", seen_visibility="published", revision=1, **by
    )
    assert again == rejecting
    assert load_card(comment.pk).undoable == rejecting.pk
    undo(decision_id=rejecting.pk, **by)
    assert now(comment).visibility == Visibility.PUBLISHED
    assert now(comment).locked_at is not None


def test_personal_data_goes_and_only_moderation_knows_what_it_was(by, moderator):
    comment = PublishedCommentFactory(body=NUMBER)
    Finding.objects.create(
        comment=comment, check_name="words", revision=1, verdict="notice", detail={"matches": [{"text": "555 0100"}]}
    )
    decision = redact(comment_id=comment.pk, body=WITHOUT, revision=1, note="A number.", **by)
    assert (now(comment).body, now(comment).revision, now(comment).redacted_at is not None) == (WITHOUT, 2, True)
    assert (decision.about, decision.action, decision.revision, decision.note) == ("text", "redact", 1, "A number.")
    assert Finding.objects.get().detail == {}
    original = Original.objects.get()
    assert (original.decision, "555 0100" in original.sealed) == (decision, True)
    assert dt.timedelta(days=59) < original.expires_at - timezone.now() < dt.timedelta(days=61)


def test_what_was_edited_out_of_spam_is_no_longer_in_its_prints(by):
    comment = SpamCommentFactory(body="Call 555 0100 for the cheapest watches in the whole of the old harbour, now!")
    DecisionFactory(comment=comment, action="spam")
    before = set(SpamPrint.objects.values_list("band", "value"))
    redact(
        comment_id=comment.pk,
        body="Somebody sells watches here, and did not stop when they were asked.",
        revision=1,
        **by,
    )
    after = set(SpamPrint.objects.values_list("band", "value"))
    assert before
    assert after
    assert not before & after


def test_an_edit_is_taken_back_with_all_it_changed(by):
    comment = PublishedCommentFactory(body=NUMBER)
    decision = redact(comment_id=comment.pk, body=WITHOUT, revision=1, **by)
    assert [line.undoable for line in load_card(comment.pk).history] == [True]
    undo(decision_id=decision.pk, **by)
    assert (now(comment).body, now(comment).revision, now(comment).redacted_at) == (NUMBER, 3, None)
    assert Original.objects.count() == 0


def test_of_two_edits_the_first_still_marks_it(by):
    comment = PublishedCommentFactory(body=NUMBER)
    redact(comment_id=comment.pk, body=WITHOUT, revision=1, **by)
    second = redact(comment_id=comment.pk, body="You reach Jo.", revision=2, **by)
    undo(decision_id=second.pk, **by)
    assert (now(comment).body, now(comment).redacted_at is not None) == (WITHOUT, True)


def test_an_original_is_sealed_where_keys_are_set_and_gone_when_its_time_is_over(by, settings):
    settings.MODERATION = {"PAYLOAD_KEYS": [Fernet.generate_key().decode()]}
    comment = PublishedCommentFactory(body=NUMBER)
    decision = redact(comment_id=comment.pk, body=WITHOUT, revision=1, **by)
    assert "555" not in Original.objects.get().sealed
    purge(now=timezone.now() + dt.timedelta(days=61))
    assert Original.objects.count() == 0
    assert [line.undoable for line in load_card(comment.pk).history] == [False]
    with pytest.raises(NothingToUndo):
        undo(decision_id=decision.pk, **by)
    assert now(comment).body == WITHOUT


def test_what_cannot_be_sealed_is_not_kept_and_goes_from_the_page_all_the_same(by, settings, caplog):
    settings.MODERATION = {"PAYLOAD_KEYS": ["no key"]}
    comment = PublishedCommentFactory(body=NUMBER)
    redact(comment_id=comment.pk, body=WITHOUT, revision=1, **by)
    assert (now(comment).body, Original.objects.count()) == (WITHOUT, 0)
    assert "555" not in caplog.text


def test_an_edit_is_looked_for_by_what_is_left(by):
    comment = PublishedCommentFactory(body=NUMBER)
    index_comment(comment_id=comment.pk)
    edit = redact(comment_id=comment.pk, body=WITHOUT, revision=1, **by)
    assert (list(find_matching("0100")), list(find_matching("harbour"))) == ([], [comment.pk])
    undo(decision_id=edit.pk, **by)
    assert list(find_matching("0100")) == [comment.pk]


def test_an_erased_comment_leaves_no_original(by):
    comment = PublishedCommentFactory(body=NUMBER)
    redact(comment_id=comment.pk, body=WITHOUT, revision=1, **by)
    erase_comment(comment_id=comment.pk)
    follow_author(comment_id=comment.pk, before="published")
    assert Original.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"revision": 2}, StaleDecision),
        ({"body": ""}, InvalidDecision),
        ({"note": "x" * 2001}, InvalidDecision),
        ({"comment_id": 999_999}, CommentNotFound),
    ],
)
def test_an_edit_turned_down_changes_nothing(by, fields, refusal):
    comment = PublishedCommentFactory(body=NUMBER)
    with pytest.raises(refusal):
        redact(**{"comment_id": comment.pk, "body": WITHOUT, "revision": 1, **by, **fields})
    assert (now(comment).body, Decision.objects.count(), Original.objects.count()) == (NUMBER, 0, 0)


def test_what_its_author_took_back_is_not_edited(by):
    comment = PublishedCommentFactory(body=NUMBER)
    withdraw_comment(comment_id=comment.pk)
    count = Decision.objects.count()
    with pytest.raises(DecisionNotPossible):
        redact(comment_id=comment.pk, body=WITHOUT, revision=1, **by)
    assert (now(comment).body, Decision.objects.count()) == (NUMBER, count)


def test_a_decision_on_the_text_before_an_edit_goes_for_the_text_after_it(by, moderator):
    comment = PublishedCommentFactory(body=NUMBER)
    redact(comment_id=comment.pk, body=WITHOUT, revision=1, **by)
    assert not is_decided_by_moderator(comment_id=comment.pk, revision=2)
    other = PublishedCommentFactory(body=NUMBER)
    DecisionFactory(comment=other, moderator=moderator, action="spam")
    edit = redact(comment_id=other.pk, body=WITHOUT, revision=1, **by)
    assert is_decided_by_moderator(comment_id=other.pk, revision=2)
    undo(decision_id=edit.pk, **by)
    assert is_decided_by_moderator(comment_id=other.pk, revision=3)
    assert not is_decided_by_moderator(comment_id=other.pk, revision=4)


def test_a_decision_on_what_a_colleague_edited_since_comes_too_late(by):
    comment = HeldCommentFactory(body=NUMBER)
    redact(comment_id=comment.pk, body=WITHOUT, revision=1, **by)
    with pytest.raises(StaleDecision) as refusal:
        decide(comment_id=comment.pk, action="approve", seen_visibility="held", revision=1, **by)
    assert refusal.value.revision == 2
    assert now(comment).visibility == Visibility.HELD


def test_the_newsroom_answers_and_no_moderator_is_named(by, moderator, settings):
    settings.MODERATION = {"NEWSROOM_NAME": "The Gazette"}
    comment = PublishedCommentFactory()
    decision = reply(comment_id=comment.pk, body="Thank you, we look into it.", revision=1, **by)
    answer = Comment.objects.get(parent=comment)
    assert (answer.visibility, answer.author_name, answer.from_newsroom) == ("published", "The Gazette", True)
    assert answer.author == moderator
    assert (decision.about, decision.action, decision.detail) == ("talk", "reply", {"reply": answer.pk})
    assert reply(comment_id=comment.pk, body="Thank you, we look into it.", revision=1, **by) is None
    assert Comment.objects.filter(parent=comment).count() == 1
    with pytest.raises(NothingToUndo):
        undo(decision_id=decision.pk, **by)


def test_without_a_name_it_is_the_sites_or_else_the_newsroom(by, settings):
    comment = PublishedCommentFactory()
    reply(comment_id=comment.pk, body="One.", revision=1, **by)
    settings.ENGAGEMENT = {"SITE_NAME": "Harbour Post"}
    reply(comment_id=comment.pk, body="Two.", revision=1, **by)
    names = Comment.objects.filter(parent=comment).order_by("pk").values_list("author_name", flat=True)
    assert list(names) == ["The newsroom", "Harbour Post"]


def test_what_does_not_show_or_is_locked_is_not_answered(by):
    held, locked = HeldCommentFactory(), PublishedCommentFactory()
    lock(comment_id=locked.pk, locked=True, **by)
    count = Decision.objects.count()
    for comment in (held, locked):
        with pytest.raises(InvalidDecision) as refusal:
            reply(comment_id=comment.pk, body="Well.", revision=1, **by)
        assert refusal.value.field == "body"
    assert (Comment.objects.count(), Decision.objects.count()) == (2, count)


def test_a_note_stays_and_the_same_note_twice_is_one(by, moderator):
    comment = HeldCommentFactory()
    decision = add_note(comment_id=comment.pk, note=" Ask Jo first. ", **by)
    assert (decision.action, decision.note, decision.moderator) == ("note", "Ask Jo first.", moderator)
    assert add_note(comment_id=comment.pk, note="Ask Jo first.", **by) is None
    with pytest.raises(InvalidDecision):
        add_note(comment_id=comment.pk, note="  ", **by)
    with pytest.raises(NothingToUndo):
        undo(decision_id=decision.pk, **by)
    assert written(comment) == [("talk", "note", "held", "held")]


def test_a_comment_is_left_to_one_moderator_and_to_nobody_again(by):
    colleague = ModeratorFactory(first_name="Ben", last_name="Okafor")
    comment = HeldCommentFactory()
    open_case(comment_id=comment.pk, reasons=[{"code": "held"}])
    decision = assign(comment_id=comment.pk, to=colleague.pk, **by)
    case = Case.objects.get()
    assert (case.assigned_to, case.queue, case.version) == (colleague, "waiting", 2)
    assert decision.detail == {"to": colleague.pk, "name": "Ben Okafor"}
    assert assign(comment_id=comment.pk, to=colleague.pk, **by) is None
    assert load_card(comment.pk).case.assigned_name == "Ben Okafor"
    assign(comment_id=comment.pk, to=None, **by)
    assert Case.objects.get().assigned_to is None


def test_who_may_not_moderate_gets_nothing_to_do(by):
    comment = HeldCommentFactory()
    for user_id in (UserFactory().pk, 999_999):
        with pytest.raises(InvalidDecision):
            assign(comment_id=comment.pk, to=user_id, **by)
    assert (Case.objects.count(), Decision.objects.count()) == (0, 0)


def test_those_who_can_be_asked_are_those_who_may_moderate(moderator, django_assert_num_queries):
    UserFactory()
    with django_assert_num_queries(1):
        colleagues = load_colleagues(section="Harbour")
    assert [colleague.user_id for colleague in colleagues] == [moderator.pk]


def test_a_comment_is_left_to_those_alone_who_work_in_its_section(by, moderator):
    here, elsewhere, anywhere, by_group = (ModeratorFactory(last_name=f"Nr {number}") for number in range(4))
    give_section(section="Harbour", user_id=here.pk, moderator_id=None)
    give_section(section="Sport", user_id=elsewhere.pk, moderator_id=None)
    give_section(section="", user_id=anywhere.pk, moderator_id=None)
    group = Group.objects.create(name="Sport desk")
    by_group.groups.add(group)
    give_section(section="Sport", group_id=group.pk, moderator_id=None)
    comment = HeldCommentFactory()
    for colleague in (elsewhere, by_group):
        with pytest.raises(InvalidDecision) as refused:
            assign(comment_id=comment.pk, to=colleague.pk, **by)
        assert refused.value.field == "to"
        assert "work in the section “Harbour”" in refused.value.message
    assert (Case.objects.count(), Decision.objects.count()) == (0, 0)
    assert {one.user_id for one in load_colleagues(section="Harbour")} == {moderator.pk, here.pk, anywhere.pk}
    assign(comment_id=comment.pk, to=here.pk, **by)
    assert Case.objects.get().assigned_to == here


def test_an_escalated_case_says_why_where_it_stands(by):
    comment = HeldCommentFactory()
    open_case(comment_id=comment.pk, reasons=[{"code": "held", "gate": "links"}])
    decision = escalate(comment_id=comment.pk, why="A lawyer wrote.", **by)
    case = Case.objects.get()
    assert (case.queue, case.escalated_at is not None) == ("waiting", True)
    assert load_card(comment.pk).case.reasons[0] == "Escalated: A lawyer wrote."
    assert (decision.action, decision.note) == ("escalate", "A lawyer wrote.")
    assert escalate(comment_id=comment.pk, why="A lawyer wrote.", **by) is None
    with pytest.raises(InvalidDecision):
        escalate(comment_id=comment.pk, why="", **by)
    assert Case.objects.get().version == case.version


@pytest.mark.parametrize(
    "changes", [{"about": "feature"}, {"action": "note"}, {"about": "talk", "action": "note", "after": "published"}]
)
def test_the_database_keeps_acts_and_decisions_apart(changes):
    comment = HeldCommentFactory()
    fields = {"actor": "moderator", "action": "approve", "before": "held", "after": "held", "revision": 1, **changes}
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(comment=comment, **fields)
