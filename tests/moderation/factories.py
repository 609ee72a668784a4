"""Rows that only moderation has; what engagement knows is made in tests/factories.py."""

import factory
from django.contrib.auth.models import Permission

from engagement.api import Visibility
from moderation.api import decide
from moderation.models import Decision
from tests.factories import PublishedCommentFactory, UserFactory


class ModeratorFactory(UserFactory):
    """An account that may moderate, and nothing else."""

    username = factory.Sequence("moderator{}".format)

    @factory.post_generation
    def permissions(self, create, extracted):
        self.user_permissions.add(Permission.objects.get(codename="moderate"))


class DecisionFactory(factory.Factory):
    """A moderator's decision on a comment as it is now, made through the service."""

    class Meta:
        model = Decision

    comment = factory.SubFactory(PublishedCommentFactory)
    moderator = factory.SubFactory(ModeratorFactory)
    action = "spam"
    reason = factory.LazyAttribute(lambda decision: "attack" if decision.action == "reject" else "")
    note = ""

    @classmethod
    def _create(cls, model_class, *, comment, moderator, **wish):
        comment.refresh_from_db()
        return decide(
            comment_id=comment.pk,
            moderator_id=moderator.pk,
            seen_visibility=Visibility(comment.visibility),
            revision=comment.revision,
            **wish,
        )
