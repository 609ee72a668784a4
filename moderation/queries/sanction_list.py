"""The sanctions as moderators list them: by state, kind and subject, and found by what is typed in plain."""

import datetime as dt
from dataclasses import dataclass
from ipaddress import ip_address

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext as _

from moderation.conf import get_settings
from moderation.hashing import hash_address, hash_domain, hash_email, hash_network
from moderation.models import Sanction, SanctionKind
from moderation.queries.sanctions import FIELDS, Mark, in_force
from moderation.queries.sections import EVERYWHERE, Sections

PAGE = 50

STATES = ("in_force", "ended", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which sanctions are asked for; empty: all."""

    state: str = "in_force"
    kind: str = ""
    subject: str = ""
    search: str = ""
    """An e-mail address, an address, a domain or an account's name, in plain."""
    before: int | None = None
    """Only those with a lower number: where the page before ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionLine:
    """One sanction in the list. Personal data: for moderators alone."""

    sanction_id: int
    kind_label: str
    whom: tuple[str, ...]
    """By what the one concerned is known again, and the account's name."""
    reason_label: str
    note: str
    moderator: str
    comment_id: int | None
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    lifted_at: dt.datetime | None
    holds: bool


def load_sanctions(wanted: Wanted, *, sections: Sections = EVERYWHERE) -> tuple[tuple[SanctionLine, ...], int | None]:
    """One page, the newest first, and where the next one begins; None where this is the last.

    They hold on the whole site; shown are those imposed because of a comment in these sections.
    """
    holding = in_force().values("pk")
    rows = sections.only(Sanction.objects.select_related("author", "moderator"))
    if wanted.state == "in_force":
        rows = rows.filter(pk__in=holding)
    elif wanted.state == "ended":
        rows = rows.exclude(pk__in=holding)
    if wanted.kind in SanctionKind.values:
        rows = rows.filter(kind=wanted.kind)
    if wanted.subject in Mark.values:
        mark = Mark(wanted.subject)
        rows = rows.filter(author__isnull=False) if mark is Mark.ACCOUNT else rows.exclude(**{FIELDS[mark]: ""})
    if wanted.search:
        rows = rows.filter(_search(wanted.search.strip()))
    if wanted.before:
        rows = rows.filter(pk__lt=wanted.before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    page = found[:PAGE]
    held = set(in_force().filter(pk__in=[row.pk for row in page]).values_list("pk", flat=True))
    lines = tuple(describe_sanction(row, holds=row.pk in held) for row in page)
    return lines, page[-1].pk if len(found) > PAGE else None


def describe_sanction(sanction: Sanction, *, holds: bool) -> SanctionLine:
    """A sanction in words; account and moderator should have been selected with it."""
    whom = [str(mark.label) for mark in Mark if getattr(sanction, FIELDS[mark])]
    return SanctionLine(
        sanction_id=sanction.pk,
        kind_label=str(SanctionKind(sanction.kind).label),
        whom=(*whom, *([sanction.author.get_username()] if sanction.author else [])),
        reason_label=str(dict(get_settings().sanction_reasons).get(sanction.reason, sanction.reason)),
        note=sanction.note,
        moderator=sanction.moderator.get_username() if sanction.moderator else _("nobody who is still here"),
        comment_id=sanction.comment_id,
        starts_at=sanction.starts_at,
        ends_at=sanction.ends_at,
        lifted_at=sanction.lifted_at,
        holds=holds,
    )


def _search(typed: str) -> Q:
    """What is typed, as every kind of subject that it can name."""
    users = get_user_model().objects.filter(**{users_field(): typed})
    found = Q(author_id__in=users.values("pk"))
    if "@" in typed:
        found |= Q(email=hash_email(typed))
    elif "." in typed:
        found |= Q(domain=hash_domain(typed))
    try:
        ip = str(ip_address(typed.partition("/")[0]))
    except ValueError:
        return found
    return found | Q(address=hash_address(ip)) | Q(network=hash_network(ip))


def users_field() -> str:
    """The field by whose value an account is called."""
    return get_user_model().USERNAME_FIELD
