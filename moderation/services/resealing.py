"""Resealing: what is kept sealed is put under the newest key, so that an older one may go."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from moderation.exceptions import PayloadUnreadable
from moderation.models import Original, Payload
from moderation.services.sealing import reseal

_BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Resealed:
    """What came of one batch, or of several."""

    changed: int = 0
    unchanged: int = 0
    """They were under the first key already."""
    unreadable: int = 0
    """None of the keys opens them; they stay as they are."""

    @property
    def seen(self) -> int:
        """All of them."""
        return self.changed + self.unchanged + self.unreadable

    def __add__(self, other: "Resealed") -> "Resealed":
        """The sum of two."""
        return Resealed(
            changed=self.changed + other.changed,
            unchanged=self.unchanged + other.unchanged,
            unreadable=self.unreadable + other.unreadable,
        )


def reseal_payloads() -> Iterator[Resealed]:
    """Put all that is sealed under the first key, in short transactions; may be stopped anywhere and begun again.

    Raises SpamCheckMisconfigured where the keys cannot be worked with.
    """
    yield from _reseal_all(Payload.objects.all(), "submitted")
    yield from _reseal_all(Original.objects.all(), "sealed")


def _reseal_all(rows: QuerySet[Any], field: str) -> Iterator[Resealed]:
    after = 0
    while ids := list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        yield _reseal_batch(rows.filter(pk__in=ids), field)
        after = ids[-1]


@transaction.atomic
def _reseal_batch(rows: QuerySet[Any], field: str) -> Resealed:
    resealed = Resealed()
    for pk, sealed in list(rows.values_list("pk", field)):
        try:
            anew = reseal(sealed)
        except PayloadUnreadable:
            resealed += Resealed(unreadable=1)
            continue
        if anew == sealed:
            resealed += Resealed(unchanged=1)
            continue
        rows.filter(pk=pk).update(**{field: anew})
        resealed += Resealed(changed=1)
    return resealed
