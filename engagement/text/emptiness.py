"""Whether a comment says anything that could be seen."""

import html
import re
import unicodedata

from engagement.text.characters import drop_invisible, is_blank
from engagement.text.excerpts import excerpt

# What looks for an end looks no further than the next beginning, whatever the text.
_TAG = re.compile(
    r"</?(?:a|b|br|center|div|em|embed|font|h[1-6]|hr|i|iframe|img|object|p|picture|script|small|span|strong|style|u|video)"
    r"(?:[\s/][^<>]{0,2048})?>",
    re.IGNORECASE,
)
_LINK = re.compile(r"(!?)\[([^\[\]]{0,500})\]\([^()]{0,2048}\)")


def says_nothing(source: str) -> bool:
    """Say whether nothing is left of what a reader typed but what shows nothing or is no markup here.

    Spaces, joiners and marks without a letter, HTML comments, tags and entities for such characters, images, links
    without words, and Markdown's own signs around all these. A sign of punctuation, a number, an emoji is something.
    """
    rest = _TAG.sub("", _drop_comments(source))
    for _level in ("images", "links around them"):
        rest = _LINK.sub(_words_of_link, rest)
    rest = drop_invisible(html.unescape(rest))
    if any(character.isalnum() for character in rest):
        return False
    seen = excerpt(rest, length=max(len(rest), 1))
    return all(is_blank(character) or unicodedata.category(character).startswith("M") for character in seen)


def _drop_comments(text: str) -> str:
    parts, end = [], 0
    while (start := text.find("<!--", end)) >= 0 and (close := text.find("-->", start + len("<!--"))) >= 0:
        parts.append(text[end:start])
        end = close + len("-->")
    return "".join(parts) + text[end:]


def _words_of_link(found: re.Match[str]) -> str:
    is_image, words = found.groups()
    return "" if is_image else words
