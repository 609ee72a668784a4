"""What a publisher's servers can be told of: a registry of the kinds of events, to which other apps add theirs."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PUBLISHED = "published"
HELD = "held"
UNPUBLISHED = "unpublished"
EDITED = "edited"
WITHDRAWN = "withdrawn"
ERASED = "erased"

DISCUSSION_MERGED = "discussion.merged"
DISCUSSION_CHANGED = "discussion.changed"
DISCUSSION_OPENED = "discussion.opened"
DISCUSSION_CLOSED = "discussion.closed"
DISCUSSION_HIDDEN = "discussion.hidden"

TEST = "test"
"""What an operator has sent to try an endpoint; nobody asks for it, so it is no kind that can be wanted."""

_labels: dict[str, str | Promise] = {
    PUBLISHED: _("published: a comment shows"),
    HELD: _("held: a comment waits for a moderator"),
    UNPUBLISHED: _("unpublished: a comment shows no more"),
    EDITED: _("edited: a comment has another text"),
    WITHDRAWN: _("withdrawn: its author took a comment back"),
    ERASED: _("erased: a comment is gone for good"),
    DISCUSSION_MERGED: _("discussion.merged: all comments of a discussion stand in another one"),
    DISCUSSION_CHANGED: _("discussion.changed: the article has another title, address or section"),
    DISCUSSION_OPENED: _("discussion.opened: a discussion takes comments again"),
    DISCUSSION_CLOSED: _("discussion.closed: a discussion takes no more comments"),
    DISCUSSION_HIDDEN: _("discussion.hidden: a discussion shows no more"),
}


def register(kind: str, label: str | Promise) -> None:
    """Let endpoints ask for one more kind; ``label`` says in the admin what it tells."""
    _labels[kind] = label


def unregister(kind: str) -> None:
    """Offer a kind no more."""
    _labels.pop(kind, None)


def registered() -> Mapping[str, str | Promise]:
    """Every kind that can be wanted, with its label."""
    return MappingProxyType(_labels)
