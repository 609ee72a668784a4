"""How many published comments there are, for many articles at once: as many queries as kinds of articles, and one."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from engagement import hosts
from engagement.models import Discussion, DiscussionAlias
from engagement.models.discussion import DiscussionStatus

_KEY = re.compile(r"[-\w.:~@]{1,200}")

Place = tuple[str, str]
"""An object: its host's label and its primary key."""


def count_for_objects(objects: Iterable[Model]) -> Mapping[Place, int]:
    """The counts of a publisher's objects, in one query whatever their number and kinds.

    Nothing stands for what readers may not see, nor for what has no discussion yet.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    for obj in objects:
        host = hosts.host_of(obj)
        if host.shows(obj):
            wanted[host.label].add(str(obj.pk))
    if not wanted:
        return {}
    here = Q()
    for label, pks in wanted.items():
        here |= Q(host=label, host_pk__in=pks)
    found = Discussion.objects.select_related("merged_into").filter(here)
    counts = {(row.host, row.host_pk): row.merged_into or row for row in found}
    return {place: row.comment_count for place, row in counts.items() if row.status != DiscussionStatus.HIDDEN}


def count_for_keys(keys: Collection[str]) -> Mapping[str, int]:
    """The counts by key, in the order of the keys; nothing stands for a key that leads to nothing readers may see.

    One query for the discussions, one for each kind of article to learn what is public now, and one for aliases where
    a key is no discussion's own.
    """
    asked = [key for key in dict.fromkeys(keys) if _KEY.fullmatch(key)]
    if not asked:
        return {}
    rows = Discussion.objects.select_related("merged_into").filter(key__in=asked)
    found = {row.key: row.merged_into or row for row in rows}
    if missing := [key for key in asked if key not in found]:
        aliases = DiscussionAlias.objects.select_related("discussion").filter(key__in=missing)
        found.update({alias.key: alias.discussion for alias in aliases})
    public = find_public(found.values())
    return {key: found[key].comment_count for key in asked if key in found and found[key].pk in public}


def find_public(discussions: Iterable[Discussion]) -> set[int]:
    """The numbers of those that anybody may read now: one query for each kind of article."""
    by_host: dict[str, dict[str, int]] = defaultdict(dict)
    for row in discussions:
        if row.status != DiscussionStatus.HIDDEN:
            by_host[row.host][row.host_pk if row.host else str(row.pk)] = row.pk
    public = set(by_host.pop("", {}).values())
    for label, places in by_host.items():
        host = hosts.host_named(label)
        if host is not None:
            public |= {places[str(obj.pk)] for obj in _objects(host, places) if host.shows(obj)}
    return public


def _objects(host: hosts.Host, pks: Iterable[str]) -> QuerySet[Model] | list[Model]:
    try:
        return list(host.model._base_manager.filter(pk__in=list(pks)))
    except (ValueError, TypeError, ValidationError, OverflowError):
        # One key that is none of the model's any more spoils the whole question.
        return [obj for pk in pks if (obj := host.find(pk)) is not None]
