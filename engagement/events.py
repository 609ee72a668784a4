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

TEST = "test"
"""What an operator has sent to try an endpoint; nobody asks for it, so it is no kind that can be wanted."""

_labels: dict[str, str | Promise] = {
    PUBLISHED: _("published: a comment shows"),
    HELD: _("held: a comment waits for a moderator"),
    UNPUBLISHED: _("unpublished: a comment shows no more"),
    EDITED: _("edited: a comment has another text"),
    WITHDRAWN: _("withdrawn: its author took a comment back"),
    ERASED: _("erased: a comment is gone for good"),
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
