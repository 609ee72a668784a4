"""Finding a discussion that a reader may see."""

from django.db.models import Model

from engagement import hosts
from engagement.exceptions import DiscussionNotFound, HostNotRegistered
from engagement.models import Discussion
from engagement.models.discussion import DiscussionStatus
from engagement.queries.prompts import with_prompt
from engagement.queries.stamps import (
    find_stamp_of_discussion,
    find_stamp_of_key,
    find_stamp_of_object,
    read_stamped,
)


def find_discussion(key: str) -> Discussion | None:
    """The discussion that a key leads to: its own, that of one merged into it, or an alias of it; none where none.

    One query for a key of its own, two for every other.
    """
    stamp = find_stamp_of_key(key)
    discussion = read_stamped(stamp) if stamp else None
    if discussion is None:
        return with_prompt().filter(aliases__key=key).first()
    return _follow(discussion)


def get_discussion(discussion_id: int) -> Discussion:
    """The discussion of that number, or the one that it was merged into; DiscussionNotFound where there is none."""
    stamp = find_stamp_of_discussion(discussion_id)
    discussion = read_stamped(stamp) if stamp else None
    if discussion is None:
        raise DiscussionNotFound(discussion_id)
    return _follow(discussion)


def get_public_discussion(key: str) -> Discussion:
    """The discussion that a key leads to; DiscussionNotFound where there is none, it is hidden, or its article is not
    public now.
    """
    discussion = find_discussion(key)
    if discussion is None:
        raise DiscussionNotFound(key)
    assert_public(discussion)
    return discussion


def assert_public(discussion: Discussion) -> None:
    """DiscussionNotFound unless anybody may see the discussion now: an article's embargo begins and ends without
    telling us.
    """
    if discussion.status == DiscussionStatus.HIDDEN:
        raise DiscussionNotFound(discussion.key)
    if not discussion.host:
        return
    reading = hosts.read_lately(discussion.host, discussion.host_pk)
    if reading is None or not hosts.host_of(reading.obj).shows(reading.obj):
        raise DiscussionNotFound(discussion.key)


def read_discussion(key: str) -> Discussion:
    """The discussion of that key as readers see it; not stored yet where its public article was never synced.

    Reading writes nothing: the first comment, or the next sync, opens it. Version 0 tells caches that it is not there.
    """
    try:
        return get_public_discussion(key)
    except DiscussionNotFound:
        found = hosts.find_by_key(key)
        if found is None or not found[0].shows(found[1]) or find_discussion_of(found[1]) is not None:
            raise
    article = found[0].read(found[1])
    return Discussion(
        key=article.key,
        title=article.title,
        url=article.url,
        section=article.section,
        article_published_at=article.published_at,
        version=0,
    )


def find_discussion_of(obj: Model) -> Discussion | None:
    """The discussion of a host's object, or the one that it was merged into; none where it was never synced."""
    stamp = find_stamp_of_object(hosts.host_of(obj).label, str(obj.pk))
    discussion = read_stamped(stamp) if stamp else None
    return _follow(discussion) if discussion else None


def is_public(obj: Model) -> bool:
    """Whether anybody may read a host's object now."""
    try:
        return hosts.host_of(obj).shows(obj)
    except HostNotRegistered:
        return False


def _follow(discussion: Discussion) -> Discussion:
    if discussion.merged_into_id is None:
        return discussion
    return with_prompt().get(pk=discussion.merged_into_id)
