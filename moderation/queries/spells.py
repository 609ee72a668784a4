"""How long something took, in words of at most two units."""

from django.utils.html import avoid_wrapping
from django.utils.translation import gettext as _

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def spell_seconds(seconds: float) -> str:
    """Such as "48 s", "12 min", "3 h 12 min" or "2 d 4 h"."""
    whole = round(seconds)
    if whole < _MINUTE:
        return avoid_wrapping(_("%(seconds)d s") % {"seconds": whole})
    if whole < _HOUR:
        return avoid_wrapping(_("%(minutes)d min") % {"minutes": whole // _MINUTE})
    if whole < _DAY:
        words = {"hours": whole // _HOUR, "minutes": whole % _HOUR // _MINUTE}
        return avoid_wrapping((_("%(hours)d h %(minutes)d min") if words["minutes"] else _("%(hours)d h")) % words)
    words = {"days": whole // _DAY, "hours": whole % _DAY // _HOUR}
    return avoid_wrapping((_("%(days)d d %(hours)d h") if words["hours"] else _("%(days)d d")) % words)
