"""Links in a comment, as moderators see them: each tells where it leads, and leads there without telling whence."""

from urllib.parse import urlsplit

import lxml.html
from django.utils.translation import gettext as _

TARGET = "ws-to"
"""The class of what stands beside a link and not in the comment."""

_LONGEST_TARGET = 200


def note_targets(tree: lxml.html.HtmlElement) -> None:
    """Put each link's target beside it, unless the link's own words say just that."""
    for link in tree.findall(".//a"):
        target = _find_target(link.get("href", ""), link.text_content())
        if target:
            note = lxml.html.Element("span", {"class": TARGET})
            note.text = _("goes to %(target)s") % {"target": target}
            # The words that follow a link are its tail: they go on behind the note.
            note.tail, link.tail = link.tail, " "
            link.addnext(note)


def _find_target(href: str, words: str) -> str:
    """Where a link leads, its host first and no user name before it; empty where its words are that address."""
    href = "".join(character for character in href if character.isprintable())
    try:
        parts = urlsplit(href)
        host = parts.hostname or ""
    except ValueError:
        return href[:_LONGEST_TARGET]
    if not host:
        return "" if words.strip() == parts.path else href[:_LONGEST_TARGET]
    plain = parts._replace(scheme="", netloc=parts.netloc.rpartition("@")[2]).geturl().removeprefix("//")
    if "@" not in parts.netloc and _trim(words.strip()) in (_trim(href), _trim(plain)):
        return ""
    return plain if len(plain) <= _LONGEST_TARGET else f"{plain[:_LONGEST_TARGET]}…"


def _trim(address: str) -> str:
    return address.removesuffix("/").casefold()
