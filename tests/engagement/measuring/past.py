"""A past made by hand: prompts, and comments as they stand after whatever became of them."""

import datetime as dt
from itertools import count

from engagement.models import Comment, Discussion, Prompt, Wording

_numbers = count(1)


def make_wording(prompt=None, *, section="Harbour", source="article", style="", created, article_published=None):
    """A wording, of a prompt of its own unless one is given."""
    if prompt is None:
        key = f"past.{next(_numbers)}"
        row = Discussion.objects.create(key=key, section=section, article_published_at=article_published)
        prompt = Prompt.objects.create(discussion=row)
    digest = str(next(_numbers))
    return Wording.objects.create(
        prompt=prompt, question=f"Stay, {digest}?", source=source, style=style, digest=digest, created_at=created
    )


def make_comment(wording=None, *, at, visibility="published", parent=None, was_published=None, **fields):
    """An answer to a wording, or a reply to ``parent``."""
    number = next(_numbers)
    public = visibility == "published" or was_published
    root = parent and (parent.root or parent)
    placed = {"parent": parent, "root": root, "depth": parent.depth + 1 if parent else 0}
    if parent:
        placed["seq"] = number
        wording = None
        if visibility == "published":
            Comment.objects.filter(pk=root.pk).update(reply_count=root.reply_count + 1)
            root.reply_count += 1
    return Comment.objects.create(
        discussion=root.discussion if root else wording.prompt.discussion,
        wording=wording,
        visibility=visibility,
        published_at=at if public else None,
        in_thread=visibility == "published",
        created_at=at,
        body="Words.",
        html="<p>Words.</p>",
        render_version=1,
        idempotency_key=f"past:{number}",
        **placed,
        **fields,
    )


def day(number, hour=12, minute=0):
    """A moment of March 2026, or of the months after it."""
    return dt.datetime(2026, 3, 1, hour, minute, tzinfo=dt.UTC) + dt.timedelta(days=number - 1)
