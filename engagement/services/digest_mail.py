"""The summary that followers get by mail: of each discussion its prompt, its best answers and what changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives

from engagement.models import Comment, Follow
from engagement.queries.digests import Story, Summary
from engagement.queries.stances import known_stances
from engagement.services.follow_links import link_comment, link_page
from engagement.services.follow_mail import describe, in_language_of, list_headers, ways_out
from engagement.services.mailing import write_mail
from engagement.text import excerpt, plain_line

_WORDS = 240
"""Characters of an answer that a summary quotes, as the head of the discussion does."""

_FOLLOW_UP = 600
"""Characters of what became of the answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """One of the best answers as a summary tells of it."""

    name: str
    stance: str
    words: str
    featured: bool
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One discussion as a summary tells of it."""

    title: str
    url: str
    prompt: str
    answers: Sequence[_Answer]
    new: int
    follow_up: str
    closed: bool


def write_digest(follow: Follow, summary: Summary) -> EmailMultiAlternatives:
    """What happened in what somebody follows; mail programs offer to stop it (RFC 8058)."""
    context = {
        **describe(follow),
        **ways_out(follow),
        "frequency": follow.frequency,
        "parts": [_show(story) for story in summary.stories],
        "more": summary.more,
    }
    with in_language_of(follow):
        return write_mail(template="digest", context=context, address=follow.email, headers=list_headers(follow))


def _show(story: Story) -> _Part:
    discussion, wording = story.discussion, story.wording
    stances = known_stances(discussion)
    labels = {pk: stance.label for pk, stance in stances.items()}
    return _Part(
        title=plain_line(discussion.title) or discussion.key,
        url=link_page("discussion", discussion.key),
        prompt=plain_line(wording.question or wording.call_to_action) if wording else "",
        answers=[_quote(comment, labels.get(comment.stance_id or 0, "")) for comment in story.best],
        new=story.new,
        follow_up=excerpt(story.follow_up, length=_FOLLOW_UP) if story.follow_up else "",
        closed=story.closed,
    )


def _quote(comment: Comment, stance: str) -> _Answer:
    return _Answer(
        name=plain_line(comment.author_name),
        stance=plain_line(stance),
        words=excerpt(comment.body, length=_WORDS),
        featured=comment.featured_at is not None,
        url=link_comment(comment.pk),
    )
