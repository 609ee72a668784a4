"""Rows for tests: a publisher's users and articles, and comments that come in by the same door as a reader's.

Works with and without moderation installed; moderation's own rows are made in tests/moderation/factories.py.
"""

import factory
from django.contrib.auth import get_user_model

from engagement import gates
from engagement.api import (
    AuthorData,
    Comment,
    Discussion,
    SubmissionData,
    Visibility,
    change_visibility,
    post_comment,
    sync_discussion,
)
from tests.articles.models import Article, Review

PASSWORD = "correct horse battery staple"


class UserFactory(factory.django.DjangoModelFactory):
    """A reader with an account; sign in with PASSWORD."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    username = factory.Sequence("reader{}".format)
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    password = factory.django.Password(PASSWORD)


class StaffFactory(UserFactory):
    """Whoever may do everything."""

    username = factory.Sequence("staff{}".format)
    is_staff = True
    is_superuser = True


class ArticleFactory(factory.django.DjangoModelFactory):
    """An article that closes with a prompt."""

    class Meta:
        model = Article

    title = factory.Sequence("The harbour, part {}".format)
    section = "Harbour"
    tags = "ferries quays"
    body = factory.LazyAttribute(
        lambda article: (
            f"<p>The council met about {article.title} for three hours on Tuesday and settled nothing.</p>"
            "<p>The ferry will run until the spring, and the quay stays as it is.</p>"
            "<p>Should the old quay be kept? Tell us in the comments below!</p>"
        )
    )


class ReviewFactory(factory.django.DjangoModelFactory):
    """An object of the second host model."""

    class Meta:
        model = Review

    slug = factory.Sequence("review-{}".format)
    name = factory.Sequence("Review {}".format)
    text = "<p>It is a good boat.</p><p>Have you sailed in her? Tell us below.</p>"


class DiscussionFactory(factory.Factory):
    """The discussion of an article, opened as saving the article opens it."""

    class Meta:
        model = Discussion

    article = factory.SubFactory(ArticleFactory)

    @classmethod
    def _create(cls, model_class, *, article):
        return sync_discussion(obj=article)


class CommentFactory(factory.Factory):
    """A comment posted through the service, by another guest from another address each; shown or not as the gates say.

    ``visibility`` moves it on from there; ``parent`` makes it a reply; ``user`` posts it from an account.
    """

    class Meta:
        model = Comment

    discussion = factory.Maybe("parent", yes_declaration=None, no_declaration=factory.SubFactory(DiscussionFactory))
    parent = None
    visibility = None
    user = None
    body = factory.Sequence("The quay is older than the town hall, note {}.".format)
    author_name = factory.Sequence("Guest {}".format)
    author_email = factory.Sequence("guest{}@example.org".format)
    author_url = ""
    ip = factory.Sequence(lambda number: f"198.18.{number // 250 % 256}.{number % 250 + 1}")
    user_agent = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101"
    referrer = "https://www.example.org/articles/"
    form_seconds = 12.5
    honeypot = ""
    idempotency_key = None

    @classmethod
    def _create(cls, model_class, *, discussion, parent, visibility, user, body, idempotency_key, **sent):
        if user is None:
            author = AuthorData(name=sent["author_name"], email=sent["author_email"], url=sent["author_url"])
        else:
            author = AuthorData(user_id=user.pk, name=user.get_username(), email=user.email)
        posted = post_comment(
            discussion_id=discussion.pk if discussion else parent.discussion_id,
            body=body,
            author=author,
            parent_id=parent.pk if parent else None,
            submission=SubmissionData(
                **{name: sent[name] for name in ("ip", "user_agent", "referrer", "form_seconds", "honeypot")}
            ),
            idempotency_key=idempotency_key,
        )
        if visibility is not None:
            change_visibility(comment_id=posted.comment.pk, to=visibility)
        return Comment.objects.get(pk=posted.comment.pk)


class PublishedCommentFactory(CommentFactory):
    """A comment that everybody reads."""

    visibility = Visibility.PUBLISHED


class PendingCommentFactory(CommentFactory):
    """A comment that waits to be checked, whether or not anything is installed that checks."""

    @classmethod
    def _create(cls, model_class, **kwargs):
        gates.register("tests", lambda draft: gates.Ruling(admission=gates.Admission.SCREEN))
        try:
            return super()._create(model_class, **kwargs)
        finally:
            gates.unregister("tests")


class HeldCommentFactory(PendingCommentFactory):
    """A comment that waits for a moderator."""

    visibility = Visibility.HELD


class SpamCommentFactory(PendingCommentFactory):
    """A comment taken for spam."""

    visibility = Visibility.SPAM
