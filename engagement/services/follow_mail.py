"""The two mails that followers get: the question whether it is they, and what was written since."""

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
        **_describe(follow),
        "frequency": follow.asked_frequency,
        "is_live": follow.is_live,
        "hours": get_settings().follow_confirm_hours,
        "confirm_url": link_confirm(follow.pk, follow.nonce),
    }
    with _in_language_of(follow):
        return write_mail(template="follow_confirm", context=context, address=follow.email, headers={})


def write_news(follow: Follow, comments: Sequence[Comment], *, more: int) -> EmailMultiAlternatives:
    """New comments, oldest first, and how many ``more`` there are; mail programs offer to stop it (RFC 8058)."""
    stop = link_stop(follow.pk)
    context = {
        **_describe(follow),
        "items": [_show(comment) for comment in comments],
        "count": len(comments) + more,
        "more": more,
        "stop_url": stop,
        "stop_all_url": link_stop_all(follow.pk),
    }
    headers = {
        "List-Id": f"<discussion-{follow.discussion_id}.{urlsplit(get_settings().site_url).hostname}>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    with _in_language_of(follow):
        return write_mail(template="follow_news", context=context, address=follow.email, headers=headers)


def _describe(follow: Follow) -> dict[str, object]:
    discussion = follow.discussion
    return {
        "title": plain_line(discussion.title) or discussion.key,
        "discussion_url": link_page("discussion", discussion.key),
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
def _in_language_of(follow: Follow) -> Iterator[None]:
    zone = timezone.get_default_timezone()
    with translation.override(follow.language or django_settings.LANGUAGE_CODE), timezone.override(zone):
        yield
