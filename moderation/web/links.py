"""Links in a comment, as moderators see them: each tells where it leads, and leads there without telling whence."""

from urllib.parse import urlsplit

import lxml.html
import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

_LONGEST_TARGET = 200
_ATTRIBUTES = {"a": {"href"}, "li": {"value"}, "ol": {"start"}, "span": {"class"}}
_TAGS = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "span", "strong", "ul"}


def show_targets(html: str) -> SafeString:
    """The HTML of a comment with each link's target beside it, unless the link's own words say just that."""
    if "<a" not in html:
        return mark_safe(html)  # noqa: S308  # engagement keeps it sanitised
    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    for link in tree.findall(".//a"):
        target = _find_target(link.get("href", ""), link.text_content())
        if target:
            note = lxml.html.Element("span", {"class": "ws-to"})
            note.text = _("goes to %(target)s") % {"target": target}
            # The words that follow a link are its tail: they go on behind the note.
            note.tail, link.tail = link.tail, " "
            link.addnext(note)
    shown = lxml.html.tostring(tree, encoding="unicode").removeprefix("<div>").removesuffix("</div>")
    # What a parser and a serializer did to it leaves through the same narrow door as what readers see.
    return mark_safe(  # noqa: S308
        nh3.clean(
            shown,
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            set_tag_attribute_values={"a": {"target": "_blank"}},
            link_rel="noopener noreferrer nofollow",
            url_schemes={"http", "https", "mailto"},
        )
    )


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
