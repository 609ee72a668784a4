"""Which wording each time slot shows: drawn within each day, settled by a seed, and foreseen by no reader."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import lru_cache

SLOT_HOURS = (1, 2, 3, 4, 6, 12)
"""How long a slot may be. All divide a day, so that none crosses midnight."""

_DAY = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """How a day is divided: slots of so many ``hours``, for so many ``arms``, in the order that ``seed`` draws."""

    seed: str
    hours: int
    arms: int


def slots_a_day(hours: int) -> int:
    """How many slots of that length a day has."""
    return _DAY // hours


def arm_at(moment: dt.datetime, slots: Slots) -> int:
    """The place of the wording that is shown at a moment of the site's own time.

    As many slots as there are arms make a block, in which each arm has one, in an order drawn for that block alone; the
    last block of a day may be cut off. So two arms could change places on any day, and nobody would know: that is what
    ``engagement.experiments.days`` rests on. A slot is told by the clock on the wall: on the days on which clocks are
    put forward or back one is shorter or longer.
    """
    block, place = divmod(moment.hour // slots.hours, slots.arms)
    return _order(slots.seed, moment.date(), block, slots.arms)[place]


def slot_begin(moment: dt.datetime, hours: int) -> dt.datetime:
    """When the slot began in which a moment of the site's own time lies."""
    first = moment.hour // hours * hours
    # Where clocks were put back, the hour began the first time it was struck.
    return moment.replace(hour=first, minute=0, second=0, microsecond=0, fold=0)


@lru_cache(maxsize=1024)
def _order(seed: str, day: dt.date, block: int, arms: int) -> tuple[int, ...]:
    """Every order is as likely as every other, whatever the orders of other blocks are."""
    drawn = {arm: hashlib.blake2b(f"{seed} {day} {block} {arm}".encode()).digest() for arm in range(arms)}
    return tuple(sorted(drawn, key=drawn.__getitem__))
