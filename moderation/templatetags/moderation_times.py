"""Times as moderators read them: how long ago, or when."""

import datetime as dt
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import avoid_wrapping, format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy, npgettext_lazy

register = template.Library()

_SHORT: dict[str, Any] = {
    # Django says these two itself: without a context of ours, publishers' own pages would say them as we do.
    "year": npgettext_lazy("in short", "%(num)d year", "%(num)d years", "num"),
    "month": npgettext_lazy("in short", "%(num)d month", "%(num)d months", "num"),
    "week": ngettext_lazy("%(num)d wk", "%(num)d wk", "num"),
    "day": ngettext_lazy("%(num)d d", "%(num)d d", "num"),
    "hour": ngettext_lazy("%(num)d h", "%(num)d h", "num"),
    "minute": ngettext_lazy("%(num)d min", "%(num)d min", "num"),
}
_MINUTE = 60


@register.filter
def age(moment: dt.datetime) -> str:
    """How long ago it was, such as "14 min", by the largest unit alone."""
    return _measure(moment, timezone.now())


@register.filter
def ahead(moment: dt.datetime) -> str:
    """How long it is until then, as ``age`` says it."""
    return _measure(timezone.now(), moment)


@register.simple_tag
def since(moment: dt.datetime) -> SafeString:
    """How long ago it was, with the moment itself for machines and for whoever points at it."""
    return _mark(moment, age(moment))


@register.simple_tag
def clock(moment: dt.datetime) -> SafeString:
    """When it was: the time alone for what happened today."""
    local = timezone.localtime(moment)
    time = date_format(local, "TIME_FORMAT")
    if local.date() == timezone.localdate():
        return _mark(moment, time)
    day = date_format(local, "MONTH_DAY_FORMAT" if local.year == timezone.localdate().year else "DATE_FORMAT")
    return _mark(moment, _("%(day)s, %(time)s") % {"day": day, "time": time})


def _measure(start: dt.datetime, end: dt.datetime) -> str:
    seconds = max(int((end - start).total_seconds()), 1)
    if seconds < _MINUTE:
        return avoid_wrapping(ngettext("%(num)d s", "%(num)d s", seconds) % {"num": seconds})
    return timesince(start, end, time_strings=_SHORT, depth=1)


def _mark(moment: dt.datetime, words: str) -> SafeString:
    local = timezone.localtime(moment)
    whole = date_format(local, "DATETIME_FORMAT")
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(timespec="seconds"), whole, words)
