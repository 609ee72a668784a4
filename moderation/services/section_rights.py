"""Section rights: given and taken away."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from moderation.exceptions import InvalidSectionRight, SectionRightNotFound
from moderation.models import SectionRight, Subject
from moderation.services.changes import record_change

_LONGEST_SECTION = 100


@transaction.atomic
def give_section(
    *, section: str, user_id: int | None = None, group_id: int | None = None, moderator_id: int | None
) -> SectionRight:
    """Let an account, or all of a group, work in a section; an empty one stands for all.

    The same twice changes nothing. Raises InvalidSectionRight.
    """
    section = section.strip()
    if (user_id is None) == (group_id is None):
        raise InvalidSectionRight(field="user", message=_("Choose an account or a group, not both."))
    if len(section) > _LONGEST_SECTION or "\x00" in section:
        message = _("At most %(most)d characters are allowed here.") % {"most": _LONGEST_SECTION}
        raise InvalidSectionRight(field="section", message=message)
    if user_id is not None and not get_user_model().objects.filter(pk=user_id).exists():
        raise InvalidSectionRight(field="user", message=_("There is no such account."))
    if group_id is not None and not Group.objects.filter(pk=group_id).exists():
        raise InvalidSectionRight(field="group", message=_("There is no such group."))
    holder: dict[str, Any] = {"user_id": user_id} if group_id is None else {"group_id": group_id}
    right, is_new = SectionRight.objects.get_or_create(section=section, **holder)
    if is_new:
        record_change(
            subject=Subject.SECTION_RIGHT,
            key=_name_holder(right),
            before=None,
            after={"section": section},
            moderator_id=moderator_id,
            section=section,
        )
    return right


@transaction.atomic
def take_section(*, right_id: int, moderator_id: int | None) -> None:
    """Take a right away. Whoever has none left works in every section. Raises SectionRightNotFound."""
    right = SectionRight.objects.select_for_update(of=("self",)).filter(pk=right_id).first()
    if right is None:
        raise SectionRightNotFound(right_id)
    record_change(
        subject=Subject.SECTION_RIGHT,
        key=_name_holder(right),
        before={"section": right.section},
        after=None,
        moderator_id=moderator_id,
        section=right.section,
    )
    right.delete()


def _name_holder(right: SectionRight) -> str:
    return f"user {right.user.get_username()}" if right.user else f"group {right.group}"
