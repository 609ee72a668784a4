"""The same text again: the first time it is taken, the second time its sender is told that it was."""

import datetime as dt

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from engagement.conf import get_settings
from engagement.exceptions import DiscussionNotFound, InvalidComment
from engagement.models import Comment, SentText, Visibility
from engagement.queries.discussions import assert_public
from engagement.services.limits import name_author, name_sender
from engagement.text import fold


def claim_text(*, comment: Comment, ip: str | None) -> None:
    """Keep that the comment's author wrote this text; InvalidComment where they did so before, anywhere on the site.

    Must run in the comment's transaction, which the refusal rolls back. Of two at once the database lets one in. A text
    is free again after ``SAME_TEXT_HOURS``, or when its comment is withdrawn or erased; not when a moderator decided
    against it.
    """
    digest = _digest(comment, ip)
    if not digest:
        return
    now = comment.created_at
    expires_at = now + dt.timedelta(hours=get_settings().same_text_hours)
    SentText.objects.bulk_create(
        [SentText(digest=digest, comment=comment, expires_at=expires_at)], ignore_conflicts=True
    )
    rows = SentText.objects.filter(digest=digest)
    if rows.filter(comment=comment).exists():
        return
    if not rows.filter(expires_at__lte=now).update(comment=comment, expires_at=expires_at):
        first = Comment.objects.select_related("discussion").filter(pk__in=rows.values("comment")).first()
        raise InvalidComment({"body": [_say_where(first, comment)]})


def free_text(*, comment_id: int) -> None:
    """Let the text of a comment be written again. Before the comment is locked: posts take these rows first as well."""
    SentText.objects.filter(comment_id=comment_id).delete()


def _digest(comment: Comment, ip: str | None) -> str:
    """The keyed digest of who wrote what; empty where the same may be written again."""
    settings = get_settings()
    sender = _name(comment, ip)
    if not settings.same_text_hours or not sender:
        return ""
    text = fold(comment.body)
    if len(text) < settings.same_text_length:
        return ""
    value = f"{sender}\n{text}".encode()
    return salted_hmac("afterword.engagement.text", value, algorithm="sha256").hexdigest()


def _name(comment: Comment, ip: str | None) -> str:
    """Who counts as the same: an account; a guest by address and e-mail address together; empty where there is none.

    Anybody can type an e-mail address. Were it enough, whoever sends a published text once more with the address that
    they suspect behind it would learn from the refusal that they are right.
    """
    author = name_author(user_id=comment.author_id, email=comment.author_email)
    if comment.author_id is not None:
        return author
    return f"{name_sender(user_id=None, ip=ip)} {author}" if ip else ""


def _say_where(first: Comment | None, again: Comment) -> str:
    """What the author is told; where the first one stands only while everybody can see it there."""
    if first is None or not _shows(first):
        return _("You have written this already. Please write something new.")
    if first.discussion_id == again.discussion_id:
        return _("You have written this already, in this discussion. Please write something new.")
    words = _("You have written this already, under “%(title)s”. Please write something new.")
    return words % {"title": first.discussion}


def _shows(comment: Comment) -> bool:
    if comment.visibility != Visibility.PUBLISHED:
        return False
    try:
        assert_public(comment.discussion)
    except DiscussionNotFound:
        return False
    return True
