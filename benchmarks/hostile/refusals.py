"""Judges what was refused: only what must be, and at its field."""

from collections.abc import Iterable, Iterator

from benchmarks.hostile.posting import Posted
from benchmarks.hostile.stored import as_typed

SHORTEST, LONGEST = 2, {"body": 3000, "author_name": 100}
"""The demo's limits, in characters."""


def find_misjudged(posts: Iterable[Posted]) -> Iterator[str]:
    """Name the posts that were accepted or refused without reason, and the refusals that blame another field."""
    for post in posts:
        reason = find_reason(post)
        if post.status == 303 and reason:
            yield f"{post.key}: accepted in spite of {reason}"
        elif post.status != 303 and not reason:
            yield f"{post.key}: answered {post.status} for no reason, at {', '.join(post.refused_at)}"
        elif reason and (post.status != 422 or post.refused_at != {post.field}):
            yield f"{post.key}: answered {post.status} for {reason}, at {', '.join(post.refused_at)}"


def find_reason(post: Posted) -> str:
    """Why a post must be refused; empty where it must not."""
    text = post.payload.text
    if text is None:
        return "what cannot be stored"
    length = len(as_typed(post.field, text) or "")
    if length < (SHORTEST if post.field == "body" else 1):
        return "nothing or next to nothing in it"
    return "its length" if length > LONGEST[post.field] else ""
