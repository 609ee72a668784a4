"""What the tests of the moderators' pages share."""

import datetime as dt

import pytest

from engagement.api import Comment, Visibility
from moderation.api import open_case, screen_comment
from moderation.models import Case, Decision, Feedback
from moderation.services.counting import note_counts
from tests.factories import HeldCommentFactory, PendingCommentFactory
from tests.moderation.factories import ModeratorFactory
from tests.moderation.web.browser import chromium, faults, gate, open_queue

__all__ = ["chromium", "faults", "gate", "open_queue"]

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(client, moderator):
    """A browser without script, signed in as a moderator."""
    client.force_login(moderator)
    return client


@pytest.fixture
def colleague(db):
    return ModeratorFactory(username="jo", first_name="Jo", last_name="Lindqvist")


@pytest.fixture
def make_waiting(db):
    """Makes comments that wait for a moderator, the first of them the longest."""

    def make(**fields):
        comment = HeldCommentFactory(**fields)
        open_case(comment_id=comment.pk, reasons=[{"code": "held", "gate": "links"}])
        return comment

    return make


@pytest.fixture
def fill_queue(make_waiting):
    """Lets many more comments wait, as copies of one that came in by the door; gives all of them in their order."""

    def fill(count):
        first = make_waiting()
        case = Case.objects.get(comment=first)
        copies = [copy_of(first, idempotency_key=f"copy {first.pk} {number}") for number in range(1, count)]
        for number, comment in enumerate(copies, start=1):
            comment.author_name = f"{first.author_name}, copy {number}"
        comments = [first, *Comment.objects.bulk_create(copies)]
        Case.objects.bulk_create(
            copy_of(case, comment=comment, opened_at=case.opened_at + dt.timedelta(microseconds=number))
            for number, comment in enumerate(comments[1:], start=1)
        )
        note_counts({(case.queue, case.section): count - 1})
        return comments

    return fill


def copy_of(row, **fields):
    """The same row once more, not yet stored, but for what is given."""
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    copied = type(row)(**values)
    for name, value in fields.items():
        setattr(copied, name, value)
    return copied


@pytest.fixture
def make_spam(db, checker):
    """Makes comments that the checker took for spam; ``author_name="discard"`` makes blatant ones."""

    def make(**fields):
        comment = PendingCommentFactory(**{"author_name": "spam", **fields})
        screen_comment(comment_id=comment.pk)
        comment.refresh_from_db()
        assert comment.visibility == Visibility.SPAM
        return comment

    return make


@pytest.fixture
def state():
    """All that a decision could change, to be compared."""

    def read(*comments):
        for comment in comments:
            comment.refresh_from_db()
        return (
            [(comment.pk, comment.visibility, comment.revision) for comment in comments],
            list(Case.objects.order_by("pk").values_list("comment_id", "queue", "version")),
            Decision.objects.count(),
            Feedback.objects.count(),
        )

    return read


@pytest.fixture
def wish():
    """A form's fields, as the card of a comment has them."""

    def make(comment, action, **fields):
        return {
            "action": action,
            "revision": comment.revision,
            "seen_visibility": comment.visibility,
            **fields,
        }

    return make
