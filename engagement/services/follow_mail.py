"""Two of the mails that followers get: the question whether it is they, and what was written since."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings as django_settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone, translation

from engagement.conf import get_settings
from engagement.models import Comment, Follow
from engagement.services.follow_links import link_comment, link_confirm, link_page, link_stop, link_stop_all
from engagement.services.mailing import write_mail
from engagement.text import excerpt, plain_line

_WORDS = 400
"""Characters of a comment that a mail quotes; the rest is behind its link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """One comment as a mail tells of it."""

    name: str
    words: str
    url: str


def write_question(follow: Follow) -> EmailMultiAlternatives:
    """The one mail that goes to an address before it was confirmed."""
    context = {
        **describe(follow),
        "frequency": follow.asked_frequency,
        "is_live": follow.is_live,
        "hours": get_settings().follow_confirm_hours,
        "confirm_url": link_confirm(follow.pk, follow.nonce),
    }
    with in_language_of(follow):
        return write_mail(template="follow_confirm", context=context, address=follow.email, headers={})


def write_news(follow: Follow, comments: Sequence[Comment], *, more: int) -> EmailMultiAlternatives:
    """New comments, oldest first, and how many ``more`` there are; mail programs offer to stop it (RFC 8058)."""
    context = {
        **describe(follow),
        **ways_out(follow),
        "items": [_show(comment) for comment in comments],
        "count": len(comments) + more,
        "more": more,
    }
    with in_language_of(follow):
        return write_mail(template="follow_news", context=context, address=follow.email, headers=list_headers(follow))


def ways_out(follow: Follow) -> dict[str, str]:
    """The two links that end the mails."""
    return {"stop_url": link_stop(follow.pk), "stop_all_url": link_stop_all(follow.pk)}


def list_headers(follow: Follow) -> dict[str, str]:
    """What mail programs sort by (RFC 2919), and how they offer to stop it (RFC 8058)."""
    if follow.discussion_id is None:
        # A name may hold what no header takes.
        name = f"section-{hashlib.sha256(follow.section.encode()).hexdigest()[:16]}"
    else:
        name = f"discussion-{follow.discussion_id}"
    return {
        "List-Id": f"<{name}.{urlsplit(get_settings().site_url).hostname}>",
        "List-Unsubscribe": f"<{link_stop(follow.pk)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def describe(follow: Follow) -> dict[str, object]:
    """What every mail to a follower says of it; a section has no page."""
    discussion = follow.discussion
    return {
        "title": plain_line(follow.title) or plain_line(discussion.key if discussion else follow.section),
        "discussion_url": link_page("discussion", discussion.key) if discussion else "",
        "scope": follow.scope,
        "site_name": plain_line(get_settings().site_name) or urlsplit(get_settings().site_url).hostname,
        "privacy_url": link_page("privacy"),
    }


def _show(comment: Comment) -> _Item:
    return _Item(
        name=plain_line(comment.author_name),
        words=excerpt(comment.body, length=_WORDS),
        url=link_comment(comment.pk),
    )


@contextmanager
def in_language_of(follow: Follow) -> Iterator[None]:
    """Speak the follower's language, and by the site's clock."""
    zone = timezone.get_default_timezone()
    with translation.override(follow.language or django_settings.LANGUAGE_CODE), timezone.override(zone):
        yield
