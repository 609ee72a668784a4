"""Who speaks for the house."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q

from moderation.models import SectionRight
from moderation.policies import MODERATE, may_moderate
from moderation.queries.sections import find_sections

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


def works_in(user_id: int, *, section: str) -> bool:
    """Whether the account works in a section."""
    user = get_user_model().objects.filter(pk=user_id).first()
    return user is not None and find_sections(user).allow(section)


def load_colleagues(*, section: str) -> tuple[Colleague, ...]:
    """Those whom a comment in a section can be assigned to, by name, in one query: who has the permission as Django
    keeps it, and works there.

    Nobody where the project's accounts know no such permissions.
    """
    with_perm = getattr(get_user_model().objects, "with_perm", None)
    if with_perm is None:
        return ()
    held = SectionRight.objects.filter(Q(user=OuterRef("pk")) | Q(group__user=OuterRef("pk"))).order_by()
    is_here = Q(is_superuser=True) | ~Exists(held) | Exists(held.filter(section__in=("", section)))
    users = with_perm(MODERATE, backend=_BACKEND).filter(is_here).order_by("pk")[:_MOST]
    colleagues = [Colleague(user_id=user.pk, name=user.get_full_name() or user.get_username()) for user in users]
    return tuple(sorted(colleagues, key=lambda colleague: colleague.name.casefold()))
