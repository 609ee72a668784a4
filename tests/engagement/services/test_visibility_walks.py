"""Long random lives of a discussion, with fixed seeds: whatever happens, everything counts."""

import random

import pytest

from engagement.api import Comment, InvalidComment, Visibility
from engagement.exceptions import ForbiddenTransition
from engagement.services.erasure import erase_comment, withdraw_comment
from engagement.services.visibility import change_visibility
from tests.engagement.counting import assert_everything_counts
from tests.factories import CommentFactory, DiscussionFactory, PendingCommentFactory

pytestmark = pytest.mark.django_db

STEPS = 120


class Life:
    """Readers post, answer and withdraw; moderators decide, and change their minds."""

    def __init__(self, seed):
        self.chance = random.Random(seed)  # noqa: S311 - a fixed seed, so that failures repeat
        self.discussions = [DiscussionFactory(), DiscussionFactory()]
        self.decided = []
        self.places = {}

    def step(self):
        steps = {
            self.post: 4,
            self.reply: 24,
            self.publish: 16,
            self.take_back: 14,
            self.withdraw: 1,
            self.erase: 1,
            self.undo: 8,
        }
        self.chance.choices(list(steps), weights=list(steps.values()))[0]()
        self.assert_places_stay()

    def post(self):
        factory = self.chance.choice([CommentFactory, PendingCommentFactory])
        factory(discussion=self.chance.choice(self.discussions))

    def reply(self):
        among = Comment.objects.published() if self.chance.random() < 0.8 else Comment.objects.all()
        parent = self.any_comment(among)
        if parent is None:
            return
        factory = self.chance.choice([CommentFactory, PendingCommentFactory])
        if parent.visibility == Visibility.PUBLISHED:
            factory(parent=parent)
            return
        stored = Comment.objects.count()
        with pytest.raises(InvalidComment):
            factory(parent=parent)
        assert Comment.objects.count() == stored

    def publish(self):
        self.move(self.any_comment(), Visibility.PUBLISHED)

    def take_back(self):
        kinds = [Visibility.PENDING, Visibility.HELD, Visibility.SPAM, Visibility.REJECTED]
        self.move(self.any_comment(), self.chance.choice(kinds))

    def withdraw(self):
        if comment := self.any_comment():
            self.try_to(lambda: withdraw_comment(comment_id=comment.pk))

    def erase(self):
        if comment := self.any_comment():
            erase_comment(comment_id=comment.pk)

    def undo(self):
        if self.decided:
            comment_id, before = self.decided.pop()
            self.try_to(lambda: change_visibility(comment_id=comment_id, to=before))

    def move(self, comment, visibility):
        if comment is not None:
            self.decided.append((comment.pk, Visibility(comment.visibility)))
            self.try_to(lambda: change_visibility(comment_id=comment.pk, to=visibility))

    def try_to(self, act):
        gone = {Visibility.WITHDRAWN, Visibility.ERASED}
        try:
            act()
        except ForbiddenTransition as error:
            if error.before not in gone:
                raise

    def any_comment(self, among=None):
        ids = list((Comment.objects.all() if among is None else among).order_by("pk").values_list("pk", flat=True))
        return Comment.objects.get(pk=self.chance.choice(ids)) if ids else None

    def assert_places_stay(self):
        placed = dict(Comment.objects.filter(seq__isnull=False).values_list("pk", "seq"))
        assert placed | self.places == placed, "a place was changed or taken away"
        self.places = placed


@pytest.mark.parametrize("seed", range(12))
def test_whatever_readers_and_moderators_do_everything_counts(seed):
    life = Life(seed)
    for number in range(STEPS):
        life.step()
        if number % 10 == 9:
            assert_everything_counts()
    assert len(life.places) >= 5
    assert Comment.objects.filter(depth__gte=2).exists()
