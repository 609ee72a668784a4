"""Who may do what."""

from typing import Any

MODERATE = "afterword_moderation.moderate"
"""The permission to see the queue and to decide."""


def may_moderate(user: Any) -> bool:
    """Whether the user may see the queue and decide; false for the anonymous and for disabled accounts."""
    return bool(user is not None and user.is_active and user.has_perm(MODERATE))


def may_sanction(user: Any) -> bool:
    """Whether a moderator may impose sanctions as well."""
    return may_moderate(user) and bool(user.has_perm("afterword_moderation.add_sanction"))


def may_lift(user: Any) -> bool:
    """Whether a moderator may end sanctions before their time."""
    return may_moderate(user) and bool(user.has_perm("afterword_moderation.change_sanction"))
