"""The orders that a list offers."""

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.queries.orders import Order, find_order, orders_of
from moderation.web.places import Place

_NAMES: dict[str, str | Promise] = {
    Order.RISK: _("Riskiest first"),
    Order.OLDEST: _("Oldest first"),
    Order.NEWEST: _("Newest first"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLink:
    """A way to read the queue."""

    label: str | Promise
    url: str
    current: bool


def link_orders(place: Place) -> tuple[OrderLink, ...]:
    """The orders of a place's queue, its own first, each from the start of the list."""
    chosen = find_order(place.queue, place.order)
    possible = orders_of(place.queue)
    start = replace(place, comment_id=None, cursor="", typed=False, told=None)
    return tuple(
        OrderLink(
            label=_NAMES[order],
            url=replace(start, order="" if order is possible[0] else order.value).url,
            current=order is chosen,
        )
        for order in possible
    )
