"""Bare links: which words become one. Whatever the text, no pattern looks further than one long link."""

import re
from collections.abc import Callable

from linkify_it import LinkifyIt
from markdown_it.rules_inline import StateInline

_LONGEST_LINK = 2_048
_LABELS_AFTER_WWW = "{1,8}"
_PROTOCOL = re.compile(r"(?:^|[^a-z0-9])(https?)$", re.IGNORECASE)
_PROTOCOL_REACH = len("https") + 1


def build_linkifier() -> LinkifyIt:
    """Find written-out URLs and hosts that begin with www.

    A mere word with a dot is none, else each full stop without a space after it made a link; an e-mail address is none,
    to spare its owner. No bare link holds a name before its host: `https://bank.example@other.example` leads to the
    bank, as its readers expect.
    """
    linkifier = LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False})
    parts = linkifier.re
    hosts = f"(?:{parts['src_domain']}\\.){_LABELS_AFTER_WWW}{parts['src_domain_root']}"
    www = re.compile(f"{hosts}{parts['src_port']}{parts['src_host_terminator']}{parts['src_path']}", re.IGNORECASE)
    http = re.compile(f"//{parts['src_host_port_strict']}{parts['src_path']}", re.IGNORECASE)
    linkifier.add("http:", {"validate": _length_of(http)})
    linkifier.add("www.", {"validate": _length_of(www), "normalize": _complete})
    linkifier.add("ftp:", None)
    linkifier.add("//", None)
    return linkifier


def bare_link(state: StateInline, silent: bool) -> bool:
    """Take a whole URL where its protocol ends, before its underscores and stars can be read as emphasis.

    The parser's own rule does the same, but reads all the text so far for each `://`.
    """
    if state.linkLevel > 0 or not state.src.startswith("://", state.pos):
        return False
    protocol = _PROTOCOL.search(state.pending[-_PROTOCOL_REACH:])
    if protocol is None:
        return False
    start = state.pos - len(protocol.group(1))
    link = state.md.linkify.match_at_start(state.src[start : start + _LONGEST_LINK]) if state.md.linkify else None
    if link is None:
        return False
    text = link.url.rstrip("*")
    href = state.md.normalizeLink(text)
    if not state.md.validateLink(href):
        return False
    if not silent:
        state.pending = state.pending[: start - state.pos]
        state.push("link_open", "a", 1).attrs = {"href": href}
        state.push("text", "", 0).content = text
        state.push("link_close", "a", -1)
    state.pos = start + len(text)
    return True


def _length_of(pattern: re.Pattern[str]) -> Callable[[LinkifyIt, str, int], int]:
    def length_of(_linkifier: LinkifyIt, text: str, position: int) -> int:
        found = pattern.match(text, position, position + _LONGEST_LINK)
        return len(found.group()) if found else 0

    return length_of


def _complete(_linkifier: LinkifyIt, match: object) -> None:
    match.url = f"https://{match.url}"  # type: ignore[attr-defined]
