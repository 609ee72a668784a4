"""Who speaks for the house."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model

from moderation.policies import MODERATE, may_moderate

_BACKEND = "django.contrib.auth.backends.ModelBackend"

_MOST = 200
"""Names in one list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody who may moderate."""

    user_id: int
    name: str


def is_moderator(user_id: int | None) -> bool:
    """Whether the account may moderate; false for guests, and for an account that is gone."""
    users = get_user_model().objects.filter(pk=user_id) if user_id else ()
    return any(may_moderate(user) for user in users)


def load_colleagues() -> tuple[Colleague, ...]:
    """Those whom a comment can be assigned to, by name, in one query: who has the permission as Django keeps it.

    Nobody where the project's accounts know no such permissions.
    """
    with_perm = getattr(get_user_model().objects, "with_perm", None)
    if with_perm is None:
        return ()
    users = with_perm(MODERATE, backend=_BACKEND).order_by("pk")[:_MOST]
    colleagues = [Colleague(user_id=user.pk, name=user.get_full_name() or user.get_username()) for user in users]
    return tuple(sorted(colleagues, key=lambda colleague: colleague.name.casefold()))
