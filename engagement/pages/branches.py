"""Branches as a page shows them: a root with the replies under it, rendered once and kept until a row of it changes."""

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from engagement import slots
from engagement.conf import get_settings
from engagement.pages.comments import Surroundings, view_nodes
from engagement.pages.fingerprints import digest, fingerprint
from engagement.pages.kept import BRANCHES
from engagement.pages.rendering import render_shared
from engagement.queries.threads import Branch

COMMENT_TEMPLATE = "engagement/comment.html"
"""Shows a comment with what hangs under it."""


def render_branches(branches: Sequence[Branch], around: Surroundings) -> tuple[SafeString, ...]:
    """The HTML of each, the same for every reader; ``around`` holds nothing that is one reader's own."""
    page = ":".join((fingerprint(COMMENT_TEMPLATE), slots.version(slots.COMMENT_ACTIONS), around.version))
    return tuple(_render(branch, around, page) for branch in branches)


def _render(branch: Branch, around: Surroundings, page: str) -> SafeString:
    """Every column that shows is part of the name that the HTML is kept under, so no change has to be told."""
    name = digest("branch", page, repr(branch.root), repr(branch.replies))
    html = BRANCHES.recall(name)
    if html is None:
        (view,) = view_nodes([branch.hang(depth=get_settings().reply_depth)], around)
        html = render_shared(COMMENT_TEMPLATE, {"comment": view})
        BRANCHES.keep(name, html)
    return mark_safe(html)  # noqa: S308  The template's own output.
