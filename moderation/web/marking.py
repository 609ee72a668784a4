"""A comment for moderators: what the checks noticed is marked in it and numbered as in their list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import lxml.html
import nh3
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from moderation.queries.marks import Mark
from moderation.rules.links import find_links, find_said_host
from moderation.web.links import TARGET, note_targets
from moderation.web.spans import Piece, Span, carry_over, cut

_ATTRIBUTES = {"a": {"href"}, "li": {"value"}, "ol": {"start"}, "span": {"class"}, "sup": {"aria-hidden"}}
_TAGS = {"a", "blockquote", "br", "code", "em", "li", "mark", "ol", "p", "pre", "span", "strong", "sup", "ul"}
_BREAKS = frozenset({"blockquote", "br", "li", "ol", "p", "pre", "ul"})


@dataclass(frozen=True, slots=True)
class _Words:
    """Some text in a tree: before the first child of an element, or behind the element."""

    element: lxml.html.HtmlElement
    is_tail: bool
    text: str
    start: int


def mark_typed(body: str, marks: Sequence[Mark]) -> SafeString:
    """The text as typed, escaped and marked."""
    return format_html_join("", "{}", ((_write(piece),) for piece in cut(body, _spans_of(marks))))


def mark_shown(html: str, body: str, marks: Sequence[Mark]) -> SafeString:
    """The text as readers see it, marked, with each link's target beside it."""
    if "<a" not in html and not marks:
        return mark_safe(html)  # noqa: S308  # engagement keeps it sanitised
    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    links = _find_marked_links(tree, marks)
    note_targets(tree)
    _mark_words(tree, body, marks)
    for link, number in links:
        _wrap(link, number)
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


def _spans_of(marks: Sequence[Mark]) -> tuple[Span, ...]:
    return tuple(Span(start=start, end=end, number=mark.number) for mark in marks for start, end in mark.spans)


def _write(piece: Piece) -> SafeString:
    if not piece.is_marked:
        return format_html("{}", piece.text)
    numbers = format_html_join(
        "", '<sup aria-hidden="true">{}</sup><span class="ws-sr"> {}</span>', ((n, _name(n)) for n in piece.numbers)
    )
    return format_html("<mark>{}{}</mark>", piece.text, numbers)


def _name(number: int) -> str:
    """A mark's number for those who do not see it."""
    return _("(mark %(number)s)") % {"number": number}


def _mark_words(tree: lxml.html.HtmlElement, body: str, marks: Sequence[Mark]) -> None:
    words = list(_read(tree))
    shown = ""
    for some in words:
        # Where a block or a line ended, the text as typed has something too.
        shown = f"{shown:\n<{some.start}}{some.text}"
    spans = carry_over(body, shown, _spans_of(marks))
    for some in words:
        pieces = list(cut(some.text, spans, start=some.start))
        if any(piece.is_marked for piece in pieces):
            _replace(some, pieces)


def _read(tree: lxml.html.HtmlElement) -> Iterator[_Words]:
    """The comment's own text in its order, a character apart where a line ends."""
    position = 0
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end")):
        position += element.tag in _BREAKS
        is_note = element.get("class") == TARGET
        text = element.tail if event == "end" else "" if is_note else element.text
        if text and not (event == "end" and element is tree):
            yield _Words(element, event == "end", text, position)
            position += len(text)


def _replace(words: _Words, pieces: Sequence[Piece]) -> None:
    """Put pieces in the place of some text; marked ones become elements."""
    before: lxml.html.HtmlElement | None = None
    parent = _parent_of(words.element) if words.is_tail else words.element
    index = parent.index(words.element) + 1 if words.is_tail else 0
    plain = ""
    for piece in [*pieces, Piece(text="", is_marked=False, numbers=())]:
        if not piece.is_marked:
            plain += piece.text
            continue
        _set_text(words, before, plain)
        before, plain = _make_mark(piece), ""
        parent.insert(index, before)
        index += 1
    _set_text(words, before, plain)


def _set_text(words: _Words, before: lxml.html.HtmlElement | None, text: str) -> None:
    if before is not None:
        before.tail = text
    elif words.is_tail:
        words.element.tail = text
    else:
        words.element.text = text


def _make_mark(piece: Piece) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(_write(piece))


def _find_marked_links(tree: lxml.html.HtmlElement, marks: Sequence[Mark]) -> list[tuple[lxml.html.HtmlElement, int]]:
    """The links that a check noticed, each with the number of its first mark."""
    wanted = [mark for mark in marks if mark.host]
    found = []
    for link in tree.findall(".//a") if wanted else ():
        source = lxml.html.tostring(link, encoding="unicode", with_tail=False)
        host, text = next(iter(find_links(source)), ("", ""))
        said = find_said_host(text) if host else ""
        number = next((mark.number for mark in wanted if mark.host == host and mark.says in ("", said)), None)
        if number is not None:
            found.append((link, number))
    return found


def _parent_of(element: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """What holds an element; all that is read and marked here stands in the tree."""
    return cast("lxml.html.HtmlElement", element.getparent())


def _wrap(link: lxml.html.HtmlElement, number: int) -> None:
    """Put a link into a mark."""
    mark = _make_mark(Piece(text="", is_marked=True, numbers=(number,)))
    _parent_of(link).replace(link, mark)
    mark.tail, link.tail = link.tail, None
    mark.text = None
    mark.insert(0, link)
