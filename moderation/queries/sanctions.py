"""What is in force against whoever writes, and by what a comment's author would be known again."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from django.db import connection, models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement import api as engagement
from moderation.hashing import hash_address, hash_domain, hash_email, hash_network
from moderation.models import Sanction, SanctionKind, Trace
from moderation.queries.moderators import is_moderator
from moderation.rules.mail_domains import find_domain

_ACCOUNTS_LOOKED_AT = 50

_MOST_KNOWN = 1_000
"""Sanctions of which a process remembers the marks; with more in force each author is looked up."""

_STRICTNESS: list[str] = [SanctionKind.HOLD, SanctionKind.REFUSE, SanctionKind.BAN]
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Mark(models.TextChoices):
    """By what an author is known again, from the surest to the vaguest."""

    ACCOUNT = "account", _("the account")
    EMAIL = "email", _("the e-mail address")
    ADDRESS = "address", _("the address")
    NETWORK = "network", _("the network around the address")
    DOMAIN = "domain", _("the domain of the e-mail address")


FIELDS = {
    Mark.ACCOUNT: "author_id",
    Mark.EMAIL: "email",
    Mark.ADDRESS: "address",
    Mark.NETWORK: "network",
    Mark.DOMAIN: "domain",
}
"""The field of a sanction that holds each mark; of a trace too, but for account and domain."""

REFUSING = (SanctionKind.REFUSE, SanctionKind.BAN)
"""The kinds under which nobody comments."""

Marks = dict[Mark, int | str]
"""What is known of an author, by mark; only what there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is in force against an author."""

    kind: str = ""
    """A SanctionKind, the strictest; empty: nothing."""
    ends_at: dt.datetime | None = None
    """When the last of that kind ends; None where one has no end."""
    reason: str = ""
    """The code of why, of the one that ends last."""


def find_sanction(*, author_id: int | None, email: str, ip: str) -> str:
    """The strictest kind of sanction in force, by account, e-mail address, address or network; empty: none."""
    return find_standing(author_id=author_id, email=email, ip=ip).kind


def find_standing(*, author_id: int | None, email: str, ip: str) -> Standing:
    """The strictest sanction in force with its end, in one query where there is none.

    Whoever may moderate is never under one: an office has one address for all.
    """
    marks = find_marks_of(author_id=author_id, email=email, ip=ip)
    if not marks:
        return Standing()
    rows = _find_named(marks)
    if not rows or is_moderator(author_id):
        return Standing()
    # The strictest, and of equally strict ones that which lasts longest: one without an end longest of all.
    kind, ends_at, reason = max(rows, key=lambda row: (_STRICTNESS.index(row[0]), row[1] is None, row[1] or _EPOCH))
    return Standing(kind=kind, ends_at=ends_at, reason=reason)


def in_force(*, now: dt.datetime | None = None) -> QuerySet[Sanction]:
    """The sanctions that hold now."""
    now = now or timezone.now()
    return Sanction.objects.filter(
        Q(ends_at__gt=now) | Q(ends_at__isnull=True), lifted_at__isnull=True, starts_at__lte=now
    )


def load_marks_in_force() -> frozenset[tuple[Mark, int | str]] | None:
    """All marks that a sanction in force names; None where there are too many to be remembered."""
    rows = list(in_force().values_list(*FIELDS.values())[: _MOST_KNOWN + 1])
    if len(rows) > _MOST_KNOWN:
        return None
    return frozenset((mark, value) for row in rows for mark, value in zip(FIELDS, row, strict=True) if value)


def find_marks_of(*, author_id: int | None, email: str, ip: str) -> Marks:
    """The marks of somebody who writes; the addresses among them hashed."""
    marks: Marks = {
        Mark.ACCOUNT: author_id or 0,
        Mark.EMAIL: hash_email(email),
        Mark.ADDRESS: hash_address(ip),
        Mark.NETWORK: hash_network(ip),
        Mark.DOMAIN: hash_domain(find_domain(email)),
    }
    return {mark: value for mark, value in marks.items() if value}


def find_marks(comment: engagement.Comment) -> Marks:
    """The marks of a comment's author: from its submission, or once that is deleted from its trace."""
    ip = engagement.get_comment_record(comment.pk).submission.ip or ""
    marks = find_marks_of(author_id=comment.author_id, email=comment.author_email, ip=ip)
    trace = Trace.objects.filter(comment_id=comment.pk, expires_at__gt=timezone.now()).first()
    if trace is None:
        return marks
    traced = {mark: getattr(trace, FIELDS[mark]) for mark in (Mark.EMAIL, Mark.ADDRESS, Mark.NETWORK)}
    return {**{mark: value for mark, value in traced.items() if value}, **marks}


def is_from_moderator(mark: Mark, value: int | str) -> bool:
    """Whether a mark is that of somebody who may moderate, as far as what they wrote themselves tells."""
    if mark is Mark.ACCOUNT:
        return is_moderator(int(value))
    traces = Trace.objects.filter(_equals(mark, value), comment__author__isnull=False)
    authors = traces.order_by().values_list("comment__author_id", flat=True).distinct()[:_ACCOUNTS_LOOKED_AT]
    return any(is_moderator(author_id) for author_id in authors)


def _find_named(marks: Marks) -> list[tuple[str, dt.datetime | None, str]]:
    """Kind, end and reason of the sanctions in force that name one of the marks.

    Asked for every comment, and so written once: Django would take ten times as long to write the question as the
    database to answer it.
    """
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_write_question(connection.vendor, tuple(marks)), [now, now, *marks.values()])
        rows = cursor.fetchall()
    convert = getattr(connection.ops, "convert_datetimefield_value", lambda value, *_others: value)
    return [(kind, convert(ends_at, None, connection), reason) for kind, ends_at, reason in rows]


@cache
def _write_question(_vendor: str, marks: tuple[Mark, ...]) -> str:
    quote = connection.ops.quote_name
    names = {mark: quote(FIELDS[mark]) for mark in marks}
    holds = "(ends_at > %s OR ends_at IS NULL) AND lifted_at IS NULL AND starts_at <= %s"
    # Word for word as the partial indexes have it: SQLite takes one only then.
    # Word for word as the partial indexes have it: SQLite takes them only then.
    named = " OR ".join(
        f"{name} = %s" if mark is Mark.ACCOUNT else f"({name} = %s AND NOT ({name} = ''))"
        for mark, name in names.items()
    )
    return f"SELECT kind, ends_at, reason FROM {quote(Sanction._meta.db_table)} WHERE {holds} AND ({named})"  # noqa: S608


def _equals(mark: Mark, value: int | str) -> Q:
    """One mark compared; that it is not empty is said too, because SQLite asks so before it takes a partial index."""
    same = Q(**{FIELDS[mark]: value})
    return same if mark is Mark.ACCOUNT else same & ~Q(**{FIELDS[mark]: ""})
