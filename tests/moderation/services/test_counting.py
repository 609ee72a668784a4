"""The counters of the queues: equal to the cases whatever is done, in whatever order."""

import datetime as dt
import random
from contextlib import suppress

import pytest
from django.utils import timezone

from engagement.api import Comment, EngagementError, Visibility, change_visibility, erase_comment, sync_discussion
from moderation.api import close_case, decide, follow_publication, open_case, queue_counts, screen_comment, undo
from moderation.exceptions import ModerationError
from moderation.models import Action, Case, CaseCount, Decision, Queue
from moderation.services.cases import put_case
from moderation.services.counting import fold_counts, note_counts, note_move
from moderation.services.decisions import follow_author
from moderation.services.emptying import Seen, empty_queue
from moderation.services.looking import expire_new, mark_looked_at
from moderation.services.recounting import recount_cases
from tests.articles.models import Article
from tests.factories import ArticleFactory, DiscussionFactory, HeldCommentFactory, PendingCommentFactory

pytestmark = pytest.mark.django_db


def entries():
    return sorted(CaseCount.objects.values_list("queue", "section", "count"))


def test_whoever_moves_a_case_adds_entries_in_one_query_and_changes_none(django_assert_num_queries):
    note_counts({("waiting", "City"): 2})
    with django_assert_num_queries(1):
        note_move(before=("waiting", "City"), after=("decided", "City"))
    assert entries() == [("decided", "City", 1), ("waiting", "City", -1), ("waiting", "City", 2)]
    assert (queue_counts()["waiting"], queue_counts()["decided"], queue_counts()["all"]) == (1, 1, 2)


def test_what_stays_where_it_is_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        note_move(before=("waiting", "City"), after=("waiting", "City"))


def test_folding_leaves_one_entry_each_and_the_counts_as_they_are():
    for _number in range(3):
        note_counts({("waiting", "City"): 1, ("waiting", "Sport"): 1})
        note_move(before=("waiting", "Sport"), after=("decided", "Sport"))
    before = queue_counts()
    assert fold_counts() == 10
    assert entries() == [("decided", "Sport", 3), ("waiting", "City", 3)]
    assert queue_counts() == before
    assert fold_counts() == 0


class Walk:
    """Services called at random on a handful of comments."""

    def __init__(self, seed, moderator):
        self.chance = random.Random(seed)  # noqa: S311 - a fixed seed, so that failures repeat
        self.moderator = moderator
        self.discussions = [DiscussionFactory(article=ArticleFactory(section=name)) for name in ("City", "Sport")]

    def comment(self):
        pks = list(Comment.objects.order_by("pk").values_list("pk", flat=True))
        return Comment.objects.get(pk=self.chance.choice(pks)) if pks else self.write()

    def seen(self, queue):
        cases = Case.objects.filter(queue=queue).values_list("comment_id", "version")
        return [Seen(comment_id=pk, version=version) for pk, version in cases]

    def write(self):
        make = self.chance.choice([HeldCommentFactory, PendingCommentFactory])
        name = self.chance.choice(["anyone", "spam", "discard"])
        parents = list(Comment.objects.filter(visibility=Visibility.PUBLISHED))
        if parents and self.chance.random() < 0.4:
            return make(parent=self.chance.choice(parents), author_name=name)
        return make(discussion=self.chance.choice(self.discussions), author_name=name)

    def screen(self):
        screen_comment(comment_id=self.comment().pk)

    def decide(self):
        comment, action = self.comment(), self.chance.choice(["approve", "reject", "spam", "hold"])
        decide(
            comment_id=comment.pk,
            action=action,
            moderator_id=self.moderator.pk,
            seen_visibility=comment.visibility,
            revision=comment.revision,
            reason="attack" if action == Action.REJECT else "",
        )

    def undo(self):
        latest = Decision.objects.order_by("?").values_list("pk", flat=True).first()
        if latest:
            undo(decision_id=latest, moderator_id=self.moderator.pk)

    def open(self):
        open_case(comment_id=self.comment().pk, reasons=[{"code": "held"}])

    def report(self):
        comment = self.comment()
        if comment.visibility == Visibility.PUBLISHED:
            put_case(comment_id=comment.pk, queue=Queue.REPORTED, reasons=[{"code": "reported", "kind": "hate"}])

    def move(self):
        comment = self.comment()
        change_visibility(comment_id=comment.pk, to=self.chance.choice(list(Visibility)[:5]))
        close_case(comment_id=comment.pk)
        follow_publication(comment_id=comment.pk)

    def erase(self):
        comment = self.comment()
        erase_comment(comment_id=comment.pk)
        follow_author(comment_id=comment.pk, before=comment.visibility)

    def empty(self):
        queue = self.chance.choice([Queue.SPAM, Queue.DISCARDED])
        empty_queue(queue=queue, seen=self.seen(queue), moderator_id=self.moderator.pk)

    def look(self):
        mark_looked_at(seen=self.seen(Queue.NEW)[:2], moderator_id=self.moderator.pk)

    def expire(self):
        Case.objects.filter(queue=Queue.NEW).update(opened_at=timezone.now() - dt.timedelta(days=9))
        expire_new()

    def fold(self):
        fold_counts()

    def step(self):
        steps = [self.write] * 3 + [self.screen] * 3 + [self.decide] * 3
        steps += [
            self.undo,
            self.open,
            self.report,
            self.move,
            self.erase,
            self.empty,
            self.look,
            self.expire,
            self.fold,
        ]
        # What is refused must have changed nothing, which the counters show.
        with suppress(EngagementError, ModerationError):
            self.chance.choice(steps)()


@pytest.mark.parametrize("seed", range(3))
def test_counters_equal_the_cases_after_any_sequence_of_services(checker, moderator, seed):
    walk = Walk(seed, moderator)
    for number in range(40):
        walk.step()
        assert list(recount_cases(repair=False)) == [], number
    assert queue_counts()["all"] == Case.objects.count()


def test_cases_follow_their_article_into_another_section(django_capture_on_commit_callbacks):
    article = ArticleFactory(section="City")
    comment = HeldCommentFactory(discussion=DiscussionFactory(article=article))
    open_case(comment_id=comment.pk, reasons=[])
    Article.objects.filter(pk=article.pk).update(section="Sport")
    article.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        sync_discussion(obj=article)
    assert Case.objects.get().section == "Sport"
    assert sum(count for queue, section, count in entries() if (queue, section) == ("waiting", "City")) == 0
    assert list(recount_cases(repair=False)) == []
