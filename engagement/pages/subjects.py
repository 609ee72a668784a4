"""What a discussion is about: the publisher's article as it is now, and its discussion where it has one yet."""

from dataclasses import dataclass

from django.db.models import Model

from engagement import hosts
from engagement.exceptions import CommentNotFound, DiscussionNotFound
from engagement.models import Discussion
from engagement.models.discussion import DiscussionStatus
from engagement.queries.discussions import assert_public, find_discussion_of
from engagement.queries.stamps import find_stamp_of_comment, find_stamp_of_key, read_stamped


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An article that anybody may read now, and its discussion; none where it was never synced."""

    key: str
    title: str
    url: str
    authors: tuple[str, ...]
    discussion: Discussion | None

    @property
    def is_open(self) -> bool:
        """Whether it takes comments; the first one opens a discussion that is not there yet."""
        return self.discussion is None or self.discussion.is_open


def subject_of(obj: Model) -> Subject | None:
    """The subject of a publisher's object; none where readers may not see its discussion."""
    host = hosts.host_of(obj)
    if not host.shows(obj):
        return None
    discussion = find_discussion_of(obj)
    if discussion is not None and discussion.status == DiscussionStatus.HIDDEN:
        return None
    return _describe(host.read(obj), discussion)


def subject_named(key: str) -> Subject:
    """The subject of that key; DiscussionNotFound where readers may not see its discussion."""
    stamp = find_stamp_of_key(key)
    discussion = read_stamped(stamp) if stamp else None
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
            key=discussion.key, title=discussion.title, url=discussion.url, authors=(), discussion=discussion
        )
    return _describe(reading.article, discussion)


def _describe(article: hosts.Article, discussion: Discussion | None) -> Subject:
    return Subject(
        key=discussion.key if discussion else article.key,
        title=article.title,
        url=article.url,
        authors=article.authors,
        discussion=discussion,
    )
