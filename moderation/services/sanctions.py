"""Sanctions: imposed on whoever wrote a comment, and lifted again."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement import api as engagement
from moderation.exceptions import InvalidSanction, SanctionNotFound
from moderation.models import Sanction, SanctionKind
from moderation.queries.sanctions import FIELDS, Mark, Marks, find_marks, in_force, is_from_moderator
from moderation.services.notes import clean_note

LONGEST_DAYS = 3650
"""The longest that a sanction may last."""

LONGEST_NOTE = 500
"""Characters of a note."""

_NOBODY = {"author_id": None, "email": "", "address": "", "network": ""}


@transaction.atomic
def impose_sanction(
    *,
    comment_id: int,
    kind: str,
    marks: Collection[str],
    days: int,
    moderator_id: int,
    note: str = "",
) -> Sanction:
    """Put whoever wrote a comment under a sanction, known again by any of ``marks``: ``account``, ``email``,
    ``address``, ``network``.

    Where the same sanction because of the same comment is in force as long or longer, that is returned and nothing
    changes. No account that may moderate is put under one, nor an address or network that such an account wrote from:
    colleagues without one sit there too. Raises InvalidSanction and CommentNotFound.
    """
    _check_kind(kind)
    note = clean_note(note, most=LONGEST_NOTE, refusal=InvalidSanction)
    if not 1 <= days <= LONGEST_DAYS:
        message = _("From 1 to %(most)d days are allowed.") % {"most": LONGEST_DAYS}
        raise InvalidSanction(field="days", message=message)
    known = find_marks(engagement.lock_comment(comment_id))
    chosen = _choose(marks, known)
    _spare_moderators(chosen, known)
    somebody = {**_NOBODY, **{FIELDS[mark]: value for mark, value in chosen.items()}}
    now = timezone.now()
    ends_at = now + dt.timedelta(days=days)
    same = in_force(now=now).filter(comment_id=comment_id, kind=kind, **somebody).order_by("-ends_at").first()
    # Sent twice, the second is later by a moment and means no other end.
    if same is not None and same.ends_at + dt.timedelta(hours=1) > ends_at:
        return same
    return Sanction.objects.create(
        comment_id=comment_id,
        kind=kind,
        moderator_id=moderator_id,
        note=note,
        starts_at=now,
        ends_at=ends_at,
        **somebody,
    )


@transaction.atomic
def lift_sanction(*, sanction_id: int) -> Sanction:
    """End a sanction now. One that was lifted before, or is over, stays as it is. Raises SanctionNotFound."""
    now = timezone.now()
    Sanction.objects.filter(pk=sanction_id, lifted_at__isnull=True, ends_at__gt=now).update(lifted_at=now)
    sanction = Sanction.objects.filter(pk=sanction_id).first()
    if sanction is None:
        raise SanctionNotFound(sanction_id)
    return sanction


def _check_kind(kind: str) -> None:
    if kind not in SanctionKind.values:
        message = _("Allowed are: %(names)s.") % {"names": ", ".join(SanctionKind.values)}
        raise InvalidSanction(field="kind", message=message)


def _choose(marks: Collection[str], known: Marks) -> Marks:
    """The marks that were asked for, each of which must be known."""
    unknown = sorted(set(marks) - set(Mark.values))
    if unknown or not marks:
        message = _("Allowed are: %(names)s.") % {"names": ", ".join(Mark.values)}
        raise InvalidSanction(field="marks", message=message)
    missing = [str(mark.label) for mark in Mark if mark in marks and mark not in known]
    if missing:
        words = ngettext(
            "This is not known of the comment, or not any more: %(marks)s.",
            "These are not known of the comment, or not any more: %(marks)s.",
            len(missing),
        )
        raise InvalidSanction(field="marks", message=words % {"marks": get_text_list(missing, _("and"))})
    return {mark: known[mark] for mark in Mark if mark in marks}


def _spare_moderators(chosen: Marks, known: Marks) -> None:
    if Mark.ACCOUNT in known and is_from_moderator(Mark.ACCOUNT, known[Mark.ACCOUNT]):
        raise InvalidSanction(field="marks", message=_("Whoever wrote this may moderate."))
    for mark in (Mark.ADDRESS, Mark.NETWORK):
        if mark in chosen and is_from_moderator(mark, chosen[mark]):
            message = _("Somebody who may moderate has written from there: %(mark)s is theirs too.")
            raise InvalidSanction(field="marks", message=message % {"mark": mark.label})
