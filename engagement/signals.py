"""What engagement announces: after commit, to whoever listens, with ids only.

A receiver that fails is logged and stops neither the next one nor the reader; what must not be lost rests on the
rows, never on a signal.
"""

from typing import Any

from django.db import transaction
from django.dispatch import Signal

comment_posted = Signal()
"""A comment was stored: ``comment_id``, ``visibility`` (its first), ``reason`` (of the strictest gate, may be
empty).
"""

visibility_changed = Signal()
"""A comment's visibility changed: ``comment_id``, ``before``, ``after``, and the ``source`` that whoever moved it
named; empty for replies that only followed their parent.
"""

comment_edited = Signal()
"""Its author replaced a comment's text: ``comment_id``. Where that moved the comment too, ``visibility_changed`` says
so with ``BY_EDIT`` for its source.
"""

BY_EDIT = "edit"

discussion_changed = Signal()
"""What readers see of a discussion changed: ``discussion_id``."""

section_changed = Signal()
"""An article stands in another section than before: ``discussion_id``."""

discussion_merged = Signal()
"""All comments of one discussion moved to another, and its key with them: ``source_id``, ``target_id``."""

prompt_proposed = Signal()
"""An article closes with a prompt not proposed before: ``prompt_id``, ``wording_id``."""


follow_asked = Signal()
"""Somebody wants to follow a discussion and is to be asked by mail whether it is they: ``follow_id``."""


events_noted = Signal()
"""There is something to tell the publisher's servers: ``event_ids``."""


def announce(signal: Signal, *, sender: type, **ids: Any) -> None:
    """Send ``signal`` once the transaction has been committed."""
    transaction.on_commit(lambda: signal.send_robust(sender=sender, **ids), robust=True)
