"""What a page tells its script so that it can look for what is new, and say so in the page's language."""

import json

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from engagement.conf import get_settings
from engagement.pages.subjects import Subject

_SAMPLES = (0, 1, 2, 3, 6, 11, 100)
"""One number at least of each plural category that CLDR knows: script takes the words of the one like its own."""


def news_of(subject: Subject) -> str:
    """Where and how often to ask, since when the page's comments are, and what to say; as JSON."""
    discussion = subject.discussion
    news = {
        "url": reverse("engagement:version", args=[subject.key]),
        "fragment": reverse("engagement:fragment", args=[subject.key]),
        "since": int(discussion.changed_at.timestamp() * 1000) if discussion else 0,
        "seconds": get_settings().live_seconds,
        "language": get_language() or "en",
        "words": _words(),
    }
    return json.dumps(news, ensure_ascii=False, separators=(",", ":"))


def _words() -> dict[str, str | list[str]]:
    """What is said; ``%s`` stands for a number."""
    comments, replies = [], []
    for n in _SAMPLES:
        comments.append(ngettext("%(counter)s comment", "%(counter)s comments", n) % {"counter": "%s"})
        replies.append(ngettext("%(counter)s reply", "%(counter)s replies", n) % {"counter": "%s"})
    return {
        "comments": comments,
        "branch": replies,
        "show": [ngettext("Show %s new comment", "Show %s new comments", n) for n in _SAMPLES],
        "replies": [ngettext("%s new reply", "%s new replies", n) for n in _SAMPLES],
        "shown": [ngettext("%s new comment is shown.", "%s new comments are shown.", n) for n in _SAMPLES],
        "gone": _("What was new is not there any more."),
        "more": _("More replies"),
        "close": _("Close"),
        "mute": _("Mute"),
        "muteOne": _("Mute %s"),
        "muted": _("You muted %s."),
        "mutedAuthors": _("Muted authors"),
        "newHere": _("new"),
        "see": _("Show"),
        "seeOne": _("Show this comment by %s"),
        "unmute": _("Unmute"),
        "unmuteOne": _("Unmute %s"),
    }
