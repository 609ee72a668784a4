"""Badges: who somebody was to the article when they wrote. Kept with the comment, so that showing it asks nobody."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from engagement import hosts
from engagement.conf import get_settings
from engagement.exceptions import InvalidComment
from engagement.foreign import get_single_sign_on
from engagement.models import Badge, Comment, Discussion, ExternalIdentity
from engagement.services.discussions import touch_discussion
from engagement.services.locking import lock_comment

_LONGEST = 100
_log = logging.getLogger(__name__)


def badge_of(*, account_id: Any, discussion: Discussion) -> tuple[str, str]:
    """The badge of an account in a discussion and its words; both empty where it has none.

    Whoever wrote the article is its author, whatever else they are. Where the publisher's function fails, the comment
    is taken without a badge; ``renew_badge`` asks again.
    """
    host = hosts.host_named(discussion.host)
    obj = host.find(discussion.host_pk) if host and host.author_accounts else None
    if host and obj and host.is_written_by(obj, account_id):
        return Badge.AUTHOR, ""
    label = _ask_for_label(account_id) or _label_of_identity(account_id)
    return (Badge.EXPERT, label) if label else ("", "")


@transaction.atomic
def set_badge(*, comment_id: int, badge: str, label: str = "") -> bool:
    """Give a comment a badge, or with an empty one take it away; false where it was so already.

    InvalidComment for a badge that there is not, or an expert's without words. CommentNotFound where there is none.
    """
    label = " ".join(label.split())
    if badge not in ("", *Badge.values):
        raise InvalidComment({"badge": [_("Allowed are: %(names)s.") % {"names": ", ".join(Badge.values)}]})
    if (badge == Badge.EXPERT) != bool(label) or len(label) > _LONGEST:
        words = _("An expert's badge has words of its own, at most %(most)d characters; no other has any.")
        raise InvalidComment({"label": [words % {"most": _LONGEST}]})
    comment = lock_comment(comment_id)
    if (comment.badge, comment.badge_label) == (badge, label):
        return False
    Comment.objects.filter(pk=comment.pk).update(badge=badge, badge_label=label)
    if comment.in_thread:
        touch_discussion(discussion_id=comment.discussion_id)
    return True


def renew_badge(*, comment_id: int) -> bool:
    """Give a comment the badge that its account would get now; false where it has that. A guest's has none."""
    comment = Comment.objects.select_related("discussion").filter(pk=comment_id, author__isnull=False).first()
    if comment is None or comment.from_newsroom:
        return False
    badge, label = badge_of(account_id=comment.author_id, discussion=comment.discussion)
    return set_badge(comment_id=comment_id, badge=badge, label=label)


def _ask_for_label(account_id: Any) -> str:
    path = get_settings().badges
    if not path:
        return ""
    ask: Callable[[list[Any]], Mapping[Any, object]] = import_string(path)
    try:
        # In a savepoint, so that a query of theirs that fails takes nothing of the comment with it.
        with transaction.atomic():
            given = ask([account_id])
            label = str(given.get(account_id) or "")
    except Exception as error:  # noqa: BLE001 - whatever the publisher's own function raises, the comment is taken
        _log.error("ENGAGEMENT['BADGES'] failed: %s", type(error).__name__)
        return ""
    return " ".join(label.split())[:_LONGEST]


def _label_of_identity(account_id: Any) -> str:
    """What the publisher's token said, where the settings give badges to its roles."""
    settings = get_single_sign_on()
    if settings is None or not settings.badges:
        return ""
    mine = ExternalIdentity.objects.filter(account_id=account_id, issuer=settings.issuer)
    return mine.values_list("badge_label", flat=True).first() or ""
