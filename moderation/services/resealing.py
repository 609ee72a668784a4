"""Resealing: what was sent to the spam checker is put under the newest key, so that an older one may go."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from moderation.exceptions import PayloadUnreadable
from moderation.models import Payload
from moderation.services.sealing import reseal

_BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Resealed:
    """What came of one batch of payloads, or of several."""

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
    """Put every payload under the first key, in short transactions; may be stopped anywhere and begun again.

    Raises SpamCheckMisconfigured where the keys cannot be worked with.
    """
    after = 0
    while ids := list(Payload.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        yield _reseal_batch(ids)
        after = ids[-1]


@transaction.atomic
def _reseal_batch(ids: list[int]) -> Resealed:
    resealed = Resealed()
    for payload in Payload.objects.filter(pk__in=ids).only("submitted"):
        try:
            submitted = reseal(payload.submitted)
        except PayloadUnreadable:
            resealed += Resealed(unreadable=1)
            continue
        if submitted == payload.submitted:
            resealed += Resealed(unchanged=1)
            continue
        Payload.objects.filter(pk=payload.pk).update(submitted=submitted)
        resealed += Resealed(changed=1)
    return resealed
