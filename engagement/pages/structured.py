"""What search engines read of a discussion: schema.org, as JSON-LD, made of what the page shows and nothing more."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urljoin

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from engagement.conf import get_settings
from engagement.models import Comment, Visibility, Wording
from engagement.pages.comments import CommentView, view_nodes
from engagement.pages.fingerprints import digest
from engagement.pages.kept import BRANCHES
from engagement.pages.sections import Section
from engagement.pages.subjects import Subject
from engagement.pages.threads import ThreadView
from engagement.text import plain_line, plain_text

Data = dict[str, Any]
Absolute = Callable[[str], str]
"""From an address on this site to one with its host."""

_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
"""What could end the script element, or a line of it, for whoever reads it as such."""


def absolute_from(base: str) -> Absolute:
    """Addresses on the site of ``base``; as they are where that names no host."""
    return lambda url: urljoin(base, url)


def describe_comment(comment: Comment, *, name: str, url: str, replies: Iterable[Data] = ()) -> Data:
    """One published comment, with the replies that the page shows under it."""
    written = comment.published_at or comment.created_at
    data: Data = {
        "@type": "Comment",
        "url": url,
        "author": {"@type": "Organization" if comment.from_newsroom else "Person", "name": plain_line(name)},
        "datePublished": written.isoformat(timespec="seconds"),
        "text": plain_text(comment.html),
    }
    if comment.edited_at:
        data["dateModified"] = comment.edited_at.isoformat(timespec="seconds")
    if get_settings().respect and comment.respect_count:
        data["upvoteCount"] = comment.respect_count
    if answers := list(replies):
        data["comment"] = answers
    return data


def describe_article(section: Section, *, base: str) -> SafeString:
    """The comments of an article, to be joined by ``@id`` to what its publisher says about it."""
    absolute = absolute_from(base)
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": absolute(section.subject.json_ld_id),
        "discussionUrl": absolute(section.url),
        "commentCount": section.count,
    }
    return as_script(data, _describe_page(section, base))


def describe_posting(page: Section | ThreadView, *, base: str) -> SafeString:
    """A discussion on a page of its own, with the comments of that page; nothing where none is stored of it yet."""
    subject = page.subject
    if subject.discussion is None:
        return SafeString()
    absolute = absolute_from(base)
    url = absolute(reverse("engagement:discussion", args=[subject.key]))
    begun = subject.discussion.article_published_at or subject.discussion.created_at
    data: Data = {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "@id": url,
        "url": url,
        "headline": subject.title,
        "text": _asked(page.wording) or subject.title,
        "datePublished": begun.isoformat(timespec="seconds"),
        "about": {"@type": "Article", "@id": absolute(subject.json_ld_id)},
        "commentCount": subject.discussion.comment_count,
    }
    if authors := _authors(subject):
        data["author"] = authors
    return as_script(data, _describe_page(page, base))


def as_script(data: Data, comments: Iterable[str] | None = None) -> SafeString:
    """A block of data, with comments that are written already, which no policy takes for a script and nothing in it can
    leave.
    """
    text = _write(data)
    if comments is not None:
        text = f'{text[:-1]},"comment":[{",".join(filter(None, comments))}]}}'
    return format_html('<script type="application/ld+json">{}</script>\n', mark_safe(text))  # noqa: S308  Escaped below.


def _write(data: Data) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def _describe_page(page: Section | ThreadView, base: str) -> Iterator[str]:
    """The comments of a page, written; those of a section are kept until a row of their branch changes."""
    if isinstance(page, ThreadView):
        yield from map(_write, _describe_views(page.comments, absolute_from(base)))
        return
    for branch in page.shown:
        name = digest("data", base, page.around.version, repr(get_settings()), repr(branch.root), repr(branch.replies))
        written = BRANCHES.recall(name)
        if written is None:
            views = view_nodes([branch.hang(depth=page.around.depth)], page.around)
            written = ",".join(map(_write, _describe_views(views, absolute_from(base))))
            BRANCHES.keep(name, written)
        yield written


def _describe_views(views: Iterable[CommentView], absolute: Absolute) -> Iterator[Data]:
    """What shows of them; replies to what does not show stand in its place."""
    for view in views:
        replies = _describe_views(view.replies, absolute)
        if view.comment.visibility == Visibility.PUBLISHED:
            yield describe_comment(view.comment, name=view.name, url=absolute(view.url), replies=replies)
        else:
            yield from replies


def _asked(wording: Wording | None) -> str:
    return " ".join(filter(None, (wording.question, wording.call_to_action))) if wording else ""


def _authors(subject: Subject) -> list[Data]:
    if subject.authors:
        return [{"@type": "Person", "name": name} for name in subject.authors]
    site = get_settings().site_name
    return [{"@type": "Organization", "name": site}] if site else []
