"""In which language readers are spoken to: in the article's own, where its words are known; and what all are told."""

import datetime as dt

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext as _

from engagement import hosts
from engagement.conf import get_settings
from engagement.models import Discussion


def speaking(language: str) -> translation.override:
    """Speak, while the block lasts, as readers of an article in that language are spoken to.

    A language that the site does not have, or that nothing here was translated into, leaves the active one.
    """
    return translation.override(_choose(language))


def speak(language: str) -> None:
    """Speak so from here on, until whoever called gives back what was active."""
    translation.activate(_choose(language))


def speaking_of(discussion: Discussion) -> translation.override:
    """Speak as readers of that discussion are spoken to."""
    return speaking(language_of(discussion))


def language_of(discussion: Discussion) -> str:
    """The language of a discussion's article as its publisher says it; empty where they do not."""
    host = hosts.host_named(discussion.host)
    return "" if host is not None and host.language is None else discussion.language


def _choose(language: str) -> str:
    active = translation.get_language() or settings.LANGUAGE_CODE
    language = language.replace("_", "-").lower()
    # "en" under a site in British English is no wish for another one.
    if get_settings().section_language == "site" or not language or f"{active}-".startswith(f"{language}-"):
        return active
    try:
        known = get_supported_language_variant(language)
    except LookupError:
        return active
    return known if _is_spoken(known) else active


def _is_spoken(language: str) -> bool:
    """Whether there are words of ours in it, from whichever catalogue: Django itself knows many more languages."""
    generic, default = (code.partition("-")[0] for code in (language, settings.LANGUAGE_CODE))
    if generic == "en":
        return True
    # What has no words of its own is said in the site's language.
    unspoken = {"Leave a comment", "" if generic == default else _say(settings.LANGUAGE_CODE)}
    return _say(language) not in unspoken


def _say(language: str) -> str:
    with translation.override(language):
        return _("Leave a comment")


def say_opening(moment: dt.datetime) -> str:
    """From when on a discussion takes answers, for who was too early."""
    words = _("This discussion opens on %(moment)s; answers are welcome from then on.")
    return words % {"moment": date_format(timezone.localtime(moment), "DATETIME_FORMAT")}
