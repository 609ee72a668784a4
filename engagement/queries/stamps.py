"""What one small question says of a discussion, for pages that are there already if nothing has changed.

The question is as Django writes it, and written once: asked for every page and every 304, its writing would cost twenty
times what the database does (measured in ``benchmarks/readers``).
"""

from dataclasses import dataclass, fields
from functools import cache, lru_cache
from typing import Any

from django.db import connections, router

from engagement.models import Discussion
from engagement.queries.prompts import with_prompt


@dataclass(frozen=True, slots=True)
class Stamp:
    """Whatever readers see of a discussion changes this."""

    pk: int
    key: str
    version: int
    comment_count: int
    changed_at: object
    """As the database's driver gives it: to be compared, not read."""
    status: str
    host: str
    host_pk: str


_LARGEST = 2**63 - 1
"""No row has a larger number, and no database takes one."""

_COLUMNS = tuple(field.name for field in fields(Stamp))


def find_stamp_of_key(key: str) -> Stamp | None:
    """The stamp of the discussion of that key."""
    return _find(key=key)


def find_stamp_of_discussion(discussion_id: int) -> Stamp | None:
    """The stamp of the discussion of that number."""
    return _find(pk=discussion_id)


def find_stamp_of_object(host: str, host_pk: str) -> Stamp | None:
    """The stamp of the discussion of a host's object."""
    return _find(host=host, host_pk=host_pk)


def find_stamp_of_comment(comment_id: int) -> Stamp | None:
    """The stamp of the discussion in which a comment has its place; none where it has none."""
    return _find(comments__pk=comment_id) if 0 < comment_id <= _LARGEST else None


@lru_cache(maxsize=2_000)
def read_stamped(stamp: Stamp) -> Discussion | None:
    """The discussion with its prompt, as it was when it had that stamp; not to be written to, for many share it."""
    return with_prompt().filter(pk=stamp.pk).first()


def _find(**wanted: Any) -> Stamp | None:
    using = router.db_for_read(Discussion)
    with connections[using].cursor() as cursor:
        cursor.execute(_write_question(using, tuple(wanted)), tuple(wanted.values()))
        found = cursor.fetchone()
    return Stamp(*found) if found else None


@cache
def _write_question(using: str, names: tuple[str, ...]) -> str:
    """The statement, whose parameters are the values of those lookups in that order."""
    lookups = dict.fromkeys(names, 1)
    if "comments__pk" in lookups:
        lookups["comments__in_thread"] = True
    asked = Discussion.objects.using(using).filter(**lookups).values_list(*_COLUMNS)
    question, _values = asked.query.get_compiler(using).as_sql()
    return str(question)
