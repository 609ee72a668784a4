"""Rehearsing: what another policy would make of comments already decided, by the findings of the time."""

import pytest
from django.db import connection
from django.utils import timezone

from engagement.api import Comment, Visibility, change_visibility, erase_comment
from moderation.api import decide, screen_comment, undo
from moderation.models import Action, Actor, Decision, Finding, FindingVerdict
from moderation.queries.policy import EVERYWHERE, Place, load_policy
from moderation.queries.reading import WouldWrite, reading_only
from moderation.rules.lists import CompiledList
from moderation.rules.outcomes import Outcome
from moderation.services import rehearsing
from moderation.services.rehearsing import Play, Selection, rehearse
from tests.factories import ArticleFactory, DiscussionFactory, PendingCommentFactory

pytestmark = pytest.mark.django_db

REFUSE_LINKS = {(EVERYWHERE, "links.many"): Outcome.REFUSE}


def checked(*signals, section="Harbour", decided="approve", **comment):
    """A comment whose checks gave these signals, and the policy decided so."""
    comment.setdefault("discussion", DiscussionFactory(article=ArticleFactory(section=section)))
    made = PendingCommentFactory(**comment)
    for check in ("checker", "form", "links", "words", "author"):
        found = [signal for signal in signals if signal.startswith(f"{check}.")]
        verdict = FindingVerdict.NOTICE if found else FindingVerdict.CLEAR
        if check == "checker":
            verdict = FindingVerdict(found[0].partition(".")[2]) if found else FindingVerdict.HAM
        Finding.objects.create(comment=made, check_name=check, revision=1, verdict=verdict, signals=found)
    target = {"approve": "published", "hold": "held", "spam": "spam", "reject": "rejected"}[decided]
    change_visibility(comment_id=made.pk, to=Visibility(target))
    Decision.objects.create(
        comment=made, actor=Actor.POLICY, action=decided, before="pending", after=target, reason="x", revision=1
    )
    made.refresh_from_db()
    return made


def by_moderator(comment, moderator, action, **wish):
    comment.refresh_from_db()
    reason = "attack" if action == "reject" else ""
    return decide(
        comment_id=comment.pk,
        action=action,
        moderator_id=moderator.pk,
        seen_visibility=comment.visibility,
        revision=comment.revision,
        reason=reason,
        **wish,
    )


def run(changes=None, *, lists=(), changed_lists=None, **selection):
    policy = load_policy()
    play = Play(
        policy=policy,
        lists=lists,
        changed_policy=policy.changed(changes or {}),
        changed_lists=lists if changed_lists is None else changed_lists,
    )
    with reading_only():
        return list(rehearse(selection=Selection(**selection), play=play))


def only(*args, **kwargs):
    (found,) = run(*args, **kwargs)
    return found


def test_a_comment_is_judged_by_todays_policy_and_by_the_changed_one():
    comment = checked("links.many", "author.guest", decided="hold")
    found = only(REFUSE_LINKS)
    assert (found.comment_id, found.section, found.then, found.moderators) == (comment.pk, "Harbour", "hold", "")
    assert (found.before.outcome, found.before.reasons) == (Outcome.HOLD, ("links.many",))
    assert (found.after.outcome, found.after.reasons) == (Outcome.REFUSE, ("links.many",))
    assert found.excerpt == comment.body
    assert repr(found) == f"<Rehearsed comment {comment.pk}>"


def test_a_change_for_a_section_counts_there_alone():
    checked("links.many", section="Sport", decided="hold")
    checked("links.many", section="Town", decided="hold")
    found = run({(Place(section="Sport"), "links.many"): Outcome.PUBLISH})
    assert {one.section: one.after.outcome for one in found} == {"Sport": Outcome.PUBLISH, "Town": Outcome.HOLD}


def test_of_each_check_the_last_finding_on_the_text_as_it_stands_counts_and_an_error_is_none():
    comment = checked("checker.spam", decided="spam")
    Finding.objects.create(comment=comment, check_name="links", revision=1, verdict="notice", signals=["links.many"])
    Finding.objects.create(comment=comment, check_name="other", revision=1, verdict="ham")
    Finding.objects.create(comment=comment, check_name="other", revision=1, verdict="error", failure="timeout")
    assert only().before.reasons == ("links.many",)
    Comment.objects.update(revision=2)
    assert run() == [None]
    Finding.objects.create(comment=comment, check_name="other", revision=2, verdict="discard")
    assert only().before.reasons == ("checker.discard",)


def test_the_newest_standing_decision_of_a_moderator_is_theirs(moderator):
    comment = checked("links.many", decided="hold")
    first = by_moderator(comment, moderator, "approve")
    assert only().moderators == "approve"
    second = by_moderator(comment, moderator, "reject")
    assert only().moderators == "reject"
    undo(decision_id=second.pk, moderator_id=moderator.pk)
    assert only().moderators == "approve"
    by_moderator(comment, moderator, "hold")
    assert only().moderators == ""
    by_moderator(comment, moderator, "spam")
    assert only().moderators == "spam"
    Comment.objects.update(revision=2)
    Finding.objects.update(revision=2)
    assert (only().moderators, only().then) == ("", "")
    assert first.action == Action.APPROVE


def test_comments_that_nobody_decided_on_and_erased_ones_are_none_of_it(moderator):
    PendingCommentFactory()
    erase_comment(comment_id=checked("links.many").pk)
    assert run() == []
    decided = PendingCommentFactory()
    by_moderator(decided, moderator, "approve")
    assert run() == [None]


def test_changed_lists_are_read_anew_over_the_text():
    checked("words.suspect", body="A b l o o d y nuisance, this Ferry!", decided="hold")
    suspect = CompiledList(name="Mild", kind="suspect", entries="bloody")
    banned = CompiledList(name="Boats", kind="banned", entries="ferry")
    found = only(lists=[suspect], changed_lists=[suspect, banned])
    assert (found.before.reasons, found.after.reasons) == (("words.suspect",), ("words.banned", "words.suspect"))
    assert found.words == ("b l o o d y", "Ferry")
    found = only(lists=[suspect], changed_lists=[])
    assert (found.before.outcome, found.after.outcome, found.words) == (Outcome.HOLD, Outcome.PUBLISH, ())


def test_a_list_counts_for_its_section_and_language_alone():
    checked(section="Sport", body="The ferry.")
    checked(section="Town", body="The ferry.")
    sport = CompiledList(name="Boats", kind="banned", section="Sport", entries="ferry")
    german = CompiledList(name="Boote", kind="banned", language="de", entries="ferry")
    found = run(changed_lists=[sport, german])
    assert {one.section: one.after.outcome for one in found} == {"Sport": Outcome.REFUSE, "Town": Outcome.PUBLISH}


def test_what_was_never_checked_is_judged_by_its_words_alone(moderator):
    by_moderator(PendingCommentFactory(body="The ferry."), moderator, "reject")
    found = only(changed_lists=[CompiledList(name="Boats", kind="banned", entries="ferry")])
    assert (found.is_checked, found.before.outcome, found.after.outcome) == (False, Outcome.PUBLISH, Outcome.REFUSE)
    assert found.moderators == "reject"


def test_comments_are_chosen_by_time_and_place_the_newest_first():
    old, sport, town = checked(), checked(section="Sport"), checked(section="Town")
    now = timezone.now()
    Comment.objects.filter(pk=old.pk).update(created_at=now - timezone.timedelta(days=9))
    last_week = now - timezone.timedelta(days=7)

    def chosen(**selection):
        return [found.comment_id for found in run(**selection)]

    assert chosen() == [town.pk, sport.pk, old.pk]
    assert chosen(since=last_week) == [town.pk, sport.pk]
    assert chosen(until=last_week) == [old.pk]
    assert chosen(section="Sport") == [sport.pk]
    assert chosen(discussion_key=town.discussion.key) == [town.pk]
    assert chosen(limit=2) == [town.pk, sport.pk]
    assert chosen(section="Moon") == []


def test_it_takes_three_queries_a_batch_however_many_comments(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(rehearsing, "_BATCH", 2)
    discussion = DiscussionFactory()
    made = [checked("links.many", discussion=discussion).pk for _ in range(5)]
    with django_assert_num_queries(1 + 3 * 3 + 1):  # the policy, three batches, and none left
        found = run(REFUSE_LINKS)
    assert [one.comment_id for one in found] == made[::-1]
    with django_assert_num_queries(1 + 2 * 3):
        assert len(run(limit=3)) == 3


def test_what_really_screened_a_comment_is_what_is_rehearsed(checker, moderator):
    comment = PendingCommentFactory(body="Two [a](https://a.example) [b](https://b.example) [c](https://c.example)")
    screen_comment(comment_id=comment.pk)
    assert Comment.objects.get().visibility == "held"
    found = only(REFUSE_LINKS)
    assert (found.before.outcome, found.after.outcome, found.then, found.is_checked) == ("hold", "refuse", "hold", True)


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO afterword_moderation_finding DEFAULT VALUES",
        "UPDATE afterword_engagement_comment SET revision = 2",
        "delete from afterword_moderation_finding",
        "WITH x AS (SELECT 1) DELETE FROM afterword_moderation_finding",
        "SAVEPOINT x",
        "BEGIN IMMEDIATE",
    ],
)
def test_nothing_but_reading_gets_through(sql):
    comment = checked()
    with reading_only(), connection.cursor() as cursor:
        assert Comment.objects.count() == 1
        with pytest.raises(WouldWrite, match=sql.split()[0]):
            cursor.execute(sql)
    assert Comment.objects.get() == comment
    assert Comment.objects.update(revision=2) == 1
