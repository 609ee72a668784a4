"""Sanctions: imposed on whoever wrote a comment, and lifted again."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement import api as engagement
from moderation.conf import get_settings
from moderation.exceptions import InvalidSanction, SanctionNotFound
from moderation.models import Sanction, SanctionKind, Subject
from moderation.queries.sanctions import FIELDS, Mark, Marks, find_marks, in_force, is_from_moderator
from moderation.rules.mail_domains import find_domain, is_everybodys
from moderation.services.changes import record_change
from moderation.services.notes import clean_note

LONGEST_DAYS = 3650
"""The longest that a sanction may last."""

LONGEST_NOTE = 500
"""Characters of a note."""

_NOBODY = {"author_id": None, "email": "", "address": "", "network": "", "domain": ""}


@transaction.atomic
def impose_sanction(
    *,
    comment_id: int,
    kind: str,
    marks: Collection[str],
    days: int | None,
    moderator_id: int,
    reason: str = "",
    note: str = "",
) -> Sanction:
    """Put whoever wrote a comment under a sanction, known again by any of ``marks``: ``account``, ``email``,
    ``address``, ``network``, ``domain``. Without ``days`` a ban has no end.

    Where the same sanction because of the same comment is in force as long or longer, that is returned and nothing
    changes. No account that may moderate is put under one, nor an address or network that such an account wrote from:
    colleagues without one sit there too. Raises InvalidSanction and CommentNotFound.
    """
    _check_kind(kind)
    note = clean_note(note, most=LONGEST_NOTE, refusal=InvalidSanction)
    _check_days(kind, days)
    _check_reason(reason)
    comment = engagement.lock_comment(comment_id)
    known = find_marks(comment)
    chosen = _choose(marks, known)
    if Mark.DOMAIN in chosen and is_everybodys(find_domain(comment.author_email)):
        raise InvalidSanction(field="marks", message=_("Anybody may have an address of this domain."))
    _spare_moderators(chosen, known)
    somebody = {**_NOBODY, **{FIELDS[mark]: value for mark, value in chosen.items()}}
    now = timezone.now()
    ends_at = now + dt.timedelta(days=days) if days else None
    same = _find_same(in_force(now=now).filter(comment_id=comment_id, kind=kind, **somebody), ends_at)
    if same is not None:
        return same
    sanction = Sanction.objects.create(
        comment_id=comment_id,
        kind=kind,
        moderator_id=moderator_id,
        reason=reason,
        note=note,
        starts_at=now,
        ends_at=ends_at,
        **somebody,
    )
    _record(sanction, comment, None, _values_of(sanction), moderator_id, note)
    return sanction


@transaction.atomic
def lift_sanction(*, sanction_id: int, moderator_id: int | None = None, note: str = "") -> Sanction:
    """End a sanction now. One that was lifted before, or is over, stays as it is. Raises SanctionNotFound."""
    note = clean_note(note, most=LONGEST_NOTE, refusal=InvalidSanction)
    now = timezone.now()
    is_lifted = bool(in_force(now=now).filter(pk=sanction_id).update(lifted_at=now))
    sanction = Sanction.objects.select_related("comment__discussion").filter(pk=sanction_id).first()
    if sanction is None:
        raise SanctionNotFound(sanction_id)
    if is_lifted:
        _record(sanction, sanction.comment, _values_of(sanction), None, moderator_id, note)
    return sanction


def _find_same(alike: QuerySet[Sanction], ends_at: dt.datetime | None) -> Sanction | None:
    """One that lasts as long. Sent twice, the second is later by a moment and means no other end."""
    for sanction in alike:
        if sanction.ends_at is None or (ends_at and sanction.ends_at + dt.timedelta(hours=1) > ends_at):
            return sanction
    return None


def _values_of(sanction: Sanction) -> dict[str, object]:
    """What a sanction says, for those who read what was done; the hashes themselves tell nobody anything."""
    marks = [mark.value for mark in Mark if getattr(sanction, FIELDS[mark])]
    ends_at = sanction.ends_at.isoformat() if sanction.ends_at else None
    reason = {"reason": sanction.reason} if sanction.reason else {}
    return {"kind": sanction.kind, **reason, "marks": marks, "ends_at": ends_at}


def _record(
    sanction: Sanction,
    comment: engagement.Comment | None,
    before: dict[str, object] | None,
    after: dict[str, object] | None,
    moderator_id: int | None,
    note: str,
) -> None:
    record_change(
        subject=Subject.SANCTION,
        key=str(sanction.pk),
        before=before,
        after=after,
        moderator_id=moderator_id,
        note=note,
        section=comment.discussion.section if comment else "",
        discussion_key=comment.discussion.key if comment else "",
        comment_id=comment.pk if comment else None,
    )


def _check_days(kind: str, days: int | None) -> None:
    if days is None and kind != SanctionKind.BAN:
        raise InvalidSanction(field="days", message=_("Only a ban may be without an end."))
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        message = _("From 1 to %(most)d days are allowed.") % {"most": LONGEST_DAYS}
        raise InvalidSanction(field="days", message=message)


def _check_reason(reason: str) -> None:
    if reason and reason not in dict(get_settings().sanction_reasons):
        raise InvalidSanction(field="reason", message=_("This reason is not known here."))


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
