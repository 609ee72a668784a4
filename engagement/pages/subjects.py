"""What a discussion is about: the publisher's article as it is now, and its discussion where it has one yet."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse

from engagement import hosts
from engagement.conf import get_settings
from engagement.exceptions import CommentNotFound, DiscussionNotFound
from engagement.models import Discussion
from engagement.models.discussion import DiscussionStatus
from engagement.queries.discussions import assert_public, find_discussion, find_discussion_of
from engagement.queries.stamps import find_stamp_of_comment, read_stamped


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An article that anybody may read now, and its discussion; none where it was never synced."""

    key: str
    title: str
    url: str
    authors: tuple[str, ...]
    language: str
    """The article's, as its publisher says it; empty where they do not."""
    json_ld_id: str
    """The article's ``@id`` in its publisher's structured data, which is its URL unless they say another."""
    discussion: Discussion | None
    section: str = ""
    published_at: dt.datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it takes comments now; the first one opens a discussion that is not there yet."""
        return self._terms.is_open

    @property
    def closes_at(self) -> dt.datetime | None:
        """When it closes, or closed; none where no end is in sight, or none is known."""
        return self._terms.closes_at

    @property
    def _terms(self) -> Discussion:
        """The discussion, or what its terms would be."""
        return self.discussion or Discussion(section=self.section, article_published_at=self.published_at)

    @property
    def follow_url(self) -> str:
        """Where readers ask to be told of new comments by mail; empty where nobody may."""
        if not get_settings().follow or not self.is_open:
            return ""
        return reverse("engagement:follow", args=[self.key])


def subject_of(obj: Model) -> Subject | None:
    """The subject of a publisher's object; none where readers may not see its discussion."""
    host = hosts.host_of(obj)
    if not host.shows(obj):
        return None
    discussion = find_discussion_of(obj)
    if discussion is not None and discussion.status == DiscussionStatus.HIDDEN:
        return None
    if discussion is not None and (discussion.host, discussion.host_pk) != (host.label, str(obj.pk)):
        # Merged: the page of the one article shows what is said about the other.
        try:
            return subject_of_discussion(discussion)
        except DiscussionNotFound:
            return None
    return _describe(host.read(obj), discussion)


def subject_named(key: str) -> Subject:
    """The subject that a key leads to; DiscussionNotFound where readers may not see its discussion.

    By an alias it is the same, under its own ``key``.
    """
    discussion = find_discussion(key)
    if discussion is not None:
        return subject_of_discussion(discussion)
    found = hosts.find_by_key(key)
    if found is None or not found[0].shows(found[1]):
        raise DiscussionNotFound(key)
    host, obj = found
    # An object whose discussion was opened under another key has one address only.
    if find_discussion_of(obj) is not None:
        raise DiscussionNotFound(key)
    return _describe(host.read(obj), None)


def subject_of_comment(comment_id: int) -> Subject:
    """The subject of a comment that has its place in a thread; CommentNotFound where readers may not see it."""
    stamp = find_stamp_of_comment(comment_id)
    discussion = read_stamped(stamp) if stamp else None
    if discussion is None:
        raise CommentNotFound(comment_id)
    try:
        return subject_of_discussion(discussion)
    except DiscussionNotFound:
        raise CommentNotFound(comment_id) from None


def subject_of_discussion(discussion: Discussion) -> Subject:
    """The subject of a discussion; DiscussionNotFound where readers may not see it."""
    assert_public(discussion)
    reading = hosts.read_lately(discussion.host, discussion.host_pk) if discussion.host else None
    if reading is None:
        return Subject(
            key=discussion.key,
            title=discussion.title,
            url=discussion.url,
            authors=tuple(discussion.authors),
            language=discussion.language,
            json_ld_id=discussion.url,
            discussion=discussion,
        )
    return _describe(reading.article, discussion)


def _describe(article: hosts.Article, discussion: Discussion | None) -> Subject:
    return Subject(
        key=discussion.key if discussion else article.key,
        title=article.title,
        url=article.url,
        authors=article.authors,
        language=article.language,
        json_ld_id=article.json_ld_id or article.url,
        discussion=discussion,
        section=article.section,
        published_at=article.published_at,
    )
