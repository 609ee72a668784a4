"""Who may do what: the one place that says so.

Each answer is false for nobody, for the anonymous and for disabled accounts, whatever a backend says. In which sections
somebody may do it, ``moderation.queries.sections`` tells.
"""

from dataclasses import dataclass
from typing import Any, Self

MODERATE = "afterword_moderation.moderate"
"""The permission to see the queue and to decide."""

AUDIT = "afterword_moderation.audit"
"""To see all that moderators see, and decide nothing."""

SANCTION = "afterword_moderation.sanction"
"""To impose sanctions and to lift them."""

UNDO_OTHERS = "afterword_moderation.undo_others"
"""To take back what others decided; one's own needs no more than MODERATE."""

FEATURE = "afterword_moderation.feature"
"""To feature comments."""

EDIT_SETTINGS = "afterword_moderation.edit_settings"
"""To change the policy and word lists."""

SEE_ORIGINALS = "afterword_moderation.see_originals"
"""To see what was edited out of comments."""

EXPORT = "afterword_moderation.export"
"""To take the log and figures away as files."""


ANSWER = "afterword_moderation.answer"
"""To answer readers' questions for the newsroom, and see nothing else of moderation."""


def may_moderate(user: Any) -> bool:
    """Whether the user may decide on comments."""
    return _has(user, MODERATE)


def may_see(user: Any) -> bool:
    """Whether the user may see the moderators' pages, be it to decide there or not."""
    return _has(user, MODERATE) or _has(user, AUDIT)


def may_answer(user: Any) -> bool:
    """Whether the user may answer readers for the newsroom."""
    return _has(user, MODERATE) or _has(user, ANSWER)


def may_see_questions(user: Any) -> bool:
    """Whether the user may see what readers ask the newsroom."""
    return may_see(user) or may_answer(user)


def may_see_settings(user: Any) -> bool:
    """Whether the user may see the policy and word lists."""
    return may_see(user) or may_edit_settings(user)


def may_see_sanctions(user: Any) -> bool:
    """Whether the user may see who is under a sanction."""
    return may_see(user) or may_sanction(user)


def may_sanction(user: Any) -> bool:
    """Whether the user may impose sanctions and lift them."""
    return _has(user, SANCTION)


def may_undo(user: Any, *, moderator_id: int | None) -> bool:
    """Whether the user may take back a decision of that moderator's; of None, whose account is gone, it is others'."""
    return Rights.of(user).undo(moderator_id)


def may_undo_others(user: Any) -> bool:
    """Whether the user may take back what others decided."""
    return may_moderate(user) and _has(user, UNDO_OTHERS)


def may_feature(user: Any) -> bool:
    """Whether the user may feature comments."""
    return may_see(user) and _has(user, FEATURE)


def may_act(user: Any) -> bool:
    """Whether there is anything that the user may do with a comment."""
    return may_moderate(user) or may_feature(user)


def may_edit_settings(user: Any) -> bool:
    """Whether the user may change the policy and word lists."""
    return _has(user, EDIT_SETTINGS)


def may_see_originals(user: Any) -> bool:
    """Whether the user may see what was edited out of comments."""
    return may_see(user) and _has(user, SEE_ORIGINALS)


def may_export(user: Any) -> bool:
    """Whether the user may take the log and figures away as files."""
    return may_see(user) and _has(user, EXPORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """All of the above for one user, for pages that show only what may be done."""

    user_id: int
    decide: bool = False
    sanction: bool = False
    undo_others: bool = False
    feature: bool = False
    edit_settings: bool = False
    see_originals: bool = False
    export: bool = False

    @classmethod
    def of(cls, user: Any) -> Self:
        """What the user may do."""
        return cls(
            user_id=user.pk or 0,
            decide=may_moderate(user),
            sanction=may_sanction(user),
            undo_others=may_undo_others(user),
            feature=may_feature(user),
            edit_settings=may_edit_settings(user),
            see_originals=may_see_originals(user),
            export=may_export(user),
        )

    def undo(self, moderator_id: int | None) -> bool:
        """Whether a decision of that moderator's may be taken back."""
        return self.decide and (moderator_id == self.user_id or self.undo_others)


def _has(user: Any, permission: str) -> bool:
    return bool(user is not None and user.is_active and user.has_perm(permission))
