"""What changes whenever a page of a discussion does: for its ETag, and for the name under which it is kept."""

import time
from typing import Any

from django.core.signals import setting_changed
from django.utils.translation import get_language

from engagement import slots
from engagement.conf import get_settings
from engagement.pages.branches import COMMENT_TEMPLATE
from engagement.pages.fingerprints import digest, fingerprint
from engagement.pages.subjects import Subject
from engagement.queries.prompts import shown_wording

_LATELY = 1.0
"""Seconds for which it is not asked again what templates and slots look like, a third of what a 304 costs."""

_looks: dict[tuple[str, str | None, int], tuple[float, str]] = {}


def version_of(subject: Subject, template: str, *extra: str) -> str:
    """The version of what the template shows of a subject to everybody; ``extra`` is what else the page depends on."""
    row = subject.discussion
    version = f"{row.pk}:{row.version}" if row else "none"
    # The moments at which a discussion opens, closes, or asks in other words change no row.
    wording = shown_wording(row) if row else None
    version = f"{version}:{'open' if subject.is_open else 'closed'}:{wording.pk if wording else None}"
    notice = slots.render(slots.FORM_NOTICE, {"discussion": row})
    about = (subject.key, subject.title, subject.url, repr(subject.authors), version, notice)
    return digest(*about, _look(template), *extra)


def forget_looks(**_kwargs: Any) -> None:
    """Ask anew what templates and slots look like."""
    _looks.clear()


def _look(template: str) -> str:
    name, now = (template, get_language(), id(get_settings())), time.monotonic()
    asked, look = _looks.get(name, (0.0, ""))
    if not look or not 0 <= now - asked < _LATELY:
        look = digest(fingerprint(template, COMMENT_TEMPLATE), slots.version(slots.COMMENT_ACTIONS))
        _looks[name] = (now, look)
    return look


setting_changed.connect(forget_looks, dispatch_uid="afterword.engagement.versions")
