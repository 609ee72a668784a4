"""What each check saw in a comment, in a sentence for moderators."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

Saw = Mapping[str, Any]
"""``detail`` of a finding: what a check put into its report."""

CHECKS: dict[str, str | Promise] = {
    "form": gettext_lazy("Form"),
    "links": gettext_lazy("Links"),
    "words": gettext_lazy("Words"),
    "author": gettext_lazy("Author"),
    "email": gettext_lazy("E-mail"),
    "record": gettext_lazy("Record"),
    "duplicate": gettext_lazy("Known spam"),
}
"""The checks of our own, as people read their names."""


def describe_sight(check: str, signals: Sequence[str], saw: Saw) -> str:
    """What a check of our own saw; empty for one that this release does not know."""
    if "error" in saw:
        return _("the check itself failed with %(error)s") % {"error": saw["error"]}
    describe = _SIGHTS.get(check)
    return describe(signals, saw) if describe else ""


def _form(signals: Sequence[str], saw: Saw) -> str:
    parts = []
    if "form.honeypot" in signals:
        parts.append(_("a field that people never see was filled in"))
    seconds = saw.get("seconds")
    if seconds is None:
        parts.append(_("how long it took was not told"))
    else:
        parts.append(_("sent after %(seconds)s s") % {"seconds": number_format(seconds, decimal_pos=1)})
    return _list(parts)


def _links(_signals: Sequence[str], saw: Saw) -> str:
    count = saw.get("count", 0)
    if not count:
        return _("no link to elsewhere")
    domains = _list(saw.get("domains", ()))
    words = ngettext("%(count)s link, to %(domains)s", "%(count)s links, to %(domains)s", count)
    return words % {"count": number_format(count), "domains": domains}


def _words(_signals: Sequence[str], saw: Saw) -> str:
    count = len(saw.get("matches", ())) + saw.get("more", 0)
    parts = [ngettext("%(count)s match", "%(count)s matches", count) % {"count": number_format(count)}] if count else []
    entries = [match["entry"] for match in saw.get("in_name", ())]
    if entries:
        parts.append(_("in the author's name %(entries)s") % {"entries": _list(entries)})
    return _list(parts) if parts else _("no word of the lists")


def _author(signals: Sequence[str], saw: Saw) -> str:
    parts = [_("a guest")] if "author.guest" in signals else []
    published = saw.get("published", 0)
    if "author.first" in signals or not published:
        parts.append(_("nothing published before"))
    else:
        words = ngettext("%(count)s comment published before", "%(count)s comments published before", published)
        parts.append(words % {"count": number_format(published)})
    if "author.trusted" in signals:
        parts.append(_("trusted"))
    if "author.sanctioned" in signals:
        parts.append(_("under a sanction"))
    return _list(parts)


def _email(_signals: Sequence[str], saw: Saw) -> str:
    domain = saw.get("domain", "")
    if not domain:
        return _("no disposable address")
    return _("an address at %(domain)s, which gives them out for a moment") % {"domain": domain}


def _record(_signals: Sequence[str], saw: Saw) -> str:
    decided, rejected = saw.get("decided", 0), saw.get("rejected", 0)
    if not decided:
        return _("nothing decided of late")
    words = ngettext(
        "%(rejected)s of %(decided)s comment of late rejected or spam",
        "%(rejected)s of %(decided)s comments of late rejected or spam",
        decided,
    )
    return words % {"rejected": number_format(rejected), "decided": number_format(decided)}


def _duplicate(_signals: Sequence[str], saw: Saw) -> str:
    similarity = saw.get("similarity")
    if similarity is None:
        return _("not like known spam")
    share = number_format(similarity * 100, decimal_pos=0)
    return _("to %(share)s%% the same as a comment marked as spam") % {"share": share}


_SIGHTS: dict[str, Callable[[Sequence[str], Saw], str]] = {
    "form": _form,
    "links": _links,
    "words": _words,
    "author": _author,
    "email": _email,
    "record": _record,
    "duplicate": _duplicate,
}


def _list(parts: Sequence[str]) -> str:
    return get_text_list(list(parts), _("and"))
