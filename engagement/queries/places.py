"""Where in a discussion's list a comment stands."""

from engagement.models import Comment
from engagement.queries.cursors import encode_cursor
from engagement.queries.threads import SORTS


def cursor_to(root: Comment, sort: str) -> str:
    """The cursor of the page that begins with a root comment; empty for one that has no place in the list."""
    column, falling, _kind = SORTS[sort]
    value = getattr(root, column)
    if not root.in_thread or value is None:
        return ""
    # A cursor names the last row of the page before: here a row that none need be, right before this one.
    return encode_cursor(sort, value, root.pk + (1 if falling else -1))
