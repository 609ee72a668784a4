"""Whose name it is: no guest writes as an account, as an article's author, or as one who speaks for the site.

A name is compared by its looks (``engagement.text.name_looks``). Accounts are believed: two may have the same name, and
guests may share one. What a guest posted before an account came with the same name stays as it is.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings as django_settings
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from engagement import hosts
from engagement.conf import get_settings
from engagement.exceptions import InvalidComment
from engagement.models import Badge, Comment, Discussion, NameClaim
from engagement.text import find_look, find_sign, name_looks

_CATALOGS = Path(__file__).parents[1] / "locale"


def assert_name_is_free(*, name: str, discussion: Discussion) -> None:
    """InvalidComment where a guest may not write under this name in this discussion."""
    if not name:
        return
    if sign := find_sign(name):
        words = _("Please choose a name without “%(sign)s”: readers would take it for a mark of this site.")
        raise InvalidComment({"author_name": [words % {"sign": sign}]})
    settings = get_settings()
    if found := find_look(name, _reserved((*settings.reserved_names, settings.site_name), _languages())):
        words = _("Please choose a name without “%(words)s”: readers would think that you speak for this site.")
        raise InvalidComment({"author_name": [words % {"words": found}]})
    looks = name_looks(name)
    if _is_of_an_author(name, looks, discussion):
        raise InvalidComment({"author_name": [_("The author of the article has this name. Please choose another.")]})
    if _is_claimed(looks):
        words = _("Somebody with an account writes under this name. If it is you, please sign in; else choose another.")
        raise InvalidComment({"author_name": [words]})


def claim_name(*, account_id: int, name: str) -> None:
    """Keep a name for an account that comments under it, in the comment's transaction and before it locks a text.

    Two posts at once make one claim; a claim that is there is locked, so that no erasure lets go of it meanwhile.
    """
    claims = [NameClaim(folded=look, account_id=account_id) for look in sorted(name_looks(name))]
    NameClaim.objects.bulk_create(
        claims, update_conflicts=True, update_fields=["folded"], unique_fields=["folded", "account"]
    )


def release_name(*, comment_id: int) -> None:
    """Let go of the name that a comment of an account stands under, where no other of its comments does.

    Before the comment is locked: posts take these rows first as well.
    """
    comment = Comment.objects.only("author_id", "author_name").filter(pk=comment_id, author__isnull=False).first()
    if comment is None:
        return
    claims = NameClaim.objects.filter(account_id=comment.author_id, folded__in=name_looks(comment.author_name))
    locked = list(claims.select_for_update().order_by("folded").values_list("pk", "folded"))
    others = Comment.objects.filter(author_id=comment.author_id).exclude(pk=comment_id).order_by()
    kept = _looks(others.values_list("author_name", flat=True).distinct())
    NameClaim.objects.filter(pk__in=[pk for pk, folded in locked if folded not in kept]).delete()


def release_unused_names() -> int:
    """Let go of the names of accounts that have no comment any more; returns how many."""
    unused = ~Exists(Comment.objects.filter(author_id=OuterRef("account_id")))
    return NameClaim.objects.filter(unused).delete()[0]


def _is_of_an_author(name: str, looks: frozenset[str], discussion: Discussion) -> bool:
    """Whether the name is an author's, or holds the full name of one; a single word may be part of many names."""
    host = hosts.host_named(discussion.host)
    obj = host.find(discussion.host_pk) if host and host.authors else None
    authors = host.authors_of(obj) if host and obj else tuple(discussion.authors)
    full = [author for author in authors if " " in author.strip()]
    return bool(looks & _looks(authors) or find_look(name, _looks(full)))


def _is_claimed(looks: frozenset[str]) -> bool:
    """Whether an account has one of these looks; asked for every guest's comment, and so written out."""
    if not looks:
        return False
    table, folded = map(connection.ops.quote_name, (NameClaim._meta.db_table, "folded"))
    places = ", ".join(["%s"] * len(looks))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE {folded} IN ({places}) LIMIT 1", sorted(looks))  # noqa: S608
        return cursor.fetchone() is not None


def _looks(names: Iterable[str]) -> frozenset[str]:
    return frozenset[str]().union(*map(name_looks, names))


def _languages() -> tuple[str, ...]:
    """The languages in which the site may name its badges: those in force that have a catalogue."""
    in_force = {django_settings.LANGUAGE_CODE, *(code for code, _name in django_settings.LANGUAGES)}
    return tuple(sorted(code for code in in_force if _has_catalog(_CATALOGS, code)))


@cache
def _has_catalog(catalogs: Path, code: str) -> bool:
    return (catalogs / to_locale(code)).is_dir()


@lru_cache(maxsize=8)
def _reserved(names: tuple[str, ...], languages: tuple[str, ...]) -> frozenset[str]:
    """The looks of what nobody may call themselves: the publisher's names and the badges' words, in every language."""
    words = [*names]
    for language in ("en", *languages):
        with translation.override(language):
            words += [_("Newsroom"), str(Badge.AUTHOR.label)]
    return _looks(words)
